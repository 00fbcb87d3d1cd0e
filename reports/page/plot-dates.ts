/** Business time on an axis and in words. Virtual time is UTC everywhere. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export interface DateTick {
  readonly atMs: number;
  readonly text: string;
}

const STEPS_MS = [
  1_000,
  5_000,
  15_000,
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
  2 * DAY_MS,
  7 * DAY_MS,
  14 * DAY_MS,
  28 * DAY_MS,
  91 * DAY_MS,
  364 * DAY_MS,
];

/**
 * Round instants between two virtual epoch milliseconds, at most `wanted` + 1. Steps of a day and more name the day, shorter
 * ones the time of day, and midnight the day.
 */
export function dateTicks(fromMs: number, toMs: number, wanted: number): readonly DateTick[] {
  const extent = toMs - fromMs;
  if (!(extent > 0)) return [{ atMs: fromMs, text: dayText(fromMs) }];
  const least = extent / Math.max(1, wanted);
  const years = Math.ceil(least / (364 * DAY_MS)) * 364 * DAY_MS;
  const step = STEPS_MS.find((candidate) => candidate >= least) ?? years;
  const ticks: DateTick[] = [];
  // Days count from the first one, so that every step starts on a day that the scenario has.
  const origin = step > DAY_MS ? Math.ceil(fromMs / DAY_MS) * DAY_MS : 0;
  for (let at = origin + Math.ceil((fromMs - origin) / step) * step; at <= toMs; at += step) {
    ticks.push({ atMs: at, text: at % DAY_MS === 0 ? dayText(at) : timeText(at, step) });
  }
  return ticks;
}

/**
 * Which of the columns that stand for days to name, at most `wanted` + 1 of them: each, every second, or one a week or
 * several, from the first on.
 * @param daysPerColumn 1 or more
 * @returns positions of columns
 */
export function namedDays(
  columns: number,
  daysPerColumn: number,
  wanted: number,
): readonly number[] {
  const least = columns / Math.max(1, wanted);
  const steps = daysPerColumn === 1 ? [1, 2, 7, 14, 28, 91, 182, 364] : [1, 2, 5, 10, 20, 50, 100];
  const step = steps.find((candidate) => candidate >= least) ?? Math.ceil(least);
  return Array.from({ length: Math.ceil(columns / step) }, (_, at) => at * step);
}

/** `5 Jan`. */
export function dayText(atMs: number): string {
  return DAY.format(atMs);
}

/** `Mon 5 Jan 2026`. */
export function longDayText(atMs: number): string {
  return LONG_DAY.format(atMs).replaceAll(',', '');
}

/** `5 Jan 2026, 14:05`. */
export function instantText(atMs: number): string {
  return `${DATE.format(atMs)}, ${CLOCK.format(atMs)}`;
}

function timeText(atMs: number, stepMs: number): string {
  return (stepMs < MINUTE_MS ? SECONDS : CLOCK).format(atMs);
}

const UTC = { timeZone: 'UTC' } as const;
const DAY = new Intl.DateTimeFormat('en-GB', { ...UTC, day: 'numeric', month: 'short' });
const DATE = new Intl.DateTimeFormat('en-GB', {
  ...UTC,
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const LONG_DAY = new Intl.DateTimeFormat('en-GB', {
  ...UTC,
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const CLOCK = new Intl.DateTimeFormat('en-GB', { ...UTC, hour: '2-digit', minute: '2-digit' });
const SECONDS = new Intl.DateTimeFormat('en-GB', {
  ...UTC,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
