/**
 * What the intervals of a whole comparison cost: six metrics, ten pairs, 2,000 resamples, 4,000 distinct values a run,
 * in one round. `npx vitest bench --run reports/statistics/bootstrap`
 */
import { bench, describe } from 'vitest';
import { bootstrapInterval } from './bootstrap.ts';
import { type CountedValues, MergedSamples } from './merged-samples.ts';
import { normalDraws } from './random.fixture.ts';

const PAIRS = 10;
const METRICS = 6;
const DISTINCT_VALUES = 4_000;
const ROUNDS = { iterations: 10, warmupIterations: 2, time: 0, warmupTime: 0 };

const draw = normalDraws('bench');

/** As of a histogram: whole microseconds, few samples in the tail. */
function side(): CountedValues[] {
  return Array.from({ length: PAIRS }, () => {
    const sizeUs = 900 * Math.exp(0.1 * draw());
    return {
      values: Float64Array.from({ length: DISTINCT_VALUES }, (_, index) => sizeUs + index),
      counts: Float64Array.from({ length: DISTINCT_VALUES }, (_, index) =>
        Math.ceil(2_000 / (1 + index)),
      ),
    };
  });
}

const metrics = Array.from({ length: METRICS }, () => ({ base: side(), head: side() }));

describe(`${METRICS} metrics of ${PAIRS} pairs with ${DISTINCT_VALUES} values a run`, () => {
  bench(
    'merged, and 2,000 resamples of a p99',
    () => {
      for (const { base, head } of metrics) intervalOf(base, head);
    },
    ROUNDS,
  );
});

function intervalOf(base: readonly CountedValues[], head: readonly CountedValues[]): void {
  const [mergedBase, mergedHead] = [new MergedSamples(base), new MergedSamples(head)];
  const plan = { strata: [PAIRS], resamples: 2_000, confidence: 0.95, seed: 'bench' };
  const interval = bootstrapInterval(plan, ([weights = new Int32Array(0)]) => {
    return mergedHead.quantile(weights, 0.99) / mergedBase.quantile(weights, 0.99);
  });
  if (interval === null) throw new Error('ten pairs have an interval');
}
