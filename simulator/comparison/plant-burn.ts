/** Burns CPU time in proportion to what the thread has used for itself. */

export interface BurnClocks {
  /** CPU time of the calling thread, µs; undefined where the platform does not tell. */
  readonly cpuUs: () => number | undefined;
  /** Monotonic, µs. */
  readonly nowUs: () => number;
}

/** To ask for CPU time is not free either: it is done so often at most. */
const LOOK_EVERY_US = 20_000;

/** Where the platform does not tell what a thread uses, nothing is burnt. */
export class CpuBurn {
  readonly #share: number;
  readonly #clocks: BurnClocks;
  readonly #startUs: number | undefined;
  #burntUs = 0;
  #lookedAtUs: number;

  /** @param share of what the thread uses for itself from now on: 0.1 */
  constructor(share: number, clocks: BurnClocks) {
    this.#share = share;
    this.#clocks = clocks;
    this.#startUs = clocks.cpuUs();
    this.#lookedAtUs = clocks.nowUs();
  }

  /** So far, by the clock. */
  get burntUs(): number {
    return this.#burntUs;
  }

  /** Burns what is due, if it is time to look. */
  burn(): void {
    const { cpuUs, nowUs } = this.#clocks;
    if (this.#startUs === undefined || nowUs() - this.#lookedAtUs < LOOK_EVERY_US) return;
    const beforeUs = cpuUs();
    if (beforeUs === undefined) return;
    const ownUs = beforeUs - this.#startUs - this.#burntUs;
    const dueUs = this.#share * ownUs - this.#burntUs;
    // By the clock: the platform counts what a thread uses when it is done running, too late to be asked for here. A
    // thread that has to wait for its core burns less than it wants.
    const startUs = nowUs();
    if (dueUs > 0) spin(startUs + dueUs, nowUs);
    this.#lookedAtUs = nowUs();
    this.#burntUs += this.#lookedAtUs - startUs;
  }
}

function spin(endUs: number, nowUs: () => number): void {
  while (nowUs() < endUs);
}
