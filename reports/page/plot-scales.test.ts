import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decadeTicks,
  linearScale,
  linearTicks,
  logScale,
  rangeTicks,
  spanTicks,
} from './plot-scales.ts';

const finite = { noNaN: true, noDefaultInfinity: true } as const;

describe('linearScale', () => {
  it('places the ends of the domain at the ends of the range, and finds its way back', () => {
    const scale = linearScale([10, 30], [100, 0]);
    expect([scale.place(10), scale.place(20), scale.place(30)]).toEqual([100, 50, 0]);
    expect(scale.value(25)).toBe(25);
  });

  it('puts everything into the middle when there is only one value', () => {
    expect(linearScale([5, 5], [0, 80]).place(5)).toBe(40);
  });
});

describe('logScale', () => {
  it('gives every factor of ten the same room', () => {
    const scale = logScale([1, 1000], [300, 0]);
    expect(scale.place(10)).toBeCloseTo(200, 9);
    expect(scale.place(100)).toBeCloseTo(100, 9);
    expect(scale.value(100)).toBeCloseTo(100, 9);
  });

  it('puts what is below its lower end, zero included, at that end', () => {
    expect(logScale([1, 1000], [300, 0]).place(0)).toBeCloseTo(300, 9);
  });
});

describe('ticks', () => {
  it('of a linear axis are round, start at 0 and reach the largest value', () => {
    expect(linearTicks(437, 4)).toEqual([0, 200, 400, 600]);
    expect(linearTicks(0.7, 4)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
    expect(linearTicks(0)).toEqual([0, 1]);
    expect(linearTicks(Number.NaN)).toEqual([0, 1]);
  });

  it('of a linear axis enclose any data with few steps, each as long as the others', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e12, ...finite }),
        fc.integer({ min: 2, max: 8 }),
        (max, wanted) => {
          const ticks = linearTicks(max, wanted);
          const [, step = 0] = ticks;
          expect(ticks[0]).toBe(0);
          expect(ticks.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-9));
          expect(ticks.length).toBeLessThanOrEqual(wanted + 2);
          for (const [at, tick] of ticks.entries()) expect(tick / step).toBeCloseTo(at, 6);
        },
      ),
    );
  });

  it('of an axis with negative values enclose both ends and contain 0', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: -1e-3, ...finite }),
        fc.double({ min: 0, max: 1e6, ...finite }),
        (min, max) => {
          const ticks = spanTicks(min, max, 5);
          expect(ticks).toContain(0);
          expect(ticks[0]).toBeLessThanOrEqual(min + 1e-6 * (max - min));
          // A millionth of the axis is nothing anybody could see.
          expect(ticks.at(-1)).toBeGreaterThanOrEqual(max - 1e-6 * (max - min));
          expect(ticks.length).toBeLessThanOrEqual(8);
        },
      ),
    );
    expect(spanTicks(0, 437, 4)).toEqual(linearTicks(437, 4));
  });

  it('of a logarithmic axis are the powers of ten around the data', () => {
    expect(decadeTicks(12, 900)).toEqual([10, 100, 1000]);
    expect(decadeTicks(10, 1000)).toEqual([10, 100, 1000]);
    expect(decadeTicks(50, 50)).toEqual([10, 100]);
    expect(decadeTicks(1, 1)).toEqual([1, 10]);
  });
});

describe('rangeTicks', () => {
  it('encloses values that lie close together, without beginning at 0', () => {
    expect(rangeTicks(224.5, 231, 4)).toEqual([224, 226, 228, 230, 232]);
    expect(rangeTicks(0.0312, 0.0318, 4)).toEqual([0.0312, 0.0314, 0.0316, 0.0318]);
  });

  it('has two ends where all values are the same', () => {
    expect(rangeTicks(0, 0)).toEqual([0, 0.5]);
    expect(rangeTicks(40, 40)).toEqual([40, 50]);
  });

  it('always encloses them, with at least two ticks in ascending order', () => {
    const value = fc.integer({ min: -1e9, max: 1e9 }).map((thousandths) => thousandths / 1000);
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const ticks = rangeTicks(min, max);
        // Of numbers that differ in the tenth digit, the axis is of their size.
        const slack = 1e-8 * Math.max(Math.abs(min), Math.abs(max));
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(8);
        expect(ticks[0] ?? Number.NaN).toBeLessThanOrEqual(min + slack);
        expect(ticks.at(-1) ?? Number.NaN).toBeGreaterThanOrEqual(max - slack);
      }),
    );
  });
});
