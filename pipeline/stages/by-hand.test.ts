import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertId } from '../alert-id.ts';
import type { StockEvent } from '../event.ts';
import { type HandChange, REMEMBERED_COMMANDS } from './by-hand.ts';
import type { AlertChange } from './effects.ts';
import {
  CATALOGUE,
  END_MS,
  everything,
  install,
  openPartition,
  type Partition,
  ROWS,
  saved,
} from './partition-pipeline.fixture.ts';
import { plans } from './plans.fixture.ts';
import { DAY_MS, event, START_MS } from './world.fixture.ts';

const ROW = 2;
const MODES = (['reject', 'partial', 'backorder'] as const).map((shortage) => ({ shortage }));
type Step = StockEvent | HandChange;

describe('changes by hand', () => {
  it.each(MODES)('conserve every unit, at any instant, under %j', (mode) => {
    fc.assert(
      fc.property(steps(), (all) => {
        const partition = openPartition(mode);
        for (const step of all) {
          take(partition, step);
          const row = step.productIndex;
          const { openingStockUnits, maxCapacityUnits } = partition.product(row);
          const entry = partition.ledgerEntry(row);
          const received = openingStockUnits + entry.restockedUnits + entry.returnedUnits;
          expect(received - entry.soldUnits - entry.clippedUnits).toBe(entry.onHandUnits);
          expect(entry.onHandUnits).toBeGreaterThanOrEqual(0);
          expect(entry.onHandUnits).toBeLessThanOrEqual(maxCapacityUnits);
        }
      }),
      { numRuns: 80 },
    );
  });

  it('leave alerts as the limits want them, each with an id of its own', () => {
    fc.assert(
      fc.property(steps(), (all) => {
        const raised: string[] = [];
        const active = new Set<string>();
        const partition = openPartition({ effects: idsOf(raised, active) });
        for (const step of all) {
          take(partition, step);
          const row = step.productIndex;
          const { reorderPointUnits, maxCapacityUnits } = partition.product(row);
          const units = partition.onHandUnits(row);
          const types = partition.activeAlerts(row);
          // Before its first movement or change nobody has looked at a product.
          if (!hasMoved(partition, row)) continue;
          expect(types.includes('CRITICAL_LOW_STOCK')).toBe(units < 10);
          expect(types.includes('LOW_STOCK')).toBe(units >= 10 && units < reorderPointUnits);
          expect(types.includes('OVERSTOCK')).toBe(10 * units > 9 * maxCapacityUnits);
        }
        expect(new Set(raised).size).toBe(raised.length);
        const now = ROWS.reduce((sum, row) => sum + partition.activeAlerts(row).length, 0);
        expect(active.size).toBe(now);
      }),
      { numRuns: 80 },
    );
  });

  it.each(MODES)('move with their product, at any instant, under %j', (mode) => {
    fc.assert(
      fc.property(steps(), fc.array(fc.nat({ max: 80 })), (all, moves) => {
        const expectedLog: string[] = [];
        const stayed = openPartition(mode, expectedLog);
        const log: string[] = [];
        let moved = openPartition(mode, log);
        for (const [at, step] of all.entries()) {
          if (moves.includes(at)) {
            const next = openPartition(mode, log);
            install(next, saved(moved));
            moved = next;
          }
          expect(take(moved, step)).toEqual(take(stayed, step));
        }
        stayed.finish();
        moved.finish();
        expect(log).toEqual(expectedLog);
        expect(everything(moved)).toEqual(everything(stayed));
        expect(saved(moved)).toEqual(saved(stayed));
        for (const row of ROWS) expect(moved.product(row)).toEqual(stayed.product(row));
      }),
      { numRuns: 60 },
    );
  });

  it('leave the bytes of every other product as they were', () => {
    fc.assert(
      fc.property(plan(), fc.array(changes()), fc.nat({ max: 3 }), (events, all, touched) => {
        const plain = openPartition();
        const partition = openPartition();
        for (const each of events) {
          plain.offer(each);
          partition.offer(each);
        }
        for (const change of all) partition.change({ ...change, productIndex: touched });
        for (const row of ROWS) {
          if (row !== touched) expect(partition.productState(row)).toEqual(plain.productState(row));
        }
        expect(plain.productState(touched)[0]).toBe(1);
      }),
      { numRuns: 60 },
    );
  });

  it('come to nothing when bytes of such a product were spoiled, or to a sound state', () => {
    const spoiling = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(steps(), spoiling, (all, spoiled) => {
        const from = openPartition();
        for (const step of all) take(from, step);
        from.change(restock(ROW, 1, 'last'));
        const bytes = from.productState(ROW);
        for (const [at, value] of spoiled) bytes[at % bytes.length] = value;
        const partition = openPartition();
        const before = saved(partition);
        try {
          partition.installProduct(ROW, bytes);
        } catch {
          expect(saved(partition)).toEqual(before);
          return;
        }
        const again = openPartition();
        install(again, saved(partition));
        expect(saved(again)).toEqual(saved(partition));
      }),
      { numRuns: 300 },
    );
  });

  it('are made when they come: at the product’s latest instant, never before it', () => {
    const partition = openPartition();
    partition.offer(event({ productIndex: ROW, virtualMs: START_MS + DAY_MS }));
    partition.change(restock(ROW, 5, 'a'));
    partition.change({ ...restock(ROW, 5, 'b'), virtualMs: START_MS });
    expect(partition.stateOf(ROW).lastMovementMs).toBe(START_MS + DAY_MS);
    partition.change({ ...restock(ROW, 5, 'c'), virtualMs: START_MS + 3 * DAY_MS });
    expect(partition.stateOf(ROW).lastMovementMs).toBe(START_MS + 3 * DAY_MS);
    expect(partition.ledgerEntry(ROW).restockedUnits).toBe(15);
  });

  it('clip what does not fit the shelf', () => {
    const partition = openPartition();
    expect(partition.onHandUnits(0)).toBe(100);
    partition.change(restock(0, 450, 'a'));
    expect(partition.ledgerEntry(0)).toMatchObject({
      onHandUnits: 500,
      restockedUnits: 450,
      clippedUnits: 50,
    });
  });

  it('are made once however often a command comes, also after a move', () => {
    const partition = openPartition();
    expect(partition.change(restock(0, 5, 'a')).kind).toBe('applied');
    expect(partition.change(restock(0, 5, 'a')).kind).toBe('duplicate');
    const next = openPartition();
    install(next, saved(partition));
    expect(next.change(restock(0, 5, 'a')).kind).toBe('duplicate');
    expect(next.change(restock(1, 5, 'a')).kind).toBe('applied');
    expect(next.onHandUnits(0)).toBe(105);
  });

  it('remember the latest commands of a product, and no more', () => {
    const partition = openPartition();
    const ids = Array.from({ length: REMEMBERED_COMMANDS + 3 }, (_, at) => `CMD-${at}`);
    for (const id of ids) partition.change(restock(0, 1, id));
    expect(partition.stateOf(0).byHand).toMatchObject({
      changes: ids.length,
      commandIds: ids.slice(-REMEMBERED_COMMANDS),
    });
  });

  it('raise and resolve an alert as soon as the limits say so', () => {
    const raised: string[] = [];
    const active = new Set<string>();
    const partition = openPartition({ effects: idsOf(raised, active) });
    partition.offer(event({ productIndex: 0, quantityUnits: 10 }));
    const limits = (reorderPointUnits: number, commandId: string) =>
      partition.change({ kind: 'settings', productIndex: 0, reorderPointUnits, commandId });
    limits(200, 'a');
    expect([...active]).toEqual(['ALT-PROD-001-stock-1-hand-1']);
    limits(20, 'b');
    expect([...active]).toEqual([]);
    limits(200, 'c');
    partition.change({ kind: 'settings', productIndex: 0, maxCapacityUnits: 90, commandId: 'd' });
    expect([...active]).toEqual(['ALT-PROD-001-stock-1-hand-3', 'ALT-PROD-001-overstock-1-hand-4']);
  });

  it('are refused whole where the shelf would be smaller than what stands on it', () => {
    const partition = openPartition();
    const answer = partition.change({
      ...{ kind: 'settings', productIndex: 0, commandId: 'a' },
      ...{ reorderPointUnits: 90, maxCapacityUnits: 99 },
    });
    expect(answer).toEqual({
      kind: 'refused',
      detail: 'maxCapacityUnits: 99 is below the 100 units on hand',
    });
    expect(partition.product(0)).toMatchObject({ reorderPointUnits: 40, maxCapacityUnits: 500 });
    expect(partition.stateOf(0).byHand).toBeUndefined();
    expect(partition.takeTouched().rows).toEqual([]);
  });

  it('are refused when the books are closed', () => {
    const partition = openPartition();
    partition.finish();
    expect(partition.change(restock(0, 5, 'a')).kind).toBe('refused');
    expect(partition.onHandUnits(0)).toBe(100);
  });

  it('are forgotten with the state of a product that has none', () => {
    const partition = openPartition();
    partition.change({ kind: 'settings', productIndex: 0, maxCapacityUnits: 120, commandId: 'a' });
    partition.installProduct(0, openPartition().productState(0));
    expect(partition.product(0)).toMatchObject({ maxCapacityUnits: 500 });
    partition.offer(event({ productIndex: 0, type: 1, quantityUnits: 100 }));
    expect(partition.ledgerEntry(0)).toMatchObject({ onHandUnits: 200, clippedUnits: 0 });
    expect(partition.activeAlerts(0)).toEqual([]);
  });
});

function restock(productIndex: number, quantityUnits: number, commandId: string) {
  const kind = 'movement' as const;
  return { kind, productIndex, type: 1 as const, quantityUnits, virtualMs: undefined, commandId };
}

function take(partition: Partition, step: Step): unknown {
  return 'productSeq' in step ? partition.offer(step) : partition.change(step);
}

/** By a movement or by settings: conditions hold from then on. */
function hasMoved(partition: Partition, row: number): boolean {
  const { appliedSeq } = partition.stateOf(row).turn;
  const { poisonCount, noticeCount, byHand } = partition.stateOf(row);
  return appliedSeq - poisonCount - noticeCount > 0 || (byHand?.changes ?? 0) > 0;
}

function idsOf(raised: string[], active: Set<string>) {
  return {
    applied() {},
    dayClosed() {},
    alertChanged(change: AlertChange) {
      const id = alertId(CATALOGUE.products[change.productIndex]?.id ?? '', change);
      if (change.transition === 'raised') {
        raised.push(id);
        active.add(id);
      } else if (change.transition === 'resolved') active.delete(id);
      else expect(active).toContain(id);
    },
  };
}

function plan(): fc.Arbitrary<StockEvent[]> {
  return plans({ products: ROWS.length, endMs: END_MS, maxGapMs: 2 * DAY_MS });
}

function changes(): fc.Arbitrary<HandChange> {
  const productIndex = fc.nat({ max: ROWS.length - 1 });
  const commandId = fc.stringMatching(/^CMD-[0-9]{1,3}$/);
  const movement = fc.record({
    kind: fc.constant('movement' as const),
    productIndex,
    type: fc.constantFrom(0 as const, 1 as const, 2 as const),
    quantityUnits: fc.integer({ min: 1, max: 600 }),
    virtualMs: fc.option(fc.integer({ min: START_MS, max: END_MS }), { nil: undefined }),
    commandId: fc.option(commandId, { nil: undefined }),
  });
  const limit = fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined });
  const settings = fc.record({
    kind: fc.constant('settings' as const),
    productIndex,
    commandId,
    reorderPointUnits: limit,
    maxCapacityUnits: limit,
  });
  return fc.oneof(movement, settings);
}

/** A plan, and changes somewhere among its events. */
function steps(): fc.Arbitrary<Step[]> {
  return fc
    .tuple(plan(), fc.array(fc.tuple(fc.nat(), changes()), { maxLength: 30, size: 'max' }))
    .map(([events, hands]) => {
      const all: Step[] = [...events];
      for (const [at, change] of hands) all.splice(at % (all.length + 1), 0, change);
      return all;
    });
}
