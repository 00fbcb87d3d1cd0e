import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StockEvent } from '../event.ts';
import { ArrivalOrder } from './arrival-order.ts';
import { Sequencer, type TurnOrder } from './sequencer.ts';
import { event } from './world.fixture.ts';

const PRODUCTS = 3;

describe('the sequencer', () => {
  it('gives every event its turn once, in productSeq order, however they arrive', () => {
    fc.assert(
      fc.property(arrivals(), (events) => {
        const sequencer = new Sequencer<StockEvent>(PRODUCTS);
        const { turns, placements } = play(sequencer, events);
        const seen = new Set<string>();
        for (const [position, { productIndex, productSeq }] of events.entries()) {
          const key = `${productIndex}/${productSeq}`;
          expect(placements[position] === 'duplicate').toBe(seen.has(key));
          seen.add(key);
        }
        for (let product = 0; product < PRODUCTS; product += 1) {
          const seqs = seqsOf(events, product);
          const contiguous = contiguousCount(seqs);
          expect(turns.filter((turn) => turn.productIndex === product).map(seqOf)).toEqual(
            seqs.slice(0, contiguous),
          );
          expect(sequencer.appliedSeq(product)).toBe(contiguous);
          expect(sequencer.waitingSeqs(product)).toEqual(seqs.slice(contiguous));
        }
        expect(sequencer.waiting).toBe(seen.size - turns.length);
      }),
    );
  });

  it('calls a repeat of a waiting event a duplicate', () => {
    const sequencer = new Sequencer<StockEvent>(1);
    expect(sequencer.place(event({ productSeq: 3 }))).toBe('waiting');
    expect(sequencer.place(event({ productSeq: 3 }))).toBe('duplicate');
    expect(sequencer.waiting).toBe(1);
  });

  it('releases nothing while an earlier event is missing', () => {
    const sequencer = new Sequencer<StockEvent>(1);
    sequencer.place(event({ productSeq: 3 }));
    sequencer.place(event({ productSeq: 1 }));
    expect(sequencer.release(0)).toBeUndefined();
    sequencer.place(event({ productSeq: 2 }));
    expect(sequencer.release(0)?.productSeq).toBe(3);
    expect(sequencer.release(0)).toBeUndefined();
  });

  it('keeps the very object that waits, and hands it back', () => {
    const sequencer = new Sequencer<StockEvent>(1);
    const early = event({ productSeq: 2 });
    sequencer.place(early);
    sequencer.place(event({ productSeq: 1 }));
    expect(sequencer.release(0)).toBe(early);
  });
});

describe('arrival order', () => {
  it('gives every event its turn as it arrives, and none a second one', () => {
    fc.assert(
      fc.property(arrivals(), (events) => {
        const order = new ArrivalOrder<StockEvent>(PRODUCTS);
        const { turns, placements } = play(order, events);
        const firsts = events.filter(
          (each, at) => events.findIndex((other) => sameId(other, each)) === at,
        );
        expect(turns).toEqual(firsts);
        expect(placements.includes('waiting')).toBe(false);
        for (let product = 0; product < PRODUCTS; product += 1) {
          expect(order.appliedSeq(product)).toBe(contiguousCount(seqsOf(events, product)));
        }
      }),
    );
  });
});

/** Repeats, gaps and any order, over a few products. */
function arrivals(): fc.Arbitrary<StockEvent[]> {
  const one = fc.record({
    productIndex: fc.nat({ max: PRODUCTS - 1 }),
    productSeq: fc.integer({ min: 1, max: 12 }),
  });
  return fc.array(one.map(event), { maxLength: 60, size: 'max' });
}

function play(order: TurnOrder<StockEvent>, events: readonly StockEvent[]) {
  const turns: StockEvent[] = [];
  const placements = events.map((each) => {
    const placement = order.place(each);
    if (placement === 'applied') turns.push(each);
    let released = order.release(each.productIndex);
    while (released !== undefined) {
      turns.push(released);
      released = order.release(each.productIndex);
    }
    return placement;
  });
  return { turns, placements };
}

/** Distinct and ascending. */
function seqsOf(events: readonly StockEvent[], product: number): number[] {
  const seqs = events.filter((each) => each.productIndex === product).map(seqOf);
  return [...new Set(seqs)].sort((a, b) => a - b);
}

function contiguousCount(ascending: readonly number[]): number {
  const gap = ascending.findIndex((seq, at) => seq !== at + 1);
  return gap < 0 ? ascending.length : gap;
}

function seqOf({ productSeq }: StockEvent): number {
  return productSeq;
}

function sameId(a: StockEvent, b: StockEvent): boolean {
  return a.productIndex === b.productIndex && a.productSeq === b.productSeq;
}
