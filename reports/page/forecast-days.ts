/** A product's demand and forecasts day by day: history, the scenario, and the week after it. */
import type { ProductStory } from '../inventory.ts';
import { DAY_MS } from './plot-dates.ts';

export interface ForecastDay {
  /** Counted from the scenario's start; history is negative. */
  readonly day: number;
  /** When it begins, virtual epoch milliseconds. */
  readonly fromMs: number;
  readonly part: ForecastPart;
  /** null after the end. */
  readonly trueUnits: number | null;
  readonly soldUnits: number | null;
  /** Made before the day; null where there was none. */
  readonly forecastUnits: number | null;
  /** The interval that demand lies in on nine days out of ten; demand is never negative, and so are its bounds. */
  readonly lowUnits: number | null;
  readonly highUnits: number | null;
}

/** `open`: the scenario ended before the day did. */
export type ForecastPart = 'history' | 'scenario' | 'open' | 'after the end';

/** Days ahead that the pipeline forecasts. */
const DAYS_AHEAD = 7;

export function forecastDays(
  { demand, nextDays }: Pick<ProductStory, 'demand' | 'nextDays'>,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): readonly ForecastDay[] {
  const days = demand.trueUnits.map((trueUnits, index): ForecastDay => {
    const day = demand.firstDay + index;
    const fromMs = startMs + day * DAY_MS;
    return {
      day,
      fromMs,
      part: day < 0 ? 'history' : fromMs + DAY_MS > endMs ? 'open' : 'scenario',
      trueUnits,
      soldUnits: demand.soldUnits[index] ?? null,
      ...band(demand.forecastMilliunits[index] ?? null, demand.halfWidthMilliunits[index] ?? null),
    };
  });
  const firstNext = demand.firstDay + days.length;
  for (let ahead = 0; ahead < DAYS_AHEAD; ahead += 1) {
    const day = firstNext + ahead;
    days.push({
      day,
      fromMs: startMs + day * DAY_MS,
      part: 'after the end',
      trueUnits: null,
      soldUnits: null,
      ...band(nextDays.meanMilliunits, nextDays.halfWidthMilliunits),
    });
  }
  return days;
}

/** Wanted and not sold. */
export function lostUnits({ trueUnits, soldUnits }: ForecastDay): number | null {
  return trueUnits === null || soldUnits === null ? null : Math.max(0, trueUnits - soldUnits);
}

function band(meanMilliunits: number | null, halfWidthMilliunits: number | null) {
  if (meanMilliunits === null) return { forecastUnits: null, lowUnits: null, highUnits: null };
  const forecastUnits = meanMilliunits / 1000;
  if (halfWidthMilliunits === null) return { forecastUnits, lowUnits: null, highUnits: null };
  return {
    forecastUnits,
    lowUnits: Math.max(0, meanMilliunits - halfWidthMilliunits) / 1000,
    highUnits: (meanMilliunits + halfWidthMilliunits) / 1000,
  };
}
