/** Which products are asked for, and in which order. */
import { predictedStock7dMilliunits } from '../answers/forecast.ts';
import { productStatus } from '../answers/product-facts.ts';
import type { ProductView } from '../views.ts';
import type { ProductsQuery } from './schemas/products.ts';

export interface ProductSelection {
  readonly search?: string | undefined;
  readonly category?: string | undefined;
  readonly warehouseIndex?: number | undefined;
  readonly status?: ProductsQuery['status'];
  readonly sort?: ProductsQuery['sort'];
  readonly order?: ProductsQuery['order'];
}

/** In the order of the catalogue where nothing else is asked for. */
export function selectProducts(
  products: readonly ProductView[],
  wanted: ProductSelection,
): readonly ProductView[] {
  const { sort, order = 'asc' } = wanted;
  const matching = isAnything(wanted) ? products : products.filter(matcher(wanted));
  if (sort === undefined) return order === 'asc' ? matching : [...matching].reverse();
  return sorted(matching, SORT_KEYS[sort], order === 'asc' ? 1 : -1);
}

function isAnything({ search, category, warehouseIndex, status }: ProductSelection): boolean {
  return [search, category, warehouseIndex, status].every((each) => each === undefined);
}

function matcher({
  search,
  category,
  warehouseIndex,
  status,
}: ProductSelection): (product: ProductView) => boolean {
  const words = search?.trim().toLowerCase();
  return (product) =>
    (category === undefined || product.category === category) &&
    (warehouseIndex === undefined || product.warehouseIndex === warehouseIndex) &&
    (status === undefined || hasStatus(product, status)) &&
    (words === undefined || isFound(product, words));
}

/** Whoever asks for low stock wants to see the empty shelves too. */
function hasStatus(product: ProductView, wanted: NonNullable<ProductsQuery['status']>): boolean {
  const status = productStatus(product);
  return status === wanted || (wanted === 'low' && status === 'critical');
}

interface Searched {
  readonly of: Pick<ProductView, 'id' | 'name' | 'category'>;
  /** In small letters. */
  readonly text: string;
}

/** By place in the catalogue. Views come and go with every event, what they are called stays, and people type on. */
const searched: (Searched | undefined)[] = [];

function isFound(product: ProductView, words: string): boolean {
  const { id, sku, name, category, productIndex } = product;
  const known = searched[productIndex];
  if (known?.of.id === id && known.of.name === name && known.of.category === category) {
    return known.text.includes(words);
  }
  const text = [id, sku, name, category].join('\n').toLowerCase();
  searched[productIndex] = { of: { id, name, category }, text };
  return text.includes(words);
}

type SortKey = (product: ProductView) => string | number;

const SORT_KEYS: Readonly<Record<NonNullable<ProductsQuery['sort']>, SortKey>> = {
  id: ({ id }) => id,
  name: ({ name }) => name.toLowerCase(),
  category: ({ category }) => category.toLowerCase(),
  warehouse: ({ warehouseIndex }) => warehouseIndex,
  quantity: ({ onHandUnits }) => onHandUnits,
  price: ({ priceCents }) => priceCents,
  value: ({ onHandUnits, priceCents }) => onHandUnits * priceCents,
  sold: ({ soldUnits }) => soldUnits,
  lost: ({ lostUnits }) => lostUnits,
  // Where nothing is predicted yet, it stands behind the emptiest shelf and not among them.
  predicted: (product) => predictedStock7dMilliunits(product) ?? -1,
  updated: ({ lastMovementMs }) => lastMovementMs,
};

/** Ties by id, upwards in both orders, so that pages do not overlap. */
function sorted(
  products: readonly ProductView[],
  keyOf: SortKey,
  direction: 1 | -1,
): readonly ProductView[] {
  return products
    .map((product) => ({ product, key: keyOf(product) }))
    .sort((a, b) => direction * compare(a.key, b.key) || compare(a.product.id, b.product.id))
    .map(({ product }) => product);
}

function compare(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
