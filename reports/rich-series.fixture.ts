/** Time series of an invented run: a normal load, a spike that the consumers cannot follow, and the recovery. */
import { COUNTERS, STAGES, type Stage } from '../pipeline/observer.ts';
import { EVENT_TOPICS } from '../pipeline/topics.ts';
import type { Column, HeatMap, LatencyColumns, RunSeries } from './series.ts';

export interface RichShape {
  /** Seconds of load; five more of drain follow. */
  readonly seconds: number;
  readonly producers: number;
  readonly consumers: number;
  readonly partitions: number;
}

export interface InventedLoad {
  readonly plannedPerSecond: readonly number[];
  readonly appliedPerSecond: readonly number[];
  /** Events due and not applied, at the end of each second. */
  readonly backlog: readonly number[];
}

export const DRAIN_SECONDS = 5;
const TOPICS = EVENT_TOPICS.slice(0, 4);
const TOPIC_SHARES = [0.78, 0.08, 0.09, 0.05];
const NORMAL_PER_SECOND = 250;
const SPIKE_PER_SECOND = 5_000;
const CAPACITY_PER_SECOND = 3_900;

export function spikeSeconds(seconds: number): { fromS: number; toS: number } {
  const fromS = Math.round(seconds * 0.3);
  return { fromS, toS: Math.max(fromS + 1, Math.round(seconds * 0.5)) };
}

/** A queue with one server, second by second. */
export function inventedLoad(seconds: number): InventedLoad {
  const { fromS, toS } = spikeSeconds(seconds);
  const plannedPerSecond: number[] = [];
  const appliedPerSecond: number[] = [];
  const backlog: number[] = [];
  let waiting = 0;
  for (let second = 0; second < seconds + DRAIN_SECONDS; second += 1) {
    const spike = second >= fromS && second < toS;
    const planned = second >= seconds ? 0 : spike ? SPIKE_PER_SECOND : NORMAL_PER_SECOND;
    const applied = Math.min(waiting + planned, CAPACITY_PER_SECOND);
    waiting += planned - applied;
    plannedPerSecond.push(planned);
    appliedPerSecond.push(applied);
    backlog.push(waiting);
  }
  return { plannedPerSecond, appliedPerSecond, backlog };
}

export function richSeries(shape: RichShape): RunSeries {
  const load = inventedLoad(shape.seconds);
  const intervals = load.plannedPerSecond.length;
  const noise = randomNumbers(7);
  const column = (value: (interval: number) => number | null): Column =>
    Array.from({ length: intervals }, (_, interval) => value(interval));
  const about = (value: number, spread = 0.1) => Math.round(value * (1 + spread * (noise() - 0.5)));
  const planned = (at: number) => load.plannedPerSecond[at] ?? 0;
  const applied = (at: number) => load.appliedPerSecond[at] ?? 0;
  const backlog = (at: number) => load.backlog[at] ?? 0;
  const busy = (at: number) => applied(at) / CAPACITY_PER_SECOND;
  return {
    intervalMs: 1000,
    intervals,
    rates: {
      plannedPerSecond: column(planned),
      duePerSecond: column((at) => Math.min(planned(at), about(planned(at), 0.02))),
      sentPerSecond: column((at) => Math.min(planned(at), about(planned(at), 0.04))),
      acknowledgedPerSecond: column((at) => Math.min(planned(at), about(planned(at) * 0.98, 0.04))),
      appliedPerSecond: column((at) => about(applied(at), 0.03)),
    },
    appliedByTopicPerSecond: Object.fromEntries(
      TOPICS.map((topic, index) => [
        topic,
        column((at) => about(applied(at) * (TOPIC_SHARES[index] ?? 0))),
      ]),
    ),
    counters: Object.fromEntries(
      COUNTERS.slice(0, 16).map((name) => [
        name,
        column((at) => (name.startsWith('events') ? about(applied(at)) : about(busy(at) * 6, 2))),
      ]),
    ),
    latency: Object.fromEntries(
      STAGES.map((stage) => [stage, latencyColumns(stage, intervals, applied, backlog, noise)]),
    ),
    heatMap: heatMap(intervals, applied, backlog, noise),
    lag: TOPICS.flatMap((topic, index) =>
      Array.from({ length: shape.partitions }, (_, partition) => ({
        topic,
        partition,
        records: column((at) => {
          const share = (TOPIC_SHARES[index] ?? 0) / shape.partitions;
          return (
            Math.max(0, about(backlog(at) * share * (1 + 0.3 * (partition - 1)), 0.2)) + about(3, 1)
          );
        }),
      })),
    ),
    waitingEvents: column((at) => about(backlog(at) * 0.12 + 4, 0.6)),
    availability: {
      dueEvents: column(planned),
      onTimeEvents: column((at) => (backlog(at) < CAPACITY_PER_SECOND * 0.8 ? planned(at) : 0)),
    },
    threads: threadsOf(shape).map(({ name, group, share }) => ({
      name,
      group,
      cpuShare: column((at) => rounded(0.02 + share * busy(at) * (0.9 + 0.2 * noise()))),
      busyShare: column((at) => rounded(0.03 + share * busy(at) * (0.95 + 0.2 * noise()))),
      loopDelayMaxMs: column((at) =>
        rounded(1 + 14 * busy(at) * noise() + (noise() > 0.98 ? 60 : 0)),
      ),
      gcShare: column((at) => rounded(0.05 * busy(at) * noise())),
      heapBytes: column((at) => Math.round(2.5e7 + 3e7 * busy(at) + 8e6 * noise())),
    })),
    process: {
      cpuCores: column((at) => rounded(0.15 + 1.7 * busy(at))),
      rssBytes: column((at) => Math.round(1.6e8 + 1e5 * at + 6e7 * busy(at))),
    },
    stock: stockColumns(load, about),
    alerts: {
      CRITICAL_LOW_STOCK: alertColumns(intervals, applied, 0.004, noise),
      LOW_STOCK: alertColumns(intervals, applied, 0.011, noise),
      OVERSTOCK: alertColumns(intervals, applied, 0.0006, noise),
      RAPID_DEPLETION: alertColumns(intervals, applied, 0.007, noise),
    },
  };
}

export function threadsOf({ producers, consumers }: RichShape) {
  const many = (count: number, name: (k: number) => string, group: string, share: number) =>
    Array.from({ length: count }, (_, k) => ({ name: name(k), group, share }));
  return [
    ...many(producers, (k) => `producer ${k + 1}`, 'producers', 0.55),
    ...many(1, () => 'broker', 'broker', 0.5),
    ...many(consumers, (k) => `consumer-${k + 1}`, 'consumers', 0.62),
    ...many(1, () => 'forecast', 'forecast', 0.05),
    ...many(1, () => 'main', 'main', 0.06),
  ];
}

/** Median of a stage with `backlog` events before it, microseconds. */
export function medianUs(stage: Stage, backlog: number): number {
  const waitUs = (backlog / CAPACITY_PER_SECOND) * 1e6;
  const own: Readonly<Record<Stage, number>> = {
    plan_lag: 350,
    queue: 240,
    produce: 1_900,
    delivery: 1_500,
    sequencing: 210,
    processing: 95,
    end_to_end: 2_800,
    alert: 2_900,
    alert_published: 5_200,
    forecast: 1_150,
  };
  const waits = ['delivery', 'end_to_end', 'alert', 'alert_published'].includes(stage);
  return own[stage] + (waits ? waitUs : 0);
}

/** Numbers from 0 to 1, the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function latencyColumns(
  stage: Stage,
  intervals: number,
  applied: (at: number) => number,
  backlog: (at: number) => number,
  noise: () => number,
): LatencyColumns {
  const counts: (number | null)[] = [];
  const percentiles: (number | null)[][] = [[], [], [], [], []];
  for (let at = 0; at < intervals; at += 1) {
    const count = Math.round(applied(at) * (stage === 'alert' ? 0.04 : 1));
    counts.push(count);
    let us = medianUs(stage, backlog(at)) * (0.95 + 0.1 * noise());
    for (const column of percentiles) {
      column.push(count === 0 ? null : Math.round(us));
      us *= 1.15 + 1.2 * noise();
    }
  }
  const [p50Us = [], p90Us = [], p99Us = [], p999Us = [], maxUs = []] = percentiles;
  return { count: counts, p50Us, p90Us, p99Us, p999Us, maxUs };
}

function heatMap(
  intervals: number,
  applied: (at: number) => number,
  backlog: (at: number) => number,
  noise: () => number,
): HeatMap {
  const bands = 40;
  const edgesUs = Array.from({ length: bands + 1 }, (_, edge) => Math.round(200 * 1.32 ** edge));
  const counts = Array.from({ length: intervals }, (_, at) => {
    const row = new Array<number>(bands).fill(0);
    const centre = Math.log(medianUs('end_to_end', backlog(at)) / 200) / Math.log(1.32);
    for (let band = 0; band < bands; band += 1) {
      const distance = band < centre ? (centre - band) * 1.4 : (band - centre) * 0.55;
      row[band] = Math.round(
        applied(at) * 0.3 * Math.exp(-distance * distance * 0.5) * (0.7 + 0.6 * noise()),
      );
    }
    return row;
  });
  return { edgesUs, counts };
}

function stockColumns(load: InventedLoad, about: (value: number, spread?: number) => number) {
  const sums = { sold: 0, lost: 0, restocked: 0 };
  const columns: Record<'sold' | 'lost' | 'restocked' | 'onHand' | 'empty', number[]> = {
    sold: [],
    lost: [],
    restocked: [],
    onHand: [],
    empty: [],
  };
  for (const [at, applied] of load.appliedPerSecond.entries()) {
    const pressure = (load.backlog[at] ?? 0) > 0 || applied > 1_000 ? 0.25 : 0.01;
    sums.sold += about(applied * 12 * (1 - pressure));
    sums.lost += about(applied * 12 * pressure);
    sums.restocked += about(applied * 9);
    columns.sold.push(sums.sold);
    columns.lost.push(sums.lost);
    columns.restocked.push(sums.restocked);
    columns.onHand.push(Math.max(8_000, 180_000 - sums.sold + sums.restocked));
    columns.empty.push(about(pressure * 420, 0.3));
  }
  return {
    soldUnits: columns.sold,
    lostUnits: columns.lost,
    restockedUnits: columns.restocked,
    onHandUnits: columns.onHand,
    emptyProducts: columns.empty,
  };
}

function alertColumns(
  intervals: number,
  applied: (at: number) => number,
  share: number,
  noise: () => number,
) {
  const raised: number[] = [];
  const resolved: number[] = [];
  const active: number[] = [];
  let up = 0;
  let down = 0;
  for (let at = 0; at < intervals; at += 1) {
    up += Math.round(applied(at) * share * (0.7 + 0.6 * noise()));
    down += Math.round((up - down) * 0.2 * noise());
    raised.push(up);
    resolved.push(down);
    active.push(up - down);
  }
  return { raised, resolved, active };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
