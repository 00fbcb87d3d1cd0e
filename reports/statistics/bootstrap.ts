/**
 * Cluster bootstrap: whole runs are drawn again, never samples inside a run, because those depend on each other.
 * Percentile intervals, expanded as in Hesterberg, "What Teachers Should Know About the Bootstrap" (2015), because the
 * plain ones are too narrow for few runs.
 */
import seedrandom from 'seedrandom';
import { normalCdf, studentQuantile } from './distributions.ts';
import { smallestRankSumP } from './rank-sum.ts';
import { smallestSignedRankP } from './signed-rank.ts';

export interface BootstrapPlan {
  /** Runs of each stratum, which is drawn on its own: one of pairs, or one for each side. */
  readonly strata: readonly number[];
  readonly resamples: number;
  /** 0.95. */
  readonly confidence: number;
  /** The same seed gives the same interval. */
  readonly seed: string;
  /** One stratum of pairs: its weights serve both sides. Given so that a plan with two strata cannot pass for one. */
  readonly isPaired?: boolean;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Interval of a ratio, on the log scale.
 * @param statistic the ratio with run i of a stratum taken as often as its weights say; the arrays are used again
 * @returns null when there are too few runs (even the widest interval that they give would not hold the truth as
 * often as `confidence` says), or when a resample's ratio is not positive and finite
 * @throws RangeError for a plan that is none
 */
export function bootstrapInterval(
  plan: BootstrapPlan,
  statistic: (weights: readonly Int32Array[]) => number,
): Interval | null {
  requirePlan(plan);
  if (1 - widestMiss(plan.strata) < plan.confidence) return null;
  const draw = seedrandom.alea(plan.seed);
  const weights = plan.strata.map((runs) => new Int32Array(runs));
  const logs = new Float64Array(plan.resamples);
  for (let index = 0; index < logs.length; index += 1) {
    for (const stratum of weights) drawAgain(draw, stratum);
    const log = Math.log(statistic(weights));
    if (!Number.isFinite(log)) return null;
    logs[index] = log;
  }
  logs.sort();
  const tail = expandedTail((1 - plan.confidence) / 2, Math.min(...plan.strata));
  return { low: Math.exp(quantile(logs, tail)), high: Math.exp(quantile(logs, 1 - tail)) };
}

/**
 * How often the whole range of resamples misses the truth: then all runs err to the same side, which is as probable
 * as the smallest p that a rank test of so many runs can give.
 */
function widestMiss(strata: readonly number[]): number {
  const [first = 0, second] = strata;
  return second === undefined ? smallestSignedRankP(first) : smallestRankSumP(first, second);
}

function drawAgain(draw: () => number, weights: Int32Array): void {
  weights.fill(0);
  for (let drawn = 0; drawn < weights.length; drawn += 1) {
    const run = Math.floor(draw() * weights.length);
    weights[run] = (weights[run] ?? 0) + 1;
  }
}

/**
 * Share to cut off where `tail` is meant: resamples vary by √((n−1)/n) too little, and their tails are the normal's
 * rather than Student's. Of few runs it is so small that the outermost resamples are the ends.
 */
export function expandedTail(tail: number, runs: number): number {
  if (runs < 2) return 0;
  return normalCdf(studentQuantile(tail, runs - 1) * Math.sqrt(runs / (runs - 1)));
}

/** Type 6 of Hyndman and Fan: the (N+1)p-th of N, between neighbours in proportion, never beyond the ends. */
function quantile(sorted: Float64Array, p: number): number {
  const position = Math.min(Math.max((sorted.length + 1) * p, 1), sorted.length) - 1;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

function requirePlan({ strata, resamples, confidence, isPaired }: BootstrapPlan): void {
  const most = isPaired === true ? 1 : 2;
  if (strata.length < 1 || strata.length > most || !strata.every((runs) => isWhole(runs, 0))) {
    throw new RangeError(
      `a bootstrap draws from at most ${most} strata, not [${strata.join(', ')}]`,
    );
  }
  if (!isWhole(resamples, 1)) throw new RangeError(`no number of resamples: ${resamples}`);
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`confidence lies between 0 and 1, not at ${confidence}`);
  }
}

function isWhole(value: number, least: number): boolean {
  return Number.isInteger(value) && value >= least;
}
