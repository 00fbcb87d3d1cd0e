import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitExponential } from './exponential.ts';

const anyDraw = fc.oneof(
  fc.nat({ max: 2 ** 32 - 1 }),
  fc.integer({ min: 0, max: 31 }).map((bit) => 2 ** 32 - 2 ** bit),
);

describe('unitExponential', () => {
  it('is −ln(1 − u)', () => {
    fc.assert(
      fc.property(anyDraw, (bits) => {
        const u = bits / 2 ** 32;
        expect(Math.abs(unitExponential(u) + Math.log(1 - u))).toBeLessThan(1e-12);
      }),
      { numRuns: 1000 },
    );
  });

  it('never falls while u grows', () => {
    fc.assert(
      fc.property(anyDraw, fc.integer({ min: 1, max: 5 }), (bits, step) => {
        const above = Math.min(bits + step, 2 ** 32 - 1) / 2 ** 32;
        expect(unitExponential(above)).toBeGreaterThanOrEqual(unitExponential(bits / 2 ** 32));
      }),
    );
  });

  it('is 0 at 0 and finite next to 1', () => {
    expect(unitExponential(0)).toBe(0);
    expect(unitExponential(1 - 2 ** -53)).toBeCloseTo(32 * Math.LN2, 9);
  });
});
