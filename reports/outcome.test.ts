import { describe, expect, it } from 'vitest';
import { outcomeTotals, productRowFrom, productRowsFrom } from './outcome.ts';

const FIELDS = [31, 1, 2, 100, 40, 5, 20, 3, 90, 10, 60, 8, 38, 3_600_000, 4, 3];
const LINE = ['p', 'PROD-001', ...FIELDS, 'ab12', 1500, 0, 640, -1];
const CANONICAL = [
  ['streamstock-outcome', 1, 1, 0, 86_400_000],
  LINE,
  ['p', 'PROD-002', ...FIELDS.map((value) => 2 * value), '', 0, 0, 0, -1],
  ['w', 'WH-NORTH', [[0, -1]], [40]],
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join('');

describe('productRowFrom', () => {
  it('gives the fields of a product line their names', () => {
    expect(productRowFrom(LINE)).toMatchObject({
      id: 'PROD-001',
      appliedSeq: 31,
      openingUnits: 100,
      onHandUnits: 40,
      soldUnits: 90,
      alertsResolved: 3,
      trailHash: 'ab12',
      halfWidthMilliunits: -1,
    });
    expect(productRowFrom(LINE.slice(1))).toEqual(productRowFrom(LINE));
  });

  it('refuses lines that are too short or hold something else', () => {
    expect(() => productRowFrom(LINE.slice(0, -1))).toThrow(/22 fields, not 21/);
    expect(() => productRowFrom(LINE.with(5, 1.5))).toThrow(/openingUnits is 1.5/);
    expect(() => productRowFrom(LINE.with(1, 7))).toThrow(/id is 7/);
  });
});

describe('outcomeTotals', () => {
  it('adds up all products and values the stock at their prices', () => {
    const rows = productRowsFrom(CANONICAL);
    const prices = [
      { id: 'PROD-001', priceCents: 100 },
      { id: 'PROD-002', priceCents: 7 },
    ];
    expect(outcomeTotals(rows, prices)).toMatchObject({
      products: 2,
      soldUnits: 270,
      lostUnits: 30,
      backlogUnits: 15,
      onHandUnits: 120,
      stockValueCents: 40 * 100 + 80 * 7,
      fillRate: 270 / 315,
      poisonCount: 3,
    });
  });

  it('knows no fill rate where nobody asked for anything', () => {
    expect(outcomeTotals([], []).fillRate).toBeNull();
  });
});
