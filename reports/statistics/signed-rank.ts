/** Wilcoxon's signed-rank test: whether the differences of pairs lie around 0 (Wilcoxon 1945). */
import {
  largestP,
  MOST_EXACT,
  normalApproximation,
  type RankTest,
  twiceSmallerTail,
} from './rank-test.ts';
import { midranks, requireFinite } from './ranks.ts';

/**
 * Two-sided; `statistic` is the sum of the ranks of positive differences, `count` the number of differences that are
 * not 0: zeros are dropped, as Wilcoxon did.
 * @throws RangeError when a difference is not finite
 */
export function signedRankTest(differences: readonly number[]): RankTest {
  requireFinite(differences);
  const moved = differences.filter((difference) => difference !== 0);
  const count = moved.length;
  const { doubledRanks, tieTerm } = midranks(moved.map(Math.abs));
  const doubled = doubledRanks.reduce(
    (sum, rank, index) => sum + ((moved[index] ?? 0) > 0 ? rank : 0),
    0,
  );
  const statistic = doubled / 2;
  if (count > MOST_EXACT) {
    return { statistic, pValue: approximateP(statistic, count, tieTerm), isExact: false, count };
  }
  const pValue = twiceSmallerTail(signDistribution(doubledRanks), doubled);
  return { statistic, pValue, isExact: true, count };
}

/** The smallest p that so many pairs can give: when all differences have one sign. */
export function smallestSignedRankP(pairs: number): number {
  if (pairs > MOST_EXACT) return approximateP(0, pairs, 0);
  return pairs < 1 ? 1 : 2 ** (1 - pairs);
}

/** The level at which a test of so many pairs without ties really is when `most` is allowed: its p has steps. */
export function attainedSignedRankLevel(pairs: number, most: number): number {
  return largestP(
    signDistribution(Int32Array.from({ length: pairs }, (_, rank) => 2 * rank + 2)),
    most,
  );
}

function approximateP(statistic: number, count: number, tieTerm: number): number {
  const mean = (count * (count + 1)) / 4;
  const variance = (count * (count + 1) * (2 * count + 1)) / 24 - tieTerm / 48;
  return normalApproximation(statistic, mean, variance);
}

/** Probability of each sum of positive ranks when every difference has either sign with the same probability. */
function signDistribution(doubledRanks: Int32Array): Float64Array {
  const total = doubledRanks.reduce((sum, rank) => sum + rank, 0);
  const probabilities = new Float64Array(total + 1);
  probabilities[0] = 1;
  let reached = 0;
  for (const rank of doubledRanks) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum -= 1) {
      const positive = sum >= rank ? (probabilities[sum - rank] ?? 0) : 0;
      probabilities[sum] = ((probabilities[sum] ?? 0) + positive) / 2;
    }
  }
  return probabilities;
}
