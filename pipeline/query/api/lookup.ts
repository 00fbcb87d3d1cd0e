/** Ids that come from outside are looked up here, or refused with the one that was probably meant. */
import { nearest } from '../../nearest.ts';
import type { Warehouse } from '../../product.ts';
import type { AlertView, ProductView, QueryStore } from '../views.ts';
import { ApiRefusal, shown } from './refusal.ts';

/** Among more than so many, near words are not looked for: a mistake must not cost more than an answer. */
const NEAR_AMONG = 2_000;

export function productOf(store: QueryStore, id: string, field: string): ProductView {
  const product = store.product(id);
  if (product !== undefined) return product;
  const products = store.products();
  const ids = products.length > NEAR_AMONG ? [] : products.map((each) => each.id);
  throw unknown('product', id, field, ids);
}

export function alertOf(store: QueryStore, id: string, field: string): AlertView {
  const alert = store.alert(id);
  if (alert !== undefined) return alert;
  throw new ApiRefusal('NOT_FOUND', `There is no alert ${shown(id)}`, {
    field,
    hint: 'It may have ended so long ago that it is not kept any more.',
  });
}

/** @param name an id, or `WH-1` for the first, in any case */
export function warehouseOf(store: QueryStore, name: string, field: string): Warehouse {
  const warehouses = store.warehouses();
  const wanted = name.toUpperCase();
  const named = warehouses.find(({ id }) => id.toUpperCase() === wanted);
  const place = /^WH-([1-9]\d{0,2})$/.exec(wanted)?.[1];
  const warehouse = named ?? (place === undefined ? undefined : warehouses[Number(place) - 1]);
  if (warehouse !== undefined) return warehouse;
  const ids = warehouses.map(({ id }) => id);
  throw unknown('warehouse', name, field, ids);
}

export function categoryOf(store: QueryStore, name: string, field: string): string {
  const categories = new Set<string>();
  for (const { category } of store.products()) categories.add(category);
  if (categories.has(name)) return name;
  throw unknown('category', name, field, [...categories].slice(0, NEAR_AMONG));
}

function unknown(what: string, name: string, field: string, known: readonly string[]): ApiRefusal {
  const meant = nearest(name, known);
  const list =
    known.length > 0 && known.length <= 12 ? `There are ${known.join(', ')}.` : undefined;
  const hint = meant === undefined ? list : `Did you mean ${meant}?`;
  return new ApiRefusal('NOT_FOUND', `There is no ${what} ${shown(name)}`, {
    field,
    ...(hint === undefined ? {} : { hint }),
  });
}
