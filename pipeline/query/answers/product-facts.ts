/** What several answers say of a product. */
import type { Warehouse } from '../../product.ts';
import type { ProductView } from '../views.ts';
import type { ProductJson } from '../wire.ts';

export type ProductStatus = ProductJson['status'];

const CRITICAL_BELOW_UNITS = 10;

/** The same conditions as those of the alerts; the most urgent one. */
export function productStatus(view: ProductView): ProductStatus {
  if (view.onHandUnits < CRITICAL_BELOW_UNITS) return 'critical';
  if (view.onHandUnits < view.reorderPointUnits) return 'low';
  return 10 * view.onHandUnits > 9 * view.maxCapacityUnits ? 'overstock' : 'ok';
}

/** Empty where the catalogue does not have the warehouse. */
export function warehouseIdOf(view: ProductView, warehouses: readonly Warehouse[]): string {
  return warehouses[view.warehouseIndex]?.id ?? '';
}
