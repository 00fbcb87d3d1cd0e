/** The stock of a product as a bar: how full its place is, with the reorder point on it. The numbers stand beside it. */
import type { ProductJson } from '../../../pipeline/query/wire.ts';
import { whole } from '../../numbers.ts';
import { html, svg } from '../dom.ts';
import { setText } from './in-place.ts';
import { setAttribute } from './text-cell.ts';

export interface StockBar {
  readonly node: HTMLElement;
  show(product: Pick<ProductJson, 'quantity' | 'reorderPoint' | 'maxCapacity' | 'status'>): void;
}

const WIDTH = 100;
const HEIGHT = 10;

export function stockBar(): StockBar {
  const fill = svg('rect', { x: 0, y: 1, height: HEIGHT - 2, rx: 2, class: 'fill' });
  const reorder = svg('rect', { y: 0, width: 1.6, height: HEIGHT, class: 'reorder' });
  const picture = svg(
    'svg',
    {
      class: 'stock-bar',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    svg('rect', { x: 0, y: 1, width: WIDTH, height: HEIGHT - 2, rx: 2, class: 'track' }),
    fill,
    reorder,
  );
  const number = html('span', { class: 'stock-units' });
  const limits = html('span', { class: 'stock-limits' });
  return {
    node: html('div', { class: 'stock-cell' }, picture, number, limits),
    show({ quantity, reorderPoint, maxCapacity, status }) {
      setAttribute(fill, 'width', placeOf(quantity, maxCapacity));
      setAttribute(fill, 'class', `fill ${status}`);
      setAttribute(reorder, 'x', placeOf(reorderPoint, maxCapacity));
      setText(number, whole(quantity));
      setText(limits, `of ${whole(maxCapacity)}, reorder below ${whole(reorderPoint)}`);
    },
  };
}

function placeOf(units: number, capacityUnits: number): string {
  const share = capacityUnits <= 0 ? 0 : units / capacityUnits;
  return (Math.max(0, Math.min(1, share)) * (WIDTH - 1.6)).toFixed(1);
}
