/** A table whose rows change in place, several times a second. */
import { html } from '../dom.ts';
import type { Colour } from '../theme.ts';
import { setAttributes, setHidden, setText } from './in-place.ts';
import { createKeyedList, type KeyedEntry } from './keyed-list.ts';

/** `open`: the text is a button that opens a record. `swatch`: a sign of that colour before the text. */
export interface LiveCell {
  readonly text: string;
  readonly open?: () => void;
  /** What the button does, for those who hear it alone: begins with its text. */
  readonly label?: string;
  readonly swatch?: Colour;
  readonly isBad?: boolean;
}

export interface LiveTableSpec<T> {
  readonly id: string;
  readonly title: string;
  /** A sentence below the title. */
  readonly explanation: string;
  /** Instead of the table while there are no rows. */
  readonly nothing: string;
  readonly columns: readonly LiveColumn<T>[];
  readonly keyOf: (row: T) => string;
}

export interface LiveColumn<T> {
  readonly label: string;
  readonly isNumber?: boolean;
  readonly cell: (row: T) => LiveCell | string;
}

export interface LiveTable<T> {
  readonly node: HTMLElement;
  show(rows: readonly T[]): void;
}

export function liveTable<T>(spec: LiveTableSpec<T>): LiveTable<T> {
  const { id, title, explanation, nothing, columns, keyOf } = spec;
  const body = html('tbody', { tabindex: -1 });
  const head = html(
    'tr',
    {},
    ...columns.map(({ label, isNumber }) =>
      html('th', { scope: 'col', class: isNumber === true ? 'number' : undefined }, label),
    ),
  );
  const scroller = html(
    'div',
    { class: 'table-scroller', tabindex: 0, role: 'region', 'aria-label': `Table: ${title}` },
    html('table', { 'aria-labelledby': `${id}-title` }, html('thead', {}, head), body),
  );
  const empty = html('p', { class: 'quiet' }, nothing);
  const node = html(
    'section',
    { class: 'card live-table', id, 'aria-labelledby': `${id}-title` },
    html('h3', { id: `${id}-title` }, title),
    html('p', { class: 'how-to-read' }, explanation),
    empty,
    scroller,
  );
  const list = createKeyedList<T>(body, keyOf, () => createRow(columns));
  return {
    node,
    show(rows) {
      setHidden(empty, rows.length > 0);
      setHidden(scroller, rows.length === 0);
      list.show(rows);
    },
  };
}

function createRow<T>(columns: readonly LiveColumn<T>[]): KeyedEntry<T> {
  const cells = columns.map(({ isNumber }, at) => createCell(at === 0, isNumber === true));
  return {
    node: html('tr', {}, ...cells.map(({ node }) => node)),
    update(row) {
      for (const [at, { cell }] of columns.entries()) {
        const content = cell(row);
        cells[at]?.show(typeof content === 'string' ? { text: content } : content);
      }
    },
  };
}

interface CellView {
  readonly node: HTMLElement;
  show(cell: LiveCell): void;
}

function createCell(isHeading: boolean, isNumber: boolean): CellView {
  const swatch = html('span', { 'aria-hidden': 'true', hidden: true });
  const text = html('bdi', { class: 'foreign' });
  const node = isHeading ? html('th', { scope: 'row' }) : html('td', {});
  node.append(swatch, text);
  let open: (() => void) | undefined;
  let button: HTMLButtonElement | undefined;
  const asButton = (): HTMLButtonElement => {
    const made = html('button', { type: 'button', class: 'link-button' }, text);
    made.addEventListener('click', () => open?.());
    node.append(made);
    return made;
  };
  return {
    node,
    show(cell) {
      setText(text, cell.text);
      open = cell.open;
      if (open !== undefined) button ??= asButton();
      if (button !== undefined) {
        setAttributes(button, { 'aria-label': cell.label ?? null });
        if (button.disabled !== (open === undefined)) button.disabled = open === undefined;
      }
      setHidden(swatch, cell.swatch === undefined);
      if (cell.swatch !== undefined)
        setAttributes(swatch, { class: `swatch area c-${cell.swatch}` });
      const classes = [isNumber ? 'number' : '', cell.isBad === true ? 'bad-text' : ''];
      setAttributes(node, { class: classes.filter((name) => name !== '').join(' ') || null });
    },
  };
}
