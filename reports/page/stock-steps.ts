/** Stock as a step function of business time, and what can be read off it. */
import type { AlertType } from '../../pipeline/stages/effects.ts';
import type { ProductStory } from '../inventory.ts';

export interface StockSteps {
  /** Ascending virtual epoch milliseconds; equal ones follow each other in the order of their events. */
  readonly atMs: readonly number[];
  readonly units: readonly number[];
}

/** Half open: from, and not including, to. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What stood on the shelf at an instant; null before the first step. */
export function unitsAt({ atMs, units }: StockSteps, instantMs: number): number | null {
  let low = 0;
  let high = atMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((atMs[middle] as number) <= instantMs) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : (units[low - 1] ?? null);
}

/** When nothing stood on the shelf, adjoining steps together; moments without length are left out. */
export function emptyPeriods({ atMs, units }: StockSteps, endMs: number): readonly Period[] {
  const periods: Period[] = [];
  let emptySinceMs: number | null = null;
  for (const [index, instantMs] of atMs.entries()) {
    const empty = (units[index] ?? 0) <= 0;
    if (empty) emptySinceMs ??= instantMs;
    else if (emptySinceMs !== null) {
      if (instantMs > emptySinceMs) periods.push({ fromMs: emptySinceMs, toMs: instantMs });
      emptySinceMs = null;
    }
  }
  if (emptySinceMs !== null && endMs > emptySinceMs) {
    periods.push({ fromMs: emptySinceMs, toMs: endMs });
  }
  return periods;
}

/** Low and critical are one alert that changes its type, so they share a lane. */
export type AlertLane = 'stock' | 'depletion' | 'overstock';
export const ALERT_LANES: readonly AlertLane[] = ['stock', 'depletion', 'overstock'];

export interface AlertSpan extends Period {
  readonly lane: AlertLane;
  readonly type: AlertType;
}

/**
 * For how long each alert held its type, from the changes of one product in order of time. One that was never resolved
 * lasts until the end; a change whose beginning is not listed begins nothing.
 */
export function alertSpans(alerts: ProductStory['alerts'], endMs: number): readonly AlertSpan[] {
  const spans: AlertSpan[] = [];
  const open = new Map<AlertLane, { type: AlertType; fromMs: number }>();
  const close = (lane: AlertLane, toMs: number) => {
    const held = open.get(lane);
    if (held !== undefined) spans.push({ lane, type: held.type, fromMs: held.fromMs, toMs });
    open.delete(lane);
  };
  for (const { atMs, type, transition } of alerts) {
    const lane = laneOf(type);
    close(lane, atMs);
    if (transition !== 'resolved') open.set(lane, { type, fromMs: atMs });
  }
  for (const lane of [...open.keys()]) close(lane, endMs);
  return spans.toSorted((a, b) => a.fromMs - b.fromMs);
}

export function laneOf(type: AlertType): AlertLane {
  if (type === 'OVERSTOCK') return 'overstock';
  return type === 'RAPID_DEPLETION' ? 'depletion' : 'stock';
}

/** Equally spaced instants of business time, at most {@link MAX_INSTANTS}, the end of the scenario included. */
export function instantGrid(startMs: number, endMs: number): readonly number[] {
  const extent = Math.max(0, endMs - startMs);
  const weeks = Math.ceil(extent / MAX_INSTANTS / WEEK_MS);
  const stepMs = GRID_STEPS_MS.find((step) => extent / step < MAX_INSTANTS) ?? weeks * WEEK_MS;
  const instants: number[] = [];
  for (let at = startMs; at < endMs; at += stepMs) instants.push(at);
  instants.push(endMs);
  return instants;
}

const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;
const MAX_INSTANTS = 240;
const GRID_STEPS_MS = [
  10_000,
  60_000,
  HOUR_MS / 4,
  HOUR_MS,
  2 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  24 * HOUR_MS,
  48 * HOUR_MS,
  WEEK_MS,
];
