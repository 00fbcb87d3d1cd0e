/** A product day by day: what was sold, what is forecast, and what the stock comes to. Pure. */
import type { ForecastJson } from '../../../pipeline/query/wire.ts';

export interface ProductDay {
  /** Days from today; negative: complete days before it. */
  readonly offset: number;
  readonly soldUnits: number | null;
  readonly demandUnits: number | null;
  /** At the end of the day; of today, as it is now. */
  readonly stockUnits: number | null;
  /** Nine out of ten times the stock ends between them; null where too few days are known to tell. */
  readonly lowUnits: number | null;
  readonly highUnits: number | null;
}

export function productDays(forecast: ForecastJson): readonly ProductDay[] {
  const { history, dailyDemand, dailyStock, quantity } = forecast;
  const past = history.map(
    (soldUnits, at): ProductDay => ({ ...NOTHING, offset: at - history.length, soldUnits }),
  );
  const today: ProductDay = {
    ...{ ...NOTHING, offset: 0, stockUnits: quantity },
    ...(forecast.interval === null ? {} : { lowUnits: quantity, highUnits: quantity }),
  };
  const next = dailyDemand.map(
    (demandUnits, at): ProductDay => ({
      ...{ offset: at + 1, soldUnits: null, demandUnits },
      stockUnits: dailyStock[at] ?? null,
      ...bandOf(forecast, at + 1),
    }),
  );
  return [...past, today, ...next];
}

const NOTHING = {
  soldUnits: null,
  demandUnits: null,
  stockUnits: null,
  lowUnits: null,
  highUnits: null,
};
const INTERVAL_DAY = 7;

/**
 * Errors of days are independent, so that the width grows with the root of their number: from that of the seventh day follow the
 * others. An end of the interval that lies at an empty or at a full shelf says nothing; where both do, the width is the least that it
 * can be.
 */
function bandOf(forecast: ForecastJson, day: number): Pick<ProductDay, 'lowUnits' | 'highUnits'> {
  const { interval, quantity, dailyDemand } = forecast;
  if (interval === null) return { lowUnits: null, highUnits: null };
  const perDay = dailyDemand[0] ?? 0;
  const seventh = quantity - INTERVAL_DAY * perDay;
  const widthUnits = widthOf(interval, seventh, quantity) * Math.sqrt(day / INTERVAL_DAY);
  const stock = quantity - day * perDay;
  const onShelf = (units: number) => Math.max(0, Math.min(quantity, units));
  return { lowUnits: onShelf(stock - widthUnits), highUnits: onShelf(stock + widthUnits) };
}

function widthOf(
  { lower, upper }: { readonly lower: number; readonly upper: number },
  seventh: number,
  quantity: number,
): number {
  if (lower > 0) return Math.max(0, seventh - lower);
  if (upper < quantity) return Math.max(0, upper - seventh);
  return Math.max(seventh, quantity - seventh);
}

/** Where the stock ends within the days that are shown, in days from now; null: not in sight. */
export function stockOutWithin(forecast: ForecastJson): number | null {
  const { daysUntilStockOut, dailyDemand } = forecast;
  if (daysUntilStockOut === null || daysUntilStockOut > dailyDemand.length) return null;
  return daysUntilStockOut;
}

/** The product that runs out first comes first; what lasts longer than anybody looks comes last, by id. */
export function bySoonestStockOut(forecasts: readonly ForecastJson[]): readonly ForecastJson[] {
  const days = ({ daysUntilStockOut }: ForecastJson) => daysUntilStockOut ?? Number.MAX_VALUE;
  return forecasts.toSorted(
    (one, other) => days(one) - days(other) || (one.productId < other.productId ? -1 : 1),
  );
}
