/** Figures of a whole run, from what it wrote while it went on. */
import type { JournalInterval } from './journal.ts';
import type { Availability, LagSummary, ThreadUse } from './record.ts';

/** Events by the second in which they were due. */
export function dueWindows(
  intervals: readonly JournalInterval[],
): Map<number, { due: number; onTime: number }> {
  const byWindow = new Map<number, { due: number; onTime: number }>();
  for (const { windows } of intervals) {
    for (let at = 0; at < windows.length; at += 3) {
      const window = windows[at] as number;
      const counts = byWindow.get(window) ?? { due: 0, onTime: 0 };
      counts.due += windows[at + 1] as number;
      counts.onTime += windows[at + 2] as number;
      byWindow.set(window, counts);
    }
  }
  return byWindow;
}

/**
 * @param stoppedAtMs when the run was cut short: windows that were not over a second earlier are not judged
 * @returns null when nothing was due
 */
export function availabilityOf(
  intervals: readonly JournalInterval[],
  stoppedAtMs = Number.POSITIVE_INFINITY,
): Availability | null {
  let windows = 0;
  let available = 0;
  for (const [window, { due, onTime }] of dueWindows(intervals)) {
    if (due === 0 || (window + 2) * 1000 > stoppedAtMs) continue;
    windows += 1;
    if (onTime >= due) available += 1;
  }
  return windows === 0 ? null : { windows, available, share: available / windows };
}

/** null when the broker never told. */
export function lagSummaryOf(intervals: readonly JournalInterval[]): LagSummary | null {
  const partitions = new Map<string, LagSummary['partitions'][number]>();
  let maxRecords = -1;
  let maxAtMs = 0;
  let endRecords = 0;
  for (const { index, lag } of intervals) {
    if (lag === null) continue;
    endRecords = 0;
    for (const [topic, records] of Object.entries(lag)) {
      for (const [partition, behind] of records.entries()) {
        endRecords += behind;
        const key = `${topic}/${partition}`;
        const before = partitions.get(key)?.maxRecords ?? 0;
        const maxRecords = Math.max(before, behind);
        partitions.set(key, { topic, partition, maxRecords, endRecords: behind });
      }
    }
    if (endRecords > maxRecords) {
      maxRecords = endRecords;
      maxAtMs = (index + 1) * 1000;
    }
  }
  if (maxRecords < 0) return null;
  return { maxRecords, maxAtMs, endRecords, partitions: [...partitions.values()] };
}

/** null when no consumer ever told. */
export function waitingMaxOf(intervals: readonly JournalInterval[]): number | null {
  const counts = intervals.flatMap(({ standing }) => standing?.waitingEvents ?? []);
  return counts.length === 0 ? null : counts.reduce((most, count) => Math.max(most, count), 0);
}

export function threadUseOf(intervals: readonly JournalInterval[]): ThreadUse[] {
  const uses = new Map<string, ThreadTotals>();
  for (const { threads } of intervals) {
    for (const [name, sample] of Object.entries(threads)) {
      const totals = uses.get(name) ?? { ...NOTHING, group: sample.group };
      totals.wallMs += sample.wallMs;
      totals.busyMs += sample.busyShare * sample.wallMs;
      totals.cpuUs =
        totals.cpuUs === null || sample.cpuUs === null ? null : totals.cpuUs + sample.cpuUs;
      totals.loopDelayP99Ms = sample.loopDelayP99Ms;
      totals.loopDelayMaxMs = Math.max(totals.loopDelayMaxMs, sample.loopDelayMaxMs);
      totals.gcMs += sample.gcMs;
      totals.gcCount += sample.gcCount;
      totals.heapMaxBytes = Math.max(totals.heapMaxBytes, sample.heapBytes);
      uses.set(name, totals);
    }
  }
  return [...uses].map(([name, { wallMs, busyMs, ...totals }]) => {
    return { name, ...totals, busyShare: wallMs === 0 ? null : busyMs / wallMs };
  });
}

interface ThreadTotals {
  group: string;
  wallMs: number;
  busyMs: number;
  cpuUs: number | null;
  loopDelayP99Ms: number;
  loopDelayMaxMs: number;
  gcMs: number;
  gcCount: number;
  heapMaxBytes: number;
}

const NOTHING: Omit<ThreadTotals, 'group'> = {
  wallMs: 0,
  busyMs: 0,
  cpuUs: 0,
  loopDelayP99Ms: 0,
  loopDelayMaxMs: 0,
  gcMs: 0,
  gcCount: 0,
  heapMaxBytes: 0,
};
