/**
 * When events are due: the k-th one at Λ⁻¹(k) (`even`), or at Λ⁻¹ of the k-th point of a unit Poisson
 * process (`poisson`). The schedule is fixed before the run and never waits for the system under test.
 *
 *   even, 5/s     ┊   •   •   •   •   •┊   the count in any interval is the integral of the rate, ±1
 *   poisson, 5/s  ┊ •     ••    •    • ┊   the count varies, but the seed fixes it
 */
import { unitExponential } from './exponential.ts';
import { RateCursor, type RateCurve } from './rate-curve.ts';

export interface Arrivals {
  /** Due offset of the next event, in whole microseconds; never decreases; -1 when there are no more. */
  next(): number;
}

/** @param random uniform in [0, 1), drawn once per event by `poisson` only */
export function openArrivals(
  kind: 'even' | 'poisson',
  curve: RateCurve,
  random: () => number,
): Arrivals {
  return kind === 'even' ? new EvenArrivals(curve) : new PoissonArrivals(curve, random);
}

/** Events that `even` arrivals plan. */
export function evenArrivalCount(curve: RateCurve): number {
  return Math.floor(curve.total + curve.toleranceEvents);
}

export class EvenArrivals implements Arrivals {
  readonly count: number;
  readonly #cursor: RateCursor;
  #k = 0;
  #dueUs = 0;

  constructor(curve: RateCurve) {
    this.count = evenArrivalCount(curve);
    this.#cursor = new RateCursor(curve);
  }

  next(): number {
    if (this.#k >= this.count) return -1;
    this.#k += 1;
    this.#dueUs = wholeUs(this.#cursor.offsetUsAt(this.#k), this.#dueUs);
    return this.#dueUs;
  }
}

export class PoissonArrivals implements Arrivals {
  readonly #total: number;
  readonly #cursor: RateCursor;
  readonly #random: () => number;
  #expected = 0;
  #dueUs = 0;

  constructor(curve: RateCurve, random: () => number) {
    this.#total = curve.total;
    this.#cursor = new RateCursor(curve);
    this.#random = random;
  }

  next(): number {
    if (this.#expected > this.#total) return -1;
    this.#expected += unitExponential(this.#random());
    if (this.#expected > this.#total) return -1;
    this.#dueUs = wholeUs(this.#cursor.offsetUsAt(this.#expected), this.#dueUs);
    return this.#dueUs;
  }
}

/**
 * Rounds down, but forgives a nanosecond: 10 a minute has no exact rate per second, and its first event is
 * due at 6,000,000 µs, not at 5,999,999.
 */
function wholeUs(offsetUs: number, previousUs: number): number {
  return Math.max(previousUs, Math.floor(offsetUs + 2 ** -10));
}
