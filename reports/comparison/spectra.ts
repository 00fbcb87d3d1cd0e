/** Latency by percentile of both sides, one over the other. */
import { STAGES, type Stage } from '../../pipeline/observer.ts';
import { SPECTRUM_PERCENTILES } from '../spectrum.ts';
import { MergedSamples } from '../statistics/merged-samples.ts';
import type { StageSpectra } from './comparison.ts';
import { type CountedValues, sampleCount } from './counted-values.ts';
import type { DecodedLatencies } from './gated-values.ts';
import type { RunEvidence } from './run-evidence.ts';

/** Stages of which both sides have samples, `end_to_end` first. */
export function stageSpectra(
  base: readonly RunEvidence[],
  head: readonly RunEvidence[],
  latencies: DecodedLatencies,
): StageSpectra[] {
  const stages = [...STAGES].sort((one, other) => Number(isLast(one)) - Number(isLast(other)));
  return stages.flatMap((stage) => {
    const spectra = spectraOf(
      stage,
      base.map((run) => latencies.values(run, stage)),
      head.map((run) => latencies.values(run, stage)),
    );
    return spectra === null ? [] : [spectra];
  });
}

function isLast(stage: Stage): boolean {
  return stage !== 'end_to_end';
}

function spectraOf(
  stage: Stage,
  bases: readonly CountedValues[],
  heads: readonly CountedValues[],
): StageSpectra | null {
  const base = bases.filter(({ values }) => values.length > 0);
  const head = heads.filter(({ values }) => values.length > 0);
  if (base.length === 0 || head.length === 0) return null;
  const baseCount = samplesOf(base);
  const headCount = samplesOf(head);
  const fewer = Math.min(baseCount, headCount);
  // Beyond it a single sample would decide.
  const percentiles = SPECTRUM_PERCENTILES.filter(
    (percentile) => fewer * (100 - percentile) >= 100 * (1 - 1e-9),
  );
  const [baseLowUs, baseHighUs] = bounds(base, percentiles);
  const [headLowUs, headHighUs] = bounds(head, percentiles);
  return {
    stage,
    baseCount,
    headCount,
    percentiles,
    baseUs: quantiles(base, percentiles),
    headUs: quantiles(head, percentiles),
    baseLowUs,
    baseHighUs,
    headLowUs,
    headHighUs,
  };
}

function samplesOf(runs: readonly CountedValues[]): number {
  return runs.reduce((sum, run) => sum + sampleCount(run), 0);
}

/** Of all runs together. */
function quantiles(runs: readonly CountedValues[], percentiles: readonly number[]): number[] {
  const merged = new MergedSamples(runs);
  const once = new Float64Array(runs.length).fill(1);
  return percentiles.map((percentile) => merged.quantile(once, percentile / 100));
}

/** Lowest and highest of the runs, each by itself. */
function bounds(
  runs: readonly CountedValues[],
  percentiles: readonly number[],
): [lowUs: number[], highUs: number[]] {
  const byRun = runs.map((run) => quantiles([run], percentiles));
  const at = (index: number) => byRun.map((values) => values[index] ?? Number.NaN);
  return [
    percentiles.map((_, index) => Math.min(...at(index))),
    percentiles.map((_, index) => Math.max(...at(index))),
  ];
}
