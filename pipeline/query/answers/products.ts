/** Products, as the API tells of them. */
import type { Warehouse } from '../../product.ts';
import type { ProductView, QueryStore } from '../views.ts';
import type { ProductDetailJson, ProductJson } from '../wire.ts';
import { alertJson } from './alerts.ts';
import { forecastJson, predictedStock7dMilliunits } from './forecast.ts';
import { productStatus, warehouseIdOf } from './product-facts.ts';
import { dollars, isoTime, thousandths } from './units.ts';

const DETAIL_FORECAST_DAYS = 7;

/** @param warehouses all of the catalogue, by index */
export function productJson(view: ProductView, warehouses: readonly Warehouse[]): ProductJson {
  const predicted = predictedStock7dMilliunits(view);
  return {
    id: view.id,
    sku: view.sku,
    name: view.name,
    category: view.category,
    quantity: view.onHandUnits,
    reorderPoint: view.reorderPointUnits,
    maxCapacity: view.maxCapacityUnits,
    price: dollars(view.priceCents),
    warehouseId: warehouseIdOf(view, warehouses),
    predictedStock7d: predicted === undefined ? null : thousandths(predicted),
    lastUpdated: isoTime(view.lastMovementMs),
    status: productStatus(view),
    partition: view.partition,
    soldUnits: view.soldUnits,
    lostUnits: view.lostUnits,
    appliedSeq: view.appliedSeq,
    waiting: view.waitingSeqs.length,
    touchedByHand: view.touchedByHand,
  };
}

/** With its alerts, ended ones included as far as they are kept, and the forecast of a week. */
export function productDetailJson(view: ProductView, store: QueryStore): ProductDetailJson {
  return {
    ...productJson(view, store.warehouses()),
    openingStock: view.openingStockUnits,
    restockedUnits: view.restockedUnits,
    returnedUnits: view.returnedUnits,
    clippedUnits: view.clippedUnits,
    dailySold: view.dailySoldUnits,
    alerts: store
      .alerts()
      .filter(({ productId }) => productId === view.id)
      .map((alert) => alertJson(alert, store)),
    forecast: forecastJson(view, DETAIL_FORECAST_DAYS),
  };
}
