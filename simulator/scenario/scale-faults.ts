/**
 * When a load is made longer or shorter, what is done to the consumers happens at the same point of it. In a shorter one faults
 * are shorter, too, so that the story stays whole; in a longer one they last as long as before, and those that happen again
 * and again happen more often: sessions do not change with the load.
 */
import { formatDuration, parseDurationMs } from './durations.ts';

/** The keys of an entry of `faults` that say when and how long, whatever is in them: validation comes after. */
export interface FaultMapping {
  at?: unknown;
  atEvent?: unknown;
  every?: unknown;
  from?: unknown;
  until?: unknown;
  for?: unknown;
  restart?: unknown;
}

/** Closer together, many faults would be one that lasts. */
export const MIN_DISTANCE_MS = 100;

/** In place. */
export function scaleTimes(faults: readonly FaultMapping[], factor: number): void {
  for (const fault of faults) {
    scaleKeys(fault, ['at', 'from', 'until', ...(factor < 1 ? LENGTHS : [])], factor);
    if (factor < 1 && Array.isArray(fault.every)) {
      fault.every = fault.every.map((distance) => scaled(distance, factor, MIN_DISTANCE_MS));
    }
  }
}

const LENGTHS = ['for', 'restart'] as const;

function scaleKeys(
  fault: FaultMapping,
  keys: readonly Exclude<keyof FaultMapping, 'atEvent' | 'every'>[],
  factor: number,
): void {
  for (const key of keys) {
    // A fault that lasts no time would be none.
    if (fault[key] !== undefined) fault[key] = scaled(fault[key], factor, key === 'for' ? 1 : 0);
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
