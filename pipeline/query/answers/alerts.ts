/** Alerts, as the API tells of them. */
import type { AlertView, QueryStore } from '../views.ts';
import type { AlertJson } from '../wire.ts';
import { warehouseIdOf } from './product-facts.ts';
import { isoTime } from './units.ts';

export function alertJson(view: AlertView, store: QueryStore): AlertJson {
  const product = store.product(view.productId);
  return {
    id: view.id,
    type: view.type,
    severity: view.severity,
    severity3: view.severity3,
    productId: view.productId,
    productName: product?.name ?? view.productId,
    warehouseId: product === undefined ? '' : warehouseIdOf(product, store.warehouses()),
    message: view.message,
    recommendation: view.recommendation,
    status: view.status,
    resolved: view.status === 'resolved',
    createdAt: isoTime(view.raisedAtMs),
    resolvedAt: view.resolvedAtMs === undefined ? null : isoTime(view.resolvedAtMs),
    settledByHand: view.settledByHand,
  };
}
