import fc from 'fast-check';
import { expect, it } from 'vitest';
import { holm } from './holm.ts';
import { VECTORS } from './vectors.fixture.ts';

it('adjusts as R does', () => {
  for (const { pValues, adjusted } of VECTORS.holm) {
    const ours = holm(pValues);
    expect(ours).toHaveLength(adjusted.length);
    ours.forEach((pValue, index) => {
      expect(pValue).toBeCloseTo(adjusted[index] ?? Number.NaN, 14);
    });
  }
});

/** Holm's procedure in his own words: step down, stop at the first that is kept. */
function naivelyRejected(pValues: readonly number[], alpha: number): Set<number> {
  const order = pValues.map((_, index) => index);
  order.sort((one, other) => (pValues[one] ?? 1) - (pValues[other] ?? 1));
  const rejected = new Set<number>();
  for (const [step, index] of order.entries()) {
    if ((pValues[index] ?? 1) * (pValues.length - step) > alpha) break;
    rejected.add(index);
  }
  return rejected;
}

it('rejects what stepping down rejects', () => {
  const probability = fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 0.02, noNaN: true }),
    fc.constantFrom(0, 0.01, 0.05, 1),
  );
  fc.assert(
    fc.property(fc.array(probability, { maxLength: 8 }), (pValues) => {
      const adjusted = holm(pValues);
      const rejected = naivelyRejected(pValues, 0.05);
      adjusted.forEach((pValue, index) => {
        expect(pValue <= 0.05).toBe(rejected.has(index));
      });
    }),
  );
});

it('never makes a p smaller than Holm or larger than Bonferroni would', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (pValues) => {
      holm(pValues).forEach((adjusted, index) => {
        const pValue = pValues[index] ?? Number.NaN;
        expect(adjusted).toBeGreaterThanOrEqual(pValue);
        expect(adjusted).toBeLessThanOrEqual(Math.min(1, pValue * pValues.length));
      });
    }),
  );
});

it.each([-0.1, 1.1, Number.NaN])('refuses %d as a p-value', (odd) => {
  expect(() => holm([0.5, odd])).toThrow(RangeError);
});
