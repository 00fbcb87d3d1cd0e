import { describe, expect, it } from 'vitest';
import { type BootstrapPlan, bootstrapInterval, expandedTail } from './bootstrap.ts';
import { MergedSamples } from './merged-samples.ts';
import { normalDraws } from './random.fixture.ts';
import { errorShare, VECTORS } from './vectors.fixture.ts';

const PLAN = { resamples: 2_000, confidence: 0.95, seed: 'interval' };
const TRUE_RATIO = 1.1;

const pairs = (runs: number): BootstrapPlan => ({ ...PLAN, strata: [runs], isPaired: true });
const sides = (ones: number, others: number): BootstrapPlan => ({
  ...PLAN,
  strata: [ones, others],
});

function weighted(values: readonly number[], weights: ArrayLike<number> = []): number {
  return values.reduce((sum, value, run) => sum + value * (weights[run] ?? 0), 0);
}

function sumRatio(base: readonly number[], head: readonly number[], plan: BootstrapPlan) {
  return bootstrapInterval(plan, ([first, second = first]) => {
    const runs = head.length / base.length;
    return weighted(head, second) / weighted(base, first) / runs;
  });
}

type Sides = readonly [base: readonly number[], head: readonly number[]];

/** How many of so many intervals hold the true ratio. */
function coverage(times: number, plan: BootstrapPlan, measure: () => Sides): number {
  let held = 0;
  for (let time = 0; time < times; time += 1) {
    const interval = sumRatio(...measure(), { ...plan, seed: String(time) });
    if (interval !== null && interval.low <= TRUE_RATIO && TRUE_RATIO <= interval.high) held += 1;
  }
  return held / times;
}

/** Log-normal runs, as wild as a noisy machine makes them; what a pair has in common cancels. */
const SPREAD = 0.3;
function pairsOf(runs: number): () => Sides {
  const draw = normalDraws(`pairs of ${runs}`);
  return () => {
    const shared = Array.from({ length: runs }, () => draw());
    const side = (scale: number) => shared.map((s) => scale * Math.exp(SPREAD * (s + draw())));
    return [side(1), side(TRUE_RATIO)];
  };
}
function sidesOf(ones: number, others: number): () => Sides {
  const draw = normalDraws(`sides of ${ones} and ${others}`);
  const side = (runs: number, scale: number) =>
    Array.from({ length: runs }, () => scale * Math.exp(SPREAD * draw()));
  return () => [side(ones, 1), side(others, TRUE_RATIO)];
}

// Of 2,000 intervals of 6, 8, 10 and 20 pairs held 92.5, 94.6, 94.2 and 93.3 %; of 4 + 4, 10 + 10 and 5 + 10 runs
// 95.7, 96.1 and 98.0 %.
describe('a 95 % interval', () => {
  it.each([
    [6, 0.9],
    [10, 0.92],
    [20, 0.92],
  ])('of %d pairs holds the true ratio in at least %d of 500 cases', (runs, least) => {
    expect(coverage(500, pairs(runs), pairsOf(runs))).toBeGreaterThanOrEqual(least);
  });

  it.each([
    [4, 4],
    [10, 10],
    [5, 10],
  ])('of %d and %d runs holds the true ratio in at least 0.93 of 500 cases', (ones, others) => {
    const held = coverage(500, sides(ones, others), sidesOf(ones, others));
    expect(held).toBeGreaterThanOrEqual(0.93);
  });

  it('of a p99 of all samples holds the true ratio in at least 0.9 of 100 cases', () => {
    const draw = normalDraws('latencies');
    const runOf = (scale: number) => {
      const runScale = scale * Math.exp(0.1 * draw());
      const latencies = Array.from({ length: 300 }, () => runScale * Math.exp(0.5 * draw()));
      return {
        values: Float64Array.from(latencies).toSorted(),
        counts: new Float64Array(latencies.length).fill(1),
      };
    };
    let held = 0;
    for (let time = 0; time < 100; time += 1) {
      const base = new MergedSamples(Array.from({ length: 10 }, () => runOf(1)));
      const head = new MergedSamples(Array.from({ length: 10 }, () => runOf(TRUE_RATIO)));
      const interval = bootstrapInterval(pairs(10), ([weights = []]) => {
        return head.quantile(weights, 0.99) / base.quantile(weights, 0.99);
      });
      if (interval !== null && interval.low <= TRUE_RATIO && TRUE_RATIO <= interval.high) held += 1;
    }
    expect(held / 100).toBeGreaterThanOrEqual(0.9);
  });

  it('is the same for the same seed, and another for another', () => {
    const [base, head] = pairsOf(10)();
    const interval = sumRatio(base, head, pairs(10));
    expect(sumRatio(base, head, pairs(10))).toEqual(interval);
    expect(sumRatio(base, head, { ...pairs(10), seed: 'another' })).not.toEqual(interval);
  });

  it('is inverted where the sides are exchanged', () => {
    const [base, head] = pairsOf(10)();
    const interval = sumRatio(base, head, pairs(10));
    const inverted = sumRatio(head, base, pairs(10));
    expect(inverted?.low).toBeCloseTo(1 / (interval?.high ?? 0), 10);
    expect(inverted?.high).toBeCloseTo(1 / (interval?.low ?? 0), 10);
  });

  it('is one number where nothing varies', () => {
    const runs = Array.from({ length: 8 }, () => 5);
    const interval = sumRatio(
      runs,
      runs.map((value) => 2 * value),
      pairs(8),
    );
    expect(interval?.low).toBeCloseTo(2, 12);
    expect(interval?.high).toBeCloseTo(2, 12);
  });
});

describe('what a resample draws', () => {
  it('is as many runs of each side as it has, on their own', () => {
    const drawn = new Set<string>();
    bootstrapInterval(sides(6, 8), ([first = [], second = []]) => {
      drawn.add(`${weighted(Array(6).fill(1), first)} and ${weighted(Array(8).fill(1), second)}`);
      return 1;
    });
    expect([...drawn]).toEqual(['6 and 8']);
  });

  it('is every run equally often', () => {
    const times = [0, 0, 0, 0, 0, 0];
    bootstrapInterval(pairs(6), ([weights = []]) => {
      times.forEach((_, run) => {
        times[run] = (times[run] ?? 0) + (weights[run] ?? 0);
      });
      return 1;
    });
    // 2,000 expected, standard deviation √(12,000 · 5/36) = 41.
    for (const count of times) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });
});

describe('tails that are cut off', () => {
  it('are those that R computes', () => {
    for (const { runs, tail } of VECTORS.expandedTails) {
      expect(errorShare(expandedTail(0.025, runs), tail), `${runs} runs`).toBeLessThan(1e-9);
    }
  });

  it('are none of a single run', () => {
    expect(expandedTail(0.025, 1)).toBe(0);
  });
});

describe('no interval', () => {
  it.each([
    [pairs(0), pairs(6)],
    [pairs(1), pairs(6)],
    [pairs(5), pairs(6)],
    [sides(3, 3), sides(4, 4)],
    [sides(0, 90), sides(2, 8)],
    [sides(2, 7), sides(3, 5)],
    [
      { ...pairs(7), confidence: 0.99 },
      { ...pairs(8), confidence: 0.99 },
    ],
  ])('of too few runs (%o), but of one more a side (%o)', (few, enough) => {
    expect(bootstrapInterval(few, () => 1)).toBeNull();
    expect(bootstrapInterval(enough, () => 1)).toEqual({ low: 1, high: 1 });
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('where a ratio is %d', (ratio) => {
    let asked = 0;
    const once = () => {
      asked += 1;
      return asked === 700 ? ratio : 1;
    };
    expect(bootstrapInterval(pairs(8), once)).toBeNull();
  });
});

it.each([
  { ...PLAN, strata: [] },
  { ...PLAN, strata: [8, 8, 8] },
  { ...PLAN, strata: [8, 8], isPaired: true },
  { ...PLAN, strata: [-1] },
  { ...PLAN, strata: [7.5] },
  { ...pairs(8), resamples: 0 },
  { ...pairs(8), confidence: 95 },
  { ...pairs(8), confidence: 0 },
])('refuses a plan that is none: %o', (plan) => {
  expect(() => bootstrapInterval(plan, () => 1)).toThrow(RangeError);
});
