/** What the rules say: what to do, and why. */
import type { StockAssessment, StockPosition } from './stock-assessment.ts';

/** A sentence or two each. */
export interface Words {
  readonly action: string;
  readonly reason: string;
}

const DAY_MS = 86_400_000;

export function expedite(product: StockPosition, facts: StockAssessment, units: number): Words {
  return {
    action: `Order ${inUnits(units)} now, by the fastest way.`,
    reason: `${stockOut(product, facts)} An ordinary delivery takes ${inLeadTime(facts.leadDays)}.${trend(product, facts)}`,
  };
}

export function reorder(product: StockPosition, facts: StockAssessment, units: number): Words {
  const { onHandUnits, reorderPointUnits } = product;
  const low =
    onHandUnits < reorderPointUnits
      ? `${inUnits(onHandUnits)} on hand, below the reorder point of ${reorderPointUnits}. `
      : '';
  return {
    action: `Order ${inUnits(units)} now.`,
    reason: `${low}${stockOut(product, facts)}${trend(product, facts)}`,
  };
}

export function raiseReorderPoint(
  { shortLines, lostUnits, reorderPointUnits }: StockPosition,
  facts: StockAssessment,
  units: number,
): Words {
  const refused = lostUnits > 0 ? `${inUnits(lostUnits)} could not be sold. ` : '';
  return {
    action: `Raise the reorder point from ${reorderPointUnits} to ${units}.`,
    reason: `The stock was too small for ${shortLines} sales. ${refused}${untilDelivery(facts)}`,
  };
}

export function lowerReorderPoint(
  { overstockSinceMs, reorderPointUnits }: StockPosition,
  facts: StockAssessment,
  units: number,
  nowMs: number,
): Words {
  const days = Math.floor((nowMs - (overstockSinceMs ?? nowMs)) / DAY_MS);
  return {
    action: `Lower the reorder point from ${reorderPointUnits} to ${units}.`,
    reason: `Overstocked for ${inDays(days)}. ${untilDelivery(facts)}`,
  };
}

export function reviewSlowMover(
  { onHandUnits, dailySoldUnits }: StockPosition,
  { meanUnitsPerDay }: StockAssessment,
): Words {
  const days = Math.floor(onHandUnits / meanUnitsPerDay);
  return {
    action: 'Review the product: promote it, or keep less of it.',
    reason:
      meanUnitsPerDay === 0
        ? `None sold in ${inDays(dailySoldUnits.length)}; ${inUnits(onHandUnits)} on hand.`
        : `${inUnits(onHandUnits)} on hand last for ${inDays(days)} at ${rate(meanUnitsPerDay)}.`,
  };
}

export function holdOrders({
  onHandUnits,
  maxCapacityUnits,
  reorderPointUnits,
}: StockPosition): Words {
  return {
    action: `Order none until the stock is below ${reorderPointUnits}.`,
    reason: `${inUnits(onHandUnits)} on hand fill ${Math.floor((100 * onHandUnits) / maxCapacityUnits)} % of the capacity of ${maxCapacityUnits}.`,
  };
}

function stockOut(
  { onHandUnits, backlogUnits }: StockPosition,
  { meanUnitsPerDay, daysUntilStockOut: days }: StockAssessment,
): string {
  if (onHandUnits === 0) {
    const owed = backlogUnits > 0 ? `, and ${inUnits(backlogUnits)} owed` : '';
    const demand = meanUnitsPerDay > 0 ? ` Demand: ${rate(meanUnitsPerDay)}.` : '';
    return `Out of stock${owed}.${demand}`;
  }
  if (meanUnitsPerDay === 0) return 'Sales were refused before; none of late.';
  const pace = ` at ${rate(meanUnitsPerDay)}`;
  if (days === undefined) return `It lasts for more than a year${pace}.`;
  return days < 1 ? `Stock-out within a day${pace}.` : `Stock-out in ${inDays(days)}${pace}.`;
}

function trend(
  { isDepleting }: StockPosition,
  { isRising, recentUnitsPerDay }: StockAssessment,
): string {
  const rising = isRising ? ` Sales are rising: ${rate(recentUnitsPerDay)} of late.` : '';
  return isDepleting ? `${rising} More than 30 % of it went within an hour.` : rising;
}

function untilDelivery({ leadDays, neededReorderPointUnits: needed }: StockAssessment): string {
  const time = inLeadTime(leadDays);
  return `The ${time} until a delivery comes ${time.endsWith('s') ? 'take' : 'takes'} ${inUnits(needed)}.`;
}

/** One decimal below ten. */
function rate(unitsPerDay: number): string {
  return unitsPerDay < 10
    ? `${Math.max(0.1, Math.round(unitsPerDay * 10) / 10)} a day`
    : `${Math.round(unitsPerDay)} a day`;
}

export function inUnits(units: number): string {
  return `${units} ${units === 1 ? 'unit' : 'units'}`;
}

/** Hours below a day, half days above it. */
function inLeadTime(days: number): string {
  if (days >= 1) return inDays(Math.round(2 * days) / 2);
  const hours = Math.max(1, Math.round(24 * days));
  return hours === 24 ? inDays(1) : `${hours} ${hours === 1 ? 'hour' : 'hours'}`;
}

function inDays(days: number): string {
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}
