/**
 * When in a week shops are busy: one profile for everybody who needs it. The world chooses products by
 * it; with `shapeRate` the arrival rate follows it too.
 *
 * Factors are integer thousandths, so that no platform computes them differently, and constant within a
 * virtual hour (UTC), so that a rate curve multiplied by them stays piecewise linear.
 */
import type { RateShape } from './rate-curve.ts';

export const HOURS_PER_WEEK = 168;
const HOUR_MS = 3_600_000;
/** Hour 0 of the epoch was on a Thursday: 72 hours after Monday 00:00. */
const EPOCH_HOUR_OF_WEEK = 72;

/** Midnight first. Shops open at 9 and close at 17; the web never quite sleeps. */
const HOUR_OF_DAY_THOUSANDTHS = [
  200, 150, 120, 100, 100, 150, 300, 500, 800, 1500, 1800, 2000, 1900, 1800, 1900, 2000, 1800, 1200,
  900, 800, 700, 600, 450, 300,
] as const;

/** Monday first. Saturday is the busiest day, Sunday the quietest. */
const DAY_OF_WEEK_THOUSANDTHS = [900, 900, 950, 1000, 1200, 1350, 700] as const;

/** The full profile, Monday 00:00 UTC first: hour-of-day × day-of-week, in thousandths. */
export const HOUR_OF_WEEK_THOUSANDTHS: Int32Array = hourOfWeekThousandths({
  businessHours: true,
  weekdays: true,
});

/**
 * The profile with either pattern switched off (its factors become 1,000).
 *
 * @returns 168 integer thousandths, Monday 00:00 UTC first; their mean is not 1,000
 */
export function hourOfWeekThousandths(switches: {
  readonly businessHours: boolean;
  readonly weekdays: boolean;
}): Int32Array {
  return Int32Array.from({ length: HOURS_PER_WEEK }, (_, hourOfWeek) => {
    const hour = switches.businessHours ? (HOUR_OF_DAY_THOUSANDTHS[hourOfWeek % 24] ?? 0) : 1000;
    const day = switches.weekdays
      ? (DAY_OF_WEEK_THOUSANDTHS[Math.floor(hourOfWeek / 24)] ?? 0)
      : 1000;
    return (hour * day) / 1000;
  });
}

/** @returns 0 for Monday 00:00–01:00 UTC, 167 for Sunday 23:00–24:00 */
export function hourOfWeekAt(virtualMs: number): number {
  return hourOfWeek(Math.floor(virtualMs / HOUR_MS));
}

/**
 * The profile as factors of a rate. The factor of an hour is the rational `thousandths · 168 / sum`, so
 * that the mean over a week is exactly 1.
 *
 * @param speed virtual milliseconds per wall millisecond
 */
export function weeklyShape(
  clock: { readonly startMs: number; readonly speed: number },
  profileThousandths: Int32Array,
): RateShape {
  const sum = profileThousandths.reduce((total, thousandths) => total + thousandths, 0);
  const factors = Float64Array.from(
    profileThousandths,
    (thousandths) => (thousandths * HOURS_PER_WEEK) / sum,
  );
  return {
    startMs: clock.startMs,
    speed: clock.speed,
    factorAt: (virtualHour) => factors[hourOfWeek(virtualHour)] as number,
  };
}

/** @param virtualHour whole hours since the epoch; may be negative */
function hourOfWeek(virtualHour: number): number {
  const hour = (virtualHour + EPOCH_HOUR_OF_WEEK) % HOURS_PER_WEEK;
  return hour < 0 ? hour + HOURS_PER_WEEK : hour;
}
