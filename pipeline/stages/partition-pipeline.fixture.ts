/** One partition of a small world, and ways to move its state about. */
import type { StockEvent } from '../event.ts';
import type { DemandHistory } from '../product.ts';
import { PartitionPipeline, type PartitionPipelineOptions } from './partition-pipeline.ts';
import { STOCK_EVENTS } from './plans.fixture.ts';
import { catalogueOf, DAY_MS, product, START_MS } from './world.fixture.ts';

/** Longer than a forecast looks back and than two blocks of days. */
export const END_MS = START_MS + 70 * DAY_MS + 6 * 3_600_000;
export const CATALOGUE = catalogueOf(
  product(0),
  product(1, { openingStockUnits: 0, maxCapacityUnits: 60 }),
  product(2, { openingStockUnits: 500, reorderPointUnits: 90 }),
  product(3, { openingStockUnits: 7 }),
);
export const ROWS = [0, 1, 2, 3];
const HISTORY_DAYS = 5;
export const HISTORY: DemandHistory = {
  days: HISTORY_DAYS,
  soldUnits: Int32Array.from({ length: HISTORY_DAYS * ROWS.length }, (_, at) => at % 7),
};

export type Partition = PartitionPipeline<StockEvent>;
export type Options = Partial<PartitionPipelineOptions<StockEvent>>;

/** Owns the whole world, so that rows are catalogue indexes; its effects are lines of `log`. */
export function openPartition(options: Options = {}, log: string[] = []): Partition {
  return new PartitionPipeline<StockEvent>({
    partition: 0,
    catalogue: CATALOGUE,
    history: HISTORY,
    productIndexes: Int32Array.from(ROWS),
    startMs: START_MS,
    endMs: END_MS,
    shortage: 'reject',
    ordering: 'sequence',
    effects: {
      applied: ({ productIndex, productSeq }) => log.push(`applied ${productIndex} ${productSeq}`),
      alertChanged: (change, cause) => log.push(JSON.stringify([change, cause?.productSeq])),
      dayClosed: (productIndex, day) => log.push(`closed ${productIndex} ${day}`),
    },
    waitingEvents: STOCK_EVENTS,
    ...options,
  });
}

/** What a snapshot has. */
export interface Saved {
  readonly products: Map<number, Buffer>;
  readonly dayBlocks: Map<number, Buffer>;
  tallies: Buffer;
}

/** Everything, as a snapshot has it. */
export function saved(partition: Partition): Saved {
  partition.touchAll();
  return keepTouched(partition, {
    products: new Map(),
    dayBlocks: new Map(),
    tallies: Buffer.alloc(0),
  });
}

/** Brings `kept` up to date with what changed. */
export function keepTouched(partition: Partition, kept: Saved): Saved {
  const { rows, dayBlocks } = partition.takeTouched();
  for (const row of rows) kept.products.set(row, partition.productState(row));
  for (const block of dayBlocks) kept.dayBlocks.set(block, partition.dayBlock(block));
  kept.tallies = partition.tallies();
  return kept;
}

/** @returns the events that wait again */
export function install(partition: Partition, state: Saved): StockEvent[] {
  const waiting: StockEvent[] = [];
  for (const [row, bytes] of state.products) waiting.push(...partition.installProduct(row, bytes));
  for (const [block, bytes] of state.dayBlocks) partition.installDayBlock(block, bytes);
  partition.installTallies(state.tallies);
  return waiting;
}

/** All that anybody can ask of it. */
export function everything(partition: Partition): unknown {
  return {
    outcome: partition.outcome(),
    standing: partition.standing(),
    turns: partition.turns,
    waiting: partition.waiting,
    byRow: ROWS.map((row) => ({
      appliedSeq: partition.appliedSeq(row),
      waitingSeqs: partition.waitingSeqs(row),
      onHandUnits: partition.onHandUnits(row),
      forecast: partition.forecast(row),
    })),
  };
}
