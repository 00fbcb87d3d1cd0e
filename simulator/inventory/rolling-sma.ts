/**
 * The pipeline's daily forecast (`pipeline/stages/forecast/sma.ts`), carried from day to day: the same numbers, but a new
 * day adds one error to those known instead of computing and sorting thirty-five afresh.
 */
import { WINDOW_DAYS } from '../../pipeline/stages/demand.ts';
import { SMA_DAYS } from '../../pipeline/stages/forecast/sma.ts';

/** Errors that the kept window has: every day of it with a full week before. */
const ERRORS = WINDOW_DAYS - SMA_DAYS;
/** The largest day the pipeline's window can hold. */
const MAX_DAY_UNITS = 2_147_483_647;

/** Products are numbered from 0 by whoever uses this. */
export class RollingSma {
  readonly #days: Uint32Array;
  /** The last seven days of each, as a ring, and their sum. */
  readonly #week: Float64Array;
  readonly #weekUnits: Float64Array;
  /** The newest errors in milliunits, as a ring. */
  readonly #errors: Float64Array;

  constructor(products: number) {
    this.#days = new Uint32Array(products);
    this.#week = new Float64Array(products * SMA_DAYS);
    this.#weekUnits = new Float64Array(products);
    this.#errors = new Float64Array(products * ERRORS);
  }

  /** A day is complete. */
  push(product: number, soldUnits: number): void {
    const units = Math.min(soldUnits, MAX_DAY_UNITS);
    const days = this.#days[product] as number;
    if (days >= SMA_DAYS) {
      const place = product * ERRORS + ((days - SMA_DAYS) % ERRORS);
      this.#errors[place] = Math.abs(1000 * units - this.meanMilliunits(product));
    }
    const place = product * SMA_DAYS + (days % SMA_DAYS);
    const leaving = this.#week[place] as number;
    this.#weekUnits[product] = (this.#weekUnits[product] as number) + units - leaving;
    this.#week[place] = units;
    this.#days[product] = days + 1;
  }

  /** Complete days known so far. */
  days(product: number): number {
    return this.#days[product] as number;
  }

  /** Demand of each of the next days, thousandths of a unit; 0 when no day is known. */
  meanMilliunits(product: number): number {
    const used = Math.min(SMA_DAYS, this.#days[product] as number);
    if (used === 0) return 0;
    return Math.floor((1000 * (this.#weekUnits[product] as number)) / used + 0.5);
  }

  /** Of the 90 % interval around the mean; -1 when too few days are known. */
  halfWidthMilliunits(product: number): number {
    const count = Math.min(ERRORS, Math.max(0, (this.#days[product] as number) - SMA_DAYS));
    const rank = Math.ceil((9 * (count + 1)) / 10);
    return rank > count ? -1 : this.#largestError(product, count, count - rank);
  }

  /** @param above how many errors are larger: at most two of thirty-five, so that three maxima suffice */
  #largestError(product: number, count: number, above: number): number {
    let first = -1;
    let second = -1;
    let third = -1;
    const from = product * ERRORS;
    for (let place = from; place < from + count; place += 1) {
      const error = this.#errors[place] as number;
      if (error <= third) continue;
      if (error <= second) third = error;
      else {
        third = second;
        if (error <= first) second = error;
        else {
          second = first;
          first = error;
        }
      }
    }
    if (above === 0) return first;
    return above === 1 ? second : third;
  }
}
