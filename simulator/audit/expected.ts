/**
 * What the ledger and the alerts of every product must come to: `docs/digest.md` a second time, written
 * from that page alone and sharing no code with the pipeline. It prefers plain objects and lists to speed.
 */
import type { StockEvent } from '../../pipeline/event.ts';
import { ALERT, RESTOCK, RETURN, SALE } from '../../pipeline/event.ts';
import type { Catalogue, Product } from '../../pipeline/product.ts';
import { ExpectedAlerts } from './expected-alerts.ts';

export interface ExpectedPeriod {
  /** Virtual epoch milliseconds, both inclusive. */
  readonly startMs: number;
  readonly endMs: number;
  readonly shortage: 'reject' | 'partial' | 'backorder';
}

/** Names as in the canonical form of the outcome. */
export interface ExpectedProduct {
  /** How many events were planned: the product's last productSeq. */
  readonly lastSeq: number;
  /** productSeqs of the records planned as poison, ascending. */
  readonly poisonSeqs: readonly number[];
  readonly poisonCount: number;
  readonly noticeCount: number;
  readonly openingUnits: number;
  readonly onHandUnits: number;
  readonly backlogUnits: number;
  readonly saleLines: number;
  readonly shortLines: number;
  readonly soldUnits: number;
  readonly lostUnits: number;
  readonly restockedUnits: number;
  readonly returnedUnits: number;
  readonly clippedUnits: number;
  readonly outOfStockMs: number;
  readonly alertsRaised: number;
  readonly alertsResolved: number;
  readonly trailHash: string;
}

export class ExpectedWorld {
  readonly #shelves: readonly Shelf[];

  constructor(catalogue: Catalogue, period: ExpectedPeriod) {
    this.#shelves = catalogue.products.map((product) => new Shelf(product, period));
  }

  /** Events of one product in productSeq order; products may be interleaved in any way. */
  take(event: StockEvent): void {
    const shelf = this.#shelves[event.productIndex];
    if (shelf === undefined) throw new Error(`no product has index ${event.productIndex}`);
    shelf.take(event);
  }

  /** Time passes until the end of the scenario. Nothing may be taken afterwards. */
  finish(): void {
    for (const shelf of this.#shelves) shelf.finish();
  }

  /** Complete after {@link finish}. */
  product(productIndex: number): ExpectedProduct {
    const shelf = this.#shelves[productIndex];
    if (shelf === undefined) throw new Error(`no product has index ${productIndex}`);
    return shelf.expected();
  }
}

/** One product's shelf: its stock and everything that ever happened to it. */
class Shelf {
  readonly product: Product;
  readonly period: ExpectedPeriod;
  readonly alerts: ExpectedAlerts;
  readonly poisonSeqs: number[] = [];
  onHand: number;
  backlog = 0;
  lastSeq = 0;
  notices = 0;
  saleLines = 0;
  shortLines = 0;
  sold = 0;
  lost = 0;
  restocked = 0;
  returned = 0;
  clipped = 0;
  outOfStockMs = 0;
  /** Instant of the latest movement: never before the one before it, nor outside the scenario. */
  movedAtMs: number;
  /** When the shelf became empty; undefined while there is something on it. */
  emptySinceMs: number | undefined;

  constructor(product: Product, period: ExpectedPeriod) {
    this.product = product;
    this.period = period;
    this.alerts = new ExpectedAlerts(product);
    this.onHand = product.openingStockUnits;
    this.movedAtMs = period.startMs;
    this.emptySinceMs = this.onHand === 0 ? period.startMs : undefined;
  }

  take(event: StockEvent): void {
    if (event.productSeq !== this.lastSeq + 1) {
      throw new Error(
        `${this.product.id}: productSeq ${event.productSeq} came after ${this.lastSeq}`,
      );
    }
    this.lastSeq = event.productSeq;
    if (event.poison) {
      this.poisonSeqs.push(event.productSeq);
      return;
    }
    if (event.type === ALERT) {
      this.notices += 1;
      return;
    }
    this.movedAtMs = Math.min(Math.max(event.virtualMs, this.movedAtMs), this.period.endMs);
    this.alerts.timePassesUntil(this.movedAtMs);
    this.move(event);
    this.watchEmptiness(this.movedAtMs);
    this.alerts.stockMoved(event.productSeq, this.movedAtMs, this.onHand);
  }

  move(event: StockEvent): void {
    if (event.type === SALE) this.sell(event.quantityUnits);
    if (event.type === RESTOCK) {
      this.restocked += event.quantityUnits;
      this.receive(event.quantityUnits);
    }
    if (event.type === RETURN) {
      this.returned += event.quantityUnits;
      this.receive(event.quantityUnits);
    }
  }

  sell(units: number): void {
    this.saleLines += 1;
    if (units <= this.onHand) {
      this.onHand -= units;
      this.sold += units;
      return;
    }
    this.shortLines += 1;
    if (this.period.shortage === 'reject') {
      this.lost += units;
      return;
    }
    const available = this.onHand;
    const lacking = units - available;
    this.sold += available;
    this.onHand = 0;
    if (this.period.shortage === 'partial') this.lost += lacking;
    else this.backlog += lacking;
  }

  receive(units: number): void {
    const toBacklog = Math.min(units, this.backlog);
    this.backlog -= toBacklog;
    this.sold += toBacklog;
    const toShelf = units - toBacklog;
    const free = this.product.maxCapacityUnits - this.onHand;
    const fitting = Math.min(toShelf, free);
    this.onHand += fitting;
    this.clipped += toShelf - fitting;
  }

  watchEmptiness(atMs: number): void {
    if (this.onHand === 0 && this.emptySinceMs === undefined) this.emptySinceMs = atMs;
    if (this.onHand > 0 && this.emptySinceMs !== undefined) {
      this.outOfStockMs += atMs - this.emptySinceMs;
      this.emptySinceMs = undefined;
    }
  }

  finish(): void {
    this.alerts.timePassesUntil(this.period.endMs);
    if (this.emptySinceMs !== undefined) {
      this.outOfStockMs += this.period.endMs - this.emptySinceMs;
      this.emptySinceMs = this.period.endMs;
    }
  }

  expected(): ExpectedProduct {
    return {
      lastSeq: this.lastSeq,
      poisonSeqs: this.poisonSeqs,
      poisonCount: this.poisonSeqs.length,
      noticeCount: this.notices,
      openingUnits: this.product.openingStockUnits,
      onHandUnits: this.onHand,
      backlogUnits: this.backlog,
      saleLines: this.saleLines,
      shortLines: this.shortLines,
      soldUnits: this.sold,
      lostUnits: this.lost,
      restockedUnits: this.restocked,
      returnedUnits: this.returned,
      clippedUnits: this.clipped,
      outOfStockMs: this.outOfStockMs,
      alertsRaised: this.alerts.raised,
      alertsResolved: this.alerts.resolved,
      trailHash: this.alerts.trailHash,
    };
  }
}
