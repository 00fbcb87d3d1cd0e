/** Sums over products: by category, from what lies in each warehouse. Pure. */
import type { CategoryStockJson, WarehouseJson } from '../../../pipeline/query/wire.ts';

/** The most valuable first; names decide among equals. */
export function categoriesOf(warehouses: readonly WarehouseJson[]): readonly CategoryStockJson[] {
  const sums = new Map<string, CategoryStockJson>();
  for (const { stock } of warehouses) {
    for (const part of stock) {
      const sum = sums.get(part.category);
      sums.set(part.category, sum === undefined ? part : added(sum, part));
    }
  }
  return [...sums.values()].toSorted(
    (one, other) =>
      other.valueDollars - one.valueDollars || (one.category < other.category ? -1 : 1),
  );
}

function added(one: CategoryStockJson, other: CategoryStockJson): CategoryStockJson {
  return {
    category: one.category,
    products: one.products + other.products,
    onHandUnits: one.onHandUnits + other.onHandUnits,
    lowStock: one.lowStock + other.lowStock,
    valueDollars: one.valueDollars + other.valueDollars,
  };
}

/** Of the whole, 0 to 1; 0 where there is nothing. */
export function shareOf(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
