/** Records whose handling failed for a moment: how often each was tried, and which wait to be tried again. */

export const HANDLER_ATTEMPTS = 3;
/** Doubles with every attempt. */
export const FIRST_RETRY_MS = 100;

interface Retry {
  readonly offset: string;
  readonly attempts: number;
  /** undefined once the wait is over. */
  readonly timer: NodeJS.Timeout | undefined;
}

/** By slot, because a topic-partition stands still until its oldest failed record is dealt with. */
export class RecordRetries {
  readonly #retries = new Map<number, Retry>();

  /** @returns how often this record has failed now */
  failedAttempts(slot: number, offset: string): number {
    const before = this.#retries.get(slot);
    return before?.offset === offset ? before.attempts + 1 : 1;
  }

  /** Calls `again` when the pause is over. */
  wait(slot: number, offset: string, attempts: number, again: () => void): void {
    const timer = setTimeout(
      () => {
        this.#retries.set(slot, { offset, attempts, timer: undefined });
        again();
      },
      FIRST_RETRY_MS * 2 ** (attempts - 1),
    );
    this.#retries.set(slot, { offset, attempts, timer });
  }

  isWaiting(slot: number): boolean {
    return this.#retries.get(slot)?.timer !== undefined;
  }

  /** The record was dealt with, one way or the other. */
  done(slot: number): void {
    this.#retries.delete(slot);
  }

  clear(): void {
    for (const { timer } of this.#retries.values()) clearTimeout(timer);
    this.#retries.clear();
  }
}
