/**
 * The metrics that thresholds may name: one list for the scenario loader, the verdict and the docs
 * (`docs/metrics.md`). Kinds and aggregations are k6's.
 */
import { COUNTERS, STAGES } from '../pipeline/observer.ts';
import { COUNTER_MEANINGS, STAGE_MEANINGS } from './metric-meanings.ts';

export type MetricKind = 'trend' | 'counter' | 'rate' | 'gauge';

/** What limits are written in. `hours` are of business time, MB are 10⁶ bytes, a `share` is from 0 to 1. */
export type MetricUnit =
  | 'ms'
  | 'count'
  | 'units'
  | 'share'
  | 'per second'
  | 'µs'
  | 'records'
  | 'events'
  | 'cores'
  | 'MB'
  | 'dollars'
  | 'hours'
  | 'ratio';

/**
 * Where its value comes from: histograms of latencies, counters of the threads, samples that are taken once a
 * second, or figures that are known when the run is over.
 */
export type MetricSource = 'latency' | 'counter' | 'sample' | 'figure';

export type SelectorKey = 'topic' | 'partition' | 'group' | 'type';

export interface Metric {
  readonly name: string;
  readonly kind: MetricKind;
  readonly unit: MetricUnit;
  readonly source: MetricSource;
  /** Selector keys that narrow it: `end_to_end{topic:inventory.sales}`. */
  readonly selectors: readonly SelectorKey[];
  /** Where it has not all aggregations of its kind. */
  readonly aggregations?: readonly string[];
  readonly description: string;
}

/** What may be compared with a limit, per kind; `p` takes a percentile: `p(99.9)`. */
export const AGGREGATIONS: Readonly<Record<MetricKind, readonly string[]>> = {
  trend: ['p', 'med', 'avg', 'min', 'max', 'count'],
  counter: ['count', 'rate'],
  rate: ['rate', 'value'],
  gauge: ['value'],
};

/** Values that the keys `group` and `type` may have. Topics are the pipeline's, partitions the scenario's. */
export const THREAD_GROUPS = ['producers', 'broker', 'consumers', 'main'] as const;
export const CPU_GROUPS = [...THREAD_GROUPS, 'forecast', 'other'] as const;
export const ALERT_TYPES = [
  'CRITICAL_LOW_STOCK',
  'LOW_STOCK',
  'OVERSTOCK',
  'RAPID_DEPLETION',
] as const;

const LATENCIES = STAGES.map(
  (stage): Metric => ({
    name: stage,
    kind: 'trend',
    unit: 'ms',
    source: 'latency',
    selectors: stage === 'forecast' ? [] : ['topic'],
    description: STAGE_MEANINGS[stage],
  }),
);

/** One sample a second after the warm-up, until everything is applied. */
const SAMPLES = [
  {
    ...sampled('consumer_lag', 'records', 'log end − committed offset, as the broker tells'),
    selectors: ['topic', 'partition'],
  },
  sampled('sequencer_waiting', 'events', 'events that wait in the sequencers for a missing one'),
  {
    ...sampled(
      'event_loop_delay',
      'ms',
      "longest stand-still of a thread's event loop in a second",
    ),
    selectors: ['group'],
  },
  sampled('cpu_cores', 'cores', 'cores in use by the whole process'),
  sampled('rss', 'MB', 'resident memory of the process, in millions of bytes'),
] as const satisfies readonly Metric[];

export type SampledMetric = (typeof SAMPLES)[number]['name'];

/** Known when the run is over. */
const FIGURES = [
  figure(
    'availability',
    'rate',
    'share',
    'one-second windows whose due events were all applied within a second',
  ),
  figure(
    'rate_achieved',
    'rate',
    'share',
    'events acknowledged while the load ran (a second of grace) ÷ events planned',
  ),
  figure('fill_rate', 'rate', 'share', 'units served from stock ÷ units demanded'),
  figure(
    'forecast_coverage',
    'rate',
    'share',
    "days whose demand lay within the forecast's 90 % band",
  ),
  figure('throughput', 'gauge', 'per second', 'events applied, until the last one was'),
  {
    ...figure('cpu_per_event', 'gauge', 'µs', 'CPU time of the process per event applied'),
    selectors: ['group'],
  },
  {
    ...figure('consumer_lag_end', 'gauge', 'records', 'consumer lag when the run was over'),
    selectors: ['topic', 'partition'],
  },
  {
    ...figure('active_alerts', 'gauge', 'count', 'alerts that are active at the end'),
    selectors: ['type'],
  },
  figure('forecast_mae', 'gauge', 'units', 'mean absolute error of the forecasts of the next day'),
  figure('forecast_wape', 'gauge', 'ratio', 'Σ absolute error ÷ Σ demand'),
  figure(
    'forecast_mase',
    'gauge',
    'ratio',
    "mean absolute error ÷ that of 'as the day before' in the history",
  ),
  {
    ...figure(
      'stockout_duration',
      'trend',
      'hours',
      'business time from the empty shelf to the next delivery',
    ),
    aggregations: ['avg', 'med', 'max'],
  },
  figure(
    'rebalance_pause',
    'trend',
    'ms',
    'a rebalance: from the first partition that stood still until all were consumed again',
  ),
  figure(
    'restore',
    'trend',
    'ms',
    'a partition that changed hands: from its assignment until it was consumed; kept ones do not count',
  ),
  figure(
    'recovery',
    'trend',
    'ms',
    'a member that was lost: until an event of each of its partitions was applied by another',
  ),
  figure(
    'reprocessed',
    'counter',
    'count',
    'records whose turn was taken again because the state that had seen them was lost',
  ),
  figure('stockout_episodes', 'counter', 'count', 'times that a shelf became empty'),
  figure('sold_units', 'counter', 'units', 'units sold'),
  figure('lost_units', 'counter', 'units', 'units demanded and not sold'),
  figure('lost_revenue', 'counter', 'dollars', 'price of the units that were not sold'),
  figure('short_lines', 'counter', 'count', 'sales larger than the stock: oversells prevented'),
  figure('restocked_units', 'counter', 'units', 'units delivered'),
  figure('returned_units', 'counter', 'units', 'units brought back'),
  figure('clipped_units', 'counter', 'units', 'units that did not fit the shelf'),
] as const satisfies readonly Metric[];

export type FigureMetric = (typeof FIGURES)[number]['name'];

const COUNTED = COUNTERS.map(
  (counter): Metric => ({
    name: counter,
    kind: 'counter',
    unit: 'count',
    source: 'counter',
    selectors: counter === 'alerts_raised' || counter === 'alerts_resolved' ? ['type'] : [],
    description: COUNTER_MEANINGS[counter],
  }),
);

/** In the order of `docs/metrics.md`. */
export const METRICS: readonly Metric[] = [...LATENCIES, ...SAMPLES, ...FIGURES, ...COUNTED];

const BY_NAME: ReadonlyMap<string, Metric> = new Map(
  METRICS.map((metric) => [metric.name, metric]),
);

export function findMetric(name: string): Metric | undefined {
  return BY_NAME.get(name);
}

/** What of the metric may be compared with a limit. */
export function aggregationsOf({ kind, aggregations }: Metric): readonly string[] {
  return aggregations ?? AGGREGATIONS[kind];
}

/** The name alone of a metric as a scenario writes it: `end_to_end{topic:inventory.sales}` → `end_to_end`. */
export function metricName(text: string): string {
  return text.replace(/\{.*$/s, '').trim();
}

function sampled<const Name extends string>(name: Name, unit: MetricUnit, description: string) {
  return { name, kind: 'trend', unit, source: 'sample', selectors: [], description } as const;
}

function figure<const Name extends string, const Kind extends MetricKind>(
  name: Name,
  kind: Kind,
  unit: MetricUnit,
  description: string,
) {
  return { name, kind, unit, source: 'figure', selectors: [], description } as const;
}
