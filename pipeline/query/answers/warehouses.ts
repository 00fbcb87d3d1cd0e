/** Warehouses and what lies in them, as the API tells of them. */
import type { ProductView, QueryStore } from '../views.ts';
import type { CategoryStockJson, WarehouseJson } from '../wire.ts';
import { productStatus } from './product-facts.ts';
import { dollars } from './units.ts';

interface Sums {
  products: number;
  onHandUnits: number;
  valueCents: number;
  lowStock: number;
}

/** In the order of the catalogue. Low stock includes critical stock. */
export function warehousesJson(store: QueryStore): WarehouseJson[] {
  const warehouses = store.warehouses();
  const byCategory = warehouses.map(() => new Map<string, Sums>());
  for (const view of store.products()) {
    const categories = byCategory[view.warehouseIndex];
    if (categories !== undefined) add(sumsOf(categories, view.category), view);
  }
  return warehouses.map(({ id, capacityUnits, categories }, index) => {
    const stored = byCategory[index] ?? new Map<string, Sums>();
    const total = noSums();
    for (const sums of stored.values()) {
      total.products += sums.products;
      total.onHandUnits += sums.onHandUnits;
      total.valueCents += sums.valueCents;
      total.lowStock += sums.lowStock;
    }
    const { products, onHandUnits, valueCents, lowStock } = total;
    const utilisation = onHandUnits / capacityUnits;
    return {
      ...{ id, capacityUnits, onHandUnits, utilisation, products, lowStock },
      ...{ valueDollars: dollars(valueCents), categories, stock: stockJson(stored) },
    };
  });
}

function noSums(): Sums {
  return { products: 0, onHandUnits: 0, valueCents: 0, lowStock: 0 };
}

function sumsOf(categories: Map<string, Sums>, category: string): Sums {
  const known = categories.get(category);
  if (known !== undefined) return known;
  const sums = noSums();
  categories.set(category, sums);
  return sums;
}

function add(sums: Sums, view: ProductView): void {
  const status = productStatus(view);
  sums.products += 1;
  sums.onHandUnits += view.onHandUnits;
  sums.valueCents += view.onHandUnits * view.priceCents;
  if (status === 'critical' || status === 'low') sums.lowStock += 1;
}

function stockJson(stored: ReadonlyMap<string, Sums>): CategoryStockJson[] {
  return [...stored]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([category, { products, onHandUnits, lowStock, valueCents }]) => ({
      ...{ category, products, onHandUnits, lowStock, valueDollars: dollars(valueCents) },
    }));
}
