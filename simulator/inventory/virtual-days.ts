/** The scenario's days in business time, counted from its start. */

export const DAY_MS = 86_400_000;

export interface VirtualDays {
  readonly startMs: number;
  readonly endMs: number;
  /** Days whose end is not after the scenario's. */
  readonly complete: number;
  /** These, and the day that is open at the end; at least 1. */
  readonly count: number;
}

export function virtualDays(startMs: number, endMs: number): VirtualDays {
  const days = Math.max(0, endMs - startMs) / DAY_MS;
  return { startMs, endMs, complete: Math.floor(days), count: Math.max(1, Math.ceil(days)) };
}

/** The day of an instant; the very end belongs to the last day, which would else have a day of its own. */
export function dayOf({ startMs, count }: VirtualDays, virtualMs: number): number {
  return Math.min(count - 1, Math.floor((virtualMs - startMs) / DAY_MS));
}
