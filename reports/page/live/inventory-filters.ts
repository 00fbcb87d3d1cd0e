/** Which products the inventory shows, as the address and the API have it. Pure. */
import type { ProductJson } from '../../../pipeline/query/wire.ts';
import { addressed, chosenOf, idOf, numberOf } from './filter-values.ts';

export const STATUSES = ['critical', 'low', 'ok', 'overstock'] as const;
export type Status = ProductJson['status'];

/** What the API sorts by. */
export const SORTS = [
  'name',
  'category',
  'warehouse',
  'quantity',
  'price',
  'sold',
  'lost',
  'predicted',
] as const;
export type Sort = (typeof SORTS)[number];

export interface InventoryFilters {
  readonly search: string;
  readonly category: string;
  readonly warehouse: string;
  readonly status: Status | '';
  /** '': in the order of the catalogue. */
  readonly sort: Sort | '';
  readonly order: 'asc' | 'desc';
  /** From 1. */
  readonly page: number;
  /** Whose details are shown; '' for none. */
  readonly product: string;
}

export const NO_FILTERS: InventoryFilters = {
  search: '',
  category: '',
  warehouse: '',
  status: '',
  sort: '',
  order: 'asc',
  page: 1,
  product: '',
};

export const PAGE_SIZE = 25;
/** What the API takes. */
export const MOST_CHARACTERS = 100;
const MOST_PAGES = 1_000_000;

/** Whatever makes no sense is as if it were not there. */
export function filtersOf(query: URLSearchParams): InventoryFilters {
  const text = (name: string) => (query.get(name) ?? '').slice(0, MOST_CHARACTERS);
  return {
    search: text('search'),
    category: text('category'),
    warehouse: text('warehouse'),
    status: chosenOf(query, 'status', STATUSES),
    sort: chosenOf(query, 'sort', SORTS),
    order: query.get('order') === 'desc' ? 'desc' : 'asc',
    page: numberOf(query, 'page', { min: 1, max: MOST_PAGES, usual: 1 }),
    product: idOf(query, 'product'),
  };
}

/** What is as usual is left out of the address. */
export function addressQuery(filters: InventoryFilters): Record<string, string> {
  return addressed({ ...filters }, { ...NO_FILTERS });
}

/** Of `GET /api/products`. */
export function apiQuery(filters: InventoryFilters): Record<string, string | number> {
  const { search, category, warehouse, status, sort, order, page } = filters;
  return {
    page,
    pageSize: PAGE_SIZE,
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(category === '' ? {} : { category }),
    ...(warehouse === '' ? {} : { warehouse }),
    ...(status === '' ? {} : { status }),
    ...(sort === '' ? {} : { sort, order }),
  };
}

/** The next order of a column: upwards, downwards, as the catalogue has it. Other products come first, so the page is the first. */
export function sortedBy(filters: InventoryFilters, sort: Sort): InventoryFilters {
  if (filters.sort !== sort) return { ...filters, sort, order: 'asc', page: 1 };
  if (filters.order === 'asc') return { ...filters, order: 'desc', page: 1 };
  return { ...filters, sort: '', order: 'asc', page: 1 };
}

/** Whether fewer products are shown than there are. */
export function isFiltered({ search, category, warehouse, status }: InventoryFilters): boolean {
  return `${search.trim()}${category}${warehouse}${status}` !== '';
}
