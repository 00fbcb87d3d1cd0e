/** How often something happened, and how often it may really happen: Clopper and Pearson's exact interval (1934). Pure. */

export interface Rate {
  readonly count: number;
  readonly of: number;
  /** Of the probability, 95 %: from 0 to 1. */
  readonly low: number;
  readonly high: number;
}

const TAIL = 0.025;
/** Halvings: beyond what a double tells apart. */
const STEPS = 60;

/** @throws RangeError unless 0 ≤ count ≤ of, both whole, and of > 0 */
export function rateOf(count: number, of: number): Rate {
  if (!Number.isInteger(count) || !Number.isInteger(of) || count < 0 || of < 1 || count > of) {
    throw new RangeError(`${count} of ${of} is no rate`);
  }
  // At `low`, so many or more are as improbable as the tail says; at `high`, so many or fewer.
  const low = count === 0 ? 0 : rootOf((p) => 1 - atMost(count - 1, of, p) - TAIL);
  const high = count === of ? 1 : rootOf((p) => TAIL - atMost(count, of, p));
  return { count, of, low, high };
}

/** `3 of 200 (1.5 %, 0.3 to 4.3 %)`. */
export function rateText({ count, of, low, high }: Rate): string {
  const percent = (share: number): string => (100 * share).toFixed(1);
  return `${count} of ${of} (${percent(count / of)} %, ${percent(low)} to ${percent(high)} %)`;
}

/** P(X ≤ count) for X ~ Binomial(of, p). */
function atMost(count: number, of: number, p: number): number {
  let sum = 0;
  let logChoose = 0;
  for (let k = 0; k <= count; k += 1) {
    sum += Math.exp(logChoose + k * Math.log(p) + (of - k) * Math.log1p(-p));
    logChoose += Math.log(of - k) - Math.log(k + 1);
  }
  return Math.min(1, sum);
}

/** Of a function that rises from below 0 to above it between 0 and 1. */
function rootOf(rising: (p: number) => number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
