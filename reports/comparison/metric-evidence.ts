/** Of one gated metric: the values by run, the effect over all runs, and its interval. */
import { bootstrapInterval } from '../statistics/bootstrap.ts';
import type { Design } from '../statistics/power.ts';
import type { MetricComparison } from './comparison.ts';
import type { GatedMetric } from './gate.ts';
import {
  type DecodedLatencies,
  type MetricReading,
  readingOf,
  runValue,
  type Together,
  together,
} from './gated-values.ts';
import type { RunEvidence } from './run-evidence.ts';
import { runKey } from './side.ts';

const RESAMPLES = 2000;
const CONFIDENCE = 0.95;

/** The runs of both sides that are evidence; of pairs, in the same order. */
export interface EvidencePairing {
  readonly design: Design;
  readonly base: readonly RunEvidence[];
  readonly head: readonly RunEvidence[];
}

export interface MetricEvidence {
  readonly metric: GatedMetric;
  readonly reading: MetricReading;
  readonly design: Design;
  /** By run, in the unit. */
  readonly baseRuns: readonly number[];
  readonly headRuns: readonly number[];
  readonly base: number | null;
  readonly head: number | null;
  readonly ratio: number | null;
  readonly interval: MetricComparison['interval'];
}

export function metricEvidence(
  metric: GatedMetric,
  pairing: EvidencePairing,
  latencies: DecodedLatencies,
): MetricEvidence {
  const { design } = pairing;
  const { base, head } = withValues(metric, pairing, latencies);
  const baseTogether = together(metric, runsOf(base), latencies);
  const headTogether = together(metric, runsOf(head), latencies);
  const baseValue = overAll(baseTogether, base.length);
  const headValue = overAll(headTogether, head.length);
  const ratio =
    baseValue === null || headValue === null || baseValue <= 0 ? null : headValue / baseValue;
  return {
    metric,
    reading: readingOf(metric),
    design,
    baseRuns: base.map(({ value }) => value),
    headRuns: head.map(({ value }) => value),
    base: baseValue,
    head: headValue,
    ratio,
    interval:
      ratio === null || ratio <= 0
        ? null
        : interval(metric, design, runsOf(base), runsOf(head), latencies),
  };
}

interface Valued {
  readonly run: RunEvidence;
  readonly value: number;
}

/** Runs without a value are left out, of pairs both. */
function withValues(
  metric: GatedMetric,
  { design, base, head }: EvidencePairing,
  latencies: DecodedLatencies,
): { readonly base: readonly Valued[]; readonly head: readonly Valued[] } {
  const valued = (run: RunEvidence) => ({ run, value: runValue(metric, run, latencies) });
  const bases = base.map(valued);
  const heads = head.map(valued);
  if (design === 'unpaired') return { base: bases.filter(hasValue), head: heads.filter(hasValue) };
  const [ofBase, ofHead] = [bases.filter(hasValue), heads.filter(hasValue)];
  // What only one side has is shown all the same.
  if (ofBase.length === 0 || ofHead.length === 0) return { base: ofBase, head: ofHead };
  const isWhole = (_: unknown, index: number) =>
    bases[index]?.value !== null && heads[index]?.value !== null;
  return {
    base: bases.filter(isWhole).filter(hasValue),
    head: heads.filter(isWhole).filter(hasValue),
  };
}

function hasValue(entry: { run: RunEvidence; value: number | null }): entry is Valued {
  return entry.value !== null;
}

function runsOf(valued: readonly Valued[]): readonly RunEvidence[] {
  return valued.map(({ run }) => run);
}

function overAll(value: Together, runs: number): number | null {
  const all = value(new Float64Array(runs).fill(1));
  return Number.isFinite(all) ? all : null;
}

/**
 * Runs are drawn in an order of their own, the side that began first before the other: neither the order in which runs
 * are given nor which side is called the base changes what is drawn.
 */
function interval(
  metric: GatedMetric,
  design: Design,
  base: readonly RunEvidence[],
  head: readonly RunEvidence[],
  latencies: DecodedLatencies,
): MetricComparison['interval'] {
  const isPaired = design === 'paired';
  const [baseRuns, headRuns] = isPaired ? [base, head] : [ordered(base), ordered(head)];
  const isBaseFirst = orderKey(baseRuns) <= orderKey(headRuns);
  const baseTogether = together(metric, baseRuns, latencies);
  const headTogether = together(metric, headRuns, latencies);
  const seeds = [orderKey(baseRuns), orderKey(headRuns)].sort();
  const plan = {
    strata: isPaired
      ? [baseRuns.length]
      : isBaseFirst
        ? [baseRuns.length, headRuns.length]
        : [headRuns.length, baseRuns.length],
    resamples: RESAMPLES,
    confidence: CONFIDENCE,
    seed: JSON.stringify([metric.label, ...seeds]),
    isPaired,
  };
  const nothing = new Int32Array(0);
  return bootstrapInterval(plan, ([first = nothing, second = first]) =>
    isBaseFirst
      ? headTogether(second) / baseTogether(first)
      : headTogether(first) / baseTogether(second),
  );
}

function ordered(runs: readonly RunEvidence[]): readonly RunEvidence[] {
  return [...runs].sort((one, other) => (runKey(one) < runKey(other) ? -1 : 1));
}

function orderKey(runs: readonly RunEvidence[]): string {
  return runs.map(runKey).join();
}
