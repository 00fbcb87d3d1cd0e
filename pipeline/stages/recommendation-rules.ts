/** The rules of the expert system, one entry each: when it speaks, and how it says so (`recommendation-words.ts`). */
import * as words from './recommendation-words.ts';
import type { StockAssessment, StockPosition } from './stock-assessment.ts';

export const PRIORITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface Advice {
  readonly priority: Priority;
  /** Units to order, or the new reorder point, where one of these is the advice; else 0. */
  readonly units: number;
}

export type ProductAdviceKind =
  | 'expedite'
  | 'reorder'
  | 'raise-reorder-point'
  | 'lower-reorder-point'
  | 'review-slow-mover'
  | 'hold-orders';

export interface Rule {
  readonly name: ProductAdviceKind;
  /** Of the rules of a subject only the first that applies speaks. */
  readonly subject: 'shortage' | 'surplus' | 'reorder-point';
  /** @returns undefined where it does not apply */
  readonly advise: (
    product: StockPosition,
    facts: StockAssessment,
    nowMs: number,
  ) => Advice | undefined;
  /** Apart from the advice: most of it is never read. */
  readonly words: (
    product: StockPosition,
    facts: StockAssessment,
    units: number,
    nowMs: number,
  ) => words.Words;
}

const DAY_MS = 86_400_000;
/** Below this an alert is critical. */
const CRITICAL_BELOW_UNITS = 10;
/** An overstock that lasts longer comes from the reorder point, not from one delivery. */
const PERSISTENT_OVERSTOCK_MS = 3 * DAY_MS;
/** A reorder point is worth lowering when this share of it would do. */
const LOWERED_SHARE = 0.8;
const SLOW_COVER_DAYS = 90;
const SLOW_HISTORY_DAYS = 7;
/** So many sales that the stock was too small for are no accident. */
const REPEATED_SHORT_LINES = 3;

const HOLD: Advice = { priority: 'low', units: 0 };

/** In the order in which rules of the same subject are asked. */
export const RULES: readonly Rule[] = [
  { name: 'expedite', subject: 'shortage', advise: expedite, words: words.expedite },
  { name: 'reorder', subject: 'shortage', advise: reorder, words: words.reorder },
  {
    name: 'raise-reorder-point',
    subject: 'reorder-point',
    advise: raiseReorderPoint,
    words: words.raiseReorderPoint,
  },
  {
    name: 'lower-reorder-point',
    subject: 'surplus',
    advise: lowerReorderPoint,
    words: words.lowerReorderPoint,
  },
  {
    name: 'review-slow-mover',
    subject: 'surplus',
    advise: reviewSlowMover,
    words: words.reviewSlowMover,
  },
  { name: 'hold-orders', subject: 'surplus', advise: holdOrders, words: words.holdOrders },
];

/** An ordinary delivery comes too late. */
function expedite(product: StockPosition, facts: StockAssessment): Advice | undefined {
  const { daysUntilStockOut: days, leadDays } = facts;
  if (days === undefined || days >= leadDays) return undefined;
  const units = unitsToOrder(product, facts);
  if (units === 0) return undefined;
  const isUrgent = product.onHandUnits < CRITICAL_BELOW_UNITS || days <= 1;
  return { priority: isUrgent ? 'critical' : 'high', units };
}

/** Below the reorder point, or soon too low for the time that a delivery takes. */
function reorder(product: StockPosition, facts: StockAssessment): Advice | undefined {
  const { daysUntilStockOut: days, leadDays } = facts;
  const isLow = product.onHandUnits < product.reorderPointUnits;
  const isSoon = days !== undefined && days < leadDays + 1;
  if (!(isLow || isSoon)) return undefined;
  const units = unitsToOrder(product, facts);
  if (units === 0) return undefined;
  const isUrgent =
    (isLow && (isSoon || product.onHandUnits < CRITICAL_BELOW_UNITS)) ||
    product.isDepleting ||
    facts.isRising;
  return { priority: isUrgent ? 'high' : 'medium', units };
}

/**
 * Sales were refused again and again, and a delivery's time needs more than the reorder point. Never above half the capacity: an order
 * has to fit on the shelf.
 */
function raiseReorderPoint(product: StockPosition, facts: StockAssessment): Advice | undefined {
  const half = Math.floor(product.maxCapacityUnits / 2);
  const units = Math.min(facts.neededReorderPointUnits, half);
  if (product.shortLines < REPEATED_SHORT_LINES || units <= product.reorderPointUnits) {
    return undefined;
  }
  return { priority: 'medium', units };
}

/** Too full for days, and the reorder point orders more than a delivery's time needs. */
function lowerReorderPoint(
  { overstockSinceMs, reorderPointUnits }: StockPosition,
  { neededReorderPointUnits }: StockAssessment,
  nowMs: number,
): Advice | undefined {
  if (overstockSinceMs === undefined) return undefined;
  const units = Math.max(CRITICAL_BELOW_UNITS, neededReorderPointUnits);
  const isPersistent = nowMs - overstockSinceMs >= PERSISTENT_OVERSTOCK_MS;
  if (!isPersistent || units > LOWERED_SHARE * reorderPointUnits) return undefined;
  return { priority: 'low', units };
}

/** What lies there lasts for months. */
function reviewSlowMover(product: StockPosition, facts: StockAssessment): Advice | undefined {
  const { onHandUnits, dailySoldUnits } = product;
  const isSlow = onHandUnits > SLOW_COVER_DAYS * facts.meanUnitsPerDay;
  return isSlow && dailySoldUnits.length >= SLOW_HISTORY_DAYS ? HOLD : undefined;
}

/** The shelf is all but full. */
function holdOrders({ onHandUnits, maxCapacityUnits }: StockPosition): Advice | undefined {
  return 10 * onHandUnits > 9 * maxCapacityUnits ? HOLD : undefined;
}

/** What the stock lacks, as far as it fits the shelf; 0 where nobody buys it. */
function unitsToOrder(
  { onHandUnits, backlogUnits, maxCapacityUnits }: StockPosition,
  { hasDemand, targetUnits }: StockAssessment,
): number {
  if (!hasDemand) return 0;
  const freeUnits = maxCapacityUnits - onHandUnits;
  return Math.max(0, Math.min(freeUnits, targetUnits - onHandUnits + backlogUnits));
}
