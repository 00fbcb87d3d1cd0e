/** How many pairs, or runs a side, a gate needs before any of its tests could find something. */
import { smallestRankSumP } from '../../reports/statistics/rank-sum.ts';
import { smallestSignedRankP } from '../../reports/statistics/signed-rank.ts';

/** Over all metrics of a gate together. */
const FAMILY_ALPHA = 0.05;
const MOST = 200;

/** With fewer pairs no difference however large would be significant. */
export function pairsNeeded(metrics: number): number {
  return firstThat((pairs) => smallestSignedRankP(pairs) <= FAMILY_ALPHA / metrics);
}

/** The same number on both sides. */
export function runsNeededPerSide(metrics: number): number {
  return firstThat((runs) => smallestRankSumP(runs, runs) <= FAMILY_ALPHA / metrics);
}

function firstThat(isEnough: (count: number) => boolean): number {
  for (let count = 1; count < MOST; count += 1) if (isEnough(count)) return count;
  return MOST;
}
