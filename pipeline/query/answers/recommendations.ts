/** Recommendations, as the API tells of them; not thought over at every request. */
import { type Recommendation, recommend, wordsOf } from '../../stages/recommendations.ts';
import type { StockPosition } from '../../stages/stock-assessment.ts';
import type { WarehousePosition } from '../../stages/warehouse-advice.ts';
import type { ProductView, QueryStore } from '../views.ts';
import type { RecommendationJson } from '../wire.ts';
import { warehouseIdOf } from './product-facts.ts';
import { warehousesJson } from './warehouses.ts';

/** Business time during which recommendations stand, unless somebody steps in. */
export const RECOMMENDATIONS_KEPT_MS = 300_000;
/** Nobody reads more at a time. */
export const RECOMMENDATIONS_LISTED = 1_000;
/** They stand for so many times as long as it took to think them over, however fast business time goes. */
const REST_FACTOR = 20;

/** What stays away narrows nothing. */
export interface RecommendationFilter {
  readonly priority?: RecommendationJson['priority'] | undefined;
  readonly productId?: string | undefined;
  readonly warehouseId?: string | undefined;
}

export interface RecommendationsOptions {
  /** Wall time, monotonic. */
  readonly nowMs?: () => number;
}

interface Thought {
  readonly run: string | undefined;
  readonly version: number;
  /** Virtual epoch milliseconds. */
  readonly atMs: number;
  /** Wall time until which nothing is thought over again. */
  readonly restUntilMs: number;
  readonly handMark: number;
  readonly all: readonly Recommendation[];
  readonly warehouses: readonly WarehousePosition[];
  /** The first of all of them, once somebody asked. */
  listed: readonly RecommendationJson[] | undefined;
}

/**
 * They stand for five minutes of business time, and as long as nothing changed. What a person did is seen at once: nobody is told to
 * order what they have just ordered.
 */
export class Recommendations {
  readonly #store: QueryStore;
  readonly #wallMs: () => number;
  #thought: Thought | undefined;

  constructor(store: QueryStore, options: RecommendationsOptions = {}) {
    this.#store = store;
    this.#wallMs = options.nowMs ?? (() => performance.now());
  }

  /**
   * Most urgent first, the first {@link RECOMMENDATIONS_LISTED} of those that the filter leaves. Without a filter the same array as
   * long as they stand.
   */
  list(filter?: RecommendationFilter): readonly RecommendationJson[] {
    const thought = this.#current();
    if (filter !== undefined) return inJson(thought, filtered(thought.all, filter));
    thought.listed ??= inJson(thought, thought.all);
    return thought.listed;
  }

  /** How many there are, listed or not. */
  count(filter: RecommendationFilter = {}): number {
    return filtered(this.#current().all, filter).length;
  }

  #current(): Thought {
    const run = this.#store.run()?.runId;
    const version = this.#store.version();
    const before = this.#thought;
    if (before?.run === run && before?.version === version) return before;
    const handMark = markOfHands(this.#store.products());
    const isTheirs = before?.run === run && before?.handMark === handMark;
    if (isTheirs && this.#stands(before)) return before;
    const thought = this.#think(run, version, handMark);
    this.#thought = thought;
    return thought;
  }

  #stands({ atMs, restUntilMs }: Thought): boolean {
    const sinceMs = this.#store.virtualNowMs() - atMs;
    if (sinceMs < 0) return false;
    return sinceMs < RECOMMENDATIONS_KEPT_MS || this.#wallMs() < restUntilMs;
  }

  #think(run: string | undefined, version: number, handMark: number): Thought {
    const startedMs = this.#wallMs();
    const atMs = this.#store.virtualNowMs();
    const warehouses = warehousesJson(this.#store).map(({ id, onHandUnits, capacityUnits }) => ({
      ...{ warehouseId: id, onHandUnits, capacityUnits },
    }));
    const all = recommend(positions(this.#store), warehouses, atMs);
    const endedMs = this.#wallMs();
    const restUntilMs = endedMs + REST_FACTOR * (endedMs - startedMs);
    return { run, version, atMs, restUntilMs, handMark, all, warehouses, listed: undefined };
  }
}

function filtered(
  all: readonly Recommendation[],
  { priority, productId, warehouseId }: RecommendationFilter,
): readonly Recommendation[] {
  if (priority === undefined && productId === undefined && warehouseId === undefined) return all;
  return all.filter(
    (each) =>
      (priority === undefined || each.priority === priority) &&
      (productId === undefined || each.product?.productId === productId) &&
      (warehouseId === undefined || each.warehouseId === warehouseId),
  );
}

function inJson(
  { warehouses, atMs }: Thought,
  chosen: readonly Recommendation[],
): RecommendationJson[] {
  return chosen
    .slice(0, RECOMMENDATIONS_LISTED)
    .map((each) => recommendationJson(each, warehouses, atMs));
}

function recommendationJson(
  recommendation: Recommendation,
  warehouses: readonly WarehousePosition[],
  atMs: number,
): RecommendationJson {
  const { kind, priority, product, warehouseId, units } = recommendation;
  const isOrder = kind === 'expedite' || kind === 'reorder';
  return {
    id: `REC-${kind}-${product?.productId ?? warehouseId}`,
    kind,
    priority,
    productId: product?.productId ?? null,
    productName: product?.productName ?? null,
    warehouseId,
    ...wordsOf(recommendation, warehouses, atMs),
    units: isOrder ? units : null,
    daysUntilStockOut: recommendation.daysUntilStockOut ?? null,
  };
}

function* positions(store: QueryStore): Generator<StockPosition> {
  const warehouses = store.warehouses();
  const leadTimeDays = store.run()?.leadTimeDays;
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
