/** How fast a consumer may be at most, for faults that make it slow. */

const SLICE_MS = 50;
/** What timers oversleep is made up for, up to this. */
const MAX_BURST_MS = 20;

export class Throttle {
  #eventsPerSecond: number | null = null;
  #nextMs = 0;

  /** @param eventsPerSecond null: as fast as it can */
  set(eventsPerSecond: number | null): void {
    this.#eventsPerSecond = eventsPerSecond;
    this.#nextMs = 0;
  }

  get isOn(): boolean {
    return this.#eventsPerSecond !== null;
  }

  /**
   * Waits until the next record may be taken, or the throttle is lifted.
   * @param goesOn false ends the wait early
   */
  async turn(goesOn: () => boolean): Promise<void> {
    for (;;) {
      const eventsPerSecond = this.#eventsPerSecond;
      const nowMs = performance.now();
      const leftMs = this.#nextMs - nowMs;
      if (eventsPerSecond === null || !goesOn()) return;
      if (leftMs <= 0) {
        this.#nextMs = Math.max(this.#nextMs, nowMs - MAX_BURST_MS) + 1000 / eventsPerSecond;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, Math.min(leftMs, SLICE_MS)));
    }
  }
}
