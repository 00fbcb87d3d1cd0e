/** Thresholds as in k6: judged from what was measured, once after the run and, where they may stop it, meanwhile. */
import { COUNTERS, type Counter, STAGES, type Stage } from '../pipeline/observer.ts';
import { EVENT_TOPICS } from '../pipeline/topics.ts';
import type { Figures } from './figures.ts';
import type { LatencyHistogram } from './histogram.ts';
import { findMetric, type Metric, type MetricUnit, metricName } from './metrics.ts';
import { type PipelineUsed, whyUnknown } from './pipeline-used.ts';
import { type Aggregation, aggregate, type SampleBook } from './samples.ts';

/** What the evaluation needs of a scenario's threshold. */
export interface ThresholdRule {
  /** `end_to_end`, or with a selector as written: `end_to_end{topic:inventory.sales}`. */
  readonly metric: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly aggregation: Aggregation;
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
  readonly unit: MetricUnit;
  /** In that unit; null when there were no samples. */
  readonly observed: number | null;
  /** null when there were no samples: such a threshold never holds. */
  readonly holds: boolean | null;
  /** The run was stopped because of this threshold; `observed` is what was seen then. */
  readonly aborted?: true;
  /** Why this run cannot know the metric at all; then it is neither held nor crossed, and says so. */
  readonly setAside?: string;
}

/** Everything a threshold can ask for. */
export interface ThresholdFacts {
  readonly measurements: ThresholdMeasurements;
  readonly samples: Pick<SampleBook, 'values'>;
  readonly figures: Figures;
  /** Wall time in which events were due, or have been so far: for `rate` of counters. */
  readonly durationSeconds: number;
}

/** The part of `Measurements` that thresholds look at, so far or of the whole run. */
export interface ThresholdMeasurements {
  readonly counters: Readonly<Record<Counter, number>>;
  /** @param topicIndex without it: of all topics together, made anew and left to the caller to destroy */
  histogram(phase: 'measured', stage: Stage, topicIndex?: number): MeasuredLatency | undefined;
}

type MeasuredLatency = Pick<
  LatencyHistogram,
  'count' | 'minUs' | 'maxUs' | 'meanUs' | 'percentileUs' | 'destroy'
>;

/** A threshold that was crossed while the run went on, so that it was stopped. */
export interface Crossing {
  /** Position of the rule in the scenario's list. */
  readonly index: number;
  /** Since the load began. */
  readonly atMs: number;
  readonly result: ThresholdResult;
}

/**
 * @param rules of the scenario, in its order
 * @param crossing what stopped the run, if a threshold did: its result stands as it was then
 * @param pipeline what it cannot know is set aside
 */
export function evaluateThresholds(
  rules: readonly ThresholdRule[],
  facts: ThresholdFacts,
  crossing?: Crossing,
  pipeline: PipelineUsed = { kind: 'own' },
): ThresholdResult[] {
  return rules.map((rule, index) => {
    if (index === crossing?.index) return crossing.result;
    const setAside = whyUnknown(rule, pipeline);
    return setAside === undefined ? evaluateThreshold(rule, facts) : setAsideResult(rule, setAside);
  });
}

/** Neither held nor crossed. */
function setAsideResult(rule: ThresholdRule, setAside: string): ThresholdResult {
  const { metric, source, limit, comparison } = rule;
  return {
    metric,
    source,
    limit,
    comparison,
    unit: unitOf(rule),
    observed: null,
    holds: null,
    setAside,
  };
}

export function evaluateThreshold(rule: ThresholdRule, facts: ThresholdFacts): ThresholdResult {
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
}

/** The threshold as a person would say it: `end_to_end p(99)<100`. */
export function thresholdLabel({ metric, source }: Pick<ThresholdRule, 'metric' | 'source'>) {
  return source.includes(metric) ? source : `${metric} ${source}`;
}

function observe(rule: ThresholdRule, facts: ThresholdFacts): number | null {
  const metric = findMetric(metricName(rule.metric));
  if (metric === undefined) return null;
  const { selector, aggregation } = rule;
  switch (metric.source) {
    case 'latency':
      return observeLatency(metric.name, rule, facts.measurements);
    case 'sample':
      return aggregate(facts.samples.values(rule), aggregation);
    default: {
      const value = observeTotal(metric, selector, aggregation, facts);
      if (value === null || metric.kind !== 'counter' || aggregation.kind !== 'rate') return value;
      return finiteOrNull(value / facts.durationSeconds);
    }
  }
}

/** Threads count without types; a counter that is narrowed down to one is a figure of the outcome. */
function observeTotal(
  { name }: Metric,
  selector: ThresholdRule['selector'],
  aggregation: Aggregation,
  { measurements, figures }: ThresholdFacts,
): number | null {
  const counter = COUNTERS.find((candidate) => candidate === name);
  if (counter === undefined || Object.keys(selector).length > 0) {
    return finiteOrNull(figures(name, selector, aggregation));
  }
  return measurements.counters[counter];
}

/** In milliseconds; `count` is the number of measured samples. */
function observeLatency(
  name: string,
  { selector, aggregation }: ThresholdRule,
  measurements: ThresholdFacts['measurements'],
): number | null {
  const stage = STAGES.find((candidate): candidate is Stage => candidate === name);
  const topicIndex = topicIndexOf(selector);
  if (stage === undefined || topicIndex === -1) return null;
  const histogram = measurements.histogram('measured', stage, topicIndex);
  if (histogram === undefined) return null;
  const observed = latencyMs(histogram, aggregation);
  // Its memory is not collected, and a run that may be aborted is judged every second.
  if (topicIndex === undefined) histogram.destroy();
  return observed;
}

function latencyMs(histogram: MeasuredLatency, { kind, percentile }: Aggregation): number | null {
  switch (kind) {
    case 'p':
      return finiteOrNull(histogram.percentileUs(percentile ?? Number.NaN) / 1000);
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

function unitOf({ metric, aggregation }: ThresholdRule): MetricUnit {
  const found = findMetric(metricName(metric));
  if (found?.kind === 'trend' && aggregation.kind === 'count') return 'count';
  if (found?.kind === 'counter' && aggregation.kind === 'rate') return 'per second';
  return found?.unit ?? 'count';
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

function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
