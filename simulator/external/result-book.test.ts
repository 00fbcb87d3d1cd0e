import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALERT, eventId, SALE } from '../../pipeline/event.ts';
import type { Observer } from '../../pipeline/observer.ts';
import type { Catalogue } from '../../pipeline/product.ts';
import { SeqRanges } from '../audit/seq-ranges.ts';
import type { PlannedEvent } from '../world/timeline.ts';
import { ResultBook } from './result-book.ts';

const RUN = 'this-run';
const START_US = 1_000_000;
const IDS = ['P-1', 'P-2'] as const;
/** Due at 0, 10, 20, … µs: products in turn, one poison record, one notice. */
const PLAN: readonly PlannedEvent[] = Array.from({ length: 40 }, (_, at) => ({
  productIndex: at % 2,
  productSeq: Math.floor(at / 2) + 1,
  type: at === 6 ? ALERT : SALE,
  quantityUnits: 1,
  virtualMs: at,
  poison: at === 9,
  dueOffsetUs: at * 10,
  token: 0,
}));
const END_US = START_US + 1_000;

describe('ResultBook', () => {
  it('measures the first result of an event from the instant it was due', () => {
    const { book, seen } = bookOf();
    book.take(result('P-2', 2), START_US + 100);
    book.take(result('P-2', 2), START_US + 200);
    expect(seen.latencies).toEqual([['end_to_end', 70, START_US + 30, SALE]]);
    expect(book.events).toBe(1);
    expect(book.counts()).toMatchObject({ repeated: 1, foreign: 0, unreadable: 0, invented: 0 });
  });

  it('counts results of another run as foreign, named or not', () => {
    const { book } = bookOf();
    book.take(result('P-1', 1, { run: 'another' }), END_US);
    book.take(result('P-9', 1, { run: undefined }), END_US);
    book.take(result('P-1', 999, { run: undefined }), END_US);
    book.take({ value: Buffer.from('{"eventId":"order 7"}') }, END_US);
    expect(book.counts()).toMatchObject({ foreign: 4, invented: 0 });
    expect(book.events).toBe(0);
  });

  it('marks results that name this run and an event it never planned', () => {
    const { book } = bookOf();
    book.take(result('P-1', 999), END_US);
    expect(book.counts()).toMatchObject({
      foreign: 0,
      invented: 1,
      inventedExamples: ['EVT-P-1-999'],
    });
    // Planned, but not due yet: nobody can have seen it.
    const { book: early } = bookOf();
    early.take(result('P-1', 3), START_US + 1);
    expect(early.counts().inventedExamples).toEqual(['EVT-P-1-3']);
  });

  it('counts what it cannot read', () => {
    const { book } = bookOf();
    book.take({ value: Buffer.from('done') }, END_US);
    book.take({ value: null }, END_US);
    expect(book.counts().unreadable).toBe(2);
  });

  it('keeps the stock of the highest event, whatever the order of results', () => {
    const { book } = bookOf();
    book.take(result('P-1', 1, { stock: 9 }), END_US);
    book.take(result('P-1', 7, { stock: 3 }), END_US);
    book.take(result('P-1', 5, { stock: 5 }), END_US);
    book.take(result('P-1', 9), END_US);
    const { stockSeqs, stockUnits } = book.counts();
    expect([...stockSeqs]).toEqual([7, 0]);
    expect([...stockUnits]).toEqual([3, 0]);
  });

  it('expects no result of poison, and counts one that comes for no repetition', () => {
    const { book, seen } = bookOf();
    book.advance(END_US);
    book.expect(acknowledged([5], [5]), END_US);
    expect(book.outstanding).toBe(10 - 1);
    book.take(result('P-2', 5), END_US);
    expect(book.counts().repeated).toBe(0);
    book.take(result('P-2', 5), END_US);
    expect(book.counts().repeated).toBe(1);
    expect(book.outstanding).toBe(9);
    expect(seen.latencies).toEqual([]);
  });

  it('lets what needs no result count as settled on time, so that no second is spoiled by it', () => {
    const { book, seen } = bookOf(false);
    book.advance(END_US);
    expect(seen.settled).toEqual([
      [0, START_US + 60, ALERT],
      [0, START_US + 90, SALE],
    ]);
  });

  it('owes nothing for notices that the group does not read', () => {
    const reading = bookOf(true).book;
    const passing = bookOf(false).book;
    for (const book of [reading, passing]) book.expect(acknowledged([20], [20]), END_US);
    expect([reading.outstanding, passing.outstanding]).toEqual([39, 38]);
  });

  it('agrees with plain sets on any mixture of results', () => {
    const record = fc.record({
      product: fc.constantFrom(0, 1),
      seq: fc.integer({ min: 1, max: 25 }),
      atUs: fc.integer({ min: 0, max: 500 }),
    });
    fc.assert(
      fc.property(fc.array(record), fc.nat(20), fc.nat(20), (records, first, second) => {
        const { book } = bookOf();
        const seen = new Set<string>();
        let [repeated, invented] = [0, 0];
        const inOrder = [...records].sort((one, other) => one.atUs - other.atUs);
        for (const { product, seq, atUs } of inOrder) {
          book.take(result(IDS[product] ?? '', seq), START_US + atUs);
          const key = `${product} ${seq}`;
          const planned = PLAN.find(
            (event) => event.productIndex === product && event.productSeq === seq,
          );
          if (planned === undefined || planned.dueOffsetUs > atUs) invented += 1;
          else if (seen.has(key)) repeated += 1;
          else seen.add(key);
        }
        const acked = acknowledged([first], [second]);
        book.expect(acked, END_US);
        const counts = book.counts();
        expect(counts).toMatchObject({ repeated, invented, foreign: 0 });
        expect(SeqRanges.from(counts.first).total()).toBe(seen.size);
        const owed = PLAN.filter(
          ({ productIndex, productSeq, poison }) =>
            !poison &&
            acked.has(productIndex, productSeq) &&
            !seen.has(`${productIndex} ${productSeq}`),
        );
        expect(book.outstanding).toBe(owed.length);
      }),
    );
  });
});

function bookOf(readsNotices = true) {
  const seen = { latencies: [] as unknown[], settled: [] as unknown[] };
  const observer: Observer = {
    latency: (...sample) => seen.latencies.push(sample),
    settled: (...sample) => seen.settled.push(sample),
    due() {},
    count() {},
  };
  let at = 0;
  const book = new ResultBook({
    catalogue: {
      products: IDS.map((id, index) => ({ id, index })),
      warehouses: [],
    } as unknown as Catalogue,
    runId: RUN,
    timeline: { next: () => PLAN[at++] },
    startUs: START_US,
    readsNotices,
    observer,
  });
  return { book, seen };
}

function result(
  productId: string,
  seq: number,
  more: { run?: string | undefined; stock?: number } = {},
) {
  const fields = { eventId: eventId(productId, seq), run: RUN, ...more };
  return { value: Buffer.from(JSON.stringify(fields)) };
}

function acknowledged(...ranges: readonly (readonly [to: number])[]): SeqRanges {
  const set = new SeqRanges(IDS.length);
  for (const [product, [to]] of ranges.entries()) if (to > 0) set.addRange(product, 1, to);
  return set;
}
