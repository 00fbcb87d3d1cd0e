/**
 * The pipeline's heart: an event in, effects out. No I/O, no clock, no randomness; the Kafka consumer and
 * the virtual-time simulation run the same code. Specification of what it concludes: `docs/digest.md`.
 */
import { ALERT, type EventTypeIndex, RESTOCK, SALE, type StockEvent } from '../event.ts';
import type { Catalogue, DemandHistory, Product } from '../product.ts';
import { AlertTrail } from './alert-trail.ts';
import { AlertEngine, type AlertState, type StockLimits } from './alerts.ts';
import { ArrivalOrder } from './arrival-order.ts';
import {
  type HandAnswer,
  HandBook,
  type HandChange,
  type HandMovement,
  type HandState,
} from './by-hand.ts';
import { DemandBook } from './demand.ts';
import type { AlertType, Effects } from './effects.ts';
import { LatestForecasts } from './forecast/latest.ts';
import type { Forecast } from './forecast/sma.ts';
import { type LedgerEntry, type Shortage, StockLedger } from './ledger.ts';
import type { OutcomePart } from './outcome.ts';
import { outcomePart } from './outcome-part.ts';
import type { ProductState } from './product-state.ts';
import { type Placement, Sequencer, type TurnOrder } from './sequencer.ts';
import { alertTallies, type Standing } from './standing.ts';
import { StockWindow } from './stock-window.ts';
import { WarehouseDays } from './warehouse-days.ts';

const DAY_MS = 86_400_000;

export interface PipelineOptions<E extends StockEvent> {
  readonly catalogue: Catalogue;
  readonly history: DemandHistory;
  /** Virtual epoch milliseconds that bound the scenario. */
  readonly startMs: number;
  readonly endMs: number;
  readonly shortage: Shortage;
  readonly ordering: 'sequence' | 'arrival';
  /** Called synchronously; they may not call back into the pipeline. */
  readonly effects: Effects<E>;
}

/** Where a product stands, for those who look. */
export interface ProductGlance {
  readonly ledger: LedgerEntry;
  readonly alerts: AlertState;
  /** Virtual epoch milliseconds. */
  readonly lastMovementMs: number;
  readonly openDaySoldUnits: number;
}

export class StockPipeline<E extends StockEvent> {
  readonly #catalogue: Catalogue;
  readonly #startMs: number;
  readonly #endMs: number;
  readonly #completeDays: number;
  readonly #effects: Effects<E>;
  readonly #turns: TurnOrder<E>;
  readonly #ledger: StockLedger;
  readonly #window: StockWindow;
  readonly #alerts: AlertEngine;
  readonly #trail: AlertTrail;
  readonly #demand: DemandBook;
  /** What spans products: additive over pipelines that own different ones. */
  readonly warehouseDays: WarehouseDays;
  readonly #lastMovementMs: Float64Array;
  readonly #outOfStockMs: Float64Array;
  readonly #poisonCounts: Uint32Array;
  readonly #noticeCounts: Uint32Array;
  readonly #forecasts: LatestForecasts;
  readonly #byHand = new HandBook();
  /** The event whose effects are under way. */
  #cause: E | undefined;

  constructor(options: PipelineOptions<E>) {
    const { catalogue, history, startMs, endMs } = options;
    const { products, warehouses } = catalogue;
    const openingUnits = Float64Array.from(products, (product) => product.openingStockUnits);
    this.#catalogue = catalogue;
    this.#startMs = startMs;
    this.#endMs = endMs;
    this.#completeDays = Math.max(0, Math.floor((endMs - startMs) / DAY_MS));
    this.#effects = options.effects;
    this.#turns =
      options.ordering === 'sequence'
        ? new Sequencer<E>(products.length)
        : new ArrivalOrder<E>(products.length);
    this.#ledger = new StockLedger(products, options.shortage);
    this.#trail = new AlertTrail(products.length);
    this.#window = new StockWindow(openingUnits);
    this.#alerts = new AlertEngine(products, this.#window, (change) => {
      this.#trail.append(change);
      this.#effects.alertChanged(change, this.#cause);
    });
    this.#demand = new DemandBook(products.length, history);
    this.warehouseDays = new WarehouseDays(warehouses.length, this.#completeDays);
    this.#lastMovementMs = new Float64Array(products.length).fill(startMs);
    this.#outOfStockMs = new Float64Array(products.length);
    this.#poisonCounts = new Uint32Array(products.length);
    this.#noticeCounts = new Uint32Array(products.length);
    this.#forecasts = new LatestForecasts(products.length);
  }

  /**
   * Takes an event in whatever order it comes. The object may be reused by the caller unless the answer is
   * `waiting`; `applied` means that it, and what waited for it, took effect before the call returned.
   */
  offer(event: E): Placement {
    const { productIndex } = event;
    if (!(productIndex >= 0 && productIndex < this.#catalogue.products.length)) {
      throw new Error(`No product has the index ${productIndex}.`);
    }
    const placement = this.#turns.place(event);
    if (placement !== 'applied') return placement;
    this.#apply(event);
    if (this.#turns.waiting > 0) {
      let released = this.#turns.release(productIndex);
      while (released !== undefined) {
        this.#apply(released);
        released = this.#turns.release(productIndex);
      }
    }
    return 'applied';
  }

  /** Takes what a person changes, at once; nothing of the sequence is concerned. */
  change(change: HandChange): HandAnswer {
    const { productIndex } = change;
    const answer = this.#byHand.answerTo(change, this.#ledger.onHandUnits(productIndex));
    if (answer !== undefined) return answer;
    const former = this.limits(productIndex);
    if (change.kind === 'movement') {
      const { changes } = this.#byHand.note(change, former);
      this.#moveByHand(change, changes);
      return { kind: 'applied' };
    }
    const limits = {
      reorderPointUnits: change.reorderPointUnits ?? former.reorderPointUnits,
      maxCapacityUnits: change.maxCapacityUnits ?? former.maxCapacityUnits,
    };
    const { changes } = this.#byHand.note(change, limits);
    const atMs = this.#lastMovementMs[productIndex] as number;
    const stockUnits = this.#ledger.onHandUnits(productIndex);
    this.#ledger.setCapacity(productIndex, limits.maxCapacityUnits);
    this.#alerts.limitsChanged(productIndex, limits, changes, atMs, stockUnits);
    return { kind: 'applied' };
  }

  /** The scenario is over: closes days and resolves what expires, up to its end. Calling twice is harmless. */
  finish(productIndexes: Iterable<number>): void {
    for (const productIndex of productIndexes) this.#advance(productIndex, this.#endMs);
  }

  /** Events waiting for one that is missing. */
  get waiting(): number {
    return this.#turns.waiting;
  }

  /** Highest productSeq such that it and all before it took their turn. */
  appliedSeq(productIndex: number): number {
    return this.#turns.appliedSeq(productIndex);
  }

  /** Ascending; for diagnosis. */
  waitingSeqs(productIndex: number): number[] {
    return this.#turns.waitingSeqs(productIndex);
  }

  onHandUnits(productIndex: number): number {
    return this.#ledger.onHandUnits(productIndex);
  }

  /** What the shelf of a product went through. */
  ledgerEntry(productIndex: number): LedgerEntry {
    return this.#ledger.entry(productIndex);
  }

  /** The catalogue's, or what people have made of them. */
  limits(productIndex: number): StockLimits {
    const changed = this.#byHand.get(productIndex);
    return changed?.limits ?? (this.#catalogue.products[productIndex] as Product);
  }

  /** A person moved its stock or changed its settings. */
  touchedByHand(productIndex: number): boolean {
    return this.#byHand.get(productIndex) !== undefined;
  }

  /** At most one of each family. */
  activeAlerts(productIndex: number): readonly AlertType[] {
    return this.#alerts.activeTypes(productIndex);
  }

  /**
   * Copies the newest complete days (at most `WINDOW_DAYS`), oldest first, into `window[at…]`.
   * @returns how many days
   */
  forecastInput(productIndex: number, window: Int32Array, at: number): number {
    return this.#demand.copyWindow(productIndex, window, at);
  }

  /** Keeps a forecast that the pool computed: `FORECAST_NUMBERS` numbers from `results[at]` on. */
  storeForecast(productIndex: number, results: Float64Array, at: number): void {
    this.#forecasts.store(productIndex, results, at);
  }

  /** The latest stored forecast; undefined where there is none yet. */
  forecast(productIndex: number): Forecast | undefined {
    return this.#forecasts.get(productIndex);
  }

  /** How these products stand just now; cheap enough for once a second. */
  standing(productIndexes: ArrayLike<number>): Standing {
    return {
      waitingEvents: this.#turns.waiting,
      stock: this.#ledger.sums(productIndexes),
      alerts: alertTallies(this.#trail.changes()),
    };
  }

  /** What people want to see of a product: much cheaper than its whole state. */
  glance(productIndex: number): ProductGlance {
    return {
      ledger: this.#ledger.entry(productIndex),
      alerts: this.#alerts.state(productIndex),
      lastMovementMs: this.#lastMovementMs[productIndex] as number,
      openDaySoldUnits: this.#demand.openDayUnits(productIndex),
    };
  }

  /** All that is known of a product, between two events. */
  productState(productIndex: number): ProductState<E> {
    return {
      turn: this.#turns.state(productIndex),
      lastMovementMs: this.#lastMovementMs[productIndex] as number,
      outOfStockMs: this.#outOfStockMs[productIndex] as number,
      poisonCount: this.#poisonCounts[productIndex] as number,
      noticeCount: this.#noticeCounts[productIndex] as number,
      ledger: this.#ledger.entry(productIndex),
      alerts: this.#alerts.state(productIndex),
      trail: this.#trail.state(productIndex),
      window: this.#window.state(productIndex),
      demand: this.#demand.state(productIndex),
      forecast: this.#forecasts.get(productIndex),
      byHand: this.#byHand.get(productIndex),
    };
  }

  /** Replaces all that is known of a product; what spans products is installed apart. */
  installProduct(productIndex: number, state: ProductState<E>): void {
    this.#turns.install(productIndex, state.turn);
    this.#lastMovementMs[productIndex] = state.lastMovementMs;
    this.#outOfStockMs[productIndex] = state.outOfStockMs;
    this.#poisonCounts[productIndex] = state.poisonCount;
    this.#noticeCounts[productIndex] = state.noticeCount;
    this.#ledger.install(productIndex, state.ledger);
    this.#alerts.install(productIndex, state.alerts);
    this.#trail.install(productIndex, state.trail);
    this.#window.install(productIndex, state.window);
    this.#demand.install(productIndex, state.demand);
    this.#forecasts.install(productIndex, state.forecast);
    this.#installByHand(productIndex, state.byHand);
  }

  /** Alert changes over all products: `[transition * 4 + type]`; a copy. */
  alertChanges(): Float64Array {
    return this.#trail.changes();
  }

  installAlertChanges(changes: ArrayLike<number>): void {
    this.#trail.installChanges(changes);
  }

  /** What became of these products; final after {@link finish}, provisional before. */
  outcome(productIndexes: Iterable<number>): OutcomePart {
    return outcomePart(
      {
        ...{ catalogue: this.#catalogue, startMs: this.#startMs, endMs: this.#endMs },
        ...{ turns: this.#turns, ledger: this.#ledger, alerts: this.#alerts, trail: this.#trail },
        ...{ demand: this.#demand, warehouseDays: this.warehouseDays },
        ...{ outOfStockMs: this.#outOfStockMs, poisonCounts: this.#poisonCounts },
        noticeCounts: this.#noticeCounts,
      },
      productIndexes,
    );
  }

  #apply(event: E): void {
    this.#cause = event;
    if (event.poison) {
      const { productIndex } = event;
      this.#poisonCounts[productIndex] = (this.#poisonCounts[productIndex] as number) + 1;
    } else if (event.type === ALERT) {
      const { productIndex } = event;
      this.#noticeCounts[productIndex] = (this.#noticeCounts[productIndex] as number) + 1;
    } else {
      this.#move(event);
    }
    this.#effects.applied(event);
    this.#cause = undefined;
  }

  #move(event: E): void {
    const { productIndex, type, quantityUnits, virtualMs } = event;
    const atMs = this.#instantOf(productIndex, virtualMs);
    const stockUnits = this.#book(productIndex, type, quantityUnits, atMs);
    this.#alerts.moved(productIndex, event.productSeq, atMs, stockUnits);
  }

  #moveByHand(movement: HandMovement, hand: number): void {
    const { productIndex, type, quantityUnits, virtualMs } = movement;
    if (type === ALERT) {
      this.#noticeCounts[productIndex] = (this.#noticeCounts[productIndex] as number) + 1;
      return;
    }
    const atMs = this.#instantOf(productIndex, virtualMs ?? Number.NEGATIVE_INFINITY);
    const stockUnits = this.#book(productIndex, type, quantityUnits, atMs);
    this.#alerts.movedByHand(productIndex, hand, atMs, stockUnits);
  }

  /** @returns units on hand after it */
  #book(productIndex: number, type: EventTypeIndex, quantityUnits: number, atMs: number): number {
    this.#advance(productIndex, atMs);
    let soldUnits: number;
    if (type === SALE) soldUnits = this.#ledger.sell(productIndex, quantityUnits);
    else if (type === RESTOCK) soldUnits = this.#ledger.restock(productIndex, quantityUnits);
    else soldUnits = this.#ledger.takeBack(productIndex, quantityUnits);
    if (soldUnits > 0) this.#demand.add(productIndex, soldUnits);
    return this.#ledger.onHandUnits(productIndex);
  }

  /** Limits that nobody changed are the catalogue's, whatever stood there before. */
  #installByHand(productIndex: number, state: HandState | undefined): void {
    if (state === undefined && this.#byHand.get(productIndex) === undefined) return;
    this.#byHand.install(productIndex, state);
    const limits = this.limits(productIndex);
    this.#ledger.setCapacity(productIndex, limits.maxCapacityUnits);
    this.#alerts.setLimits(productIndex, limits);
  }

  /** Within the scenario, and never before the product's previous movement. */
  #instantOf(productIndex: number, virtualMs: number): number {
    const earliestMs = this.#lastMovementMs[productIndex] as number;
    return virtualMs > earliestMs ? Math.min(virtualMs, this.#endMs) : earliestMs;
  }

  /** Time passes for a product, up to and including `untilMs`. */
  #advance(productIndex: number, untilMs: number): void {
    const stockUnits = this.#ledger.onHandUnits(productIndex);
    const openDay = this.#demand.openDay(productIndex);
    const openDayEndMs = this.#startMs + (openDay + 1) * DAY_MS;
    if (untilMs >= openDayEndMs) {
      const day = Math.floor((untilMs - this.#startMs) / DAY_MS);
      this.#alerts.pass(productIndex, this.#startMs + day * DAY_MS, stockUnits);
      this.#closeDays(productIndex, openDay, day, stockUnits);
    }
    this.#alerts.pass(productIndex, untilMs, stockUnits);
    if (stockUnits === 0) {
      const emptyMs = untilMs - (this.#lastMovementMs[productIndex] as number);
      this.#outOfStockMs[productIndex] = (this.#outOfStockMs[productIndex] as number) + emptyMs;
    }
    this.#lastMovementMs[productIndex] = untilMs;
  }

  /** The days `[fromDay, toDay)` are complete; `toDay` is the open one. */
  #closeDays(productIndex: number, fromDay: number, toDay: number, stockUnits: number): void {
    const warehouseIndex = this.#catalogue.products[productIndex]?.warehouseIndex ?? 0;
    this.#demand.closeBefore(productIndex, toDay);
    this.warehouseDays.add(warehouseIndex, fromDay, toDay, stockUnits);
    this.#effects.dayClosed(productIndex, toDay - 1);
  }
}
