/** Asks at the end of each second of the load, on a process's own timer. */
import type { NowUs } from '../../../pipeline/clock.ts';

const SECOND_US = 1_000_000;
/** A timer may fire a moment early. */
const EARLY_US = 5_000;

export class SecondTicks {
  readonly #now: NowUs;
  readonly #ask: (index: number) => void;
  #startUs = Number.NaN;
  #timer: NodeJS.Timeout | undefined;

  constructor(now: NowUs, ask: (index: number) => void) {
    this.#now = now;
    this.#ask = ask;
  }

  /** @param startUs the first instant of the load */
  begin(startUs: number): void {
    this.#startUs = startUs;
    this.#schedule();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    const nextUs = this.#startUs + (this.#lastFull() + 2) * SECOND_US;
    this.#timer = setTimeout(
      () => {
        this.#ask(Math.max(0, this.#lastFull()));
        this.#schedule();
      },
      Math.max(1, (nextUs - this.#now()) / 1000),
    );
  }

  /** -1 within the first one. */
  #lastFull(): number {
    const elapsedUs = this.#now() - this.#startUs + EARLY_US;
    return Math.max(-1, Math.floor(elapsedUs / SECOND_US) - 1);
  }
}
