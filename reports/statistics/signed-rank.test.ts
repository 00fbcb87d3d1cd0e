import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attainedSignedRankLevel, signedRankTest, smallestSignedRankP } from './signed-rank.ts';
import { errorShare, VECTORS } from './vectors.fixture.ts';

/** Small whole numbers, so that ties and zeros are many. */
const tiedDifferences = fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 8 });

/** By the definition: every choice of signs, ranks from counting. */
function naivePValue(differences: readonly number[]): number {
  const moved = differences.filter((difference) => difference !== 0);
  const sizes = moved.map(Math.abs);
  const ranks = sizes.map(
    (size) =>
      sizes.filter((other) => other < size).length +
      (sizes.filter((other) => other === size).length + 1) / 2,
  );
  const positiveSum = (isPositive: (index: number) => boolean) =>
    ranks.reduce((sum, rank, index) => sum + (isPositive(index) ? rank : 0), 0);
  const seen = positiveSum((index) => (moved[index] ?? 0) > 0);
  const all = Array.from({ length: 2 ** moved.length }, (_, choice) =>
    positiveSum((index) => ((choice >> index) & 1) === 1),
  );
  const atMost = all.filter((sum) => sum <= seen).length / all.length;
  const atLeast = all.filter((sum) => sum >= seen).length / all.length;
  return Math.min(1, 2 * Math.min(atMost, atLeast));
}

describe('the signed-rank test', () => {
  it.each(VECTORS.signedRanks)('says what R says of: $name', (vector) => {
    const test = signedRankTest(vector.differences);
    expect({ ...test, pValue: 0 }).toEqual({
      statistic: vector.statistic,
      pValue: 0,
      isExact: vector.isExact,
      count: vector.count,
    });
    expect(errorShare(test.pValue, vector.pValue)).toBeLessThan(1e-10);
  });

  it('counts every choice of signs, with ties and zeros', () => {
    fc.assert(
      fc.property(tiedDifferences, (differences) => {
        expect(signedRankTest(differences).pValue).toBeCloseTo(naivePValue(differences), 12);
      }),
    );
  });

  it('gives no false alarm more often than p says, whatever ties', () => {
    fc.assert(
      fc.property(tiedDifferences, (differences) => {
        const choices = 2 ** differences.length;
        const pValues = Array.from(
          { length: choices },
          (_, choice) =>
            signedRankTest(differences.map((d, index) => ((choice >> index) & 1 ? d : -d))).pValue,
        );
        for (const level of pValues) {
          const alarms = pValues.filter((pValue) => pValue <= level + 1e-12).length;
          expect(alarms / choices).toBeLessThanOrEqual(level + 1e-12);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('ties logarithms of ratios that are each other inverted', () => {
    const ratios = [1.1, 1.001, 1.37, 2.9];
    const inverted = ratios.flatMap((ratio) => [Math.log(ratio), Math.log(1 / ratio)]);
    expect(signedRankTest(inverted)).toMatchObject({ statistic: 18, pValue: 1 });
  });

  it('does not change its mind where both sides are exchanged', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -9, max: 9 })), (differences) => {
        const exchanged = differences.map((difference) => -difference);
        expect(signedRankTest(exchanged).pValue).toBeCloseTo(
          signedRankTest(differences).pValue,
          12,
        );
      }),
    );
  });

  it('concludes nothing from nothing, or from differences of 0', () => {
    const nothing = { statistic: 0, pValue: 1, isExact: true, count: 0 };
    expect(signedRankTest([])).toEqual(nothing);
    expect(signedRankTest([0, -0, 0])).toEqual(nothing);
  });

  it('refuses a difference that is none', () => {
    expect(() => signedRankTest([1, Number.NaN])).toThrow(RangeError);
    expect(() => signedRankTest([1, Number.NEGATIVE_INFINITY])).toThrow(RangeError);
  });
});

describe('the smallest p of so many pairs', () => {
  it('is that of R', () => {
    for (const { pairs, p } of VECTORS.smallestSignedRank) {
      expect(errorShare(smallestSignedRankP(pairs), p), `${pairs} pairs`).toBeLessThan(1e-12);
    }
  });

  it('is what the test gives when all differences have one sign', () => {
    for (const pairs of [0, 1, 2, 8, 60, 61, 200]) {
      const differences = Array.from({ length: pairs }, (_, index) => index + 1);
      const { pValue } = signedRankTest(differences);
      expect(errorShare(smallestSignedRankP(pairs), pValue)).toBeLessThan(1e-12);
    }
  });
});

describe('the level at which a test really is', () => {
  it('is the largest p that it can give below the one that is allowed', () => {
    // Of 1,024 choices of signs 1, 1, 1 and 2 have the sums 0, 1, 2 and 3.
    expect(attainedSignedRankLevel(10, 0.05 / 6)).toBeCloseTo(6 / 1024, 12);
    expect(attainedSignedRankLevel(10, 10 / 1024)).toBeCloseTo(10 / 1024, 12);
    expect(attainedSignedRankLevel(5, 0.05)).toBe(0);
  });
});
