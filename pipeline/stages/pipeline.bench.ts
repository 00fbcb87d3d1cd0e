/** Cost of the stages alone: `npx vitest bench --run pipeline/stages`. One round is a million events. */
import { bench, describe } from 'vitest';
import type { EventTypeIndex, StockEvent } from '../event.ts';
import type { Effects } from './effects.ts';
import { StockPipeline } from './pipeline.ts';
import {
  type Columns,
  catalogueOf,
  DAY_MS,
  emptyHistory,
  product,
  START_MS,
  worldColumns,
} from './world.fixture.ts';

const EVENTS = 1_000_000;
const ONCE = { iterations: 3, warmupIterations: 1, time: 0, warmupTime: 0 };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

describe('a million events in order, one event object reused', () => {
  for (const [productCount, eventsPerProductDay] of [
    [2_000, 0.7],
    [2_000, 30],
    [100_000, 0.7],
  ] as const) {
    const products = Array.from({ length: productCount }, (_, index) =>
      product(index, {
        openingStockUnits: 50 + ((index * 37) % 450),
        reorderPointUnits: 20 + ((index * 13) % 80),
      }),
    );
    const columns = worldColumns(products, EVENTS, eventsPerProductDay);
    const counts = { changes: 0, closed: 0 };
    let said = false;
    bench(
      `${productCount} products, ${eventsPerProductDay} events per product and day`,
      () => {
        counts.changes = 0;
        counts.closed = 0;
        play(columns, openPipeline(products, columns, counts));
        if (!said) {
          said = true;
          console.log(`${productCount} products:`, counts);
        }
      },
      ONCE,
    );
  }
});

function openPipeline(
  products: Parameters<typeof catalogueOf>,
  columns: Columns,
  counts: { changes: number; closed: number },
): StockPipeline<StockEvent> {
  const effects: Effects<StockEvent> = {
    applied() {},
    alertChanged() {
      counts.changes += 1;
    },
    dayClosed() {
      counts.closed += 1;
    },
  };
  return new StockPipeline({
    catalogue: catalogueOf(...products),
    history: emptyHistory(),
    startMs: START_MS,
    endMs: (columns.virtualMs.at(-1) ?? START_MS) + DAY_MS,
    shortage: 'reject',
    ordering: 'sequence',
    effects,
  });
}

function play(columns: Columns, pipeline: StockPipeline<StockEvent>): void {
  const event: Mutable<StockEvent> = {
    productIndex: 0,
    productSeq: 0,
    type: 0,
    quantityUnits: 0,
    virtualMs: 0.5,
    poison: false,
  };
  for (let row = 0; row < columns.count; row += 1) {
    event.productIndex = columns.productIndexes[row] as number;
    event.productSeq = columns.productSeqs[row] as number;
    event.type = columns.types[row] as EventTypeIndex;
    event.quantityUnits = columns.quantities[row] as number;
    event.virtualMs = columns.virtualMs[row] as number;
    if (pipeline.offer(event) !== 'applied') throw new Error('An event in order takes its turn.');
  }
}
