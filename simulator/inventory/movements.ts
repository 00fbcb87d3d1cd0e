/**
 * What an event did to its shelf, read off the stock before and after it. The rules of `docs/digest.md`, "Ledger", turned
 * round: the pipeline's own stock is the only source, so that these figures can never say anything else.
 */
import { ALERT, RESTOCK, SALE, type StockEvent } from '../../pipeline/event.ts';
import type { Product } from '../../pipeline/product.ts';

export class Movements {
  /** Of the movement that was read last, in units. */
  beforeUnits = 0;
  afterUnits = 0;
  demandedUnits = 0;
  /** Those of the backlog count when they are served. */
  soldUnits = 0;
  lostUnits = 0;
  restockedUnits = 0;
  readonly #onHand: Float64Array;
  readonly #backlog: Float64Array;
  readonly #owes: boolean;

  constructor(products: readonly Product[], shortage: 'reject' | 'partial' | 'backorder') {
    this.#onHand = Float64Array.from(products, ({ openingStockUnits }) => openingStockUnits);
    this.#backlog = new Float64Array(products.length);
    this.#owes = shortage === 'backorder';
  }

  /**
   * Events of one product in productSeq order.
   * @param onHandUnits on the shelf after the event
   * @returns false when the event moves no stock, and nothing was read
   */
  read(event: StockEvent, onHandUnits: number): boolean {
    if (event.poison || event.type === ALERT) return false;
    const { productIndex, type, quantityUnits } = event;
    const before = this.#onHand[productIndex] as number;
    this.#onHand[productIndex] = onHandUnits;
    this.beforeUnits = before;
    this.afterUnits = onHandUnits;
    if (type === SALE) {
      const soldUnits = before - onHandUnits;
      this.demandedUnits = quantityUnits;
      this.soldUnits = soldUnits;
      this.restockedUnits = 0;
      this.lostUnits = quantityUnits - soldUnits;
      if (this.#owes && this.lostUnits > 0) {
        this.#backlog[productIndex] = (this.#backlog[productIndex] as number) + this.lostUnits;
        this.lostUnits = 0;
      }
      return true;
    }
    this.demandedUnits = 0;
    this.lostUnits = 0;
    this.soldUnits = this.#owes ? this.#serveBacklog(productIndex, quantityUnits) : 0;
    this.restockedUnits = type === RESTOCK ? quantityUnits : 0;
    return true;
  }

  #serveBacklog(productIndex: number, units: number): number {
    const owed = this.#backlog[productIndex] as number;
    const served = Math.min(units, owed);
    this.#backlog[productIndex] = owed - served;
    return served;
  }
}
