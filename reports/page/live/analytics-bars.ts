/** Warehouses and categories: how full, how much, what it is worth, as bars with their numbers. */
import type { Answer, CategoryStockJson, WarehouseJson } from '../../../pipeline/query/wire.ts';
import { dollars, percent, whole } from '../../numbers.ts';
import { html, svg } from '../dom.ts';
import { categoriesOf, shareOf } from './analytics-sums.ts';
import { setHidden, setText } from './in-place.ts';
import type { Inquiry } from './inquiry.ts';
import { createKeyedList, isBeingRead, type KeyedEntry } from './keyed-list.ts';
import { setAttribute } from './text-cell.ts';
import type { LiveApi } from './view.ts';
import { faultPlace, givenText } from './view-parts.ts';

/** Fuller than this a warehouse is called full, as its alert and its recommendation do. */
const FULL = 0.9;

export function createBars(api: LiveApi, inquiry: Inquiry): HTMLElement {
  const fault = faultPlace();
  const warehouses = barTable(
    'Warehouses',
    'How full each one is; the line stands at nine tenths of its capacity.',
    ['Warehouse', 'Full', 'Units', 'Products', 'Low', 'Worth'],
    warehouseRow,
    ({ id }: WarehouseJson) => id,
  );
  const categories = barTable(
    'Categories',
    'What each one is worth of the whole inventory.',
    ['Category', 'Share', 'Units', 'Products', 'Low', 'Worth'],
    categoryRow,
    ({ category }: CategoryRow) => category,
  );
  inquiry.add<Answer<readonly WarehouseJson[]>>({
    ask: () => api.get('/api/warehouses'),
    show({ data }) {
      fault.clear();
      warehouses.show(data);
      const sums = categoriesOf(data);
      const worth = sums.reduce((total, { valueDollars }) => total + valueDollars, 0);
      categories.show(sums.map((sum) => ({ ...sum, share: shareOf(sum.valueDollars, worth) })));
    },
    failed: (cause) => fault.show('The warehouses', cause),
    isHeld: () => isBeingRead(warehouses.rows) || isBeingRead(categories.rows),
  });
  return html(
    'div',
    {},
    fault.node,
    html('div', { class: 'bar-tables' }, warehouses.node, categories.node),
  );
}

type CategoryRow = CategoryStockJson & { readonly share: number };

function barTable<T>(
  title: string,
  meaning: string,
  labels: readonly string[],
  rowOf: () => KeyedEntry<T>,
  keyOf: (item: T) => string,
) {
  const head = html('tr');
  for (const [at, label] of labels.entries()) {
    head.append(html('th', { scope: 'col', class: at > 1 ? 'number' : undefined }, label));
  }
  const rows = html('tbody', { tabindex: -1 });
  const list = createKeyedList<T>(rows, keyOf, rowOf);
  const node = html(
    'section',
    { class: 'card bar-table', hidden: true },
    html('h3', {}, title),
    html('p', { class: 'quiet' }, meaning),
    html(
      'div',
      { class: 'table-scroller', tabindex: 0, role: 'region', 'aria-label': title },
      html('table', {}, html('thead', {}, head), rows),
    ),
  );
  return {
    node,
    rows,
    show(items: readonly T[]): void {
      list.show(items);
      setHidden(node, items.length === 0);
    },
  };
}

function warehouseRow(): KeyedEntry<WarehouseJson> {
  const bar = createBar(FULL);
  const row = createRow(bar.node);
  return {
    node: row.node,
    update(warehouse) {
      const { id, utilisation, onHandUnits, capacityUnits } = warehouse;
      bar.show(utilisation, utilisation > FULL ? 'warn' : 'usual');
      row.show(id, `${whole(onHandUnits)} of ${whole(capacityUnits)}`, warehouse);
    },
  };
}

function categoryRow(): KeyedEntry<CategoryRow> {
  const bar = createBar(null);
  const row = createRow(bar.node);
  return {
    node: row.node,
    update(sum) {
      bar.show(sum.share, 'usual');
      row.show(sum.category, whole(sum.onHandUnits), sum);
    },
  };
}

function createRow(bar: HTMLElement) {
  const name = html('th', { scope: 'row' });
  const cell = () => html('td', { class: 'number' });
  const units = cell();
  const products = cell();
  const low = cell();
  const worth = cell();
  const node = html('tr', {}, name, html('td', {}, bar), units, products, low, worth);
  return {
    node,
    show(
      title: string,
      unitsText: string,
      sums: Pick<CategoryStockJson, 'products' | 'lowStock' | 'valueDollars'>,
    ): void {
      const given = givenText(title, 48);
      if (name.textContent !== given.textContent) name.replaceChildren(given);
      setText(units, unitsText);
      setText(products, whole(sums.products));
      setText(low, whole(sums.lowStock));
      setText(worth, dollars(sums.valueDollars * 100));
    },
  };
}

const BAR_WIDTH = 100;

/** @param limit 0 to 1: where a line stands; null: none */
function createBar(limit: number | null) {
  const value = svg('rect', { class: 'value', height: 8, rx: 2 });
  const drawing = svg(
    'svg',
    { class: 'share-bar', viewBox: `0 0 ${BAR_WIDTH} 8`, width: BAR_WIDTH, height: 8 },
    svg('rect', { class: 'track', width: BAR_WIDTH, height: 8, rx: 2 }),
    value,
    limit === null
      ? null
      : svg('rect', { class: 'limit', x: limit * BAR_WIDTH - 0.5, width: 1, height: 8 }),
  );
  drawing.setAttribute('aria-hidden', 'true');
  const text = html('span', { class: 'share-text' });
  return {
    node: html('span', { class: 'share' }, drawing, text),
    /** @param share 0 to 1, and more where there is more than fits */
    show(share: number, tone: 'usual' | 'warn'): void {
      setAttribute(value, 'width', String(Math.round(Math.min(1, share) * BAR_WIDTH * 10) / 10));
      setAttribute(value, 'class', `value ${tone}`);
      setText(text, percent(Math.round(share * 1000) / 1000));
    },
  };
}
