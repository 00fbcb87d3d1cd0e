/**
 * How many runs a comparison needs, and what it can find with those it has: estimates from the spread of the runs,
 * as for Student's t, with the share of its power that a rank test has where values are normal (3/π).
 */
import { normalCdf, normalQuantile, studentQuantile } from './distributions.ts';
import { attainedRankSumLevel, smallestRankSumP } from './rank-sum.ts';
import { attainedSignedRankLevel, smallestSignedRankP } from './signed-rank.ts';

export type Design = 'paired' | 'unpaired';

export interface PowerPlan {
  readonly design: Design;
  /** Of {@link logSpread}. */
  readonly spread: number;
  /** Metrics tested together: Holm's strictest level is α ÷ tests. */
  readonly tests: number;
  /** Smaller changes are not worth a word, as a share: 0.05. */
  readonly noiseThreshold: number;
}

export const ALPHA = 0.05;
/** Of pairs, or of runs on a side: beyond it a quieter machine helps more than runs. */
export const MOST_RUNS = 200;
const POWER = 0.8;
/** Pitman efficiency of Wilcoxon's tests against Student's t. */
const RANK_EFFICIENCY = 3 / Math.PI;
/** With more values, the steps of a rank test's p are too small to matter. */
const MOST_STEPPED = 24;

/**
 * Standard deviation of ln(head ÷ base) over pairs, or of ln(value) over the runs of a side, both sides together.
 * @returns null with too few runs to have a spread, or where a value is not positive and finite
 * @throws RangeError for pairs that are none
 */
export function logSpread(
  design: Design,
  base: readonly number[],
  head: readonly number[],
): number | null {
  const logs = [base.map(Math.log), head.map(Math.log)] as const;
  if (!logs.flat().every(Number.isFinite)) return null;
  const [baseLogs, headLogs] = logs;
  if (design === 'unpaired') return standardDeviation([baseLogs, headLogs]);
  if (base.length !== head.length) {
    throw new RangeError(`${base.length} and ${head.length} runs make no pairs`);
  }
  return standardDeviation([headLogs.map((log, index) => log - (baseLogs[index] ?? 0))]);
}

/** The fewest pairs, or runs on each of two equal sides, whose smallest p passes Holm's strictest level. */
export function fewestRuns(design: Design, tests: number): number | null {
  return firstCount((runs) => smallestP(design, runs) <= ALPHA / tests);
}

/**
 * Pairs, or runs on each side, that would decide with a probability of 80 % if what was seen is true: make the test
 * significant where the change exceeds the noise threshold, else get the interval within it. Not what is missing but
 * all of them; it may be no more than there are, since it is an estimate.
 * @param logRatio ln(head ÷ base) as measured
 * @returns null when {@link MOST_RUNS} would not do
 */
export function runsNeeded(plan: PowerPlan, logRatio: number): number | null {
  const change = Math.abs(logRatio);
  const floor = Math.log1p(plan.noiseThreshold);
  if (!Number.isFinite(change + plan.spread)) return null;
  return firstCount(
    (runs) =>
      isTestable(plan, runs) &&
      (change >= floor
        ? detectableLog(plan, runs) <= change
        : probabilityWithin(plan, runs, change) >= POWER),
  );
}

/**
 * The smallest change that so many pairs, or runs on each side, find with a probability of 80 %: a test that passes
 * Holm's strictest level, and a measured change above the noise threshold. As a share of base: 0.07 is 7 % more.
 * @returns null when no test is possible with so many
 */
export function detectableShare(plan: PowerPlan, runs: number): number | null {
  if (!isTestable(plan, runs) || !Number.isFinite(plan.spread)) return null;
  const beyondFloor =
    Math.log1p(plan.noiseThreshold) +
    studentQuantile(POWER, degrees(plan, runs)) * standardError(plan, runs);
  return Math.expm1(Math.max(detectableLog(plan, runs), beyondFloor));
}

/** Johnson and Welch's approximation of the noncentral t (1940), at the level that the rank test really has. */
function detectableLog(plan: PowerPlan, runs: number): number {
  const free = degrees(plan, runs);
  const critical = studentQuantile(1 - attainedLevel(plan, runs) / 2, free);
  const noncentrality =
    critical * (1 - 1 / (4 * free)) +
    normalQuantile(POWER) * Math.sqrt(1 + critical ** 2 / (2 * free));
  return noncentrality * (standardError(plan, runs) / Math.sqrt(RANK_EFFICIENCY));
}

function attainedLevel({ design, tests }: PowerPlan, runs: number): number {
  const level = ALPHA / tests;
  if (design === 'paired') {
    return runs <= MOST_STEPPED ? attainedSignedRankLevel(runs, level) : level;
  }
  return 2 * runs <= MOST_STEPPED ? attainedRankSumLevel(runs, level) : level;
}

/** That neither end of a 95 % interval lies beyond the noise threshold, which it can on both sides. */
function probabilityWithin(plan: PowerPlan, runs: number, change: number): number {
  const error = standardError(plan, runs);
  const floor = Math.log1p(plan.noiseThreshold);
  const half = studentQuantile(1 - ALPHA / 2, degrees(plan, runs));
  return (
    normalCdf((floor - change) / error - half) + normalCdf((floor + change) / error - half) - 1
  );
}

/** Of the mean difference of logarithms. */
function standardError({ design, spread }: PowerPlan, runs: number): number {
  return spread * Math.sqrt((design === 'paired' ? 1 : 2) / runs);
}

function degrees({ design }: PowerPlan, runs: number): number {
  return design === 'paired' ? runs - 1 : 2 * runs - 2;
}

function isTestable({ design, tests }: PowerPlan, runs: number): boolean {
  return runs >= 2 && smallestP(design, runs) <= ALPHA / tests;
}

function smallestP(design: Design, runs: number): number {
  return design === 'paired' ? smallestSignedRankP(runs) : smallestRankSumP(runs, runs);
}

function firstCount(suffices: (runs: number) => boolean): number | null {
  for (let runs = 2; runs <= MOST_RUNS; runs += 1) if (suffices(runs)) return runs;
  return null;
}

/** Around the mean of each group. */
function standardDeviation(groups: readonly (readonly number[])[]): number | null {
  let squares = 0;
  let free = 0;
  for (const values of groups) {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    squares += values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    free += values.length - 1;
  }
  return free > 0 ? Math.sqrt(squares / free) : null;
}
