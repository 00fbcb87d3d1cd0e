/** The interruption of one run among several in a process: a signal ends it, and so does a person who wants another one. */
import type { Interruption } from '../run/interruption.ts';

export class StageInterruption implements Interruption {
  readonly #actions: Array<(reason: string) => void> = [];
  #reason: string | undefined;

  /** @param process whose signals end this run too */
  constructor(process: Pick<Interruption, 'onInterrupt'>) {
    process.onInterrupt((signal) => this.end(signal));
  }

  readonly signal = (): string | undefined => this.#reason;

  /** Stops the load and what comes after it soon. @param reason behind "stopped by" */
  end(reason: string): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    for (const action of this.#actions) action(reason);
  }

  onInterrupt(action: (reason: string) => void): void {
    this.#actions.push(action);
    if (this.#reason !== undefined) action(this.#reason);
  }

  dispose(): void {
    this.#actions.length = 0;
  }
}
