/** A key figure that changes: the tile of the report, whose texts are replaced in place. */
import { html } from '../dom.ts';
import type { Tile } from '../tile.ts';
import { setAttribute, textCell } from './text-cell.ts';

export interface LiveTile {
  readonly node: HTMLElement;
  /** Name and unit stay. */
  show(tile: Pick<Tile, 'value' | 'detail' | 'tone'>): void;
}

/** @param href where more of it is; the name becomes a link */
export function liveTile(name: string, unit: string, href?: string): LiveTile {
  const title = href === undefined ? html('span', {}, name) : html('a', { href }, name);
  title.classList.add('tile-name');
  const number = html('span');
  const unitNode = unit === '' ? null : html('span', { class: 'tile-unit' }, ` ${unit}`);
  const detailNode = html('span', { class: 'tile-detail' });
  const node = html(
    'li',
    { class: 'tile' },
    title,
    html('span', { class: 'tile-value' }, number, unitNode),
    detailNode,
  );
  const value = textCell(number);
  const detail = textCell(detailNode);
  return {
    node,
    show(tile) {
      value.set(tile.value ?? '–');
      detail.set(tile.detail);
      if (unitNode !== null && unitNode.hidden !== (tile.value === null)) {
        unitNode.hidden = tile.value === null;
      }
      setAttribute(node, 'class', tile.tone === undefined ? 'tile' : `tile ${tile.tone}`);
    },
  };
}
