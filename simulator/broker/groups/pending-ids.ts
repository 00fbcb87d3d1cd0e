import type { Timers } from '../timers.ts';

/** Member ids that were given out and have not joined yet (KIP-394), each with the end of its patience. */
export class PendingIds {
  readonly #timers: Timers;
  readonly #cancels = new Map<string, () => void>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  get size(): number {
    return this.#cancels.size;
  }

  /** @param onExpired called after the id was taken back because nobody came with it */
  give(id: string, patienceMs: number, onExpired: () => void): void {
    const cancel = this.#timers.after(patienceMs, () => {
      this.take(id);
      onExpired();
    });
    this.#cancels.set(id, cancel);
  }

  /** Somebody came with the id, or it is not needed any more. @returns whether it was pending */
  take(id: string): boolean {
    this.#cancels.get(id)?.();
    return this.#cancels.delete(id);
  }

  clear(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }
}
