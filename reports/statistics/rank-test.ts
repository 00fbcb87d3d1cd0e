/** What the two rank tests have in common. */
import { normalCdf } from './distributions.ts';

export interface RankTest {
  readonly statistic: number;
  /** Two-sided. */
  readonly pValue: number;
  /** From the exact distribution, given the ties; else from the normal one, corrected for ties and continuity. */
  readonly isExact: boolean;
  /** Values that were ranked. */
  readonly count: number;
}

/** Beyond so many ranked values, the normal distribution is as good as the exact one. */
export const MOST_EXACT = 60;

/**
 * Two-sided p by the normal distribution, with correction for continuity.
 * @param variance 0 where all values tie: p is 1
 */
export function normalApproximation(statistic: number, mean: number, variance: number): number {
  if (variance <= 0) return 1;
  const distance = Math.max(0, Math.abs(statistic - mean) - 0.5);
  return Math.min(1, 2 * normalCdf(-distance / Math.sqrt(variance)));
}

/** Two-sided p: twice the smaller tail, both of which hold `at`. */
export function twiceSmallerTail(probabilities: Float64Array, at: number): number {
  const lower = sum(probabilities.subarray(0, at + 1));
  const upper = sum(probabilities.subarray(at));
  return Math.min(1, 2 * Math.min(lower, upper));
}

/** The largest two-sided p of a symmetric distribution that is at most `most`; 0 where all are larger. */
export function largestP(probabilities: Float64Array, most: number): number {
  let tail = 0;
  for (const probability of probabilities) {
    if (2 * (tail + probability) > most) break;
    tail += probability;
  }
  return 2 * tail;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
