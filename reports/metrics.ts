/**
 * The metrics that thresholds may name: one list for the scenario loader, the verdict and the docs.
 * Kinds and aggregations are k6's.
 */
import { COUNTERS, type Counter, STAGES, type Stage } from '../pipeline/observer.ts';

export type MetricKind = 'trend' | 'counter' | 'rate' | 'gauge';

export interface Metric {
  readonly name: string;
  readonly kind: MetricKind;
  /** What limits are written in. */
  readonly unit: 'ms' | 'count' | 'units' | 'share' | 'per second' | 'µs';
  /** Selector keys that narrow it: `end_to_end{topic:inventory.sales}`. */
  readonly selectors: readonly string[];
  readonly description: string;
}

/** What may be compared with a limit, per kind; `p` takes a percentile: `p(99.9)`. */
export const AGGREGATIONS: Readonly<Record<MetricKind, readonly string[]>> = {
  trend: ['p', 'med', 'avg', 'min', 'max', 'count'],
  counter: ['count', 'rate'],
  rate: ['rate', 'value'],
  gauge: ['value'],
};

const STAGE_DESCRIPTIONS: Readonly<Record<Stage, string>> = {
  plan_lag: 'due → queued by the generator',
  queue: 'queued → handed to the Kafka client',
  produce: 'handed → acknowledged',
  delivery: 'handed → received by the consumer',
  sequencing: 'received → released in order',
  processing: 'released → applied',
  end_to_end: 'due → applied',
  alert: 'due → alert raised',
  alert_published: 'due → alert record acknowledged',
  forecast: 'forecast requested → stored',
};

/** Outcome figures; all but the fill rate count units or lines of the virtual world. */
const OUTCOME_METRICS: readonly Metric[] = [
  outcome('fill_rate', 'rate', 'share', 'units served from stock ÷ units demanded'),
  outcome('sold_units', 'counter', 'units', 'units sold'),
  outcome('lost_units', 'counter', 'units', 'units demanded and not sold'),
  outcome('short_lines', 'counter', 'count', 'sales larger than the stock: oversells prevented'),
  outcome('restocked_units', 'counter', 'units', 'units delivered'),
  outcome('returned_units', 'counter', 'units', 'units brought back'),
  outcome('clipped_units', 'counter', 'units', 'units that did not fit the shelf'),
];

/** Figures of the whole run. */
const RUN_METRICS: readonly Metric[] = [
  outcome('throughput', 'gauge', 'per second', 'events applied per second of the measured time'),
  outcome('cpu_per_event', 'gauge', 'µs', 'CPU of the whole process per event applied'),
];

export const METRICS: readonly Metric[] = [
  ...STAGES.map(
    (stage): Metric => ({
      name: stage,
      kind: 'trend',
      unit: 'ms',
      selectors: stage === 'forecast' ? [] : ['topic'],
      description: STAGE_DESCRIPTIONS[stage],
    }),
  ),
  ...OUTCOME_METRICS,
  ...RUN_METRICS,
  ...COUNTERS.map(
    (counter): Metric => ({
      name: counter,
      kind: 'counter',
      unit: 'count',
      selectors: [],
      description: counterDescription(counter),
    }),
  ),
];

const BY_NAME: ReadonlyMap<string, Metric> = new Map(
  METRICS.map((metric) => [metric.name, metric]),
);

export function findMetric(name: string): Metric | undefined {
  return BY_NAME.get(name);
}

function outcome(
  name: string,
  kind: MetricKind,
  unit: Metric['unit'],
  description: string,
): Metric {
  return { name, kind, unit, selectors: [], description };
}

/** `late_generator` → "late generator": the names of counters speak for themselves. */
function counterDescription(counter: Counter): string {
  return counter.replaceAll('_', ' ');
}
