import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StockEvent } from '../event.ts';
import {
  END_MS,
  everything,
  install,
  openPartition,
  type Partition,
  ROWS,
  saved,
} from './partition-pipeline.fixture.ts';
import { plans, STOCK_EVENTS, shuffled } from './plans.fixture.ts';
import { StateCorrupt } from './state-bytes.ts';
import { DAY_MS, event, START_MS } from './world.fixture.ts';

const ROW = 2;

type Kind = 'product' | 'dayBlock' | 'tallies';
const KINDS: readonly Kind[] = ['product', 'dayBlock', 'tallies'];

describe('bytes that are no state', () => {
  it.each(KINDS)('of a %s are refused when they end early or go on, and change nothing', (kind) => {
    fc.assert(
      fc.property(histories(), histories(), fc.nat(), (events, others, at) => {
        const partition = played(events);
        const state = stateOf(played(others), kind);
        const before = everything(partition);
        const installing = (bytes: Buffer) => () => installState(partition, kind, bytes);
        expect(installing(state.subarray(0, at % state.length))).toThrow(StateCorrupt);
        expect(installing(Buffer.concat([state, Buffer.of(at % 256)]))).toThrow(StateCorrupt);
        expect(installing(Buffer.concat([Buffer.of(9), state.subarray(1)]))).toThrow(StateCorrupt);
        expect(everything(partition)).toEqual(before);
      }),
      { numRuns: 60 },
    );
  });

  it.each(KINDS)('of a %s, whatever was done to them, are refused or make a sound one', (kind) => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(histories(), changes, (events, changed) => {
        const bytes = stateOf(played(events), kind);
        for (const [at, value] of changed) bytes[at % bytes.length] = value;
        const partition = openPartition();
        const before = everything(partition);
        const refused = refusal(() => installState(partition, kind, bytes));
        if (refused !== undefined) {
          expect(refused).toBeInstanceOf(StateCorrupt);
          expect(everything(partition)).toEqual(before);
        } else {
          const again = openPartition();
          install(again, saved(partition));
          expect(everything(again)).toEqual(everything(partition));
        }
      }),
      { numRuns: 400 },
    );
  });

  it('are those of another order, of a smaller shelf, of a longer scenario, of other days', () => {
    const early = openPartition();
    early.offer(event({ productIndex: ROW, productSeq: 3 }));
    const arrival = openPartition({ ordering: 'arrival' });
    arrival.offer(event({ productIndex: ROW, productSeq: 3 }));
    expect(() => arrival.installProduct(ROW, early.productState(ROW))).toThrow(StateCorrupt);
    expect(() => early.installProduct(ROW, arrival.productState(ROW))).toThrow(StateCorrupt);
    expect(() => early.installProduct(1, early.productState(ROW))).toThrow(StateCorrupt);
    const late = openPartition();
    late.finish();
    const short = openPartition({ endMs: START_MS + 40 * DAY_MS });
    expect(() => short.installProduct(ROW, late.productState(ROW))).toThrow(StateCorrupt);
    expect(() => short.installDayBlock(1, late.dayBlock(0))).toThrow(StateCorrupt);
    expect(() => short.installDayBlock(2, late.dayBlock(2))).toThrow('no block 2');
    expect(() => short.installDayBlock(-1, late.dayBlock(0))).toThrow('no block -1');
    expect(() => short.installProduct(4, late.productState(ROW))).toThrow('No product has the row');
  });

  it('are those in which sequence numbers do not ascend', () => {
    const arrival = openPartition({ ordering: 'arrival' });
    arrival.offer(event({ productIndex: ROW, productSeq: 3 }));
    const ahead = arrival.productState(ROW);
    // Version, applied in a row, how many ahead of that, the step to the first of them.
    expect([...ahead.subarray(0, 4)]).toEqual([1, 0, 1, 2]);
    ahead[3] = 0;
    expect(() => arrival.installProduct(ROW, ahead)).toThrow('do not ascend');
    const renumbering = openPartition({
      waitingEvents: {
        ...STOCK_EVENTS,
        write: (each, out) => STOCK_EVENTS.write({ ...each, productSeq: 3 }, out),
      },
    });
    for (const productSeq of [3, 4]) renumbering.offer(event({ productIndex: ROW, productSeq }));
    const twice = renumbering.productState(ROW);
    expect(() => renumbering.installProduct(ROW, twice)).toThrow('do not ascend');
  });
});

describe('the state of a product', () => {
  it('takes few bytes: 30 before the first event, some 100 in the middle of a scenario', () => {
    const partition = openPartition();
    expect(partition.productState(ROW).length).toBeLessThanOrEqual(30);
    for (let productSeq = 1; productSeq <= 60; productSeq += 1) {
      const virtualMs = START_MS + productSeq * (DAY_MS / 2);
      const type = productSeq % 8 === 0 ? 1 : 0;
      partition.offer(
        event({ productIndex: ROW, productSeq, type, quantityUnits: type * 200 + 25, virtualMs }),
      );
    }
    expect(partition.productState(ROW).length).toBeLessThanOrEqual(120);
  });
});

function histories(): fc.Arbitrary<StockEvent[]> {
  const plan = plans({ products: ROWS.length, endMs: END_MS, maxGapMs: 4 * DAY_MS });
  return fc
    .tuple(plan, fc.integer({ min: 1 }), fc.boolean())
    .map(([events, seed, inOrder]) => (inOrder ? events : shuffled(events, seed).slice(1)));
}

function played(events: readonly StockEvent[]): Partition {
  const partition = openPartition();
  for (const each of events) partition.offer(each);
  return partition;
}

function stateOf(partition: Partition, kind: Kind): Buffer {
  if (kind === 'product') return partition.productState(ROW);
  return kind === 'dayBlock' ? partition.dayBlock(0) : partition.tallies();
}

function installState(partition: Partition, kind: Kind, bytes: Buffer): void {
  if (kind === 'product') partition.installProduct(ROW, bytes);
  else if (kind === 'dayBlock') partition.installDayBlock(0, bytes);
  else partition.installTallies(bytes);
}

function refusal(action: () => void): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}
