/** How long the stock of a product lasts, and how much of it there should be: what forecasts and recommendations agree on. */

/** Where nobody knows how long a delivery takes: the longest that the shipped scenarios have. */
export const USUAL_LEAD_TIME_DAYS = 3;
/** Days that an order should last once it is there. */
export const REVIEW_DAYS = 7;
/** Stock that lasts longer runs out at no time worth naming. */
export const LONGEST_COVER_DAYS = 365;

const RECENT_DAYS = 3;
/** Sales of the recent days, against the whole window's, that count as rising. */
const RISING_FACTOR = 1.5;
/** Lost sales never make demand look larger than this many times what was sold. */
const MOST_UNSEEN_FACTOR = 3;

/** What is known of a product; all of one instant. */
export interface StockPosition {
  readonly productId: string;
  readonly productName: string;
  readonly warehouseId: string;
  readonly onHandUnits: number;
  readonly backlogUnits: number;
  readonly reorderPointUnits: number;
  readonly maxCapacityUnits: number;
  /** By complete virtual day, oldest first. */
  readonly dailySoldUnits: readonly number[];
  /** Since the scenario's start, as are the two below. */
  readonly soldUnits: number;
  readonly lostUnits: number;
  /** Sales that the stock was too small for. */
  readonly shortLines: number;
  /** Forecast demand of a day; undefined: the mean of the days above. */
  readonly meanMilliunits: number | undefined;
  /** Of the interval around it; undefined: too few days to tell. */
  readonly halfWidthMilliunits: number | undefined;
  /** undefined: {@link USUAL_LEAD_TIME_DAYS}. */
  readonly leadTimeDays: number | undefined;
  /** Virtual instant since which it is overstocked; undefined: it is not. */
  readonly overstockSinceMs: number | undefined;
  /** More than 30 % of it went within an hour. */
  readonly isDepleting: boolean;
}

/** What follows from a position. */
export interface StockAssessment {
  readonly leadDays: number;
  readonly meanUnitsPerDay: number;
  /** The stock there should be is then that of the last days' sales. */
  readonly isRising: boolean;
  readonly recentUnitsPerDay: number;
  /** Somebody buys it, or would. */
  readonly hasDemand: boolean;
  /** At the mean demand; undefined: not within {@link LONGEST_COVER_DAYS}. */
  readonly daysUntilStockOut: number | undefined;
  /** Stock that lasts for a delivery's time and the {@link REVIEW_DAYS} behind it, never below the reorder point. */
  readonly targetUnits: number;
  /** What a reorder point has to be so that the stock lasts until a delivery comes, lost sales counted as demand. */
  readonly neededReorderPointUnits: number;
}

export function assess(position: StockPosition): StockAssessment {
  const { dailySoldUnits, onHandUnits, reorderPointUnits, meanMilliunits } = position;
  const weekMean = meanOf(dailySoldUnits, dailySoldUnits.length);
  const meanUnitsPerDay = meanMilliunits === undefined ? weekMean : meanMilliunits / 1000;
  const recentUnitsPerDay = meanOf(dailySoldUnits, RECENT_DAYS);
  const isRising =
    dailySoldUnits.length > RECENT_DAYS &&
    recentUnitsPerDay > 0 &&
    recentUnitsPerDay >= RISING_FACTOR * Math.max(weekMean, meanUnitsPerDay);
  const pace = isRising ? recentUnitsPerDay : meanUnitsPerDay;
  const leadDays = position.leadTimeDays ?? USUAL_LEAD_TIME_DAYS;
  const halfWidthUnits = (position.halfWidthMilliunits ?? 0) / 1000;
  return {
    leadDays,
    meanUnitsPerDay,
    isRising,
    recentUnitsPerDay,
    hasDemand: meanUnitsPerDay > 0 || position.lostUnits > 0 || position.backlogUnits > 0,
    daysUntilStockOut: daysUntilStockOut(onHandUnits, meanUnitsPerDay),
    targetUnits: Math.max(
      reorderPointUnits,
      unitsFor(leadDays + REVIEW_DAYS, pace, halfWidthUnits),
    ),
    neededReorderPointUnits: unitsFor(leadDays, pace * unseenFactor(position), halfWidthUnits),
  };
}

/** What so many days take, with room for what demand varies by: errors of days are taken as independent. */
function unitsFor(days: number, unitsPerDay: number, halfWidthUnits: number): number {
  return Math.ceil(unitsPerDay * days + halfWidthUnits * Math.sqrt(days));
}

/** Days with one decimal, never more than it lasts; undefined: longer than {@link LONGEST_COVER_DAYS}. */
export function daysUntilStockOut(
  onHandUnits: number,
  meanUnitsPerDay: number,
): number | undefined {
  if (onHandUnits <= 0) return 0;
  const days = onHandUnits / meanUnitsPerDay;
  return days > LONGEST_COVER_DAYS ? undefined : Math.floor(days * 10) / 10;
}

/** Mean of the newest `days`, or of as many as there are; 0 without any. */
function meanOf(dailyUnits: readonly number[], days: number): number {
  const from = Math.max(0, dailyUnits.length - days);
  let sum = 0;
  for (let day = from; day < dailyUnits.length; day += 1) sum += dailyUnits[day] as number;
  return dailyUnits.length === from ? 0 : sum / (dailyUnits.length - from);
}

/** How much larger demand is than sales: what was not on the shelf was not sold. */
function unseenFactor({ soldUnits, lostUnits }: StockPosition): number {
  if (lostUnits === 0) return 1;
  if (soldUnits <= 0) return MOST_UNSEEN_FACTOR;
  return Math.min(MOST_UNSEEN_FACTOR, (soldUnits + lostUnits) / soldUnits);
}
