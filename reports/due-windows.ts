/** Counts by the second in which events were due: how many, and how many were dealt with within a second. */

/** An event is on time when it took its turn this soon after it was due: the availability target of the field. */
export const ON_TIME_US = 1_000_000;
const WINDOW_US = 1_000_000;
const FIRST_WINDOWS = 256;

/** Increments since the last {@link DueWindows.take}: window, due events, on-time events, window, … */
export type WindowCounts = readonly number[];

export class DueWindows {
  #startUs = Number.NaN;
  #due = new Float64Array(FIRST_WINDOWS);
  #onTime = new Float64Array(FIRST_WINDOWS);
  /** Windows touched since the last take: `[low, high)`. */
  #low = Number.POSITIVE_INFINITY;
  #high = 0;

  /** @param startUs when window 0 begins, epoch microseconds; nothing is counted before it is set */
  startAt(startUs: number): void {
    this.#startUs = startUs;
  }

  due(dueUs: number): void {
    const window = this.#windowOf(dueUs);
    if (window >= 0) this.#due[window] = (this.#due[window] as number) + 1;
  }

  settled(us: number, dueUs: number): void {
    if (us > ON_TIME_US) return;
    const window = this.#windowOf(dueUs);
    if (window >= 0) this.#onTime[window] = (this.#onTime[window] as number) + 1;
  }

  take(): WindowCounts {
    const counts: number[] = [];
    for (let window = this.#low; window < this.#high; window += 1) {
      const due = this.#due[window] as number;
      const onTime = this.#onTime[window] as number;
      if (due === 0 && onTime === 0) continue;
      counts.push(window, due, onTime);
      this.#due[window] = 0;
      this.#onTime[window] = 0;
    }
    this.#low = Number.POSITIVE_INFINITY;
    this.#high = 0;
    return counts;
  }

  /** -1 for what was due before the start. */
  #windowOf(dueUs: number): number {
    const window = Math.floor((dueUs - this.#startUs) / WINDOW_US);
    // Written so that NaN fails it too.
    if (!(window >= 0)) return -1;
    if (window >= this.#due.length) this.#grow(window);
    if (window < this.#low) this.#low = window;
    if (window >= this.#high) this.#high = window + 1;
    return window;
  }

  #grow(window: number): void {
    const length = Math.max(2 * this.#due.length, window + 1);
    const due = new Float64Array(length);
    const onTime = new Float64Array(length);
    due.set(this.#due);
    onTime.set(this.#onTime);
    this.#due = due;
    this.#onTime = onTime;
  }
}
