/** The stock book: what each movement does to the shelf, the backlog and the counts. */
import type { Product } from '../product.ts';

/** What happens to a sale that is larger than the stock on hand. */
export type Shortage = 'reject' | 'partial' | 'backorder';

/** Columns of a product's row; all in units, but for the two line counts. */
const ON_HAND = 0;
const CAPACITY = 1;
const BACKLOG = 2;
const SALE_LINES = 3;
const SHORT_LINES = 4;
const SOLD = 5;
const LOST = 6;
const RESTOCKED = 7;
const RETURNED = 8;
const CLIPPED = 9;
const BACKORDERED = 10;
const COLUMNS = 11;

/** Sums over products. */
export interface LedgerSums {
  readonly onHandUnits: number;
  readonly soldUnits: number;
  readonly lostUnits: number;
  readonly restockedUnits: number;
  readonly emptyProducts: number;
}

export interface LedgerEntry {
  readonly onHandUnits: number;
  readonly backlogUnits: number;
  readonly saleLines: number;
  readonly shortLines: number;
  readonly soldUnits: number;
  readonly lostUnits: number;
  readonly restockedUnits: number;
  readonly returnedUnits: number;
  readonly clippedUnits: number;
  /** Ever put on the backlog, whether served since or not. */
  readonly backorderedUnits: number;
}

/**
 * Conservation at every prefix: opening + restocked + returned − sold − clipped = on hand, and
 * 0 ≤ on hand ≤ capacity. Rules: `docs/digest.md`, "Ledger".
 */
export class StockLedger {
  /** One row per product, so that a movement touches neighbouring memory. */
  readonly #rows: Float64Array;
  readonly #shortage: Shortage;

  constructor(products: readonly Product[], shortage: Shortage) {
    this.#shortage = shortage;
    this.#rows = new Float64Array(products.length * COLUMNS);
    for (const { index, openingStockUnits, maxCapacityUnits } of products) {
      this.#rows[index * COLUMNS + ON_HAND] = openingStockUnits;
      this.#rows[index * COLUMNS + CAPACITY] = maxCapacityUnits;
    }
  }

  onHandUnits(productIndex: number): number {
    return this.#rows[productIndex * COLUMNS + ON_HAND] as number;
  }

  /** @returns units sold now */
  sell(productIndex: number, units: number): number {
    const rows = this.#rows;
    const row = productIndex * COLUMNS;
    const onHand = rows[row + ON_HAND] as number;
    rows[row + SALE_LINES] = (rows[row + SALE_LINES] as number) + 1;
    if (units > onHand) return this.#sellShort(row, units, onHand);
    rows[row + ON_HAND] = onHand - units;
    rows[row + SOLD] = (rows[row + SOLD] as number) + units;
    return units;
  }

  /** @returns units sold now, from the backlog */
  restock(productIndex: number, units: number): number {
    const row = productIndex * COLUMNS;
    this.#rows[row + RESTOCKED] = (this.#rows[row + RESTOCKED] as number) + units;
    return this.#receive(row, units);
  }

  /** @returns units sold now, from the backlog */
  takeBack(productIndex: number, units: number): number {
    const row = productIndex * COLUMNS;
    this.#rows[row + RETURNED] = (this.#rows[row + RETURNED] as number) + units;
    return this.#receive(row, units);
  }

  entry(productIndex: number): LedgerEntry {
    const row = productIndex * COLUMNS;
    const column = (offset: number) => this.#rows[row + offset] as number;
    return {
      onHandUnits: column(ON_HAND),
      backlogUnits: column(BACKLOG),
      saleLines: column(SALE_LINES),
      shortLines: column(SHORT_LINES),
      soldUnits: column(SOLD),
      lostUnits: column(LOST),
      restockedUnits: column(RESTOCKED),
      returnedUnits: column(RETURNED),
      clippedUnits: column(CLIPPED),
      backorderedUnits: column(BACKORDERED),
    };
  }

  /** @param units not below what is on hand */
  setCapacity(productIndex: number, units: number): void {
    this.#rows[productIndex * COLUMNS + CAPACITY] = units;
  }

  /** Replaces a product's entry; its capacity is set apart. */
  install(productIndex: number, entry: LedgerEntry): void {
    const rows = this.#rows;
    const row = productIndex * COLUMNS;
    rows[row + ON_HAND] = entry.onHandUnits;
    rows[row + BACKLOG] = entry.backlogUnits;
    rows[row + SALE_LINES] = entry.saleLines;
    rows[row + SHORT_LINES] = entry.shortLines;
    rows[row + SOLD] = entry.soldUnits;
    rows[row + LOST] = entry.lostUnits;
    rows[row + RESTOCKED] = entry.restockedUnits;
    rows[row + RETURNED] = entry.returnedUnits;
    rows[row + CLIPPED] = entry.clippedUnits;
    rows[row + BACKORDERED] = entry.backorderedUnits;
  }

  /** Without allocation per product: it is asked for while events come in. */
  sums(productIndexes: ArrayLike<number>): LedgerSums {
    const rows = this.#rows;
    let onHandUnits = 0;
    let soldUnits = 0;
    let lostUnits = 0;
    let restockedUnits = 0;
    let emptyProducts = 0;
    for (let at = 0; at < productIndexes.length; at += 1) {
      const row = (productIndexes[at] as number) * COLUMNS;
      const onHand = rows[row + ON_HAND] as number;
      onHandUnits += onHand;
      soldUnits += rows[row + SOLD] as number;
      lostUnits += rows[row + LOST] as number;
      restockedUnits += rows[row + RESTOCKED] as number;
      if (onHand === 0) emptyProducts += 1;
    }
    return { onHandUnits, soldUnits, lostUnits, restockedUnits, emptyProducts };
  }

  #sellShort(row: number, units: number, onHand: number): number {
    const rows = this.#rows;
    rows[row + SHORT_LINES] = (rows[row + SHORT_LINES] as number) + 1;
    if (this.#shortage === 'reject') {
      rows[row + LOST] = (rows[row + LOST] as number) + units;
      return 0;
    }
    const missing = units - onHand;
    if (this.#shortage === 'partial') {
      rows[row + LOST] = (rows[row + LOST] as number) + missing;
    } else {
      rows[row + BACKLOG] = (rows[row + BACKLOG] as number) + missing;
      rows[row + BACKORDERED] = (rows[row + BACKORDERED] as number) + missing;
    }
    rows[row + ON_HAND] = 0;
    rows[row + SOLD] = (rows[row + SOLD] as number) + onHand;
    return onHand;
  }

  /** First the backlog, then the shelf; what does not fit is clipped. */
  #receive(row: number, units: number): number {
    const rows = this.#rows;
    const backlog = rows[row + BACKLOG] as number;
    const served = Math.min(units, backlog);
    const onHand = rows[row + ON_HAND] as number;
    const free = (rows[row + CAPACITY] as number) - onHand;
    const rest = units - served;
    const fitting = Math.min(rest, free);
    rows[row + ON_HAND] = onHand + fitting;
    if (fitting < rest) rows[row + CLIPPED] = (rows[row + CLIPPED] as number) + rest - fitting;
    if (served > 0) {
      rows[row + BACKLOG] = backlog - served;
      rows[row + SOLD] = (rows[row + SOLD] as number) + served;
    }
    return served;
  }
}
