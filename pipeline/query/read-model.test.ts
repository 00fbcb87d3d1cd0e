import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StockEvent } from '../event.ts';
import { head } from '../kafka/changelog/cuts.fixture.ts';
import {
  CATALOGUE,
  END_MS,
  HISTORY,
  openPartition,
  type Partition,
  ROWS,
} from '../stages/partition-pipeline.fixture.ts';
import { plans, STOCK_EVENTS } from '../stages/plans.fixture.ts';
import type { WaitingEventCodec } from '../stages/product-state.ts';
import { DAY_MS, event, START_MS } from '../stages/world.fixture.ts';
import { type AppliedState, ReadModel } from './read-model.ts';

/** The whole world in one partition, so that rows are catalogue indexes. */
function openModel(): ReadModel {
  return new ReadModel({
    ...{ catalogue: CATALOGUE, history: HISTORY, startMs: START_MS, endMs: END_MS },
    ...{ shortage: 'reject', ordering: 'sequence', partitions: 1 },
    partitionOfProduct: Int32Array.from(ROWS, () => 0),
  });
}

/** Events that wait are kept as a consumer keeps them. */
const waitingEvents: WaitingEventCodec<StockEvent> = {
  ...STOCK_EVENTS,
  write({ productSeq, type, poison, quantityUnits, virtualMs }, out) {
    out.varint(productSeq);
    out.varint((type << 1) | (poison ? 1 : 0));
    out.varint(quantityUnits);
    for (const instant of [virtualMs, -1, -1]) out.float64(instant);
    for (const place of [0, 0]) out.varint(place);
  },
};

/** What changed since the last cut. */
function cutOf(partition: Partition): AppliedState {
  const { rows, dayBlocks } = partition.takeTouched();
  const idOf = (row: number): string => partition.product(row).id;
  return {
    partition: 0,
    head: head({ tallies: partition.tallies() }),
    products: new Map(rows.map((row) => [idOf(row), partition.productState(row)])),
    dayBlocks: new Map(dayBlocks.map((block) => [block, partition.dayBlock(block)])),
  };
}

describe('ReadModel', () => {
  it('shows every product as its owner has it, cut after cut', () => {
    fc.assert(
      fc.property(arrivals(), (events) => {
        const partition = openPartition({ waitingEvents });
        const model = openModel();
        for (const [at, each] of events.entries()) {
          partition.offer(each);
          if (at % 7 !== 0) continue;
          model.apply(cutOf(partition));
          expect(model.products().map(({ id }) => id)).toEqual(
            CATALOGUE.products.map(({ id }) => id),
          );
          for (const view of model.products()) {
            const row = view.productIndex;
            expect(partition.product(row).id).toBe(view.id);
            expect(view).toMatchObject(shown(partition, row));
            expect(model.product(view.id)).toBe(view);
          }
        }
        const latestMs = ROWS.map((row) => partition.stateOf(row).lastMovementMs);
        model.apply(cutOf(partition));
        expect(model.virtualNowMs).toBe(Math.max(...latestMs));
      }),
      { numRuns: 40 },
    );
  });

  it('makes views again of what changed alone, and leaves what it handed out as it was', () => {
    const partition = openPartition();
    const model = openModel();
    const before = model.products();
    const version = model.version;
    expect(model.products()).toBe(before);
    partition.offer(event({ productIndex: 2, quantityUnits: 10 }));
    model.apply(cutOf(partition));
    expect(model.version).toBeGreaterThan(version);
    const after = model.products();
    expect(after.map((view, at) => view === before[at])).toEqual([true, true, false, true]);
    expect([before[2]?.onHandUnits, after[2]?.onHandUnits]).toEqual([500, 490]);
  });

  it('shows the days of the history, and then those of the scenario', () => {
    const partition = openPartition();
    const model = openModel();
    expect(model.product('PROD-001')?.dailySoldUnits).toHaveLength(HISTORY.days);
    for (let day = 0; day < 9; day += 1) {
      const virtualMs = START_MS + day * DAY_MS;
      const fields = { productIndex: 0, productSeq: day + 1, quantityUnits: day + 1, virtualMs };
      partition.offer(event(fields));
    }
    model.apply(cutOf(partition));
    expect(model.product('PROD-001')).toMatchObject({
      dailySoldUnits: [2, 3, 4, 5, 6, 7, 8],
      openDaySoldUnits: 9,
      touchedByHand: false,
    });
  });

  it('names alerts as their records do, and shows the limits that people set', () => {
    const partition = openPartition();
    const model = openModel();
    partition.offer(event({ productIndex: 0, quantityUnits: 70, virtualMs: START_MS + 5 }));
    const change = { kind: 'settings', productIndex: 1, commandId: 'a' } as const;
    partition.change({ ...change, reorderPointUnits: 60, maxCapacityUnits: 70 });
    model.apply(cutOf(partition));
    const raised = { raisedBySeq: 1, raisedAtMs: START_MS + 5 };
    expect(model.product('PROD-001')?.activeAlerts).toEqual([
      { id: 'ALT-PROD-001-stock-1', family: 'stock', type: 'LOW_STOCK', ...raised },
      { id: 'ALT-PROD-001-depletion-1', family: 'depletion', type: 'RAPID_DEPLETION', ...raised },
    ]);
    expect(model.product('PROD-002')).toMatchObject({
      ...{ reorderPointUnits: 60, maxCapacityUnits: 70, touchedByHand: true },
      activeAlerts: [{ id: 'ALT-PROD-002-stock-0-hand-1', raisedByHand: 1 }],
    });
  });

  it('takes names, categories and prices from commands, and nothing else', () => {
    const partition = openPartition();
    const model = openModel();
    const productId = 'PROD-003';
    const first = { name: 'Lamp', reorderPointUnits: 7 };
    model.applyCommand({ kind: 'update-product', productId, changes: first });
    model.applyCommand({ kind: 'update-product', productId, changes: { priceCents: 5 } });
    const known = { name: 'Lamp', priceCents: 5, reorderPointUnits: 90, category: 'Electronics' };
    expect(model.product(productId)).toMatchObject({ ...known, touchedByHand: true });
    partition.offer(event({ productIndex: 2, quantityUnits: 10 }));
    model.apply(cutOf(partition));
    expect(model.product(productId)).toMatchObject({ ...known, onHandUnits: 490 });
    const version = model.version;
    model.applyCommand({ kind: 'restock', productId, units: 7 });
    model.applyCommand({ kind: 'update-product', productId, changes: { maxCapacityUnits: 9 } });
    model.applyCommand({ kind: 'update-product', productId: 'PROD-9', changes: { name: 'x' } });
    expect(model.version).toBe(version);
    expect(model.product('PROD-9')).toBeUndefined();
  });
});

function shown(partition: Partition, row: number) {
  const { backorderedUnits: _, ...ledger } = partition.ledgerEntry(row);
  return {
    ...ledger,
    appliedSeq: partition.appliedSeq(row),
    waitingSeqs: partition.waitingSeqs(row),
    lastMovementMs: partition.stateOf(row).lastMovementMs,
  };
}

/** Some of them missing, so that others wait. */
function arrivals(): fc.Arbitrary<StockEvent[]> {
  const shape = { products: ROWS.length, endMs: END_MS, maxGapMs: 2 * DAY_MS };
  return fc
    .tuple(plans(shape), fc.nat({ max: 40 }))
    .map(([plan, missing]) => plan.filter((_, at) => at !== missing));
}
