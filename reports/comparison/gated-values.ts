/** What a gated metric is of one run, and of several runs together. */
import { StreamstockError } from '../../pipeline/errors.ts';
import { STAGES, type Stage } from '../../pipeline/observer.ts';
import type { HistogramSnapshot } from '../histogram.ts';
import { inertText } from '../inert-text.ts';
import { MergedSamples } from '../statistics/merged-samples.ts';
import type { MetricComparison } from './comparison.ts';
import { type CountedValues, countedValues } from './counted-values.ts';
import type { GatedMetric } from './gate.ts';
import type { RunEvidence } from './run-evidence.ts';

/** How a metric is to be read. */
export type MetricReading = Pick<MetricComparison, 'unit' | 'better'> & {
  /** A faster machine changes it. */
  readonly isOfTime: boolean;
};

export function readingOf({ metric }: GatedMetric): MetricReading {
  switch (metric) {
    case 'cpu_per_event':
      return { unit: 'µs', better: 'lower', isOfTime: true };
    case 'throughput':
      return { unit: 'per second', better: 'higher', isOfTime: true };
    case 'rss':
      return { unit: 'MB', better: 'lower', isOfTime: false };
    default:
      return { unit: 'ms', better: 'lower', isOfTime: true };
  }
}

export function stageOf({ metric }: GatedMetric): Stage | undefined {
  return STAGES.find((stage) => stage === metric);
}

/** Decodes every histogram at most once. */
export class DecodedLatencies {
  readonly #decoded = new Map<RunEvidence, Map<string, CountedValues>>();

  /**
   * @param topic without it: of all topics together
   * @throws StreamstockError EVIDENCE_UNREADABLE when a histogram cannot be decoded
   */
  values(run: RunEvidence, stage: Stage, topic?: string): CountedValues {
    const ofRun = this.#decoded.get(run) ?? new Map<string, CountedValues>();
    this.#decoded.set(run, ofRun);
    const key = JSON.stringify([stage, topic]);
    const known = ofRun.get(key);
    if (known !== undefined) return known;
    const entries = run.latency.filter(
      (entry) => entry.stage === stage && (topic === undefined || entry.topic === topic),
    );
    const values = decodedOf(
      run,
      stage,
      entries.map(({ histogram }) => histogram),
    );
    ofRun.set(key, values);
    return values;
  }
}

function decodedOf(
  { runId }: RunEvidence,
  stage: Stage,
  histograms: readonly HistogramSnapshot[],
): CountedValues {
  try {
    return countedValues(histograms);
  } catch (cause) {
    const why = inertText(cause instanceof Error ? cause.message : String(cause));
    throw new StreamstockError(
      'EVIDENCE_UNREADABLE',
      `run ${inertText(runId, 120)}: a histogram of ${stage} cannot be decoded: ${why}`,
      { hint: 'The file was cut or edited; measure again.', cause },
    );
  }
}

/** In the metric's unit; null: this run has nothing to say. */
export function runValue(
  metric: GatedMetric,
  run: RunEvidence,
  latencies: DecodedLatencies = new DecodedLatencies(),
): number | null {
  return finiteOrNull(together(metric, [run], latencies)([1]));
}

/** Whether a run of this kind could have a value at all; without samples it has none all the same. */
export function isKnowable(metric: GatedMetric, { cpu, setup, ...run }: RunEvidence): boolean {
  const stage = stageOf(metric);
  if (stage !== undefined) {
    return setup.pipeline === 'own' || run.latency.some((entry) => entry.stage === stage);
  }
  const { group } = metric.selector;
  if (metric.metric === 'cpu_per_event' && group !== undefined) {
    return typeof cpu.groupsUs[group] === 'number';
  }
  return metric.metric !== 'throughput' || run.throughputPerSecond !== null;
}

/** Of several runs as one, run i taken as often as `weights[i]` says; NaN when there is nothing. */
export type Together = (weights: ArrayLike<number>) => number;

/** @param runs that have a value each */
export function together(
  metric: GatedMetric,
  runs: readonly RunEvidence[],
  latencies: DecodedLatencies,
): Together {
  const stage = stageOf(metric);
  if (stage !== undefined) return quantileOf(metric, stage, runs, latencies);
  switch (metric.metric) {
    case 'cpu_per_event':
      return quotient(
        runs.map(({ cpu }) => cpuUs(metric, cpu)),
        runs.map(({ cpu }) => cpu.events),
      );
    case 'throughput':
      return quotient(
        runs.map(({ eventsApplied }) => eventsApplied),
        runs.map((run) => run.eventsApplied / (run.throughputPerSecond ?? Number.NaN)),
      );
    case 'rss':
      // The mean of the runs' maxima: the largest of all would hang on a single run.
      return quotient(
        runs.map(({ rssMaxBytes }) => rssMaxBytes / 1e6),
        runs.map(() => 1),
      );
    default:
      throw new Error(`${metric.metric} is no metric of a gate`);
  }
}

function quantileOf(
  { percentile, selector }: GatedMetric,
  stage: Stage,
  runs: readonly RunEvidence[],
  latencies: DecodedLatencies,
): Together {
  const merged = new MergedSamples(
    runs.map((run) => latencies.values(run, stage, selector['topic'])),
  );
  const share = (percentile ?? Number.NaN) / 100;
  return (weights) => merged.quantile(weights, share) / 1000;
}

function cpuUs({ selector }: GatedMetric, { processUs, groupsUs }: RunEvidence['cpu']): number {
  const { group } = selector;
  return group === undefined ? processUs : (groupsUs[group] ?? Number.NaN);
}

/** Σ parts ÷ Σ wholes: never a mean of quotients. */
function quotient(parts: readonly number[], wholes: readonly number[]): Together {
  return (weights) => weighted(parts, weights) / weighted(wholes, weights);
}

function weighted(values: readonly number[], weights: ArrayLike<number>): number {
  return values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0);
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
