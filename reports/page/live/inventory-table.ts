/** The products as a table where there is room, as cards where there is not; rows keep their nodes while they are shown. */
import type { ProductJson } from '../../../pipeline/query/wire.ts';
import { inertText } from '../../inert-text.ts';
import { fixedDecimals, whole } from '../../numbers.ts';
import { html } from '../dom.ts';
import { setText } from './in-place.ts';
import type { InventoryFilters, Sort } from './inventory-filters.ts';
import { createKeyedList, type KeyedEntry } from './keyed-list.ts';
import { stockBar } from './stock-bar.ts';
import { setAttribute } from './text-cell.ts';

export interface InventoryTable {
  readonly node: HTMLElement;
  readonly rows: HTMLElement;
  show(products: readonly ProductJson[]): void;
  /** Marks the column that is sorted by, and the row whose details are shown. */
  mark(filters: InventoryFilters): void;
  /** Puts the keyboard on the name of a product, if it is there. */
  focus(productId: string): void;
}

interface Column {
  readonly label: string;
  readonly sort: Sort | null;
  readonly isNumber?: boolean;
}

const COLUMNS: readonly Column[] = [
  { label: 'Product', sort: 'name' },
  { label: 'Stock', sort: 'quantity' },
  { label: 'Status', sort: null },
  { label: 'Category', sort: 'category' },
  { label: 'Warehouse', sort: 'warehouse' },
  { label: 'Price', sort: 'price', isNumber: true },
  { label: 'Sold', sort: 'sold', isNumber: true },
  { label: 'Lost', sort: 'lost', isNumber: true },
  { label: 'In 7 days', sort: 'predicted', isNumber: true },
];

export const STATUS_WORDS: Readonly<Record<ProductJson['status'], string>> = {
  critical: 'critical',
  low: 'low',
  ok: 'in order',
  overstock: 'overstock',
};
const STATUS_TONES = { critical: 'bad', low: 'warn', ok: 'good', overstock: 'aside' } as const;

/** `$5.09` */
export function priceText(dollars: number): string {
  return `$${fixedDecimals(dollars, 2)}`;
}

export function showStatus(badge: HTMLElement, status: ProductJson['status']): void {
  setText(badge, STATUS_WORDS[status]);
  setAttribute(badge, 'class', `badge ${STATUS_TONES[status]}`);
}

export interface InventoryTableSpec {
  readonly sort: (by: Sort) => void;
  readonly choose: (productId: string) => void;
}

export function createInventoryTable({ sort, choose }: InventoryTableSpec): InventoryTable {
  const heads = new Map<Sort, HTMLElement>();
  const head = html('tr', { role: 'row' });
  for (const { label, sort: by, isNumber } of COLUMNS) {
    const cell = html('th', {
      scope: 'col',
      role: 'columnheader',
      class: isNumber ? 'number' : undefined,
    });
    if (by === null) cell.append(label);
    else {
      const button = html('button', { type: 'button', class: 'sort-button' }, label);
      button.addEventListener('click', () => sort(by));
      cell.append(button);
      heads.set(by, cell);
    }
    head.append(cell);
  }
  const rows = html('tbody', { role: 'rowgroup', tabindex: -1 });
  const table = html(
    'table',
    { class: 'inventory-table', role: 'table' },
    html('caption', { class: 'visually-hidden' }, 'Products; a name opens the details'),
    html('thead', { role: 'rowgroup' }, head),
    rows,
  );
  let shownProduct = '';
  const list = createKeyedList<ProductJson>(
    rows,
    ({ id }) => id,
    (product) => productRow(product, choose, () => shownProduct),
  );
  let shown: readonly ProductJson[] = [];
  const focus = (productId: string) => {
    const row = shown.findIndex(({ id }) => id === productId);
    rows.querySelectorAll<HTMLElement>('.link-button')[row]?.focus({ preventScroll: true });
  };
  return {
    focus,
    node: html(
      'div',
      { class: 'table-scroller', tabindex: 0, role: 'region', 'aria-label': 'Products' },
      table,
    ),
    rows,
    show(products) {
      shown = products;
      list.show(products);
    },
    mark({ sort: by, order, product }) {
      for (const [name, cell] of heads) {
        const isBy = name === by;
        setAttribute(
          cell,
          'aria-sort',
          isBy ? (order === 'asc' ? 'ascending' : 'descending') : null,
        );
      }
      if (product === shownProduct) return;
      shownProduct = product;
      list.show(shown);
    },
  };
}

function productRow(
  { id, sku }: ProductJson,
  choose: (productId: string) => void,
  shownProduct: () => string,
): KeyedEntry<ProductJson> {
  const name = html('button', { type: 'button', class: 'link-button foreign' });
  name.addEventListener('click', () => choose(id));
  const hand = html('span', { class: 'badge', title: 'Changed by hand in this run' }, 'by hand');
  const bar = stockBar();
  const badge = html('span');
  const node = html('tr', { role: 'row' });
  const cell = ({ label, isNumber }: Column) => {
    const made = html('td', {
      role: 'cell',
      'data-label': label,
      class: isNumber ? 'number' : undefined,
    });
    node.append(made);
    return made;
  };
  const cells = new Map(COLUMNS.map((column) => [column.label, cell(column)]));
  const ids = html('span', { class: 'quiet foreign' }, inertText(`${id} · ${sku}`, 80));
  cells.get('Product')?.append(name, ' ', hand, html('br'), ids);
  cells.get('Product')?.classList.add('product-cell');
  cells.get('Stock')?.append(bar.node);
  cells.get('Status')?.append(badge);
  return {
    node,
    update(json) {
      setText(name, inertText(json.name, 120));
      hand.hidden = !json.touchedByHand;
      bar.show(json);
      showStatus(badge, json.status);
      for (const [label, text] of Object.entries(textsOf(json))) {
        const place = cells.get(label);
        if (place !== undefined) setText(place, text);
      }
      const isShown = shownProduct() === id;
      setAttribute(node, 'class', isShown ? 'emphasised' : null);
      setAttribute(name, 'aria-current', isShown ? 'true' : null);
    },
  };
}

/** By the name of their column: cells that are nothing but text. */
function textsOf(json: ProductJson): Readonly<Record<string, string>> {
  const { predictedStock7d: predicted } = json;
  return {
    Category: inertText(json.category, 60),
    Warehouse: inertText(json.warehouseId, 60),
    Price: priceText(json.price),
    Sold: whole(json.soldUnits),
    Lost: whole(json.lostUnits),
    'In 7 days': predicted === null ? '–' : whole(Math.round(predicted)),
  };
}
