/** The filters of the inventory as fields. Categories and warehouses are those that the run has. */
import { inertText } from '../../inert-text.ts';
import { html } from '../dom.ts';
import {
  type InventoryFilters,
  MOST_CHARACTERS,
  NO_FILTERS,
  type Sort,
  STATUSES,
} from './inventory-filters.ts';
import { STATUS_WORDS } from './inventory-table.ts';
import { type Choice, selectField } from './view-parts.ts';

export interface InventoryFields {
  readonly node: HTMLElement;
  show(filters: InventoryFilters): void;
  offer(name: 'category' | 'warehouse', values: readonly string[]): void;
}

const SORT_CHOICES: readonly Choice<Sort>[] = [
  { value: '', text: 'Catalogue' },
  { value: 'name', text: 'Name' },
  { value: 'category', text: 'Category' },
  { value: 'warehouse', text: 'Warehouse' },
  { value: 'quantity', text: 'Stock, the least first' },
  { value: 'price', text: 'Price, the lowest first' },
  { value: 'sold', text: 'Units sold, the fewest first' },
  { value: 'lost', text: 'Units lost, the fewest first' },
  { value: 'predicted', text: 'Stock in 7 days, the least first' },
];

/** Fast typists ask once. */
const TYPING_MS = 250;

export function inventoryFields(
  change: (changes: Partial<InventoryFilters>) => void,
): InventoryFields {
  const search = searchField((text) => change({ search: text, page: 1 }));
  const status = selectField(
    'inventory-status',
    'Status',
    [
      { value: '', text: 'All' },
      ...STATUSES.map((value) => ({ value, text: STATUS_WORDS[value] })),
    ],
    (value) => change({ status: value, page: 1 }),
  );
  const category = offeredField('inventory-category', 'Category', (value) => {
    change({ category: value, page: 1 });
  });
  const warehouse = offeredField('inventory-warehouse', 'Warehouse', (value) => {
    change({ warehouse: value, page: 1 });
  });
  // Columns have no heads where products are cards.
  const sort = selectField('inventory-sort', 'Sort by', SORT_CHOICES, (value) => {
    change({ sort: value, order: 'asc', page: 1 });
  });
  sort.node.classList.add('narrow-sort');
  const clear = html('button', { type: 'button' }, 'Clear filters');
  clear.addEventListener('click', () => {
    const { search, status, category, warehouse } = NO_FILTERS;
    change({ search, status, category, warehouse, page: 1 });
  });
  const node = html('div', { class: 'filters', role: 'group', 'aria-label': 'Filters' });
  node.append(search.node, status.node, category.node, warehouse.node, sort.node, clear);
  return {
    node,
    show(filters) {
      search.set(filters.search);
      status.set(filters.status);
      category.set(filters.category);
      warehouse.set(filters.warehouse);
      sort.set(filters.sort);
    },
    offer: (name, values) => (name === 'category' ? category : warehouse).offer(values),
  };
}

function searchField(change: (text: string) => void) {
  const id = 'inventory-search';
  const input = html('input', {
    id,
    type: 'search',
    maxlength: MOST_CHARACTERS,
    placeholder: 'Name, id or SKU',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => change(input.value), TYPING_MS);
  });
  return {
    node: html('div', { class: 'field' }, html('label', { for: id }, 'Search'), input),
    set(text: string): void {
      // What is being typed is ahead of the address.
      if (document.activeElement !== input && input.value !== text) input.value = text;
      else if (text === '' && timer === undefined) input.value = '';
    },
  };
}

/** A choice among what the run has; what the address names is there from the beginning. */
function offeredField(id: string, label: string, change: (value: string) => void) {
  const select = html('select', { id });
  let offered: readonly string[] = [];
  let chosen = '';
  const build = () => {
    const values = [...new Set(chosen === '' ? offered : [...offered, chosen])].toSorted();
    select.replaceChildren(
      html('option', { value: '' }, 'All'),
      ...values.map((value) => html('option', { value }, inertText(value, 60))),
    );
    select.value = chosen;
  };
  select.addEventListener('change', () => {
    chosen = select.value;
    change(chosen);
  });
  build();
  return {
    node: html('div', { class: 'field' }, html('label', { for: id }, label), select),
    set(value: string): void {
      if (value === chosen) return;
      chosen = value;
      build();
    },
    offer(values: readonly string[]): void {
      if (values.join('\n') === offered.join('\n')) return;
      offered = values;
      build();
    },
  };
}
