import { describe, expect, it } from 'vitest';
import { paretoExponentThousandths, shareOfTop } from './pareto.ts';

describe('paretoExponentThousandths', () => {
  it('is 1.334 for 50 products, and the top share at exponent 1 is the published one', () => {
    expect(paretoExponentThousandths(50)).toBe(1334);
    expect(shareOfTop(1, 50, 1)).toBeCloseTo(0.222261, 6);
    expect(shareOfTop(10, 50, 1.33361703)).toBeCloseTo(0.8, 8);
  });

  it('gives a fifth of the products four fifths of the events, whatever their number', () => {
    for (const products of [5, 10, 100, 1000, 20_000]) {
      const exponent = paretoExponentThousandths(products) / 1000;
      expect(shareOfTop(products / 5, products, exponent)).toBeCloseTo(0.8, 2);
    }
  });

  it('has an answer for catalogues too small to have a fifth', () => {
    expect(paretoExponentThousandths(1)).toBe(0);
    expect(shareOfTop(1, 2, paretoExponentThousandths(2) / 1000)).toBeCloseTo(0.8, 3);
  });
});
