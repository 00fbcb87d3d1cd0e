/**
 * The pipeline of one partition number: only that partition's products, under rows of their own, and all of its
 * state can be taken out and put in, product by product. What is dropped is dropped whole; what is taken over is
 * made anew and installed.
 */
import type { StockEvent } from '../event.ts';
import type { Catalogue, DemandHistory, Product } from '../product.ts';
import type { HandAnswer, HandChange } from './by-hand.ts';
import type { AlertType, Effects } from './effects.ts';
import type { Forecast } from './forecast/sma.ts';
import type { LedgerEntry, Shortage } from './ledger.ts';
import type { OutcomePart } from './outcome.ts';
import { type ProductGlance, StockPipeline } from './pipeline.ts';
import {
  type ProductState,
  readProduct,
  type StateFrame,
  type WaitingEventCodec,
  writeProduct,
} from './product-state.ts';
import type { Placement } from './sequencer.ts';
import { readDayBlock, readTallies, writeDayBlock, writeTallies } from './shared-state.ts';
import type { Standing } from './standing.ts';
import { StateCorrupt, StateReader, StateWriter } from './state-bytes.ts';

export { type PartitionLayout, partitionLayout } from './partition-layout.ts';
export type { WaitingEventCodec } from './product-state.ts';

export interface PartitionPipelineOptions<E extends StockEvent> {
  readonly partition: number;
  /** Of the whole world. */
  readonly catalogue: Catalogue;
  /** Of the whole world. */
  readonly history: DemandHistory;
  /** Catalogue indexes of the partition's products, ascending. */
  readonly productIndexes: Int32Array;
  /** Virtual epoch milliseconds that bound the scenario. */
  readonly startMs: number;
  readonly endMs: number;
  readonly shortage: Shortage;
  readonly ordering: 'sequence' | 'arrival';
  /** Events and changes carry rows in `productIndex`. */
  readonly effects: Effects<E>;
  readonly waitingEvents: WaitingEventCodec<E>;
}

/** What changed since somebody last asked. */
export interface Touched {
  readonly rows: readonly number[];
  readonly dayBlocks: readonly number[];
}

export class PartitionPipeline<E extends StockEvent> {
  readonly partition: number;
  /** Catalogue index of each row. */
  readonly productIndexes: Int32Array;
  /** Own products, whose `index` is their row; all warehouses. */
  readonly catalogue: Catalogue;
  readonly #pipeline: StockPipeline<E>;
  readonly #frame: StateFrame<E>;
  readonly #rows: Int32Array;
  /** By row: whether it is among {@link #touchedRows}, which has them in the order of their first change. */
  readonly #isTouched: Uint8Array;
  #touchedRows: number[] = [];
  readonly #writer = new StateWriter();
  #turns = 0;
  #closed = false;

  constructor(options: PartitionPipelineOptions<E>) {
    const { productIndexes, startMs, endMs, shortage, ordering, effects } = options;
    this.partition = options.partition;
    this.productIndexes = productIndexes;
    this.catalogue = catalogueOfRows(options.catalogue, productIndexes);
    const history = historyOfRows(options.history, productIndexes);
    const { catalogue } = this;
    this.#pipeline = new StockPipeline<E>({
      catalogue,
      history,
      startMs,
      endMs,
      shortage,
      ordering,
      effects,
    });
    this.#frame = { startMs, endMs, ordering, waitingEvents: options.waitingEvents };
    this.#rows = Int32Array.from(productIndexes, (_, row) => row);
    this.#isTouched = new Uint8Array(productIndexes.length);
  }

  /** As {@link StockPipeline.offer}; `productIndex` is a row. */
  offer(event: E): Placement {
    const row = event.productIndex;
    const pipeline = this.#pipeline;
    const before = pipeline.appliedSeq(row);
    const placement = pipeline.offer(event);
    if (placement === 'duplicate') return placement;
    this.#turns += pipeline.appliedSeq(row) - before;
    if (this.#isTouched[row] === 0) this.#touch(row);
    return placement;
  }

  /** As {@link StockPipeline.change}; `productIndex` is a row. Nothing more is changed once the books are closed. */
  change(change: HandChange): HandAnswer {
    if (this.#closed) return { kind: 'refused', detail: 'the books of the run are closed' };
    const answer = this.#pipeline.change(change);
    if (answer.kind === 'applied') this.#touch(change.productIndex);
    return answer;
  }

  /** The scenario is over for all products. Calling twice is harmless, also on state that was installed. */
  finish(): void {
    if (this.#closed) return;
    this.#pipeline.finish(this.#rows);
    for (const row of this.#rows) this.#touch(row);
    this.#closed = true;
  }

  /** {@link finish} was called on this object. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Events waiting for one that is missing. */
  get waiting(): number {
    return this.#pipeline.waiting;
  }

  /** Σ {@link appliedSeq} over the products. */
  get turns(): number {
    return this.#turns;
  }

  /** Highest productSeq such that it and all before it took their turn. */
  appliedSeq(row: number): number {
    return this.#pipeline.appliedSeq(row);
  }

  /** Ascending; for diagnosis. */
  waitingSeqs(row: number): number[] {
    return this.#pipeline.waitingSeqs(row);
  }

  onHandUnits(row: number): number {
    return this.#pipeline.onHandUnits(row);
  }

  /** What the shelf of a product went through. */
  ledgerEntry(row: number): LedgerEntry {
    return this.#pipeline.ledgerEntry(row);
  }

  /** As the catalogue has it, with the limits that people have set. */
  product(row: number): Product {
    const product = this.catalogue.products[row];
    if (product === undefined) throw new Error(`No product has the row ${row}.`);
    if (!this.#pipeline.touchedByHand(row)) return product;
    const { reorderPointUnits, maxCapacityUnits } = this.#pipeline.limits(row);
    return { ...product, reorderPointUnits, maxCapacityUnits };
  }

  /** All that is known of a product, between two events. */
  stateOf(row: number): ProductState<E> {
    return this.#pipeline.productState(row);
  }

  /** As {@link StockPipeline.glance}. */
  glance(row: number): ProductGlance {
    return this.#pipeline.glance(row);
  }

  /** People have changed its stock or its limits. */
  touchedByHand(row: number): boolean {
    return this.#pipeline.touchedByHand(row);
  }

  /** At most one of each family. */
  activeAlerts(row: number): readonly AlertType[] {
    return this.#pipeline.activeAlerts(row);
  }

  /** As {@link StockPipeline.forecastInput}. */
  forecastInput(row: number, window: Int32Array, at: number): number {
    return this.#pipeline.forecastInput(row, window, at);
  }

  /** As {@link StockPipeline.storeForecast}. */
  storeForecast(row: number, results: Float64Array, at: number): void {
    this.#pipeline.storeForecast(row, results, at);
    this.#touch(row);
  }

  forecast(row: number): Forecast | undefined {
    return this.#pipeline.forecast(row);
  }

  /** Cheap enough for once a second. */
  standing(): Standing {
    return this.#pipeline.standing(this.#rows);
  }

  /** In catalogue indexes; final after {@link finish}, provisional before. */
  outcome(): OutcomePart {
    return { ...this.#pipeline.outcome(this.#rows), productIndexes: this.productIndexes.slice() };
  }

  /**
   * What changed since the last call, and forgets it. Rows are touched by events that took their turn or wait, by
   * {@link finish} and by forecasts; what was installed is not touched by that.
   */
  takeTouched(): Touched {
    const rows = this.#touchedRows;
    for (const row of rows) this.#isTouched[row] = 0;
    this.#touchedRows = [];
    return { rows, dayBlocks: this.#pipeline.warehouseDays.takeTouched() };
  }

  /** What was taken did not become durable. */
  touchAgain({ rows, dayBlocks }: Touched): void {
    for (const row of rows) this.#touch(row);
    for (const block of dayBlocks) this.#pipeline.warehouseDays.touch(block);
  }

  /** What is taken next is everything. */
  touchAll(): void {
    const days = this.#pipeline.warehouseDays;
    for (const row of this.#rows) this.#touch(row);
    for (let block = 0; block < days.blockCount; block += 1) days.touch(block);
  }

  productState(row: number): Buffer {
    writeProduct(this.#pipeline.productState(row), this.#frame, this.#writer.begin());
    return this.#writer.finish();
  }

  /**
   * Replaces all that is known of a product.
   * @returns the events that wait again, ascending by productSeq
   * @throws StateCorrupt when the bytes are not a state of this product; nothing was changed
   */
  installProduct(row: number, state: Buffer): readonly E[] {
    const product = this.catalogue.products[row];
    if (product === undefined) throw new Error(`No product has the row ${row}.`);
    const read = readProduct(new StateReader(state), this.#frame, row, product.maxCapacityUnits);
    this.#turns += read.turn.appliedSeq - this.#pipeline.appliedSeq(row);
    this.#pipeline.installProduct(row, read);
    return read.turn.waiting;
  }

  /** Closing stock of the partition's products by warehouse, in {@link BLOCK_DAYS} days. */
  dayBlock(block: number): Buffer {
    writeDayBlock(this.#pipeline.warehouseDays.block(block), this.#writer.begin());
    return this.#writer.finish();
  }

  /** @throws StateCorrupt when the bytes are not a block of this world; nothing was changed */
  installDayBlock(block: number, state: Buffer): void {
    const days = this.#pipeline.warehouseDays;
    if (!(block >= 0 && block < days.blockCount)) throw new StateCorrupt(`no block ${block}`);
    days.installBlock(block, readDayBlock(new StateReader(state), days.block(block)));
  }

  /** What spans the products and is in no day block: counts of alert changes. */
  tallies(): Buffer {
    writeTallies(this.#pipeline.alertChanges(), this.#writer.begin());
    return this.#writer.finish();
  }

  /** @throws StateCorrupt when the bytes are no tallies; nothing was changed */
  installTallies(state: Buffer): void {
    this.#pipeline.installAlertChanges(readTallies(new StateReader(state)));
  }

  #touch(row: number): void {
    if (this.#isTouched[row] === 1) return;
    this.#isTouched[row] = 1;
    this.#touchedRows.push(row);
  }
}

function catalogueOfRows(catalogue: Catalogue, productIndexes: Int32Array): Catalogue {
  const products = Array.from(productIndexes, (productIndex, row) => {
    const product = catalogue.products[productIndex];
    if (product === undefined) throw new Error(`No product has the index ${productIndex}.`);
    return { ...product, index: row };
  });
  return { products, warehouses: catalogue.warehouses };
}

function historyOfRows(
  { days, soldUnits }: DemandHistory,
  productIndexes: Int32Array,
): DemandHistory {
  const own = new Int32Array(productIndexes.length * days);
  for (const [row, productIndex] of productIndexes.entries()) {
    own.set(soldUnits.subarray(productIndex * days, (productIndex + 1) * days), row * days);
  }
  return { days, soldUnits: own };
}
