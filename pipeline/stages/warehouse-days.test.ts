import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_DAYS, overstockEpisodes, WarehouseDays } from './warehouse-days.ts';

describe('warehouse days', () => {
  it('add up the closing stocks of each day', () => {
    const days = new WarehouseDays(2, 3);
    days.add(0, 0, 2, 10);
    days.add(0, 1, 3, 5);
    days.add(1, 2, 3, 7);
    expect([...days.closingUnits()]).toEqual([10, 15, 5, 0, 0, 7]);
  });

  it('move block by block, those that were added to since the last look', () => {
    const days = new WarehouseDays(2, 2 * BLOCK_DAYS + 3);
    days.add(1, BLOCK_DAYS - 1, BLOCK_DAYS, 4);
    days.add(0, 2 * BLOCK_DAYS - 1, 2 * BLOCK_DAYS + 3, 9);
    const touched = days.takeTouched();
    expect(touched).toEqual([0, 1, 2]);
    expect([days.takeTouched(), days.blockCount]).toEqual([[], 3]);
    const others = new WarehouseDays(2, 2 * BLOCK_DAYS + 3);
    others.add(0, 0, 2 * BLOCK_DAYS + 3, 1000);
    for (const block of touched) others.installBlock(block, days.block(block));
    expect(others.closingUnits()).toEqual(days.closingUnits());
    expect(days.block(2)).toEqual([
      [9, 9, 9],
      [0, 0, 0],
    ]);
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
