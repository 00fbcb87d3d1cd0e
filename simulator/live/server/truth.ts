/**
 * What every shelf should hold: the plan replayed with the world's own book, held against what the pipeline concluded. For classes
 * that look at what becomes of stock without an order of events. A product counts when every event of it up to some productSeq took
 * its turn and none beyond, and nobody touched it by hand.
 */
import { ALERT } from '../../../pipeline/event.ts';
import type { ProductView } from '../../../pipeline/query/views.ts';
import { Timeline } from '../../world/timeline.ts';
import type { World } from '../../world/world.ts';

export interface WrongStock {
  readonly productId: string;
  readonly onHandUnits: number;
  readonly expectedUnits: number;
}

export interface Comparison {
  /** Bounded, in the order of the catalogue. */
  readonly wrongStock: readonly WrongStock[];
  readonly comparedProducts: number;
}

/** Planned events that are replayed in one look at most: some milliseconds. */
const MAX_EVENTS_A_LOOK = 20_000;
const MAX_WRONG = 50;
/** Closing stocks that are kept for all products together. */
const MAX_KEPT = 500_000;
const MAX_DEPTH = 4096;
const MIN_DEPTH = 16;

export class Truth {
  readonly #timeline: Timeline;
  /** By product: its expected stock after the event with productSeq s, at `s % depth`. */
  readonly #expected: Float64Array;
  /** Likewise: all units that its events were about. Order does not change them, events that came too early do. */
  readonly #moved: Float64Array;
  readonly #depth: number;
  readonly #ids: readonly string[];
  #isOver = false;

  constructor(world: World) {
    const { products } = world.catalogue;
    this.#timeline = new Timeline(world);
    this.#ids = products.map(({ id }) => id);
    const depth = Math.floor(MAX_KEPT / Math.max(1, products.length));
    this.#depth = Math.min(MAX_DEPTH, Math.max(MIN_DEPTH, depth));
    this.#expected = new Float64Array(products.length * this.#depth);
    this.#moved = new Float64Array(products.length * this.#depth);
    for (const { index, openingStockUnits } of products) {
      this.#expected[index * this.#depth] = openingStockUnits;
    }
  }

  compare(products: readonly ProductView[]): Comparison {
    this.#replay(products);
    const wrongStock: WrongStock[] = [];
    let comparedProducts = 0;
    for (const product of products) {
      const expectedUnits = this.#expectedUnits(product);
      if (expectedUnits === undefined) continue;
      comparedProducts += 1;
      const { onHandUnits } = product;
      if (onHandUnits === expectedUnits || wrongStock.length >= MAX_WRONG) continue;
      const productId = this.#ids[product.productIndex] ?? product.id;
      wrongStock.push({ productId, onHandUnits, expectedUnits });
    }
    return { wrongStock, comparedProducts };
  }

  /** Until everything that was applied is replayed, or enough for one look is. */
  #replay(products: readonly ProductView[]): void {
    let missing = 0;
    for (const { productIndex, appliedSeq } of products) {
      missing += Math.max(0, appliedSeq - this.#timeline.plannedSeq(productIndex));
    }
    const wanted = Int32Array.from(products, ({ appliedSeq }) => appliedSeq);
    for (let step = 0; step < MAX_EVENTS_A_LOOK && missing > 0 && !this.#isOver; step += 1) {
      const event = this.#timeline.next();
      if (event === undefined) {
        this.#isOver = true;
        return;
      }
      const { productIndex, productSeq } = event;
      const at = this.#place(productIndex, productSeq);
      const before = this.#moved[this.#place(productIndex, productSeq - 1)] as number;
      const hasEffect = !event.poison && event.type !== ALERT;
      this.#moved[at] = before + (hasEffect ? event.quantityUnits : 0);
      this.#expected[at] = this.#timeline.onHandUnits(productIndex);
      if (productSeq <= (wanted[productIndex] ?? 0)) missing -= 1;
    }
  }

  /** undefined: cannot be told. */
  #expectedUnits(product: ProductView): number | undefined {
    const { productIndex, appliedSeq, waitingSeqs, touchedByHand } = product;
    if (touchedByHand || waitingSeqs.length > 0) return undefined;
    const planned = this.#timeline.plannedSeq(productIndex);
    if (appliedSeq > planned || planned - appliedSeq >= this.#depth) return undefined;
    const at = this.#place(productIndex, appliedSeq);
    // Without an order, events beyond may have taken effect before those that are missing.
    return unitsMoved(product) === this.#moved[at] ? this.#expected[at] : undefined;
  }

  #place(productIndex: number, productSeq: number): number {
    return productIndex * this.#depth + (productSeq % this.#depth);
  }
}

function unitsMoved(product: ProductView): number {
  const { soldUnits, lostUnits, backlogUnits, restockedUnits, returnedUnits } = product;
  return soldUnits + lostUnits + backlogUnits + restockedUnits + returnedUnits;
}
