import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overstockEpisodes, WarehouseDays } from './warehouse-days.ts';

describe('warehouse days', () => {
  it('add up the closing stocks of each day', () => {
    const days = new WarehouseDays(2, 3);
    days.add(0, 0, 2, 10);
    days.add(0, 1, 3, 5);
    days.add(1, 2, 3, 7);
    expect([...days.closingUnits()]).toEqual([10, 15, 5, 0, 0, 7]);
  });

  it('hand out copies', () => {
    const days = new WarehouseDays(1, 1);
    const before = days.closingUnits();
    days.add(0, 0, 1, 3);
    expect([...before]).toEqual([0]);
  });
});

describe('overstock episodes', () => {
  it.each([
    [[], []],
    [[90, 90], []],
    [[91, 90], [[0, 1]]],
    [
      [10, 91, 95, 20, 99],
      [
        [1, 3],
        [4, -1],
      ],
    ],
    [[91, 91], [[0, -1]]],
  ])('of closing stocks %j in a warehouse of 100 are %j', (closing, expected) => {
    expect(overstockEpisodes(closing, 100)).toEqual(expected);
  });

  it('cover exactly the days above 90 %, in maximal runs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 85, max: 95 }), { maxLength: 30, size: 'max' }),
        (closing) => {
          const covered = closing.map(() => false);
          let lastEnd = -1;
          for (const [first, after] of overstockEpisodes(closing, 100)) {
            expect(first).toBeGreaterThan(lastEnd);
            lastEnd = after < 0 ? closing.length : after;
            covered.fill(true, first, lastEnd);
          }
          expect(covered).toEqual(closing.map((units) => 10 * units > 900));
        },
      ),
    );
  });
});
