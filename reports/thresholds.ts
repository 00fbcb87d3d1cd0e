/** Thresholds as in k6: evaluated once, after the run, from what was measured. */
import { COUNTERS, STAGES, type Stage } from '../pipeline/observer.ts';
import { EVENT_TOPICS } from '../pipeline/topics.ts';
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
  /** `ms` for latencies, otherwise empty. */
  readonly unit: 'ms' | '';
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
  /** Figures by metric name, such as `fill_rate`; null when there is nothing to tell it from. */
  readonly values: Readonly<Record<string, number | null>>;
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
      unit: isLatency(rule) ? 'ms' : '',
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
  const { kind } = rule.aggregation;
  const counter = COUNTERS.find((candidate) => candidate === name);
  if (counter !== undefined) {
    const count = facts.measurements.counters[counter];
    if (kind === 'count' || kind === 'value') return count;
    if (kind === 'rate' && facts.durationSeconds > 0) return count / facts.durationSeconds;
    return null;
  }
  const isFigure = kind === 'value' || kind === 'rate' || kind === 'count';
  return isFigure ? finiteOrNull(facts.values[name]) : null;
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

function isLatency({ metric, aggregation }: ThresholdRule): boolean {
  return aggregation.kind !== 'count' && STAGES.some((stage) => stage === metricName(metric));
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
  return EVENT_TOPICS.findIndex((topic) => topic === selector['topic']);
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
