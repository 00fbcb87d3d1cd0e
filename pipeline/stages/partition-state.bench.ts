/**
 * What it costs to take a product's state out and to put it in:
 * `npx vitest bench --run pipeline/stages/partition-state`. One round is every product of a partition.
 */
import { bench, describe } from 'vitest';
import type { EventTypeIndex, StockEvent } from '../event.ts';
import { PartitionPipeline } from './partition-pipeline.ts';
import { STOCK_EVENTS } from './plans.fixture.ts';
import {
  catalogueOf,
  DAY_MS,
  emptyHistory,
  product,
  START_MS,
  worldColumns,
} from './world.fixture.ts';

const PRODUCTS = 10_000;
const ROUNDS = { iterations: 20, warmupIterations: 10, time: 0, warmupTime: 0 };

const products = Array.from({ length: PRODUCTS }, (_, index) =>
  product(index, {
    openingStockUnits: 50 + ((index * 37) % 450),
    reorderPointUnits: 20 + ((index * 13) % 80),
  }),
);

/** Seldom: a normal month. Often: the last hour has levels, and no day is without demand. */
for (const [eventsPerProductDay, days] of [
  [0.7, 40],
  [30, 3],
  [300, 1],
] as const) {
  const played = play(eventsPerProductDay, days);
  const states = products.map(({ index }) => played.productState(index));
  const bytes = states.reduce((sum, state) => sum + state.length, 0);
  const title = `${eventsPerProductDay} events per product and day: ${Math.round(bytes / PRODUCTS)} bytes a product`;
  describe(`the state of ${PRODUCTS} products after ${days} days of ${title}`, () => {
    bench(
      'taken out',
      () => {
        for (let row = 0; row < PRODUCTS; row += 1) played.productState(row);
      },
      ROUNDS,
    );
    const target = open(days);
    bench(
      'put in',
      () => {
        for (let row = 0; row < PRODUCTS; row += 1) {
          target.installProduct(row, states[row] as Buffer);
        }
      },
      ROUNDS,
    );
  });
}

function open(days: number): PartitionPipeline<StockEvent> {
  return new PartitionPipeline({
    partition: 0,
    catalogue: catalogueOf(...products),
    history: emptyHistory(),
    productIndexes: Int32Array.from(products, ({ index }) => index),
    startMs: START_MS,
    endMs: START_MS + (days + 1) * DAY_MS,
    shortage: 'reject',
    ordering: 'sequence',
    effects: { applied() {}, alertChanged() {}, dayClosed() {} },
    waitingEvents: STOCK_EVENTS,
  });
}

function play(eventsPerProductDay: number, days: number): PartitionPipeline<StockEvent> {
  const partition = open(days);
  const columns = worldColumns(
    products,
    PRODUCTS * eventsPerProductDay * days,
    eventsPerProductDay,
  );
  for (let at = 0; at < columns.count; at += 1) {
    partition.offer({
      productIndex: columns.productIndexes[at] as number,
      productSeq: columns.productSeqs[at] as number,
      type: columns.types[at] as EventTypeIndex,
      quantityUnits: columns.quantities[at] as number,
      virtualMs: columns.virtualMs[at] as number,
      poison: false,
    });
  }
  return partition;
}
