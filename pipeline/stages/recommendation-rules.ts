/** The rules of the expert system, one entry each: when it speaks, and what it says. */
import type { StockAssessment } from './stock-assessment.ts';

export const PRIORITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface Advice {
  readonly priority: Priority;
  /** What to do, and why, in a sentence or two each. */
  readonly action: string;
  readonly reason: string;
  /** Units to order, where that is the advice. */
  readonly units?: number;
}

export interface Rule {
  readonly name: ProductAdviceKind;
  /** Of the rules of a subject only the first that applies speaks. */
  readonly subject: 'shortage' | 'surplus' | 'reorder-point';
  /** @returns undefined where it does not apply */
  readonly advise: (product: StockAssessment, nowMs: number) => Advice | undefined;
}

export type ProductAdviceKind =
  | 'expedite'
  | 'reorder'
  | 'raise-reorder-point'
  | 'lower-reorder-point'
  | 'review-slow-mover'
  | 'hold-orders';

const DAY_MS = 86_400_000;
/** Below this an alert is critical. */
const CRITICAL_BELOW_UNITS = 10;
/** An overstock that lasts longer comes from the reorder point, not from one delivery. */
const PERSISTENT_OVERSTOCK_DAYS = 3;
/** A reorder point is worth lowering when this share of it would do. */
const LOWERED_SHARE = 0.8;
const SLOW_COVER_DAYS = 90;
const SLOW_HISTORY_DAYS = 7;
/** So many sales that the stock was too small for are no accident. */
const REPEATED_SHORT_LINES = 3;
const OVERSTOCK_TENTHS = 9;

/** In the order in which rules of the same subject are asked. */
export const RULES: readonly Rule[] = [
  { name: 'expedite', subject: 'shortage', advise: expedite },
  { name: 'reorder', subject: 'shortage', advise: reorder },
  { name: 'raise-reorder-point', subject: 'reorder-point', advise: raiseReorderPoint },
  { name: 'lower-reorder-point', subject: 'surplus', advise: lowerReorderPoint },
  { name: 'review-slow-mover', subject: 'surplus', advise: reviewSlowMover },
  { name: 'hold-orders', subject: 'surplus', advise: holdOrders },
];

/** An ordinary delivery comes too late. */
function expedite(product: StockAssessment): Advice | undefined {
  const { daysUntilStockOut: days, leadDays, onHandUnits } = product;
  const units = unitsToOrder(product);
  if (units === 0 || days === undefined || days >= leadDays) return undefined;
  const isUrgent = onHandUnits < CRITICAL_BELOW_UNITS || days <= 1;
  return {
    priority: isUrgent ? 'critical' : 'high',
    action: `Order ${inUnits(units)} now, by the fastest way.`,
    reason: `${stockOut(product)} An ordinary delivery takes ${inDays(leadDays)}.${trend(product)}`,
    units,
  };
}

/** Below the reorder point, or soon too low for the time that a delivery takes. */
function reorder(product: StockAssessment): Advice | undefined {
  const { daysUntilStockOut: days, leadDays, onHandUnits, reorderPointUnits } = product;
  const units = unitsToOrder(product);
  const isLow = onHandUnits < reorderPointUnits;
  const isSoon = days !== undefined && days < leadDays + 1;
  if (units === 0 || !(isLow || isSoon)) return undefined;
  const isUrgent =
    (isLow && (isSoon || onHandUnits < CRITICAL_BELOW_UNITS)) ||
    product.isDepleting ||
    product.isRising;
  const low = isLow
    ? `${inUnits(onHandUnits)} on hand, below the reorder point of ${reorderPointUnits}. `
    : '';
  return {
    priority: isUrgent ? 'high' : 'medium',
    action: `Order ${inUnits(units)} now.`,
    reason: `${low}${stockOut(product)}${trend(product)}`,
    units,
  };
}

/**
 * Sales were refused again and again, and a delivery's time needs more than the reorder point. Never above half the capacity: an order
 * has to fit on the shelf.
 */
function raiseReorderPoint(product: StockAssessment): Advice | undefined {
  const { shortLines, lostUnits, reorderPointUnits } = product;
  const half = Math.floor(product.maxCapacityUnits / 2);
  const raised = Math.min(product.neededReorderPointUnits, half);
  if (shortLines < REPEATED_SHORT_LINES || raised <= reorderPointUnits) return undefined;
  const refused = lostUnits > 0 ? `${inUnits(lostUnits)} could not be sold. ` : '';
  return {
    priority: 'medium',
    action: `Raise the reorder point from ${reorderPointUnits} to ${raised}.`,
    reason: `The stock was too small for ${shortLines} sales. ${refused}${untilDelivery(product)}`,
  };
}

/** Too full for days, and the reorder point orders more than a delivery's time needs. */
function lowerReorderPoint(product: StockAssessment, nowMs: number): Advice | undefined {
  const { overstockSinceMs, reorderPointUnits } = product;
  if (overstockSinceMs === undefined) return undefined;
  const days = Math.floor((nowMs - overstockSinceMs) / DAY_MS);
  const needed = Math.max(CRITICAL_BELOW_UNITS, product.neededReorderPointUnits);
  if (days < PERSISTENT_OVERSTOCK_DAYS || needed > LOWERED_SHARE * reorderPointUnits) {
    return undefined;
  }
  return {
    priority: 'low',
    action: `Lower the reorder point from ${reorderPointUnits} to ${needed}.`,
    reason: `Overstocked for ${inDays(days)}. ${untilDelivery(product)}`,
  };
}

/** What lies there lasts for months. */
function reviewSlowMover(product: StockAssessment): Advice | undefined {
  const { onHandUnits, meanUnitsPerDay, dailySoldUnits } = product;
  const isSlow = onHandUnits > SLOW_COVER_DAYS * meanUnitsPerDay;
  if (onHandUnits === 0 || dailySoldUnits.length < SLOW_HISTORY_DAYS || !isSlow) return undefined;
  const days = Math.floor(onHandUnits / meanUnitsPerDay);
  return {
    priority: 'low',
    action: 'Review the product: promote it, or keep less of it.',
    reason:
      meanUnitsPerDay === 0
        ? `None sold in ${inDays(dailySoldUnits.length)}; ${inUnits(onHandUnits)} on hand.`
        : `${inUnits(onHandUnits)} on hand last for ${inDays(days)} at ${rate(meanUnitsPerDay)}.`,
  };
}

/** The shelf is all but full. */
function holdOrders(product: StockAssessment): Advice | undefined {
  const { onHandUnits, maxCapacityUnits, reorderPointUnits } = product;
  if (10 * onHandUnits <= OVERSTOCK_TENTHS * maxCapacityUnits) return undefined;
  return {
    priority: 'low',
    action: `Order none until the stock is below ${reorderPointUnits}.`,
    reason: `${inUnits(onHandUnits)} on hand fill ${Math.floor((100 * onHandUnits) / maxCapacityUnits)} % of the capacity of ${maxCapacityUnits}.`,
  };
}

/** What the stock lacks, as far as it fits the shelf; 0 where nobody buys it. */
function unitsToOrder(product: StockAssessment): number {
  if (!product.hasDemand) return 0;
  const lacking = product.targetUnits - product.onHandUnits + product.backlogUnits;
  return Math.max(0, Math.min(product.freeUnits, lacking));
}

function stockOut(product: StockAssessment): string {
  const { onHandUnits, backlogUnits, meanUnitsPerDay, daysUntilStockOut: days } = product;
  if (onHandUnits === 0) {
    const owed = backlogUnits > 0 ? `, and ${inUnits(backlogUnits)} owed` : '';
    const demand = meanUnitsPerDay > 0 ? ` Demand: ${rate(meanUnitsPerDay)}.` : '';
    return `Out of stock${owed}.${demand}`;
  }
  if (meanUnitsPerDay === 0) return 'Sales were refused before; none of late.';
  const pace = ` at ${rate(meanUnitsPerDay)}`;
  if (days === undefined) return `It lasts for more than a year${pace}.`;
  if (days < 1) return `Stock-out within a day${pace}.`;
  return `Stock-out in ${inDays(days)}${pace}.`;
}

function trend({ isRising, recentUnitsPerDay, isDepleting }: StockAssessment): string {
  const rising = isRising ? ` Sales are rising: ${rate(recentUnitsPerDay)} of late.` : '';
  return isDepleting ? `${rising} More than 30 % of it went within an hour.` : rising;
}

function untilDelivery({ leadDays, neededReorderPointUnits: needed }: StockAssessment): string {
  return `The ${inDays(leadDays)} until a delivery comes take ${inUnits(needed)}.`;
}

/** One decimal below ten. */
function rate(unitsPerDay: number): string {
  return unitsPerDay < 10
    ? `${Math.max(0.1, Math.round(unitsPerDay * 10) / 10)} a day`
    : `${Math.round(unitsPerDay)} a day`;
}

function inUnits(units: number): string {
  return `${units} ${units === 1 ? 'unit' : 'units'}`;
}

function inDays(days: number): string {
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}
