/** Timers that can be ended together. */

/** Longer waits end a timer at once. */
const MAX_WAIT_MS = 2 ** 31 - 1;

export class FaultTimers {
  readonly #running = new Set<NodeJS.Timeout>();

  /** @returns what keeps it from happening; harmless when it has happened */
  after(waitMs: number, action: () => void): () => void {
    const timer = setTimeout(
      () => {
        this.#running.delete(timer);
        action();
      },
      Math.min(Math.max(0, waitMs), MAX_WAIT_MS),
    );
    this.#running.add(timer);
    return () => {
      this.#running.delete(timer);
      clearTimeout(timer);
    };
  }

  clear(): void {
    for (const timer of this.#running) clearTimeout(timer);
    this.#running.clear();
  }
}
