import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCursor, rowAfterKey } from './cursor.ts';

describe('rowAfterKey', () => {
  it('begins at the end that a key comes from', () => {
    expect(rowAfterKey('ArrowRight', null, 30)).toBe(0);
    expect(rowAfterKey('ArrowLeft', null, 30)).toBe(29);
    expect(rowAfterKey('PageDown', null, 30)).toBe(0);
  });

  it('moves by one, by a tenth, and to the ends', () => {
    expect(rowAfterKey('ArrowRight', 4, 30)).toBe(5);
    expect(rowAfterKey('ArrowLeft', 4, 30)).toBe(3);
    expect(rowAfterKey('PageDown', 4, 30)).toBe(7);
    expect(rowAfterKey('PageUp', 4, 30)).toBe(1);
    expect(rowAfterKey('Home', 4, 30)).toBe(0);
    expect(rowAfterKey('End', 4, 30)).toBe(29);
    expect(rowAfterKey('Escape', 4, 30)).toBe(null);
  });

  it('leaves other keys to the browser, and all of them where there is nothing', () => {
    expect(rowAfterKey('Tab', 4, 30)).toBe(undefined);
    expect(rowAfterKey('ArrowRight', null, 0)).toBe(undefined);
  });

  it('never leaves the rows', () => {
    const key = fc.constantFrom('ArrowRight', 'ArrowLeft', 'PageUp', 'PageDown', 'Home', 'End');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.array(key), (rows, keys) => {
        let row: number | null = null;
        for (const pressed of keys) {
          row = rowAfterKey(pressed, row, rows) ?? null;
          expect(row).not.toBe(null);
          expect(row).toBeGreaterThanOrEqual(0);
          expect(row).toBeLessThan(rows);
        }
      }),
    );
  });
});

describe('a cursor', () => {
  it('tells everybody of a change, and of nothing else', () => {
    const cursor = createCursor();
    const told: (number | null)[] = [];
    cursor.subscribe((row) => told.push(row));
    cursor.set(3);
    cursor.set(3);
    cursor.set(null);
    expect(told).toEqual([3, null]);
    expect(cursor.row).toBe(null);
  });
});
