/** Why the load generator was late: the interval in which it was worst, and what else was seen then. */
import { duration, percent } from './numbers.ts';
import type { LatenessEvidence } from './record.ts';
import type { Column, RunSeries, ThreadColumns } from './series.ts';

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
  const inUse = process.cpuCores[interval] ?? 0;
  const machineIsFull = inUse >= MACHINE_SHARE * cores;
  const busyCores = machineIsFull ? ` while all ${cores} cores were busy` : '';
  // A stand-still that ends in one interval makes events late that are queued in the next.
  const stalled = mostOf(producers, 'loopDelayMaxMs', interval, 2);
  const collecting = mostOf(producers, 'gcShare', interval, 2);
  if (stalled !== undefined && stalled.value >= LATE_MS) {
    const gcMs = (collecting?.thread === stalled.thread ? collecting.value : 0) * intervalMs;
    const why =
      gcMs >= stalled.value / 2 ? ` (${duration(gcMs)} of garbage collection)` : busyCores;
    return `${stalled.thread.name}'s event loop stood still for ${duration(stalled.value)}${why}`;
  }
  if (collecting !== undefined && collecting.value >= GC_SHARE) {
    return `${collecting.thread.name} spent ${percent(collecting.value)} of its time in garbage collection`;
  }
  const busy =
    mostOf(producers, 'cpuShare', interval, 1) ?? mostOf(producers, 'busyShare', interval, 1);
  if (busy !== undefined && busy.value >= BUSY_SHARE) {
    return `${busy.thread.name} was busy for ${percent(Math.min(1, busy.value))} of the time`;
  }
  return machineIsFull ? `all ${cores} cores were busy` : undefined;
}

/** The thread with the largest value in the interval or the `depth - 1` before it. */
function mostOf(
  threads: readonly ThreadColumns[],
  column: 'loopDelayMaxMs' | 'gcShare' | 'cpuShare' | 'busyShare',
  interval: number,
  depth: number,
): { readonly thread: ThreadColumns; readonly value: number } | undefined {
  let most: { thread: ThreadColumns; value: number } | undefined;
  for (const thread of threads) {
    const value = largest(thread[column], interval, depth);
    if (value !== undefined && (most === undefined || value > most.value)) most = { thread, value };
  }
  return most;
}

function largest(column: Column, interval: number, depth: number): number | undefined {
  const measured = column
    .slice(Math.max(0, interval - depth + 1), interval + 1)
    .filter((value) => value !== null);
  return measured.length === 0 ? undefined : Math.max(...measured);
}
