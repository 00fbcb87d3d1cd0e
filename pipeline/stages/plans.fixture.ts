/** Random histories for property tests, the orders in which they may arrive, and how events that wait are kept. */
import fc from 'fast-check';
import type { EventTypeIndex, StockEvent } from '../event.ts';
import type { WaitingEventCodec } from './product-state.ts';
import { DAY_MS, randomIntegers, START_MS } from './world.fixture.ts';

const HOUR_MS = 3_600_000;

export interface PlanShape {
  readonly products: number;
  readonly endMs: number;
  readonly maxGapMs?: number;
  readonly maxLength?: number;
}

/** Whole histories: seqs without gaps, instants that never go back, some at the same instant. */
export function plans({
  products,
  endMs,
  maxGapMs = DAY_MS,
  maxLength = 60,
}: PlanShape): fc.Arbitrary<StockEvent[]> {
  const laterMs = fc.oneof(
    fc.constantFrom(0, HOUR_MS),
    fc.nat({ max: HOUR_MS }),
    fc.nat({ max: maxGapMs }),
  );
  const drawn = fc.record({
    productIndex: fc.nat({ max: products - 1 }),
    type: fc.constantFrom<EventTypeIndex>(0, 0, 0, 1, 2, 3),
    quantityUnits: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 600 })),
    poison: fc.integer({ min: 0, max: 9 }).map((roll) => roll === 9),
  });
  return fc.array(fc.tuple(drawn, laterMs), { maxLength, size: 'max' }).map((steps) => {
    const seqs = new Array<number>(products).fill(0);
    let nowMs = START_MS;
    return steps.map(([fields, gapMs]) => {
      nowMs = Math.min(nowMs + gapMs, endMs);
      const productSeq = (seqs[fields.productIndex] as number) + 1;
      seqs[fields.productIndex] = productSeq;
      return { ...fields, productSeq, virtualMs: nowMs };
    });
  });
}

/** Any order at all. */
export function shuffled(events: readonly StockEvent[], seed: number): StockEvent[] {
  const draw = randomIntegers(seed);
  const result = [...events];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = draw(last + 1);
    const moved = result[last] as StockEvent;
    result[last] = result[other] as StockEvent;
    result[other] = moved;
  }
  return result;
}

/** Nearly in order: none is more than `reach` places from its own. */
export function jostled(events: readonly StockEvent[], seed: number, reach: number): StockEvent[] {
  const draw = randomIntegers(seed);
  return events
    .map((event, at) => ({ event, place: at + draw(reach + 1) }))
    .sort((a, b) => a.place - b.place)
    .map(({ event }) => event);
}

/** Of events that carry nothing more than the stages see. */
export const STOCK_EVENTS: WaitingEventCodec<StockEvent> = {
  write({ productSeq, type, quantityUnits, virtualMs, poison }, out) {
    out.varint(productSeq);
    out.varint(poison ? type + 4 : type);
    out.varint(quantityUnits);
    out.float64(virtualMs);
  },
  read(input, row) {
    const productSeq = input.varint();
    const bits = input.varint(7);
    return {
      productIndex: row,
      productSeq,
      type: (bits % 4) as EventTypeIndex,
      quantityUnits: input.varint(),
      virtualMs: input.float64(),
      poison: bits >= 4,
    };
  },
};
