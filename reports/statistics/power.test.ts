import { describe, expect, it } from 'vitest';
import { bootstrapInterval } from './bootstrap.ts';
import {
  type Design,
  detectableShare,
  fewestRuns,
  logSpread,
  MOST_RUNS,
  type PowerPlan,
  runsNeeded,
} from './power.ts';
import { normalDraws } from './random.fixture.ts';
import { rankSumTest } from './rank-sum.ts';
import { signedRankTest } from './signed-rank.ts';
import { errorShare, VECTORS } from './vectors.fixture.ts';

const plan = (design: Design, changes: Partial<PowerPlan> = {}): PowerPlan => ({
  design,
  spread: 0.04,
  tests: 6,
  noiseThreshold: 0.05,
  ...changes,
});

describe('the spread of runs', () => {
  it('is that of the logarithms of ratios of pairs, whatever pairs have in common', () => {
    const base = [1, 20, 300, 4000];
    const head = base.map((value, pair) => value * Math.exp([0.1, 0.2, 0.3, 0.4][pair] ?? 0));
    expect(logSpread('paired', base, head)).toBeCloseTo(Math.sqrt(0.05 / 3), 12);
  });

  it('is that around the mean of each side where there are no pairs', () => {
    const base = [0, 0.2].map(Math.exp);
    const head = [5, 5.1, 5.2].map(Math.exp);
    expect(logSpread('unpaired', base, head)).toBeCloseTo(Math.sqrt((0.02 + 0.02) / 3), 12);
  });

  it('is not known of a single pair, or of values without a logarithm', () => {
    expect(logSpread('paired', [1], [2])).toBeNull();
    expect(logSpread('paired', [], [])).toBeNull();
    expect(logSpread('unpaired', [1], [2])).toBeNull();
    expect(logSpread('paired', [1, 0], [2, 2])).toBeNull();
    expect(logSpread('unpaired', [1, 2], [Number.NaN, 2])).toBeNull();
  });

  it('refuses pairs of which one is missing', () => {
    expect(() => logSpread('paired', [1, 2], [1])).toThrow(RangeError);
  });
});

describe('the fewest runs that a test needs', () => {
  it('are 8 pairs or 5 runs a side for six metrics', () => {
    expect(fewestRuns('paired', 6)).toBe(8);
    expect(fewestRuns('unpaired', 6)).toBe(5);
  });

  it('are 6 pairs or 4 runs a side for one metric, 9 or 6 for eight', () => {
    expect([1, 8].map((tests) => fewestRuns('paired', tests))).toEqual([6, 9]);
    expect([1, 8].map((tests) => fewestRuns('unpaired', tests))).toEqual([4, 6]);
  });
});

/** How often a change of so many logarithms is found by the strictest of the tests, of 500 comparisons. */
function powerAgainst(change: number, { design, spread, tests }: PowerPlan, runs: number): number {
  const draw = normalDraws(`${design} ${runs} ${tests}`);
  const side = (shift: number) => Array.from({ length: runs }, () => shift + spread * draw());
  let found = 0;
  for (let time = 0; time < 500; time += 1) {
    const { pValue } =
      design === 'paired' ? signedRankTest(side(change)) : rankSumTest(side(change), side(0));
    if (pValue <= 0.05 / tests) found += 1;
  }
  return found / 500;
}

describe('the smallest change that is probably found', () => {
  // A t-test's, and 2 % more for ranks; where p has coarse steps, ranks need up to a tenth more.
  it.each(VECTORS.power)('($design, $runs runs) is near that of a t-test', (vector) => {
    const { design, runs, tests, change } = vector;
    const share = detectableShare(plan(design, { tests, spread: 0.01, noiseThreshold: 0 }), runs);
    const ours = Math.log1p(share ?? Number.NaN) / 0.01;
    expect(ours).toBeGreaterThan(change);
    expect(errorShare(ours, change)).toBeLessThan(runs <= 12 ? 0.12 : 0.035);
  });

  it.each([
    ['paired', 8, 6],
    ['paired', 10, 6],
    ['paired', 12, 6],
    ['paired', 30, 6],
    ['paired', 6, 1],
    ['paired', 10, 3],
    ['unpaired', 5, 6],
    ['unpaired', 6, 6],
    ['unpaired', 10, 8],
    ['unpaired', 18, 6],
  ] as const)('(%s, %d runs, %d tests) is found in about four of five cases', (design, runs, tests) => {
    const measured = plan(design, { tests, noiseThreshold: 0 });
    const change = Math.log1p(detectableShare(measured, runs) ?? Number.NaN);
    const power = powerAgainst(change, measured, runs);
    expect(power).toBeGreaterThan(0.68);
    expect(power).toBeLessThan(0.84);
  });

  it('is never below the noise threshold, however many runs there are', () => {
    expect(detectableShare(plan('paired', { spread: 0.001 }), 200)).toBeGreaterThan(0.05);
    expect(detectableShare(plan('paired', { spread: 0 }), 8)).toBeCloseTo(0.05, 12);
  });

  it('shrinks with more runs and grows with spread', () => {
    const shares = [10, 20, 40, 80].map((runs) => detectableShare(plan('unpaired'), runs) ?? 0);
    expect(shares).toEqual(shares.toSorted((one, other) => other - one));
    const calm = detectableShare(plan('paired', { spread: 0.02 }), 10) ?? 0;
    expect(detectableShare(plan('paired', { spread: 0.2 }), 10)).toBeGreaterThan(calm);
  });

  it('is unknown where no test is possible', () => {
    expect(detectableShare(plan('paired'), 7)).toBeNull();
    expect(detectableShare(plan('unpaired'), 4)).toBeNull();
    expect(detectableShare(plan('unpaired', { tests: 1 }), 1)).toBeNull();
    expect(detectableShare(plan('paired', { spread: Number.NaN }), 10)).toBeNull();
  });
});

/** How often an interval of a true change of so many logarithms lies within the noise threshold, of 200. */
function withinAgainst(
  change: number,
  { spread, noiseThreshold }: PowerPlan,
  runs: number,
): number {
  const draw = normalDraws(`within ${runs}`);
  let within = 0;
  for (let time = 0; time < 200; time += 1) {
    const logs = Array.from({ length: runs }, () => change + spread * draw());
    const bootstrap = { strata: [runs], resamples: 1_000, confidence: 0.95, seed: String(time) };
    const interval = bootstrapInterval(bootstrap, ([weights = []]) =>
      Math.exp(logs.reduce((sum, log, pair) => sum + log * (weights[pair] ?? 0), 0) / runs),
    );
    const { low = 0, high = 2 } = interval ?? {};
    if (low > 1 / (1 + noiseThreshold) && high < 1 + noiseThreshold) within += 1;
  }
  return within / 200;
}

describe('the runs that would decide', () => {
  it.each(['paired', 'unpaired'] as const)('find a change as measured (%s)', (design) => {
    const measured = plan(design, { spread: 0.1 });
    const runs = runsNeeded(measured, Math.log(1.08)) ?? 0;
    expect(runs).toBeGreaterThan(20);
    expect(powerAgainst(Math.log(1.08), measured, runs)).toBeGreaterThan(0.76);
    expect(powerAgainst(Math.log(1.08), measured, runs - 8)).toBeLessThan(0.8);
  });

  it('are as many for a change to the better', () => {
    expect(runsNeeded(plan('paired'), -0.06)).toBe(runsNeeded(plan('paired'), 0.06));
  });

  it('are those of the test where nothing varies', () => {
    expect(runsNeeded(plan('paired', { spread: 0 }), 0.2)).toBe(8);
    expect(runsNeeded(plan('unpaired', { spread: 0 }), 0)).toBe(5);
  });

  it.each([0, 0.005, 0.02])('get an interval within the noise threshold (change %d)', (change) => {
    const measured = plan('paired', { spread: 0.08 });
    const runs = runsNeeded(measured, change) ?? 0;
    expect(runs).toBeGreaterThan(20);
    expect(withinAgainst(change, measured, runs)).toBeGreaterThan(0.72);
    expect(withinAgainst(change, measured, runs)).toBeLessThan(0.88);
  });

  it('are more where the change is near the noise threshold, and no number would do at it', () => {
    const at = (change: number) => runsNeeded(plan('paired'), change) ?? MOST_RUNS + 1;
    expect(at(0.03)).toBeGreaterThan(at(0.01));
    expect(runsNeeded(plan('paired'), Math.log(1.0499))).toBeNull();
    expect(runsNeeded(plan('paired', { spread: 3 }), 0.2)).toBeNull();
    expect(runsNeeded(plan('paired', { spread: 3 }), 0)).toBeNull();
    expect(runsNeeded(plan('paired'), Number.NaN)).toBeNull();
  });
});
