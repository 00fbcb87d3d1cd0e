/** The dashboard's numbers: one pass over the products, and none while nothing changed. */
import type { ProductView, QueryStore } from '../views.ts';
import type { MetricsJson } from '../wire.ts';
import { productStatus } from './product-facts.ts';
import { dollars, isoTime } from './units.ts';

const known = new WeakMap<
  QueryStore,
  { readonly version: number; readonly metrics: MetricsJson }
>();

/** Low stock includes critical stock, and that includes empty shelves. Between two runs their names are empty. */
export function dashboardMetrics(store: QueryStore): MetricsJson {
  const version = store.version();
  const kept = known.get(store);
  if (kept?.version === version) return kept.metrics;
  const metrics = computeMetrics(store);
  known.set(store, { version, metrics });
  return metrics;
}

function computeMetrics(store: QueryStore): MetricsJson {
  const products = store.products();
  const { valueCents, ...sums } = sumUp(products);
  const demandedUnits = sums.soldUnits + sums.lostUnits;
  const run = store.run();
  return {
    products: products.length,
    ...sums,
    inventoryValueDollars: dollars(valueCents),
    activeAlerts: store.activeAlertCount(),
    fillRate: demandedUnits === 0 ? null : sums.soldUnits / demandedUnits,
    virtualTime: isoTime(store.virtualNowMs()),
    run: run?.runId ?? '',
    scenario: run?.scenario ?? '',
    seed: run?.seed ?? '',
    interactive: run?.isInteractive ?? false,
  };
}

function sumUp(products: readonly ProductView[]) {
  let [onHandUnits, valueCents, soldUnits, lostUnits] = [0, 0, 0, 0];
  let [lowStock, criticalStock, outOfStock, overstock] = [0, 0, 0, 0];
  for (const view of products) {
    const status = productStatus(view);
    onHandUnits += view.onHandUnits;
    valueCents += view.onHandUnits * view.priceCents;
    soldUnits += view.soldUnits;
    lostUnits += view.lostUnits;
    if (status === 'overstock') overstock += 1;
    if (status === 'low' || status === 'critical') lowStock += 1;
    if (status === 'critical') criticalStock += 1;
    if (view.onHandUnits === 0) outOfStock += 1;
  }
  return {
    ...{ onHandUnits, valueCents, soldUnits, lostUnits },
    ...{ lowStock, criticalStock, outOfStock, overstock },
  };
}
