/** Whose turn it is: events of one product take effect in productSeq order, each exactly once. */
import type { StockEvent } from '../event.ts';

/** `applied`: it is this event's turn now. `waiting`: it was kept. `duplicate`: it was seen before. */
export type Placement = 'applied' | 'waiting' | 'duplicate';

/** The order in which a product's events take their turns. */
export interface TurnOrder<E extends StockEvent> {
  place(event: E): Placement;
  /** The next waiting event whose turn has come, handed out once. Ask until there is none. */
  release(productIndex: number): E | undefined;
  /** Events that wait, over all products. */
  readonly waiting: number;
  /** Highest productSeq such that it and all before it took their turn. */
  appliedSeq(productIndex: number): number;
  /** Ascending. */
  waitingSeqs(productIndex: number): number[];
  /** How far a product is: what {@link install} takes. */
  state(productIndex: number): TurnState<E>;
  /** Replaces all that is known of the product. */
  install(productIndex: number, state: TurnState<E>): void;
}

/** How far a product's events are. */
export interface TurnState<E extends StockEvent> {
  readonly appliedSeq: number;
  /** Took their turn beyond `appliedSeq + 1`, ascending; none in sequence. */
  readonly aheadSeqs: readonly number[];
  /** Wait for their turn, ascending; none without an order. */
  readonly waiting: readonly E[];
}

/** In productSeq order: what is early waits for what is missing, however long. */
export class Sequencer<E extends StockEvent> implements TurnOrder<E> {
  readonly #appliedSeq: Uint32Array;
  /** Early events by productSeq, for the products that have any. */
  readonly #early = new Map<number, Map<number, E>>();
  #waiting = 0;

  constructor(productCount: number) {
    this.#appliedSeq = new Uint32Array(productCount);
  }

  /** Retains the event object only when it answers `waiting`. */
  place(event: E): Placement {
    const { productIndex, productSeq } = event;
    const nextSeq = (this.#appliedSeq[productIndex] as number) + 1;
    if (productSeq === nextSeq) {
      this.#appliedSeq[productIndex] = nextSeq;
      return 'applied';
    }
    return productSeq < nextSeq ? 'duplicate' : this.#keep(event);
  }

  release(productIndex: number): E | undefined {
    if (this.#waiting === 0) return undefined;
    const early = this.#early.get(productIndex);
    if (early === undefined) return undefined;
    const nextSeq = (this.#appliedSeq[productIndex] as number) + 1;
    const event = early.get(nextSeq);
    if (event === undefined) return undefined;
    this.#appliedSeq[productIndex] = nextSeq;
    this.#waiting -= 1;
    if (early.size === 1) this.#early.delete(productIndex);
    else early.delete(nextSeq);
    return event;
  }

  get waiting(): number {
    return this.#waiting;
  }

  appliedSeq(productIndex: number): number {
    return this.#appliedSeq[productIndex] as number;
  }

  waitingSeqs(productIndex: number): number[] {
    return [...(this.#early.get(productIndex)?.keys() ?? [])].sort((a, b) => a - b);
  }

  state(productIndex: number): TurnState<E> {
    const early = this.#early.get(productIndex);
    return {
      appliedSeq: this.#appliedSeq[productIndex] as number,
      aheadSeqs: [],
      waiting:
        early === undefined ? [] : [...early.values()].sort((a, b) => a.productSeq - b.productSeq),
    };
  }

  install(productIndex: number, { appliedSeq, waiting }: TurnState<E>): void {
    this.#waiting += waiting.length - (this.#early.get(productIndex)?.size ?? 0);
    this.#appliedSeq[productIndex] = appliedSeq;
    this.#early.delete(productIndex);
    if (waiting.length > 0) {
      this.#early.set(productIndex, new Map(waiting.map((event) => [event.productSeq, event])));
    }
  }

  #keep(event: E): Placement {
    let early = this.#early.get(event.productIndex);
    if (early === undefined) {
      early = new Map();
      this.#early.set(event.productIndex, early);
    } else if (early.has(event.productSeq)) {
      return 'duplicate';
    }
    early.set(event.productSeq, event);
    this.#waiting += 1;
    return 'waiting';
  }
}
