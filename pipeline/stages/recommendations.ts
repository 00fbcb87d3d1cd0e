/**
 * A rule-based expert system: what somebody who runs the shelves should do next, and why. Pure and deterministic; the rules stand in
 * `recommendation-rules.ts`.
 */
import { type Advice, PRIORITIES, type ProductAdviceKind, RULES } from './recommendation-rules.ts';
import { assess, type StockPosition } from './stock-assessment.ts';

/** How full a warehouse is. */
export interface WarehousePosition {
  readonly warehouseId: string;
  readonly onHandUnits: number;
  readonly capacityUnits: number;
}

export interface Recommendation extends Advice {
  readonly kind: ProductAdviceKind | 'rebalance-warehouse';
  /** undefined: it concerns the warehouse. */
  readonly product: StockPosition | undefined;
  readonly warehouseId: string;
  /** undefined: not within a year, or not asked. */
  readonly daysUntilStockOut: number | undefined;
}

/** A warehouse with more than this is told of. */
const FULL_TENTHS = 9;

/**
 * Most urgent first; among equals the stock that runs out first, then by product id.
 * @param nowMs virtual epoch milliseconds
 */
export function recommend(
  products: Iterable<StockPosition>,
  warehouses: readonly WarehousePosition[],
  nowMs: number,
): Recommendation[] {
  const found: Recommendation[] = [];
  for (const product of products) addAdvice(product, nowMs, found);
  for (const warehouse of warehouses) {
    const advice = adviseWarehouse(warehouse, warehouses);
    if (advice !== undefined) found.push(advice);
  }
  return found.sort(byUrgency);
}

function addAdvice(position: StockPosition, nowMs: number, found: Recommendation[]): void {
  const product = assess(position);
  let spoken: string | undefined;
  let isShort = false;
  for (const { name, subject, advise } of RULES) {
    // Whoever is short of something is not told to keep less of it.
    if (subject === spoken || (isShort && subject === 'surplus')) continue;
    const advice = advise(product, nowMs);
    if (advice === undefined) continue;
    spoken = subject;
    isShort ||= subject === 'shortage';
    found.push({
      ...advice,
      kind: name,
      product: position,
      warehouseId: position.warehouseId,
      daysUntilStockOut: product.daysUntilStockOut,
    });
  }
}

function adviseWarehouse(
  warehouse: WarehousePosition,
  all: readonly WarehousePosition[],
): Recommendation | undefined {
  const { warehouseId, onHandUnits, capacityUnits } = warehouse;
  if (!isFull(warehouse)) return undefined;
  const emptiest = all.reduce((least, each) => (fullness(each) < fullness(least) ? each : least));
  const excess = Math.ceil((10 * onHandUnits - FULL_TENTHS * capacityUnits) / 10);
  const elsewhere = isFull(emptiest)
    ? 'or hold its deliveries; the others are full as well'
    : `or send its deliveries to ${emptiest.warehouseId}, which is ${percent(emptiest)} full`;
  return {
    kind: 'rebalance-warehouse',
    priority: onHandUnits > capacityUnits ? 'high' : 'medium',
    action: `Move ${excess} ${excess === 1 ? 'unit' : 'units'} out of ${warehouseId}, ${elsewhere}.`,
    reason: `${onHandUnits} units fill ${percent(warehouse)} of its capacity of ${capacityUnits}.`,
    product: undefined,
    warehouseId,
    daysUntilStockOut: undefined,
  };
}

function isFull({ onHandUnits, capacityUnits }: WarehousePosition): boolean {
  return 10 * onHandUnits > FULL_TENTHS * capacityUnits;
}

function fullness({ onHandUnits, capacityUnits }: WarehousePosition): number {
  return onHandUnits / capacityUnits;
}

function percent(warehouse: WarehousePosition): string {
  return `${Math.floor(100 * fullness(warehouse))} %`;
}

const RANK = new Map(PRIORITIES.map((priority, rank) => [priority, rank]));

function byUrgency(a: Recommendation, b: Recommendation): number {
  const priority = (RANK.get(a.priority) ?? 0) - (RANK.get(b.priority) ?? 0);
  if (priority !== 0) return priority;
  const days = daysOf(a) - daysOf(b);
  if (days !== 0) return days;
  return compareText(subjectOf(a), subjectOf(b)) || compareText(a.kind, b.kind);
}

/** Advice that is not about running out comes behind what is. */
function daysOf({ daysUntilStockOut }: Recommendation): number {
  return daysUntilStockOut ?? Number.MAX_SAFE_INTEGER;
}

function subjectOf({ product, warehouseId }: Recommendation): string {
  return product?.productId ?? warehouseId;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
