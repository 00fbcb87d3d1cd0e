/** Why the load generator was late: the interval in which it was worst, and what else was seen then. */
import { duration, percent } from './numbers.ts';
import type { LatenessEvidence } from './record.ts';
import type { RunSeries, ThreadColumns } from './series.ts';

/** Nothing that the harness measures explains the lateness. */
export const NO_CAUSE = 'no cause was seen';

/** Below this an event is not late at all, so a shorter stand-still explains nothing. */
const LATE_MS = 100;
/** Share of a thread's time above which it had none left to be on time. */
const BUSY_SHARE = 0.95;
/** Share of its time in garbage collection that alone makes a thread late. */
const GC_SHARE = 0.25;
/** Share of the machine above which threads wait for each other. */
const MACHINE_SHARE = 0.95;

/**
 * @param cores of the machine
 * @returns null when no event was late by the generator's own doing
 */
export function evidenceOf(
  series: Pick<RunSeries, 'intervalMs' | 'counters' | 'threads' | 'process'>,
  cores: number,
): LatenessEvidence | null {
  const late = series.counters.late_generator ?? [];
  const events = Math.max(0, ...late.map((count) => count ?? 0));
  if (events === 0) return null;
  const worst = late.indexOf(events);
  const { intervalMs } = series;
  return {
    fromMs: worst * intervalMs,
    toMs: (worst + 1) * intervalMs,
    events,
    cause: causeIn(series, worst, cores) ?? NO_CAUSE,
  };
}

/** In words; the most telling first. Whoever produces is looked at: the others are part of the system. */
function causeIn(
  { intervalMs, threads, process }: Parameters<typeof evidenceOf>[0],
  interval: number,
  cores: number,
): string | undefined {
  const producers = threads.filter(({ group }) => group === 'producers');
  const isFull = (process.cpuCores[interval] ?? 0) >= MACHINE_SHARE * cores;
  // A stand-still that ends in one interval makes events late that are queued in the next.
  const stall = mostOf(producers, 'loopDelayMaxMs', [interval - 1, interval]);
  if (stall !== undefined && stall.value >= LATE_MS) {
    const lasted = `${stall.thread.name}'s event loop stood still for ${duration(stall.value)}`;
    return lasted + stallReason(stall, intervalMs, isFull ? cores : undefined);
  }
  const gc = mostOf(producers, 'gcShare', [interval - 1, interval]);
  if (gc !== undefined && gc.value >= GC_SHARE) {
    return `${gc.thread.name} spent ${percent(gc.value)} of its time in garbage collection`;
  }
  const busy =
    mostOf(producers, 'cpuShare', [interval]) ?? mostOf(producers, 'busyShare', [interval]);
  if (busy !== undefined && busy.value >= BUSY_SHARE) {
    return `${busy.thread.name} was busy for ${percent(Math.min(1, busy.value))} of the time`;
  }
  return isFull ? `all ${cores} cores were busy` : undefined;
}

/** @param busyCores how many there are, if the process used all of them */
function stallReason(
  { thread, interval, value: stallMs }: Finding,
  intervalMs: number,
  busyCores: number | undefined,
): string {
  const gcMs = (thread.gcShare[interval] ?? 0) * intervalMs;
  if (gcMs >= stallMs / 2) return ` (${duration(gcMs)} of garbage collection)`;
  if (busyCores !== undefined) return ` while all ${busyCores} cores were busy`;
  // It cannot have been at work all that time, and the process left cores to others.
  const ranMs = (thread.cpuShare[interval] ?? Number.POSITIVE_INFINITY) * intervalMs;
  return ranMs < stallMs / 2 ? ' without getting a core (other programs used the machine)' : '';
}

interface Finding {
  readonly thread: ThreadColumns;
  readonly interval: number;
  readonly value: number;
}

/** The largest value of all threads in these intervals; undefined where nothing was measured. */
function mostOf(
  threads: readonly ThreadColumns[],
  column: 'loopDelayMaxMs' | 'gcShare' | 'cpuShare' | 'busyShare',
  intervals: readonly number[],
): Finding | undefined {
  let most: Finding | undefined;
  for (const thread of threads) {
    for (const interval of intervals) {
      const value = thread[column][interval] ?? undefined;
      if (value === undefined || value <= (most?.value ?? Number.NEGATIVE_INFINITY)) continue;
      most = { thread, interval, value };
    }
  }
  return most;
}
