/**
 * The time series of a run, in columns: entry k of every column is of the interval
 * [k × intervalMs, (k + 1) × intervalMs) since the load began. null: nothing was measured there.
 */
import type { Counter, Stage } from '../pipeline/observer.ts';
import type { AlertType } from '../pipeline/stages/effects.ts';

/**
 * No chart needs more points; longer runs have longer intervals, whose percentiles stay exact. Ten minutes and their
 * drain have one a second.
 */
export const MAX_INTERVALS = 630;

export interface RunSeries {
  /** Wall time of an interval: 1,000, or a multiple of it in a run of more than {@link MAX_INTERVALS} seconds. */
  readonly intervalMs: number;
  /** Length of every column. The last intervals are of the drain. */
  readonly intervals: number;
  readonly rates: RateColumns;
  /** Applied events per second, by topic (without prefix). */
  readonly appliedByTopicPerSecond: Readonly<Record<string, Column>>;
  /** Increments within the interval, of the counters that moved at all. */
  readonly counters: Readonly<Partial<Record<Counter, Column>>>;
  /** Of samples that were recorded in the interval, warm-up included. A stage without samples is absent. */
  readonly latency: Readonly<Partial<Record<Stage, LatencyColumns>>>;
  readonly heatMap: HeatMap | null;
  /** Log end − committed offset as the broker tells, one row per topic-partition. */
  readonly lag: readonly PartitionLag[];
  /** Events that wait in the sequencers for one that is missing. */
  readonly waitingEvents: Column;
  /** By due second: how many events were due, and how many of them were dealt with within a second. */
  readonly availability: { readonly dueEvents: Column; readonly onTimeEvents: Column };
  readonly threads: readonly ThreadColumns[];
  readonly process: {
    /** Cores in use: CPU time ÷ wall time. */
    readonly cpuCores: Column;
    readonly rssBytes: Column;
  };
  readonly stock: StockColumns;
  /** By type of alert. */
  readonly alerts: Readonly<Record<AlertType, AlertColumns>>;
}

export type Column = readonly (number | null)[];

/** Events per second. */
export interface RateColumns {
  /** What the plan has due in the interval, whether it was sent or not; null where the plan is not known. */
  readonly plannedPerSecond: Column;
  /** Queued by the generators in the interval. */
  readonly duePerSecond: Column;
  readonly sentPerSecond: Column;
  readonly acknowledgedPerSecond: Column;
  readonly appliedPerSecond: Column;
}

export interface LatencyColumns {
  readonly count: Column;
  readonly p50Us: Column;
  readonly p90Us: Column;
  readonly p99Us: Column;
  readonly p999Us: Column;
  readonly maxUs: Column;
}

/** Samples of `end_to_end` by interval and latency band; the bands have a constant ratio. */
export interface HeatMap {
  /** Band b covers [edgesUs[b], edgesUs[b + 1]); one edge more than bands. */
  readonly edgesUs: readonly number[];
  /** One row per interval, one count per band. */
  readonly counts: readonly (readonly number[])[];
}

export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  readonly records: Column;
}

/** Of one thread of the harness; null where the platform does not tell. */
export interface ThreadColumns {
  /** `producer 1`, `broker`, `consumer-1`, `main`. */
  readonly name: string;
  /** `producers`, `broker`, `consumers`, `main`. */
  readonly group: string;
  /** CPU time ÷ wall time. */
  readonly cpuShare: Column;
  /** Share of time in which the event loop was busy. */
  readonly busyShare: Column;
  /** Longest time for which the event loop did not turn, milliseconds. */
  readonly loopDelayMaxMs: Column;
  /** Share of time spent in garbage collection. */
  readonly gcShare: Column;
  readonly heapBytes: Column;
}

/** What the pipeline concluded so far, at the end of each interval. */
export interface StockColumns {
  readonly soldUnits: Column;
  readonly lostUnits: Column;
  readonly restockedUnits: Column;
  /** Units on all shelves. */
  readonly onHandUnits: Column;
  readonly emptyProducts: Column;
}

/** Changes since the start and alerts active, at the end of each interval. */
export interface AlertColumns {
  readonly raised: Column;
  readonly resolved: Column;
  readonly active: Column;
}
