/** Warehouses and what lies in them, as the API tells of them. */
import type { QueryStore } from '../views.ts';
import type { WarehouseJson } from '../wire.ts';
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
  const sums: Sums[] = warehouses.map(() => ({
    products: 0,
    onHandUnits: 0,
    valueCents: 0,
    lowStock: 0,
  }));
  for (const view of store.products()) {
    const sum = sums[view.warehouseIndex];
    if (sum === undefined) continue;
    const status = productStatus(view);
    sum.products += 1;
    sum.onHandUnits += view.onHandUnits;
    sum.valueCents += view.onHandUnits * view.priceCents;
    if (status === 'critical' || status === 'low') sum.lowStock += 1;
  }
  return warehouses.map(({ id, capacityUnits, categories }, index) => {
    const { products = 0, onHandUnits = 0, valueCents = 0, lowStock = 0 } = sums[index] ?? {};
    const utilisation = onHandUnits / capacityUnits;
    const valueDollars = dollars(valueCents);
    return {
      ...{ id, capacityUnits, onHandUnits, utilisation, products, lowStock },
      ...{ valueDollars, categories },
    };
  });
}
