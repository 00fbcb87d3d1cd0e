import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelShifts } from './level-shifts.ts';
import { normalDraws } from './random.fixture.ts';
import { VECTORS } from './vectors.fixture.ts';

const SEED = { seed: 'shifts' };

function level(draw: () => number, runs: number, around: number, spread = 0.03): number[] {
  return Array.from({ length: runs }, () => around * Math.exp(spread * draw()));
}

/** Noise that is the same everywhere. */
function calm(runs: number, around: number): number[] {
  const steps = [0, 2, -1, 1, -2];
  return Array.from({ length: runs }, (_, run) => around * (1 + 0.001 * (steps[run % 5] ?? 0)));
}

describe('a level shift', () => {
  it('is found in the Nile after 1898, as has been known since Cobb (1978)', () => {
    const nile = VECTORS.pettitt[0]?.values ?? [];
    const shifts = levelShifts(nile, SEED);
    expect(shifts).toEqual([{ index: 1899 - 1871, before: 1130, after: 842.5, pValue: 2 / 2000 }]);
  });

  it("lies, in the Nile, where R finds the largest of Pettitt's U", () => {
    const sizes = VECTORS.pettitt.map(({ u }) => u.map(Math.abs));
    expect(sizes.map((all) => all.indexOf(Math.max(...all)) + 1)).toEqual([28]);
  });

  it('is found where it is, whatever its size and the lengths of both levels', () => {
    const length = fc.integer({ min: 8, max: 25 });
    const change = fc.double({ min: 0.1, max: 2, noNaN: true });
    fc.assert(
      fc.property(length, length, change, fc.boolean(), (ones, others, size, isUp) => {
        const factor = isUp ? 1 + size : 1 / (1 + size);
        const values = [...calm(ones, 10), ...calm(others, 10 * factor)];
        expect(levelShifts(values, SEED).map(({ index }) => index)).toEqual([ones]);
      }),
      { numRuns: 30 },
    );
  });

  it('is found up and down again', () => {
    const draw = normalDraws('up and down');
    const values = [...level(draw, 12, 10), ...level(draw, 10, 12), ...level(draw, 12, 10)];
    const shifts = levelShifts(values, SEED);
    expect(shifts.map(({ index }) => index)).toEqual([12, 22]);
    expect(shifts[0]?.before).toBeCloseTo(10, 0);
    expect(shifts[0]?.after).toBeCloseTo(12, 0);
    expect(shifts[1]?.after).toBeCloseTo(10, 0);
    expect(shifts.every(({ pValue }) => pValue <= 0.01)).toBe(true);
  });

  it('is not one wild run', () => {
    const values = level(normalDraws('wild'), 30, 10);
    values[17] = 500;
    expect(levelShifts(values, SEED)).toEqual([]);
  });

  it('is left out when it is smaller than is worth a word', () => {
    const values = [...calm(15, 10), ...calm(15, 10.4), ...calm(15, 13)];
    expect(levelShifts(values, SEED).map(({ index }) => index)).toEqual([15, 30]);
    const large = levelShifts(values, { ...SEED, smallestShare: 0.05 });
    expect(large.map(({ index }) => index)).toEqual([30]);
    // Both smaller levels are one now.
    expect(large[0]?.before).toBeGreaterThan(10.1);
    expect(large[0]?.before).toBeLessThan(10.3);
  });

  it('is seldom found where there is none: in at most 2 of 100 histories of 30 runs', () => {
    const draw = normalDraws('no shift');
    const found = Array.from({ length: 100 }, (_, history) =>
      levelShifts(level(draw, 30, 10), { seed: String(history), permutations: 499 }),
    ).filter((shifts) => shifts.length > 0);
    expect(found.length).toBeLessThanOrEqual(2);
  });

  it('is found when it is new', () => {
    const values = [...calm(25, 10), ...calm(5, 11)];
    expect(levelShifts(values, SEED).map(({ index }) => index)).toEqual([25]);
  });

  it('is found in ten runs, five of which are slower', () => {
    const shifts = levelShifts([...calm(5, 10), ...calm(5, 11)], SEED);
    // Two of 252 orders are so clear.
    expect(shifts).toMatchObject([{ index: 5, before: 10, after: 11 }]);
    expect(shifts[0]?.pValue).toBeCloseTo(2 / 252, 2);
  });

  it('needs levels of some length', () => {
    expect(levelShifts([], SEED)).toEqual([]);
    expect(levelShifts([1, 2], SEED)).toEqual([]);
    const values = [...Array(20).fill(1), ...Array(3).fill(9)] as number[];
    expect(levelShifts(values, { ...SEED, shortest: 3 }).map(({ index }) => index)).toEqual([20]);
    const indices = levelShifts(values, SEED).map(({ index }) => index);
    expect(indices.every((index) => index <= 19)).toBe(true);
  });

  it('is the same for the same seed, in order, and never at an end', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 40 }), (values) => {
        const options = { ...SEED, permutations: 199, significance: 0.05 };
        const shifts = levelShifts(values, options);
        expect(levelShifts(values, options)).toEqual(shifts);
        let last = 0;
        for (const { index } of shifts) {
          expect(index - last).toBeGreaterThanOrEqual(4);
          last = index;
        }
        if (shifts.length > 0) expect(values.length - last).toBeGreaterThanOrEqual(4);
      }),
    );
  });

  it('is none of equal values, of zeros included', () => {
    expect(levelShifts(Array(30).fill(0) as number[], SEED)).toEqual([]);
    const fromZero = [...Array(10).fill(0), ...Array(10).fill(3)] as number[];
    expect(levelShifts(fromZero, { ...SEED, smallestShare: 0.5 })).toMatchObject([
      { index: 10, before: 0, after: 3 },
    ]);
  });

  it('refuses what is no size', () => {
    expect(() => levelShifts([1, -1], SEED)).toThrow(RangeError);
    expect(() => levelShifts([1, Number.NaN], SEED)).toThrow(RangeError);
  });
});
