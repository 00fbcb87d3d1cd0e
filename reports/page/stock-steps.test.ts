import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProductStory } from '../inventory.ts';
import {
  alertSpans,
  emptyPeriods,
  instantGrid,
  laneOf,
  type StockSteps,
  unitsAt,
} from './stock-steps.ts';

const DAY_MS = 86_400_000;
const END_MS = 1000;

/** Steps from instant 0 on; several may share an instant. */
const steps: fc.Arbitrary<StockSteps> = fc
  .array(fc.record({ gapMs: fc.nat(60), units: fc.nat(4) }), { minLength: 1, maxLength: 30 })
  .map((drawn) => {
    let atMs = 0;
    const instants = drawn.map(({ gapMs }, index) => {
      if (index > 0) atMs += gapMs;
      return Math.min(atMs, END_MS);
    });
    return { atMs: instants, units: drawn.map(({ units }) => units) };
  });

describe('unitsAt', () => {
  it('is what the last step up to the instant says', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: -5, max: END_MS }), (stock, instantMs) => {
        let expected: number | null = null;
        for (const [index, atMs] of stock.atMs.entries()) {
          if (atMs <= instantMs) expected = stock.units[index] ?? null;
        }
        expect(unitsAt(stock, instantMs)).toBe(expected);
      }),
    );
  });

  it('is unknown without a step', () => {
    expect(unitsAt({ atMs: [], units: [] }, 5)).toBeNull();
  });
});

describe('emptyPeriods', () => {
  const instants = Array.from({ length: END_MS }, (_, at) => at);

  it('contain exactly the instants at which nothing stood on the shelf', () => {
    fc.assert(
      fc.property(steps, (stock) => {
        const periods = emptyPeriods(stock, END_MS);
        const wrong = instants.filter((instantMs) => {
          const inside = periods.filter(
            ({ fromMs, toMs }) => instantMs >= fromMs && instantMs < toMs,
          );
          return inside.length !== (unitsAt(stock, instantMs) === 0 ? 1 : 0);
        });
        expect(wrong).toEqual([]);
        for (const { fromMs, toMs } of periods) expect(toMs).toBeGreaterThan(fromMs);
      }),
      { numRuns: 50 },
    );
  });

  it('last until the end when nothing came any more', () => {
    expect(emptyPeriods({ atMs: [0, 400], units: [3, 0] }, END_MS)).toEqual([
      { fromMs: 400, toMs: END_MS },
    ]);
  });
});

describe('alertSpans', () => {
  it('follow an alert from type to type, and lanes apart from each other', () => {
    const changes: ProductStory['alerts'] = [
      { atMs: 10, type: 'LOW_STOCK', transition: 'raised' },
      { atMs: 20, type: 'RAPID_DEPLETION', transition: 'raised' },
      { atMs: 30, type: 'CRITICAL_LOW_STOCK', transition: 'escalated' },
      { atMs: 40, type: 'LOW_STOCK', transition: 'deescalated' },
      { atMs: 50, type: 'LOW_STOCK', transition: 'resolved' },
    ];
    expect(alertSpans(changes, END_MS)).toEqual([
      { lane: 'stock', type: 'LOW_STOCK', fromMs: 10, toMs: 30 },
      { lane: 'depletion', type: 'RAPID_DEPLETION', fromMs: 20, toMs: END_MS },
      { lane: 'stock', type: 'CRITICAL_LOW_STOCK', fromMs: 30, toMs: 40 },
      { lane: 'stock', type: 'LOW_STOCK', fromMs: 40, toMs: 50 },
    ]);
  });

  it('do not begin with the end of an alert whose beginning is not listed', () => {
    expect(alertSpans([{ atMs: 5, type: 'OVERSTOCK', transition: 'resolved' }], END_MS)).toEqual(
      [],
    );
  });

  it('give low and critical one lane', () => {
    expect(laneOf('LOW_STOCK')).toBe(laneOf('CRITICAL_LOW_STOCK'));
    expect(
      new Set(
        ['LOW_STOCK', 'OVERSTOCK', 'RAPID_DEPLETION'].map((type) => laneOf(type as 'LOW_STOCK')),
      ).size,
    ).toBe(3);
  });
});

describe('instantGrid', () => {
  it('runs from the start to the end in equal steps, of which the last may be shorter, and never many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 * DAY_MS }), (extentMs) => {
        const grid = instantGrid(7, 7 + extentMs);
        const [first = 0, second = 0] = grid;
        const stepMs = second - first;
        expect(first).toBe(7);
        expect(grid.at(-1)).toBe(7 + extentMs);
        expect(grid.length).toBeLessThanOrEqual(242);
        for (const [at, instantMs] of grid.slice(0, -1).entries()) {
          expect(instantMs).toBe(7 + at * stepMs);
        }
      }),
    );
  });

  it('has one instant when nothing lasts', () => {
    expect(instantGrid(5, 5)).toEqual([5]);
  });
});
