import type { Timers } from '../timers.ts';

/** Timers that fire when the test says so, in order of their time. */
export class FakeTimers implements Timers {
  #nowMs = 0;
  readonly #pending = new Set<{ readonly atMs: number; readonly callback: () => void }>();

  get pending(): number {
    return this.#pending.size;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.#pending.add(timer);
    return () => this.#pending.delete(timer);
  }

  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const due = [...this.#pending].filter((timer) => timer.atMs <= untilMs);
      const next = due.sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#pending.delete(next);
      this.#nowMs = next.atMs;
      next.callback();
    }
    this.#nowMs = untilMs;
  }
}
