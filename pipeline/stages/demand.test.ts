import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DemandBook, WINDOW_DAYS } from './demand.ts';

describe('the demand book', () => {
  it('keeps the newest 42 complete days, like a table that keeps them all', () => {
    const step = fc.record({
      product: fc.nat({ max: 1 }),
      laterDays: fc.oneof(fc.constant(0), fc.nat({ max: 3 }), fc.nat({ max: 90 })),
      units: fc.nat({ max: 50 }),
    });
    const historyDays = fc.oneof(fc.constantFrom(0, 30, 41, 42, 43), fc.nat({ max: 100 }));
    fc.assert(
      fc.property(historyDays, fc.array(step, { maxLength: 60, size: 'max' }), (days, steps) => {
        const soldUnits = Int32Array.from({ length: 2 * days }, (_, at) => 1000 + at);
        const book = new DemandBook(2, { days, soldUnits });
        const tables = [soldUnits.slice(0, days), soldUnits.slice(days)].map((table) => [...table]);
        const open = [0, 0];
        let day = 0;
        for (const { product, laterDays, units } of steps) {
          day += laterDays;
          const table = tables[product] ?? [];
          while (table.length < days + day) {
            table.push(open[product] as number);
            open[product] = 0;
          }
          book.closeBefore(product, day);
          expect(book.openDay(product)).toBe(day);
          expect(windowOf(book, product)).toEqual(table.slice(-WINDOW_DAYS));
          open[product] = (open[product] as number) + units;
          book.add(product, units);
        }
      }),
    );
  });

  it('leaves the open day out of the window', () => {
    const book = new DemandBook(1, { days: 0, soldUnits: new Int32Array(0) });
    book.add(0, 5);
    expect(windowOf(book, 0)).toEqual([]);
    book.closeBefore(0, 1);
    expect(windowOf(book, 0)).toEqual([5]);
  });

  it('ignores an earlier day, so that late events cannot open a closed one', () => {
    const book = new DemandBook(1, { days: 0, soldUnits: new Int32Array(0) });
    book.closeBefore(0, 3);
    book.add(0, 5);
    book.closeBefore(0, 1);
    expect(book.openDay(0)).toBe(3);
    book.closeBefore(0, 4);
    expect(windowOf(book, 0)).toEqual([0, 0, 0, 5]);
  });

  it('copies into a shared batch and touches nothing around', () => {
    const book = new DemandBook(1, { days: 2, soldUnits: Int32Array.of(8, 9) });
    const batch = new Int32Array(6).fill(-7);
    expect(book.copyWindow(0, batch, 3)).toBe(2);
    expect([...batch]).toEqual([-7, -7, -7, 8, 9, -7]);
  });

  it('caps a day that a 32-bit integer cannot hold', () => {
    const book = new DemandBook(1, { days: 0, soldUnits: new Int32Array(0) });
    book.add(0, 3_000_000_000);
    book.closeBefore(0, 1);
    expect(windowOf(book, 0)).toEqual([2_147_483_647]);
  });
});

function windowOf(book: DemandBook, product: number): number[] {
  const window = new Int32Array(WINDOW_DAYS);
  const count = book.copyWindow(product, window, 0);
  return [...window.subarray(0, count)];
}
