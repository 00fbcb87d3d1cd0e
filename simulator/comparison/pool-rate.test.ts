import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateOf, rateText } from './pool-rate.ts';

describe('the interval of a rate', () => {
  it.each([
    // binom.test(count, of)$conf.int of R 4.2, to seven digits.
    { count: 0, of: 200, low: 0, high: 0.01827534 },
    { count: 3, of: 200, low: 0.003104108, high: 0.043208282 },
    { count: 10, of: 200, low: 0.02423417, high: 0.09002754 },
    { count: 5, of: 10, low: 0.187086, high: 0.812914 },
  ])('is that of R for $count of $of', ({ count, of, low, high }) => {
    const rate = rateOf(count, of);
    expect(rate.low).toBeCloseTo(low, 6);
    expect(rate.high).toBeCloseTo(high, 6);
  });

  it('holds the share that was seen, and is the mirror of the one of what did not happen', () => {
    const cases = fc
      .integer({ min: 1, max: 400 })
      .chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of)));
    fc.assert(
      fc.property(cases, ([count, of]) => {
        const rate = rateOf(count, of);
        const mirror = rateOf(of - count, of);
        expect(rate.low).toBeLessThanOrEqual(count / of);
        expect(rate.high).toBeGreaterThanOrEqual(count / of);
        expect(rate.low).toBeCloseTo(1 - mirror.high, 9);
        expect(rate.high).toBeCloseTo(1 - mirror.low, 9);
      }),
    );
  });

  it('reads as count, share and interval', () => {
    expect(rateText(rateOf(3, 200))).toBe('3 of 200 (1.5 %, 0.3 to 4.3 %)');
  });

  it('refuses what is no rate', () => {
    for (const [count, of] of [
      [0, 0],
      [2, 1],
      [-1, 5],
      [0.5, 5],
    ] as const) {
      expect(() => rateOf(count, of)).toThrow(RangeError);
    }
  });
});
