/**
 * A rule-based expert system: what somebody who runs the shelves should do next, and why. Pure and deterministic; the rules stand in
 * `recommendation-rules.ts`.
 */
import {
  PRIORITIES,
  type Priority,
  type ProductAdviceKind,
  RULES,
  type Rule,
} from './recommendation-rules.ts';
import type { Words } from './recommendation-words.ts';
import { assess, type StockPosition } from './stock-assessment.ts';
import { rebalancePriority, rebalanceWords, type WarehousePosition } from './warehouse-advice.ts';

export interface Recommendation {
  readonly kind: ProductAdviceKind | 'rebalance-warehouse';
  readonly priority: Priority;
  /** undefined: it concerns the warehouse. */
  readonly product: StockPosition | undefined;
  readonly warehouseId: string;
  /** To order, or the new reorder point; 0 where the advice is something else. */
  readonly units: number;
  /** undefined: not within a year, or not asked. */
  readonly daysUntilStockOut: number | undefined;
}

/** Advice that is not about running out comes behind what is. */
const NO_STOCK_OUT = 1_000_000;

const RANK = new Map(PRIORITIES.map((priority, rank) => [priority, rank]));
const RULE_OF = new Map(RULES.map((rule) => [rule.name as Recommendation['kind'], rule]));

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
    const priority = rebalancePriority(warehouse);
    if (priority === undefined) continue;
    found.push({
      kind: 'rebalance-warehouse',
      priority,
      product: undefined,
      warehouseId: warehouse.warehouseId,
      units: 0,
      daysUntilStockOut: undefined,
    });
  }
  return sorted(found);
}

/**
 * What a recommendation says. Apart from it: of many only the first few are ever read.
 * @param warehouses and `nowMs` as they were given to {@link recommend}
 */
export function wordsOf(
  { kind, product, warehouseId, units }: Recommendation,
  warehouses: readonly WarehousePosition[],
  nowMs: number,
): Words {
  const rule = RULE_OF.get(kind);
  if (rule !== undefined && product !== undefined) {
    return rule.words(product, assess(product), units, nowMs);
  }
  const warehouse = warehouses.find((each) => each.warehouseId === warehouseId);
  if (warehouse === undefined) throw new Error(`nobody gave a position of ${warehouseId}`);
  return rebalanceWords(warehouse, warehouses);
}

function addAdvice(product: StockPosition, nowMs: number, found: Recommendation[]): void {
  const facts = assess(product);
  let spoken: Rule['subject'] | undefined;
  let isShort = false;
  for (const { name, subject, advise } of RULES) {
    // Whoever is short of something is not told to keep less of it.
    if (subject === spoken || (isShort && subject === 'surplus')) continue;
    const advice = advise(product, facts, nowMs);
    if (advice === undefined) continue;
    spoken = subject;
    isShort ||= subject === 'shortage';
    found.push({
      kind: name,
      priority: advice.priority,
      product,
      warehouseId: product.warehouseId,
      units: advice.units,
      daysUntilStockOut: facts.daysUntilStockOut,
    });
  }
}

/** By a number for each, so that comparing two of many thousands is cheap. */
function sorted(found: readonly Recommendation[]): Recommendation[] {
  const keyed = found.map((recommendation) => ({
    urgency:
      (RANK.get(recommendation.priority) ?? 0) * 2 * NO_STOCK_OUT +
      (recommendation.daysUntilStockOut ?? NO_STOCK_OUT),
    subject: recommendation.product?.productId ?? recommendation.warehouseId,
    recommendation,
  }));
  keyed.sort(
    (a, b) =>
      a.urgency - b.urgency ||
      compareText(a.subject, b.subject) ||
      compareText(a.recommendation.kind, b.recommendation.kind),
  );
  return keyed.map(({ recommendation }) => recommendation);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
