/**
 * What of a topic-partition may be committed: everything before the oldest record that still waits for
 * its turn or for the acknowledgement of its dead letter.
 */

const INITIAL_CAPACITY = 64;

/**
 * Read position and unsettled records of one topic-partition. Records enter in offset order, settle in
 * any order, and every operation is O(1) amortised.
 */
export class SettleTracker {
  /** Offset of the next record to read; everything before it was read. -1 before the first record. */
  position = -1;
  /** A ring of unsettled records: ticket t lives at t modulo the capacity. */
  #offsets = new Float64Array(INITIAL_CAPACITY);
  /** What each is still waiting for; 0: settled, but something older is not. */
  #parts = new Uint8Array(INITIAL_CAPACITY);
  #oldestTicket = 0;
  #nextTicket = 0;
  #unsettled = 0;

  /** The record at `offset` was read and settled, or is held under a ticket. */
  advance(offset: number): void {
    this.position = offset + 1;
  }

  /**
   * @param parts how many things have to happen before the record is settled (its turn, its dead letter)
   * @returns a ticket for {@link release}
   */
  hold(offset: number, parts: number): number {
    if (this.#nextTicket - this.#oldestTicket === this.#offsets.length) this.#grow();
    const at = this.#nextTicket & (this.#offsets.length - 1);
    this.#offsets[at] = offset;
    this.#parts[at] = parts;
    this.#unsettled += 1;
    this.#nextTicket += 1;
    return this.#nextTicket - 1;
  }

  /** Offset of a record that is not settled yet. */
  offsetOf(ticket: number): number {
    if (ticket < this.#oldestTicket || ticket >= this.#nextTicket) {
      throw new Error(`ticket ${ticket} is not held`);
    }
    return this.#offsets[ticket & (this.#offsets.length - 1)] as number;
  }

  /** One of the things happened. @returns true when the record is settled by it. */
  release(ticket: number): boolean {
    const mask = this.#offsets.length - 1;
    const left = this.#parts[ticket & mask] as number;
    if (ticket < this.#oldestTicket || ticket >= this.#nextTicket || left === 0) {
      throw new Error(`ticket ${ticket} is not held`);
    }
    this.#parts[ticket & mask] = left - 1;
    if (left > 1) return false;
    this.#unsettled -= 1;
    while (this.#oldestTicket < this.#nextTicket && this.#parts[this.#oldestTicket & mask] === 0) {
      this.#oldestTicket += 1;
    }
    return true;
  }

  /** Records read and not settled. */
  get unsettled(): number {
    return this.#unsettled;
  }

  /** What may be committed: min(oldest unsettled offset, next position); -1 when nothing was read. */
  get settledOffset(): number {
    if (this.#oldestTicket === this.#nextTicket) return this.position;
    const oldest = this.#offsets[this.#oldestTicket & (this.#offsets.length - 1)] as number;
    // What another owner had read ahead may wait behind the position.
    return Math.min(oldest, this.position);
  }

  #grow(): void {
    const capacity = this.#offsets.length;
    const offsets = new Float64Array(capacity * 2);
    const parts = new Uint8Array(capacity * 2);
    for (let ticket = this.#oldestTicket; ticket < this.#nextTicket; ticket += 1) {
      const to = ticket & (capacity * 2 - 1);
      const from = ticket & (capacity - 1);
      offsets[to] = this.#offsets[from] as number;
      parts[to] = this.#parts[from] as number;
    }
    this.#offsets = offsets;
    this.#parts = parts;
  }
}
