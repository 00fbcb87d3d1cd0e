/** Units sold per product and day: the newest 42 complete days, and the day that is open. */
import type { DemandHistory } from '../product.ts';

/** Days a forecast may look back. */
export const WINDOW_DAYS = 42;
/** The largest day a window of 32-bit integers can hold. */
const MAX_DAY_UNITS = 2_147_483_647;

/** Days are counted from the scenario's start; those of the history come before day 0. */
export class DemandBook {
  readonly #historyDays: number;
  /** A ring per product: the day `d` stands at `(historyDays + d) mod 42`. */
  readonly #ring: Int32Array;
  readonly #openDay: Int32Array;
  readonly #openDayUnits: Float64Array;

  constructor(productCount: number, history: DemandHistory) {
    this.#historyDays = history.days;
    this.#ring = new Int32Array(productCount * WINDOW_DAYS);
    this.#openDay = new Int32Array(productCount);
    this.#openDayUnits = new Float64Array(productCount);
    for (let product = 0; product < productCount; product += 1) {
      for (let day = Math.max(0, history.days - WINDOW_DAYS); day < history.days; day += 1) {
        const units = history.soldUnits[product * history.days + day] as number;
        this.#ring[product * WINDOW_DAYS + (day % WINDOW_DAYS)] = units;
      }
    }
  }

  openDay(productIndex: number): number {
    return this.#openDay[productIndex] as number;
  }

  /** Sold on the open day. */
  add(productIndex: number, units: number): void {
    this.#openDayUnits[productIndex] = (this.#openDayUnits[productIndex] as number) + units;
  }

  /** Completes the open day and the days without demand before `day`, which becomes the open one. */
  closeBefore(productIndex: number, day: number): void {
    const closing = this.#openDay[productIndex] as number;
    if (day <= closing) return;
    const units = Math.min(this.#openDayUnits[productIndex] as number, MAX_DAY_UNITS);
    this.#ring[this.#place(productIndex, closing)] = units;
    for (let empty = Math.max(closing + 1, day - WINDOW_DAYS); empty < day; empty += 1) {
      this.#ring[this.#place(productIndex, empty)] = 0;
    }
    this.#openDay[productIndex] = day;
    this.#openDayUnits[productIndex] = 0;
  }

  /**
   * The newest complete days, oldest first, into `window[at…]`, which has room for 42.
   * @returns how many there are
   */
  copyWindow(productIndex: number, window: Int32Array, at: number): number {
    const openDay = this.#openDay[productIndex] as number;
    const count = Math.min(WINDOW_DAYS, this.#historyDays + openDay);
    for (let offset = 0; offset < count; offset += 1) {
      const place = this.#place(productIndex, openDay - count + offset);
      window[at + offset] = this.#ring[place] as number;
    }
    return count;
  }

  #place(productIndex: number, day: number): number {
    return productIndex * WINDOW_DAYS + ((this.#historyDays + day) % WINDOW_DAYS);
  }
}
