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

  /** So far, as the platform counts CPU time. */
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
    if (dueUs > 0) spin(dueUs, nowUs);
    // A thread that had to wait for its core has burnt less than it wanted, and catches up the next time.
    this.#burntUs += (cpuUs() ?? beforeUs) - beforeUs;
    this.#lookedAtUs = nowUs();
  }
}

function spin(forUs: number, nowUs: () => number): void {
  const endUs = nowUs() + forUs;
  while (nowUs() < endUs);
}
