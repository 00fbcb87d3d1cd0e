import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DueBook } from './due-book.ts';

const PRODUCTS = 3;

describe('DueBook', () => {
  it('knows what a plain map knows, whatever comes in whatever order', () => {
    const step = fc.oneof(
      fc.record({ add: fc.nat(PRODUCTS - 1), dueUs: fc.nat() }),
      fc.record({ take: fc.nat(PRODUCTS - 1), seq: fc.integer({ min: -1, max: 40 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const book = new DueBook(PRODUCTS);
        const naive = new Map<string, number>();
        const last = new Array<number>(PRODUCTS).fill(0);
        for (const each of steps) {
          if ('add' in each) {
            book.add(each.add, each.dueUs);
            const seq = (last[each.add] ?? 0) + 1;
            last[each.add] = seq;
            naive.set(`${each.add} ${seq}`, each.dueUs);
          } else {
            const key = `${each.take} ${each.seq}`;
            expect(book.take(each.take, each.seq)).toBe(naive.get(key));
            naive.delete(key);
          }
          for (const [product, seq] of last.entries()) expect(book.lastSeq(product)).toBe(seq);
        }
      }),
    );
  });

  it('stays small while the results keep up', () => {
    const book = new DueBook(1);
    for (let seq = 1; seq <= 10_000; seq += 1) {
      book.add(0, seq);
      if (seq > 5) book.take(0, seq - 5);
    }
    expect(book.bytes).toBeLessThanOrEqual(128);
    expect(book.take(0, 10_000)).toBe(10_000);
  });

  it('takes no number that is no productSeq', () => {
    const book = new DueBook(1);
    book.add(0, 7);
    for (const seq of [0, 2, 1.5, Number.NaN]) expect(book.take(0, seq)).toBeUndefined();
    expect(book.take(0, 1)).toBe(7);
  });
});
