/** Units sold per product and day: the newest 42 complete days, and the day that is open. */
import type { DemandHistory } from '../product.ts';

/** Days a forecast may look back. */
export const WINDOW_DAYS = 42;
/** The largest day a window of 32-bit integers can hold. */
const MAX_DAY_UNITS = 2_147_483_647;

/** A product's demand since the scenario's start, as far as a forecast may look back. */
export interface DemandState {
  readonly openDay: number;
  readonly openDayUnits: number;
  /** Of the newest complete days from day 0 on, at most {@link WINDOW_DAYS}, oldest first. */
  readonly dayUnits: readonly number[];
}

/** Days are counted from the scenario's start; those of the history come before day 0. */
export class DemandBook {
  readonly #history: DemandHistory;
  readonly #historyDays: number;
  /** A ring per product: the day `d` stands at `(historyDays + d) mod 42`. */
  readonly #ring: Int32Array;
  readonly #openDay: Int32Array;
  readonly #openDayUnits: Float64Array;

  constructor(productCount: number, history: DemandHistory) {
    this.#history = history;
    this.#historyDays = history.days;
    this.#ring = new Int32Array(productCount * WINDOW_DAYS);
    this.#openDay = new Int32Array(productCount);
    this.#openDayUnits = new Float64Array(productCount);
    for (let product = 0; product < productCount; product += 1) {
      this.#recall(product);
    }
  }

  openDay(productIndex: number): number {
    return this.#openDay[productIndex] as number;
  }

  /** Sold on the open day until now. */
  openDayUnits(productIndex: number): number {
    return this.#openDayUnits[productIndex] as number;
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

  state(productIndex: number): DemandState {
    const openDay = this.#openDay[productIndex] as number;
    const dayUnits: number[] = [];
    for (let day = Math.max(0, openDay - WINDOW_DAYS); day < openDay; day += 1) {
      dayUnits.push(this.#ring[this.#place(productIndex, day)] as number);
    }
    return { openDay, openDayUnits: this.#openDayUnits[productIndex] as number, dayUnits };
  }

  /** Replaces all that is known of the product; what came before day 0 is the history's. */
  install(productIndex: number, { openDay, openDayUnits, dayUnits }: DemandState): void {
    this.#recall(productIndex);
    this.#openDay[productIndex] = openDay;
    this.#openDayUnits[productIndex] = openDayUnits;
    const firstDay = openDay - dayUnits.length;
    for (const [at, units] of dayUnits.entries()) {
      this.#ring[this.#place(productIndex, firstDay + at)] = units;
    }
  }

  /** The product's ring as day 0 opens. */
  #recall(productIndex: number): void {
    const { days, soldUnits } = this.#history;
    for (let day = Math.max(0, days - WINDOW_DAYS); day < days; day += 1) {
      const place = productIndex * WINDOW_DAYS + (day % WINDOW_DAYS);
      this.#ring[place] = soldUnits[productIndex * days + day] as number;
    }
  }

  #place(productIndex: number, day: number): number {
    return productIndex * WINDOW_DAYS + ((this.#historyDays + day) % WINDOW_DAYS);
  }
}
