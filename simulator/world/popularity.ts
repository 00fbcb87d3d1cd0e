/** How much of the demand each product has: integer weights, so that no platform's rounding moves a draw. */
import type { Popularity } from '../scenario/scenario.ts';
import { type Stream, shuffle } from './streams.ts';

/** The most popular product's weight under Zipf: fine enough that the tail keeps its shape. */
const TOP_WEIGHT = 2 ** 24;

export interface PopularityWeights {
  /** By product index. */
  readonly weights: Float64Array;
  readonly total: number;
}

/** Ranks are dealt to the products by `draw`, so that a product's number says nothing of its popularity. */
export function popularityWeights(
  products: number,
  law: Popularity,
  draw: Stream,
): PopularityWeights {
  const byRank = Array.from({ length: products }, (_, rank) => weightOfRank(rank + 1, law));
  if (law.law === 'zipf') shuffle(draw, byRank);
  const weights = Float64Array.from(byRank);
  return { weights, total: weights.reduce((sum, weight) => sum + weight, 0) };
}

function weightOfRank(rank: number, law: Popularity): number {
  if (law.law === 'uniform') return 1;
  return Math.max(1, Math.round(TOP_WEIGHT * rank ** (-law.exponentThousandths / 1000)));
}
