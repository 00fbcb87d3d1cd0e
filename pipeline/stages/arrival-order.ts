/** No order at all, to show what goes wrong without one: every event takes effect as it arrives. */
import type { StockEvent } from '../event.ts';
import type { Placement, TurnOrder, TurnState } from './sequencer.ts';

/** Still drops repeats: at-least-once delivery must not sell the same unit twice. */
export class ArrivalOrder<E extends StockEvent> implements TurnOrder<E> {
  readonly waiting = 0;
  readonly #appliedSeq: Uint32Array;
  /** Applied productSeqs beyond the contiguous ones, for the products that have any. */
  readonly #ahead = new Map<number, Set<number>>();

  constructor(productCount: number) {
    this.#appliedSeq = new Uint32Array(productCount);
  }

  place(event: E): Placement {
    const { productIndex, productSeq } = event;
    const nextSeq = (this.#appliedSeq[productIndex] as number) + 1;
    if (productSeq < nextSeq) return 'duplicate';
    if (productSeq === nextSeq) {
      this.#advance(productIndex, nextSeq);
      return 'applied';
    }
    let ahead = this.#ahead.get(productIndex);
    if (ahead === undefined) {
      ahead = new Set();
      this.#ahead.set(productIndex, ahead);
    } else if (ahead.has(productSeq)) {
      return 'duplicate';
    }
    ahead.add(productSeq);
    return 'applied';
  }

  release(): undefined {
    return undefined;
  }

  appliedSeq(productIndex: number): number {
    return this.#appliedSeq[productIndex] as number;
  }

  waitingSeqs(): number[] {
    return [];
  }

  state(productIndex: number): TurnState<E> {
    return {
      appliedSeq: this.#appliedSeq[productIndex] as number,
      aheadSeqs: [...(this.#ahead.get(productIndex) ?? [])].sort((a, b) => a - b),
      waiting: [],
    };
  }

  install(productIndex: number, { appliedSeq, aheadSeqs }: TurnState<E>): void {
    this.#appliedSeq[productIndex] = appliedSeq;
    if (aheadSeqs.length === 0) this.#ahead.delete(productIndex);
    else this.#ahead.set(productIndex, new Set(aheadSeqs));
  }

  /** The gap before `productSeq` is closed; what was applied ahead of it becomes contiguous. */
  #advance(productIndex: number, productSeq: number): void {
    let last = productSeq;
    const ahead = this.#ahead.get(productIndex);
    if (ahead !== undefined) {
      while (ahead.delete(last + 1)) last += 1;
      if (ahead.size === 0) this.#ahead.delete(productIndex);
    }
    this.#appliedSeq[productIndex] = last;
  }
}
