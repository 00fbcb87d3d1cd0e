/**
 * How long it takes to take a partition over: its changelog read from the embedded broker, claimed, and installed. Also what
 * writing a cut costs this thread. Prints one line a case.
 *
 *     npx tsx simulator/consumers/changelog/restore.bench.ts [products]
 */
import type { EventTypeIndex, StockEvent } from '../../../pipeline/event.ts';
import type { Cut, CutKind, Stamp } from '../../../pipeline/kafka/changelog/cut.ts';
import type { Product } from '../../../pipeline/product.ts';
import { PartitionPipeline } from '../../../pipeline/stages/partition-pipeline.ts';
import { STOCK_EVENTS } from '../../../pipeline/stages/plans.fixture.ts';
import {
  catalogueOf,
  DAY_MS,
  emptyHistory,
  product,
  START_MS,
  worldColumns,
} from '../../../pipeline/stages/world.fixture.ts';
import { startEmbeddedBroker } from '../../broker/embedded.ts';
import { claimant, RUN, startChangelog } from './changelog.fixture.ts';

const PRODUCTS = Number(process.argv[2] ?? 10_000);
const DAYS = 40;
const EVENTS_PER_PRODUCT_DAY = 0.7;
const REPETITIONS = 5;
const products = Array.from({ length: PRODUCTS }, (_, index) => product(index));

const broker = await startEmbeddedBroker();
const played = play();
for (const changes of [0, 4]) await measure(changes);
await broker.stop();

/** @param changes cuts of every product upon the snapshot: with four a new one is due */
async function measure(changes: number): Promise<void> {
  const cleanups: (() => Promise<void>)[] = [];
  const connection = { brokers: [broker.address], kind: 'embedded' } as const;
  const { restorer, writer, commit } = await startChangelog(connection, cleanups);
  const first = await restorer.take(0, claimant(1, 'consumer-1'));
  if (first === undefined) throw new Error('not taken');
  let last: Stamp = first.head;
  const writeMs: number[] = [];
  for (let written = 0; written <= changes; written += 1) {
    const cut = everything(written === 0 ? 'snapshot' : 'changes', last);
    const startMs = performance.now();
    const place = await writer.write(cut, () => true);
    writeMs.push(performance.now() - startMs);
    if (written === 0) await commit(0, place?.firstOffset ?? 0);
    last = cut.head;
  }
  const times: { readonly read: number; readonly install: number; readonly bytes: number }[] = [];
  for (let generation = 2; generation < 2 + REPETITIONS; generation += 1) {
    times.push(await restore(restorer, generation));
  }
  const middle = times.sort((a, b) => a.read - b.read)[Math.floor(REPETITIONS / 2)];
  console.log(
    [
      `${PRODUCTS} products`,
      `${changes} changes of each upon the snapshot`,
      `${((middle?.bytes ?? 0) / 1024 / 1024).toFixed(1)} MiB`,
      `read and claimed in ${middle?.read.toFixed(0)} ms`,
      `installed in ${middle?.install.toFixed(0)} ms`,
      `a cut written in ${Math.min(...writeMs).toFixed(0)} ms`,
    ].join(' | '),
  );
  for (const cleanup of cleanups) await cleanup();
}

async function restore(
  restorer: Awaited<ReturnType<typeof startChangelog>>['restorer'],
  generation: number,
) {
  const startMs = performance.now();
  const taken = await restorer.take(0, claimant(generation, `consumer-${generation}`));
  const readMs = performance.now();
  const target = open();
  for (const { id, index } of products) {
    const state = taken?.products.get(id);
    if (state === undefined) throw new Error(`${id} is missing`);
    target.installProduct(index, state);
  }
  return { read: readMs - startMs, install: performance.now() - readMs, bytes: taken?.bytes ?? 0 };
}

function everything(kind: CutKind, last: Stamp): Cut {
  const { generation, cut } = last;
  return {
    partition: 0,
    head: {
      ...{ run: RUN, generation, cut: cut + 1, follows: { generation, cut }, kind },
      ...{ owner: 'consumer-1', positions: [0, 0, 0, 0, 0], turns: played.turns, closed: false },
      tallies: played.tallies(),
    },
    products: new Map(products.map(({ id, index }) => [id, played.productState(index)])),
    dayBlocks: new Map(),
  };
}

function play(): PartitionPipeline<StockEvent> {
  const pipeline = open();
  const count = Math.floor(PRODUCTS * EVENTS_PER_PRODUCT_DAY * DAYS);
  const columns = worldColumns(products, count, EVENTS_PER_PRODUCT_DAY);
  for (let row = 0; row < count; row += 1) {
    pipeline.offer({
      productIndex: columns.productIndexes[row] as number,
      productSeq: columns.productSeqs[row] as number,
      type: columns.types[row] as EventTypeIndex,
      quantityUnits: columns.quantities[row] as number,
      virtualMs: columns.virtualMs[row] as number,
      poison: false,
    });
  }
  return pipeline;
}

function open(): PartitionPipeline<StockEvent> {
  return new PartitionPipeline({
    partition: 0,
    catalogue: catalogueOf(...(products as Product[])),
    history: emptyHistory(),
    productIndexes: Int32Array.from(products, ({ index }) => index),
    startMs: START_MS,
    endMs: START_MS + DAYS * DAY_MS,
    shortage: 'reject',
    ordering: 'sequence',
    effects: { applied() {}, alertChanged() {}, dayClosed() {} },
    waitingEvents: STOCK_EVENTS,
  });
}
