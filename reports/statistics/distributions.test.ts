import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf, normalQuantile, studentQuantile } from './distributions.ts';
import { errorShare, VECTORS } from './vectors.fixture.ts';

const MOST_ERROR = 1e-12;

describe('the normal distribution', () => {
  it('is that of R, far into the lower tail', () => {
    for (const { z, p } of VECTORS.normal) {
      expect(errorShare(normalCdf(z), p), `z = ${z}`).toBeLessThan(MOST_ERROR);
    }
  });

  it('has the quantiles of R', () => {
    for (const { p, z } of VECTORS.normalQuantiles) {
      expect(errorShare(normalQuantile(p), z), `p = ${p}`).toBeLessThan(MOST_ERROR);
    }
  });

  it('has no value of what is not a number, and no quantile outside of 0 to 1', () => {
    expect(normalCdf(Number.NaN)).toBeNaN();
    expect([-0.1, 1.1, Number.NaN].map(normalQuantile)).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY].map(normalCdf)).toEqual([0, 1]);
  });

  it('comes back to the probability from its quantile', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 0.5, noNaN: true }), (p) => {
        expect(errorShare(normalCdf(normalQuantile(p)), p)).toBeLessThan(1e-11);
      }),
    );
  });
});

describe("Student's t", () => {
  it('has the quantiles of R', () => {
    for (const { p, degrees, t } of VECTORS.studentQuantiles) {
      const title = `p = ${p}, ${degrees} degrees`;
      expect(errorShare(studentQuantile(p, degrees), t), title).toBeLessThan(MOST_ERROR);
    }
  });

  it('is infinite at the ends, and has no quantile outside of 0 to 1', () => {
    expect([0, 1, -1].map((p) => studentQuantile(p, 3))).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.NaN,
    ]);
  });

  it.each([0, -1, 2.5, Number.NaN])('refuses %d degrees of freedom', (degrees) => {
    expect(() => studentQuantile(0.9, degrees)).toThrow(RangeError);
  });
});
