/**
 * How long an event loop did not turn: a timer looks every 20 ms, and what is beyond that is delay. Node's own
 * `monitorEventLoopDelay` forgets the time of the last look at every reset, and with it any delay that spans one.
 */
import { LatencyHistogram } from './histogram.ts';

const LOOK_EVERY_MS = 20;

/** One per thread; `initHistograms` must have been awaited. It does not keep the thread alive. */
export class LoopDelay {
  readonly #all = new LatencyHistogram();
  readonly #nowMs: () => number;
  readonly #timer: NodeJS.Timeout;
  #lookedMs: number;
  #maxMs = 0;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
    this.#lookedMs = nowMs();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  /** Longest delay since the last call. */
  takeMaxMs(): number {
    // What asks may have waited in the queue before the timer: the delay has happened, and is not to be seen twice.
    this.#look();
    const maxMs = this.#maxMs;
    this.#maxMs = 0;
    return maxMs;
  }

  /** Of all looks since the beginning. */
  get p99Ms(): number {
    return this.#all.percentileUs(99) / 1000;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const nowMs = this.#nowMs();
    const delayMs = Math.max(0, nowMs - this.#lookedMs - LOOK_EVERY_MS);
    this.#lookedMs = nowMs;
    this.#all.record(delayMs * 1000);
    if (delayMs > this.#maxMs) this.#maxMs = delayMs;
  }
}
