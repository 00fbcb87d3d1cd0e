import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accumulated, repeatedLast, valueAxis } from './time-values.ts';

const column = fc.array(fc.option(fc.nat(1_000_000), { nil: null }), {
  minLength: 4,
  maxLength: 4,
});

describe('accumulated', () => {
  it('stands every line on those before it, with a gap only where all have one', () => {
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 6 }), (columns) => {
        const stacked = accumulated(columns.map((values) => ({ values })));
        for (const [index, line] of stacked.entries()) {
          for (const at of [0, 1, 2, 3]) {
            const all = columns.map((values) => values[at] ?? null);
            const naive = all
              .slice(0, index + 1)
              .reduce<number>((sum, value) => sum + (value ?? 0), 0);
            expect(line[at]).toBe(all.every((value) => value === null) ? null : naive);
          }
        }
      }),
    );
  });
});

describe('repeatedLast', () => {
  it('gives the last step its width', () => {
    expect(repeatedLast([1, null, 3])).toEqual([1, null, 3, 3]);
    expect(repeatedLast([1, null])).toEqual([1, null, null]);
    expect(repeatedLast([])).toEqual([null]);
  });
});

describe('valueAxis', () => {
  it('begins a linear axis at nothing and ends it on a round number', () => {
    expect(valueAxis([[3, null, 87]], {})).toEqual({ min: 0, max: 100, ticks: [0, 50, 100] });
  });

  it('ends where it shall', () => {
    expect(valueAxis([[0.2]], { max: 1 })).toMatchObject({ min: 0, max: 1 });
  });

  it('has an extent even without values', () => {
    expect(valueAxis([[null, 0]], {})).toEqual({ min: 0, max: 1, ticks: [0, 0.5, 1] });
    expect(valueAxis([[null, 0]], { scale: 'log' })).toEqual({ min: 1, max: 10, ticks: [1, 10] });
  });

  it('holds every positive value between the ends of a logarithmic axis', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1e9 }), { minLength: 1 }), (values) => {
        const { min, max, ticks } = valueAxis([values], { scale: 'log' });
        expect(min).toBeLessThanOrEqual(Math.min(...values));
        expect(max).toBeGreaterThanOrEqual(Math.max(...values));
        expect(ticks[0]).toBe(min);
        expect(ticks.at(-1)).toBe(max);
        expect(ticks.length).toBeLessThan(13);
        expect(ticks.length).toBeGreaterThan(1);
      }),
      { examples: [[[1]]] },
    );
  });
});
