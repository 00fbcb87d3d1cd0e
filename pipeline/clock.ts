/**
 * Wall time in epoch microseconds on one monotonic clock for every thread of the process. Each thread
 * has its own `performance.timeOrigin`; the main thread fixes an anchor once and hands it to all.
 */

/** Epoch microseconds at process-wide `process.hrtime` zero, as a plain number (safe until the year 2255). */
export interface ClockAnchor {
  readonly epochAtHrtimeZeroUs: number;
}

export type NowUs = () => number;

/** Taken once, in the main thread. */
export function anchorClock(): ClockAnchor {
  return { epochAtHrtimeZeroUs: Date.now() * 1000 - hrtimeUs() };
}

/** A cheap reader of the shared clock for this thread: integer epoch microseconds, never going back. */
export function clockFrom(anchor: ClockAnchor): NowUs {
  const offsetUs = anchor.epochAtHrtimeZeroUs + hrtimeMinusPerformanceUs();
  return () => Math.floor(performance.now() * 1000 + offsetUs);
}

function hrtimeUs(): number {
  return Number(process.hrtime.bigint()) / 1000;
}

/** The two clocks tick alike and differ by a constant; the tightest of several readings is the best. */
function hrtimeMinusPerformanceUs(): number {
  let bestWidthUs = Number.POSITIVE_INFINITY;
  let bestOffsetUs = 0;
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const before = hrtimeUs();
    const middle = performance.now() * 1000;
    const after = hrtimeUs();
    if (after - before < bestWidthUs) {
      bestWidthUs = after - before;
      bestOffsetUs = (before + after) / 2 - middle;
    }
  }
  return bestOffsetUs;
}
