/** Midranks, doubled so that they are whole numbers even where values tie. */

export interface Ranking {
  /** Twice the rank of each value, in the given order; ranks count from 1. */
  readonly doubledRanks: Int32Array;
  /** Σ(t³ − t) over groups of t equal values: what ties take from a rank statistic's variance. */
  readonly tieTerm: number;
}

/** What is left of a double once logarithms of ratios were taken: ln(a/b) and −ln(b/a) shall tie. */
const SIGNIFICANT_DIGITS = 10;

/** Values equal in their first ten digits tie (as with `digits.rank` of R's `wilcox.test`). */
export function midranks(values: readonly number[]): Ranking {
  const rounded = Float64Array.from(values, (value) =>
    Number(value.toPrecision(SIGNIFICANT_DIGITS)),
  );
  const sorted = rounded.toSorted();
  const doubledRankOf = new Map<number, number>();
  let tieTerm = 0;
  for (let start = 0; start < sorted.length; ) {
    const value = sorted[start] ?? Number.NaN;
    let end = start;
    while (end < sorted.length && sorted[end] === value) end += 1;
    const ties = end - start;
    doubledRankOf.set(value, start + 1 + end);
    tieTerm += ties ** 3 - ties;
    start = end;
  }
  return {
    doubledRanks: Int32Array.from(rounded, (value) => doubledRankOf.get(value) ?? Number.NaN),
    tieTerm,
  };
}

/** @throws RangeError where a value cannot be ranked */
export function requireFinite(values: readonly number[]): void {
  const odd = values.find((value) => !Number.isFinite(value));
  if (odd !== undefined) throw new RangeError(`only finite numbers have ranks, not ${odd}`);
}
