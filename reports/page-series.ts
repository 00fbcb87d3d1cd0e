/** The time series as the page draws them: no more digits than a chart can show, no more lines than one can tell apart. */
import { inWords, whole } from './numbers.ts';
import type { Column, LatencyColumns, PartitionLag, RunSeries, ThreadColumns } from './series.ts';

/** Rows of lag: those with the most of it are kept one by one, the others as one sum. Five topics of twelve partitions fit. */
export const MAX_LAG_ROWS = 64;
export const MAX_THREADS = 24;
const DIGITS = 4;
/** As many as an HDR histogram keeps, and the page shows. */
const LATENCY_DIGITS = 3;

/** @param reduced gets a sentence for everything that was left out */
export function boundedSeries(series: RunSeries, reduced: string[]): RunSeries {
  const { rates, latency, process } = series;
  reduced.push(
    `Time series on this page are rounded to ${LATENCY_DIGITS} or ${DIGITS} significant digits; run.json has them exactly.`,
  );
  return {
    ...series,
    rates: {
      plannedPerSecond: rounded(rates.plannedPerSecond),
      duePerSecond: rounded(rates.duePerSecond),
      sentPerSecond: rounded(rates.sentPerSecond),
      acknowledgedPerSecond: rounded(rates.acknowledgedPerSecond),
      appliedPerSecond: rounded(rates.appliedPerSecond),
    },
    appliedByTopicPerSecond: mapped(series.appliedByTopicPerSecond, rounded),
    latency: mapped(latency, latencyColumns),
    lag: boundedLag(series.lag, series.intervals, reduced),
    threads: boundedThreads(series.threads, reduced),
    process: { cpuCores: rounded(process.cpuCores), rssBytes: rounded(process.rssBytes) },
  };
}

function latencyColumns({ count, p50Us, p90Us, p99Us, p999Us, maxUs }: LatencyColumns) {
  return {
    count,
    p50Us: rounded(p50Us, LATENCY_DIGITS),
    p90Us: rounded(p90Us, LATENCY_DIGITS),
    p99Us: rounded(p99Us, LATENCY_DIGITS),
    p999Us: rounded(p999Us, LATENCY_DIGITS),
    maxUs: rounded(maxUs, LATENCY_DIGITS),
  };
}

function boundedLag(
  rows: readonly PartitionLag[],
  intervals: number,
  reduced: string[],
): readonly PartitionLag[] {
  if (rows.length <= MAX_LAG_ROWS) return rows;
  const order = rows
    .map((row, index) => ({ index, max: largest(row.records) }))
    .toSorted((a, b) => b.max - a.max || a.index - b.index)
    .map(({ index }) => index);
  const kept = new Set(order.slice(0, MAX_LAG_ROWS - 1));
  const others = rows.filter((_, index) => !kept.has(index));
  reduced.push(
    `Lag of ${inWords(others.length, 'topic-partition')} with the least of it is one sum.`,
  );
  return [
    ...rows.filter((_, index) => kept.has(index)),
    {
      topic: `${whole(others.length)} others`,
      partition: -1,
      records: sumOf(
        others.map(({ records }) => records),
        intervals,
      ),
    },
  ];
}

function boundedThreads(threads: readonly ThreadColumns[], reduced: string[]): ThreadColumns[] {
  const busiest = threads
    .map((thread, index) => ({ index, cpu: total(thread.cpuShare) }))
    .toSorted((a, b) => b.cpu - a.cpu || a.index - b.index)
    .slice(0, MAX_THREADS)
    .map(({ index }) => index);
  if (threads.length > MAX_THREADS) {
    reduced.push(`Of ${whole(threads.length)} threads the ${MAX_THREADS} busiest are drawn.`);
  }
  const kept = new Set(busiest);
  return threads
    .filter((_, index) => kept.has(index))
    .map((thread) => ({
      ...thread,
      cpuShare: rounded(thread.cpuShare, 3),
      busyShare: rounded(thread.busyShare, 3),
      loopDelayMaxMs: rounded(thread.loopDelayMaxMs, 3),
      gcShare: rounded(thread.gcShare, 3),
      heapBytes: rounded(thread.heapBytes, 3),
    }));
}

/** null where every row is. */
function sumOf(columns: readonly Column[], intervals: number): Column {
  return Array.from({ length: intervals }, (_, at) => {
    let sum: number | null = null;
    for (const column of columns) {
      const value = column[at] ?? null;
      if (value !== null) sum = (sum ?? 0) + value;
    }
    return sum;
  });
}

function rounded(column: Column, digits = DIGITS): Column {
  return column.map((value) => (value === null ? null : Number(value.toPrecision(digits))));
}

function mapped<K extends string, V, W>(
  columns: Readonly<Partial<Record<K, V>>>,
  change: (value: V) => W,
): Record<K, W> {
  const entries = Object.entries(columns) as [K, V][];
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value)])) as Record<K, W>;
}

function largest(column: Column): number {
  return column.reduce<number>((max, value) => Math.max(max, value ?? 0), 0);
}

function total(column: Column): number {
  return column.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}
