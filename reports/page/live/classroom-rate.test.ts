import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LEAST_PER_SECOND,
  MOST_PER_SECOND,
  positionOf,
  RATE_STEPS,
  rateAt,
  rateShort,
  rateWords,
} from './classroom-rate.ts';

const positions = Array.from({ length: RATE_STEPS + 1 }, (_, position) => position);

describe('the rate slider', () => {
  it('goes from ten a minute to five thousand a second, faster with each position', () => {
    expect(rateAt(0)).toBe(LEAST_PER_SECOND);
    expect(rateAt(RATE_STEPS)).toBe(MOST_PER_SECOND);
    for (const position of positions.slice(1)) {
      const ratio = rateAt(position) / rateAt(position - 1);
      expect(ratio).toBeGreaterThan(1);
      expect(ratio).toBeLessThan(1.25);
    }
  });

  it('finds the position again that a rate came from', () => {
    for (const position of positions) expect(positionOf(rateAt(position))).toBe(position);
  });

  it('has a position within a tenth of any rate, and the nearest end for others', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (rate) => {
        const bounded = Math.max(LEAST_PER_SECOND, Math.min(MOST_PER_SECOND, rate));
        const found = rateAt(positionOf(rate));
        expect(Math.abs(Math.log(found / bounded))).toBeLessThan(0.1);
      }),
    );
  });
});

it('says a rate as people do', () => {
  expect([1 / 6, 0.5, 1, 2.5, 999, 5_000].map(rateWords)).toEqual([
    '10 events a minute',
    '30 events a minute',
    '1 event a second',
    '2.5 events a second',
    '999 events a second',
    '5,000 events a second',
  ]);
  expect([1 / 6, 5_000].map(rateShort)).toEqual(['10/min', '5,000/s']);
});
