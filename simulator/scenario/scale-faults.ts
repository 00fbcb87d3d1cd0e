/**
 * When a load is made longer or shorter, what is done to the consumers happens at the same point of it. How long a fault
 * lasts stays as it is: sessions do not change with the load.
 */
import { formatDuration, parseDurationMs } from './durations.ts';

/** The keys of an entry of `faults` that say when, whatever is in them: validation comes after. */
export interface FaultMapping {
  at?: unknown;
  atEvent?: unknown;
  every?: unknown;
  from?: unknown;
  until?: unknown;
}

/** Closer together, many faults would be one that lasts. */
export const MIN_DISTANCE_MS = 100;

/** In place. */
export function scaleTimes(faults: readonly FaultMapping[], factor: number): void {
  for (const fault of faults) {
    for (const key of ['at', 'from', 'until'] as const) {
      if (fault[key] !== undefined) fault[key] = scaled(fault[key], factor, 0);
    }
    if (Array.isArray(fault.every)) {
      fault.every = fault.every.map((distance) => scaled(distance, factor, MIN_DISTANCE_MS));
    }
  }
}

/** In place: the same event of a load with more or fewer of them. */
export function scaleCounts(faults: readonly FaultMapping[], factor: number): void {
  for (const fault of faults) {
    const { atEvent } = fault;
    if (typeof atEvent !== 'number' || !Number.isSafeInteger(atEvent) || atEvent < 1) continue;
    fault.atEvent = Math.max(1, Math.floor(atEvent * factor));
  }
}

/** What is no duration stays as it is, and so does one that is below the least already. */
function scaled(value: unknown, factor: number, leastMs: number): unknown {
  const ms = typeof value === 'string' ? parseDurationMs(value) : undefined;
  if (ms === undefined || ms < leastMs) return value;
  return formatDuration(Math.max(leastMs, Math.floor(ms * factor)));
}
