/**
 * The world's own stock book. Reorder decisions need it before any consumer has seen an event; it follows
 * `docs/digest.md` without sharing code with the pipeline, so that one can be held against the other.
 */
import type { Product } from '../../pipeline/product.ts';

export type Shortage = 'reject' | 'partial' | 'backorder';

export class WorldLedger {
  readonly #onHand: Float64Array;
  readonly #backlog: Float64Array;
  readonly #capacity: Float64Array;
  readonly #shortage: Shortage;

  constructor(products: readonly Product[], shortage: Shortage) {
    this.#onHand = Float64Array.from(products, ({ openingStockUnits }) => openingStockUnits);
    this.#capacity = Float64Array.from(products, ({ maxCapacityUnits }) => maxCapacityUnits);
    this.#backlog = new Float64Array(products.length);
    this.#shortage = shortage;
  }

  onHandUnits(product: number): number {
    return this.#onHand[product] as number;
  }

  backlogUnits(product: number): number {
    return this.#backlog[product] as number;
  }

  sell(product: number, units: number): void {
    const shelf = this.#onHand[product] as number;
    if (units <= shelf) {
      this.#onHand[product] = shelf - units;
      return;
    }
    if (this.#shortage === 'reject') return;
    this.#onHand[product] = 0;
    if (this.#shortage === 'backorder') {
      this.#backlog[product] = (this.#backlog[product] as number) + (units - shelf);
    }
  }

  /** Deliveries and returns alike: first the backlog, then the shelf; what does not fit is gone. */
  receive(product: number, units: number): void {
    const owed = Math.min(units, this.#backlog[product] as number);
    this.#backlog[product] = (this.#backlog[product] as number) - owed;
    this.#onHand[product] = Math.min(
      this.#capacity[product] as number,
      (this.#onHand[product] as number) + units - owed,
    );
  }
}
