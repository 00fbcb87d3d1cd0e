/**
 * One signal for many runs: each probe gets an interruption of its own, and what a finished probe wanted to do at a
 * signal is forgotten, because its threads are gone.
 */
import type { Interruption } from '../run/interruption.ts';

export class ProbeInterruptions {
  readonly #whole: Interruption;
  #actions: Array<(signal: string) => void> = [];

  constructor(whole: Interruption) {
    this.#whole = whole;
    whole.onInterrupt((signal) => {
      for (const action of this.#actions) action(signal);
    });
  }

  /** For the next probe; the one before is over. */
  next(): Interruption {
    const actions: Array<(signal: string) => void> = [];
    this.#actions = actions;
    return {
      signal: () => this.#whole.signal(),
      onInterrupt: (action) => {
        actions.push(action);
        const signal = this.#whole.signal();
        if (signal !== undefined) action(signal);
      },
      dispose: () => {
        actions.length = 0;
      },
    };
  }

  /** No probe is under way any more. */
  end(): void {
    this.#actions = [];
  }
}
