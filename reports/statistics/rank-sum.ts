/** Wilcoxon's rank-sum test, which is Mann and Whitney's U: whether one sample's values tend to be larger. */
import {
  largestP,
  MOST_EXACT,
  normalApproximation,
  type RankTest,
  twiceSmallerTail,
} from './rank-test.ts';
import { midranks, requireFinite } from './ranks.ts';

/**
 * Two-sided; `statistic` is the U of `one`: pairs in which its value is the larger, ties half. `count` is the number
 * of values of both.
 * @throws RangeError when a value is not finite
 */
export function rankSumTest(one: readonly number[], other: readonly number[]): RankTest {
  const all = [...one, ...other];
  requireFinite(all);
  const { doubledRanks, tieTerm } = midranks(all);
  const doubled = total(doubledRanks.subarray(0, one.length));
  const statistic = doubled / 2 - (one.length * (one.length + 1)) / 2;
  const count = all.length;
  if (one.length === 0 || other.length === 0) {
    return { statistic: 0, pValue: 1, isExact: true, count };
  }
  if (count > MOST_EXACT) {
    const pValue = approximateP(statistic, one.length, other.length, tieTerm);
    return { statistic, pValue, isExact: false, count };
  }
  // The smaller side's sum tells as much as the larger one's, since their total is known.
  const isOneSmaller = one.length <= other.length;
  const drawn = isOneSmaller ? one.length : other.length;
  const sum = isOneSmaller ? doubled : total(doubledRanks) - doubled;
  const pValue = twiceSmallerTail(sumDistribution(doubledRanks, drawn), sum);
  return { statistic, pValue, isExact: true, count };
}

/** The smallest p that sides of these sizes can give: when every value of one is larger than all of the other. */
export function smallestRankSumP(ones: number, others: number): number {
  if (ones < 1 || others < 1) return 1;
  if (ones + others > MOST_EXACT) return approximateP(0, ones, others, 0);
  return Math.min(1, 2 / combinations(ones + others, Math.min(ones, others)));
}

/** The level at which a test of two equal sides without ties really is when `most` is allowed: its p has steps. */
export function attainedRankSumLevel(runs: number, most: number): number {
  const doubledRanks = Int32Array.from({ length: 2 * runs }, (_, rank) => 2 * rank + 2);
  return largestP(sumDistribution(doubledRanks, runs), most);
}

function approximateP(statistic: number, ones: number, others: number, tieTerm: number): number {
  const all = ones + others;
  const ties = tieTerm / (all * (all - 1));
  const variance = ((ones * others) / 12) * (all + 1 - ties);
  return normalApproximation(statistic, (ones * others) / 2, variance);
}

/** Probability of each sum of doubled ranks when every choice of `drawn` values is equally probable. */
function sumDistribution(doubledRanks: Int32Array, drawn: number): Float64Array {
  const ascending = doubledRanks.toSorted();
  const largest = total(ascending.subarray(ascending.length - drawn));
  const waysBySize = Array.from({ length: drawn + 1 }, () => new Float64Array(largest + 1));
  const none = waysBySize[0];
  if (none !== undefined) none[0] = 1;
  ascending.forEach((rank, index) => {
    // Sizes that cannot be reached yet, and those that all further ranks cannot fill up, are passed over.
    const fewest = Math.max(1, drawn - (ascending.length - 1 - index));
    for (let size = Math.min(drawn, index + 1); size >= fewest; size -= 1) {
      addShifted(waysBySize, size, rank, Math.min(largest, size * rank));
    }
  });
  const ways = waysBySize[drawn] ?? new Float64Array(0);
  const all = combinations(ascending.length, drawn);
  return ways.map((count) => count / all);
}

/** To the choices of `size` values up to `largest`, those with one more value, of rank `rank`. */
function addShifted(
  waysBySize: readonly Float64Array[],
  size: number,
  rank: number,
  largest: number,
): void {
  const ways = waysBySize[size];
  const fewer = waysBySize[size - 1];
  if (ways === undefined || fewer === undefined) return;
  for (let sum = rank; sum <= largest; sum += 1) {
    ways[sum] = (ways[sum] ?? 0) + (fewer[sum - rank] ?? 0);
  }
}

function combinations(all: number, drawn: number): number {
  let ways = 1;
  for (let index = 1; index <= drawn; index += 1) ways = (ways * (all - drawn + index)) / index;
  return ways;
}

function total(values: Int32Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
