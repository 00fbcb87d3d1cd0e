import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attainedRankSumLevel, rankSumTest, smallestRankSumP } from './rank-sum.ts';
import { errorShare, VECTORS } from './vectors.fixture.ts';

const tied = (maxLength: number) => fc.array(fc.integer({ min: 0, max: 4 }), { maxLength });

/** Larger against smaller, ties half: Mann and Whitney's definition. */
function naiveU(one: readonly number[], other: readonly number[]): number {
  return one
    .flatMap((value) => other.map((against) => (Math.sign(value - against) + 1) / 2))
    .reduce((sum, wins) => sum + wins, 0);
}

/** The same values, shared out in every way. */
function everySharing(all: readonly number[], ones: number): (readonly [number[], number[]])[] {
  return Array.from({ length: 2 ** all.length }, (_, choice) => {
    const isOne = (_value: number, index: number) => ((choice >> index) & 1) === 1;
    return [all.filter(isOne), all.filter((value, index) => !isOne(value, index))] as const;
  }).filter(([one]) => one.length === ones);
}

function naivePValue(one: readonly number[], other: readonly number[]): number {
  const seen = naiveU(one, other);
  const every = everySharing([...one, ...other], one.length).map((sides) => naiveU(...sides));
  const atMost = every.filter((u) => u <= seen).length / every.length;
  const atLeast = every.filter((u) => u >= seen).length / every.length;
  return Math.min(1, 2 * Math.min(atMost, atLeast));
}

describe('the rank-sum test', () => {
  it.each(VECTORS.rankSums)('says what R says of: $name', (vector) => {
    const test = rankSumTest(vector.one, vector.other);
    expect({ ...test, pValue: 0 }).toEqual({
      statistic: vector.statistic,
      pValue: 0,
      isExact: vector.isExact,
      count: vector.count,
    });
    expect(errorShare(test.pValue, vector.pValue)).toBeLessThan(1e-10);
  });

  it('counts every sharing of the values, with ties', () => {
    fc.assert(
      fc.property(tied(5), tied(5), (one, other) => {
        const test = rankSumTest(one, other);
        expect(test.statistic).toBe(naiveU(one, other));
        expect(test.pValue).toBeCloseTo(naivePValue(one, other), 12);
      }),
    );
  });

  it('gives no false alarm more often than p says, whatever ties', () => {
    fc.assert(
      fc.property(tied(4), tied(5), (one, other) => {
        const pValues = everySharing([...one, ...other], one.length).map(
          (sides) => rankSumTest(...sides).pValue,
        );
        for (const level of pValues) {
          const alarms = pValues.filter((pValue) => pValue <= level + 1e-12).length;
          expect(alarms / pValues.length).toBeLessThanOrEqual(level + 1e-12);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('does not change its mind where both sides are exchanged', () => {
    const values = fc.array(fc.double({ noNaN: true, min: 0, max: 9 }), { maxLength: 35 });
    fc.assert(
      fc.property(values, values, (one, other) => {
        expect(rankSumTest(other, one).pValue).toBeCloseTo(rankSumTest(one, other).pValue, 10);
      }),
    );
  });

  it('concludes nothing where a side is empty or all values are equal', () => {
    expect(rankSumTest([], [1, 2])).toEqual({ statistic: 0, pValue: 1, isExact: true, count: 2 });
    expect(rankSumTest([3, 3, 3], [3, 3])).toMatchObject({ statistic: 3, pValue: 1 });
    const many = Array.from({ length: 40 }, () => 3);
    expect(rankSumTest(many, many)).toMatchObject({ pValue: 1, isExact: false });
  });

  it('refuses a value that is none', () => {
    expect(() => rankSumTest([1], [Number.NaN])).toThrow(RangeError);
    expect(() => rankSumTest([Number.POSITIVE_INFINITY], [1])).toThrow(RangeError);
  });
});

describe('the smallest p of sides of these sizes', () => {
  it('is that of R', () => {
    for (const { ones, others, p } of VECTORS.smallestRankSum) {
      const title = `${ones} and ${others}`;
      expect(errorShare(smallestRankSumP(ones, others), p), title).toBeLessThan(1e-12);
    }
  });

  it('is what the test gives when the sides are apart', () => {
    for (const [ones, others] of [
      [0, 4],
      [5, 5],
      [3, 57],
      [31, 30],
      [100, 100],
    ] as const) {
      const low = Array.from({ length: ones }, (_, index) => index);
      const high = Array.from({ length: others }, (_, index) => 1000 + index);
      const { pValue } = rankSumTest(low, high);
      expect(errorShare(smallestRankSumP(ones, others), pValue)).toBeLessThan(1e-12);
    }
  });
});

describe('the level at which a test really is', () => {
  it('is the largest p that it can give below the one that is allowed', () => {
    // Of 252 sharings of ten values one has the U 0, one 1 and two 2.
    expect(attainedRankSumLevel(5, 0.05 / 6)).toBeCloseTo(2 / 252, 12);
    expect(attainedRankSumLevel(5, 0.05 / 2)).toBeCloseTo(4 / 252, 12);
    expect(attainedRankSumLevel(3, 0.05)).toBe(0);
  });
});
