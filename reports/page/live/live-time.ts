/** The time axis of live charts: the last ten minutes at most, moving along with the run. Pure. */
import type { LiveMark, LivePoint } from '../../live/frames.ts';
import { type TimeTick, timeText } from '../run-time.ts';

export interface LiveWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

export const WINDOW_MS = 600_000;
/** What a run that has just begun is drawn over, so that its first seconds do not fill the whole width. */
const LEAST_MS = 60_000;

export function windowOf(points: readonly LivePoint[]): LiveWindow {
  const toMs = Math.max(LEAST_MS, points.at(-1)?.atMs ?? 0);
  return { fromMs: Math.max(0, toMs - WINDOW_MS), toMs };
}

export function pointsWithin(
  points: readonly LivePoint[],
  { fromMs }: LiveWindow,
): readonly LivePoint[] {
  const first = points.findIndex(({ atMs }) => atMs > fromMs);
  return first < 0 ? [] : points.slice(first);
}

export function marksWithin(
  marks: readonly LiveMark[],
  { fromMs, toMs }: LiveWindow,
): readonly LiveMark[] {
  return marks.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
}

/** Which point an instant belongs to: it stands for the second that ends with it. null beyond them. */
export function pointAt(points: readonly LivePoint[], atMs: number): number | null {
  const row = points.findIndex((point) => point.atMs >= atMs);
  return row < 0 || atMs < (points[row]?.atMs ?? 0) - POINT_MS ? null : row;
}

export const POINT_MS = 1_000;

const STEPS_MS = [10_000, 15_000, 30_000, 60_000, 120_000, 300_000];

/** Round instants, at least `spacePx` apart: they move with the data instead of jumping. */
export function windowTicks(
  { fromMs, toMs }: LiveWindow,
  widthPx: number,
  spacePx = 72,
): readonly TimeTick[] {
  const wanted = Math.max(1, Math.floor(widthPx / spacePx));
  const stepMs = STEPS_MS.find((step) => (toMs - fromMs) / step <= wanted) ?? WINDOW_MS;
  const ticks: TimeTick[] = [];
  for (let atMs = Math.ceil(fromMs / stepMs) * stepMs; atMs <= toMs; atMs += stepMs) {
    ticks.push({ atMs, text: timeText(atMs) });
  }
  return ticks;
}
