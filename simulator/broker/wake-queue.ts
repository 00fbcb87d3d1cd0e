/**
 * Collects what was woken while one chunk of requests is handled, and runs each once afterwards: a consumer
 * that waits for twelve partitions gets all that one produce request brought, in one answer.
 */
export class WakeQueue {
  readonly #woken = new Set<() => void>();

  wake(run: () => void): void {
    if (this.#woken.size === 0) queueMicrotask(() => this.#flush());
    this.#woken.add(run);
  }

  #flush(): void {
    const woken = [...this.#woken];
    this.#woken.clear();
    for (const run of woken) run();
  }
}
