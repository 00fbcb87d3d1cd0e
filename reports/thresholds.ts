/** Thresholds as in k6: evaluated once, after the run, from what was measured. */
import { COUNTERS, STAGES, type Stage } from '../pipeline/observer.ts';
import { EVENT_TOPICS } from '../pipeline/topics.ts';
import { findMetric, type Metric } from './metrics.ts';
import type { OutcomeTotals } from './outcome.ts';
import type { Measurements } from './recorder.ts';

/** What the evaluation needs of a scenario's threshold. */
export interface ThresholdRule {
  readonly metric: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly aggregation: { readonly kind: string; readonly percentile?: number };
  readonly comparison: '<' | '<=' | '>' | '>=' | '==' | '!=';
  readonly limit: number;
  /** As written, for messages. */
  readonly source: string;
}

export interface ThresholdResult {
  readonly metric: string;
  readonly source: string;
  readonly limit: number;
  readonly comparison: ThresholdRule['comparison'];
  readonly unit: Metric['unit'];
  /** In that unit; null when there were no samples. */
  readonly observed: number | null;
  /** null when there were no samples: such a threshold never holds. */
  readonly holds: boolean | null;
}

/** Everything a threshold can ask for. */
export interface ThresholdFacts {
  readonly measurements: Measurements;
  /** Wall time in which events were due, for `rate` of counters. */
  readonly durationSeconds: number;
  readonly figures: Figures;
}

/** Metrics that are neither latencies nor counters, by name; null: there is nothing to tell it from. */
export type Figures = Readonly<Record<string, number | null>>;

/** @param totals null when the run ended without an outcome */
export function figuresOf(
  totals: OutcomeTotals | null,
  run: { readonly throughputPerSecond: number | null; readonly cpuPerEventUs: number | null },
): Figures {
  return {
    fill_rate: totals?.fillRate ?? null,
    sold_units: totals?.soldUnits ?? null,
    lost_units: totals?.lostUnits ?? null,
    short_lines: totals?.shortLines ?? null,
    restocked_units: totals?.restockedUnits ?? null,
    returned_units: totals?.returnedUnits ?? null,
    clipped_units: totals?.clippedUnits ?? null,
    throughput: run.throughputPerSecond,
    cpu_per_event: run.cpuPerEventUs,
  };
}

export function evaluateThresholds(
  rules: readonly ThresholdRule[],
  facts: ThresholdFacts,
): ThresholdResult[] {
  return rules.map((rule) => {
    const observed = observe(rule, facts);
    return {
      metric: rule.metric,
      source: rule.source,
      limit: rule.limit,
      comparison: rule.comparison,
      unit: unitOf(rule),
      observed,
      holds: observed === null ? null : compare(observed, rule.comparison, rule.limit),
    };
  });
}

/** The threshold as a person would say it: `end_to_end p(99)<100`. */
export function thresholdLabel({ metric, source }: Pick<ThresholdRule, 'metric' | 'source'>) {
  return source.includes(metric) ? source : `${metric} ${source}`;
}

function observe(rule: ThresholdRule, facts: ThresholdFacts): number | null {
  const name = metricName(rule.metric);
  const stage = STAGES.find((candidate) => candidate === name);
  if (stage !== undefined) return observeLatency(stage, rule, facts.measurements);
  const counter = COUNTERS.find((candidate) => candidate === name);
  const value =
    counter === undefined
      ? finiteOrNull(facts.figures[name])
      : facts.measurements.counters[counter];
  if (value === null || findMetric(name)?.kind !== 'counter') return value;
  if (rule.aggregation.kind !== 'rate') return value;
  return finiteOrNull(value / facts.durationSeconds);
}

/** In milliseconds; `count` is the number of measured samples. */
function observeLatency(
  stage: Stage,
  { selector, aggregation }: ThresholdRule,
  measurements: Measurements,
): number | null {
  const topicIndex = topicIndexOf(selector);
  if (topicIndex === -1) return null;
  const histogram = measurements.histogram('measured', stage, topicIndex);
  if (histogram === undefined) return null;
  switch (aggregation.kind) {
    case 'p':
      return finiteOrNull(histogram.percentileUs(aggregation.percentile ?? Number.NaN) / 1000);
    case 'med':
      return histogram.percentileUs(50) / 1000;
    case 'avg':
      return histogram.meanUs / 1000;
    case 'min':
      return histogram.minUs / 1000;
    case 'max':
      return histogram.maxUs / 1000;
    case 'count':
      return histogram.count;
    default:
      return null;
  }
}

function unitOf({ metric, aggregation }: ThresholdRule): Metric['unit'] {
  const found = findMetric(metricName(metric));
  if (found?.kind === 'trend' && aggregation.kind === 'count') return 'count';
  if (found?.kind === 'counter' && aggregation.kind === 'rate') return 'per second';
  return found?.unit ?? 'count';
}

/** Without the selector. */
function metricName(metric: string): string {
  return metric.replace(/\{.*$/, '').trim();
}

/** undefined: all topics together; -1: the selector names nothing that is measured. */
function topicIndexOf(selector: Readonly<Record<string, string>>): number | undefined {
  const keys = Object.keys(selector);
  if (keys.length === 0) return undefined;
  if (keys.length > 1 || keys[0] !== 'topic') return -1;
  const wanted = selector['topic'];
  for (const [index, topic] of EVENT_TOPICS.entries()) if (topic === wanted) return index;
  return -1;
}

function compare(observed: number, comparison: ThresholdRule['comparison'], limit: number) {
  switch (comparison) {
    case '<':
      return observed < limit;
    case '<=':
      return observed <= limit;
    case '>':
      return observed > limit;
    case '>=':
      return observed >= limit;
    case '==':
      return observed === limit;
    case '!=':
      return observed !== limit;
  }
}

function finiteOrNull(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
