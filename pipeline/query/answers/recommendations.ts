/** Recommendations, as the API tells of them; not thought over at every request. */
import { type Recommendation, recommend } from '../../stages/recommendations.ts';
import type { StockPosition } from '../../stages/stock-assessment.ts';
import type { ProductView, QueryStore } from '../views.ts';
import type { RecommendationJson } from '../wire.ts';
import { warehouseIdOf } from './product-facts.ts';
import { warehousesJson } from './warehouses.ts';

/** Business time during which recommendations stand, unless somebody steps in. */
export const RECOMMENDATIONS_KEPT_MS = 300_000;

interface Kept {
  readonly run: string | undefined;
  readonly version: number;
  readonly atMs: number;
  readonly handMark: number;
  readonly list: readonly RecommendationJson[];
}

/**
 * They stand for five minutes of business time, and as long as nothing changed. What a person did is seen at once: nobody is told to
 * order what they have just ordered.
 */
export class Recommendations {
  readonly #store: QueryStore;
  readonly #leadTimeDays: number | undefined;
  #kept: Kept | undefined;

  /** @param leadTimeDays how long a delivery takes, where that is known */
  constructor(store: QueryStore, leadTimeDays?: number) {
    this.#store = store;
    this.#leadTimeDays = leadTimeDays;
  }

  /** Most urgent first; the same array until something else is recommended. */
  list(): readonly RecommendationJson[] {
    const run = this.#store.run()?.runId;
    const version = this.#store.version();
    const kept = this.#kept;
    const atMs = this.#store.virtualNowMs();
    if (kept?.run === run && kept?.version === version) return kept.list;
    const handMark = markOfHands(this.#store.products());
    if (kept?.run === run && kept?.handMark === handMark && isRecent(kept, atMs)) return kept.list;
    const list = this.#recommend(atMs);
    this.#kept = { run, version, atMs, handMark, list };
    return list;
  }

  #recommend(nowMs: number): RecommendationJson[] {
    const found = recommend(
      positions(this.#store, this.#leadTimeDays),
      warehousesJson(this.#store).map(({ id, onHandUnits, capacityUnits }) => ({
        ...{ warehouseId: id, onHandUnits, capacityUnits },
      })),
      nowMs,
    );
    return found.map(recommendationJson);
  }
}

function isRecent({ atMs }: Kept, nowMs: number): boolean {
  return nowMs >= atMs && nowMs - atMs < RECOMMENDATIONS_KEPT_MS;
}

function* positions(store: QueryStore, leadTimeDays: number | undefined): Generator<StockPosition> {
  const warehouses = store.warehouses();
  for (const view of store.products()) {
    yield stockPosition(view, warehouseIdOf(view, warehouses), leadTimeDays);
  }
}

function stockPosition(
  view: ProductView,
  warehouseId: string,
  leadTimeDays: number | undefined,
): StockPosition {
  const { forecast, activeAlerts } = view;
  const halfWidth = forecast?.halfWidthMilliunits ?? -1;
  return {
    productId: view.id,
    productName: view.name,
    warehouseId,
    onHandUnits: view.onHandUnits,
    backlogUnits: view.backlogUnits,
    reorderPointUnits: view.reorderPointUnits,
    maxCapacityUnits: view.maxCapacityUnits,
    dailySoldUnits: view.dailySoldUnits,
    soldUnits: view.soldUnits,
    lostUnits: view.lostUnits,
    shortLines: view.shortLines,
    meanMilliunits: forecast?.meanMilliunits,
    halfWidthMilliunits: halfWidth < 0 ? undefined : halfWidth,
    leadTimeDays,
    overstockSinceMs: activeAlerts.find(({ family }) => family === 'overstock')?.raisedAtMs,
    isDepleting: activeAlerts.some(({ family }) => family === 'depletion'),
  };
}

function recommendationJson(recommendation: Recommendation): RecommendationJson {
  const { kind, priority, product, warehouseId, action, reason } = recommendation;
  return {
    id: `REC-${kind}-${product?.productId ?? warehouseId}`,
    ...{ kind, priority, warehouseId, action, reason },
    productId: product?.productId ?? null,
    productName: product?.productName ?? null,
    units: recommendation.units ?? null,
    daysUntilStockOut: recommendation.daysUntilStockOut ?? null,
  };
}

/** Another number whenever a person changed a product's stock or settings. */
function markOfHands(products: readonly ProductView[]): number {
  let mark = 0;
  for (const view of products) {
    if (!view.touchedByHand) continue;
    const { restockedUnits, clippedUnits, reorderPointUnits, maxCapacityUnits } = view;
    for (const units of [restockedUnits, clippedUnits, reorderPointUnits, maxCapacityUnits]) {
      mark = Math.imul(mark ^ units, 16_777_619) + 1;
    }
  }
  return mark;
}
