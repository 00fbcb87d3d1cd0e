/**
 * Where a series changed its level and stayed there: Pettitt's rank statistic (Applied Statistics 28, 1979), whose p
 * comes from permutations, in binary segmentation (Scott and Knott 1974). Ranks, so that one wild run is no shift.
 */
import seedrandom from 'seedrandom';
import { midranks, requireFinite } from './ranks.ts';

export interface Shift {
  /** Of the first value on the new level. */
  readonly index: number;
  /** Medians between the shifts on both sides. */
  readonly before: number;
  readonly after: number;
  /** That a series without a shift shows one at least as clear. */
  readonly pValue: number;
}

export interface ShiftOptions {
  /** The same seed gives the same shifts. */
  readonly seed: string;
  /** A shift's p is at most this; default 0.01, since a history is looked at again with every run. */
  readonly significance?: number;
  /** Fewer values are no level; default 4. */
  readonly shortest?: number;
  /** Smaller changes of the median, as a share of the lower one, are not worth a word; default 0. */
  readonly smallestShare?: number;
  /** Default 1,999. */
  readonly permutations?: number;
}

interface Split {
  readonly index: number;
  readonly pValue: number;
}

/**
 * Shifts in the order of the values; their independence is assumed, as of runs on a machine whose noise does not last.
 * @throws RangeError when a value is not finite
 */
export function levelShifts(values: readonly number[], options: ShiftOptions): Shift[] {
  requireFinite(values);
  const shortest = options.shortest ?? 4;
  const search = {
    draw: seedrandom.alea(options.seed),
    significance: options.significance ?? 0.01,
    shortest: Math.max(1, shortest),
    permutations: options.permutations ?? 1999,
  };
  const splits = segment(values, 0, search);
  return withoutSmall(values, splits, options.smallestShare ?? 0);
}

interface Search {
  readonly draw: () => number;
  readonly significance: number;
  readonly shortest: number;
  readonly permutations: number;
}

function segment(values: readonly number[], offset: number, search: Search): Split[] {
  if (values.length < 2 * search.shortest) return [];
  const ranks = midranks(values).doubledRanks;
  const { at, size } = clearestSplit(ranks, search.shortest);
  const pValue = permutationP(ranks, size, search);
  if (pValue > search.significance) return [];
  return [
    ...segment(values.slice(0, at), offset, search),
    { index: offset + at, pValue },
    ...segment(values.slice(at), offset + at, search),
  ];
}

/** Pettitt's U of a split is Σ sign(xi − xj) over i before and j after it; from ranks, 2·Σ rank(xi) − t(n + 1). */
function clearestSplit(doubledRanks: Int32Array, shortest: number): { at: number; size: number } {
  let sum = 0;
  let best = { at: shortest, size: -1 };
  for (let at = 1; at <= doubledRanks.length - shortest; at += 1) {
    sum += (doubledRanks[at - 1] ?? 0) - (doubledRanks.length + 1);
    if (at >= shortest && Math.abs(sum) > best.size) best = { at, size: Math.abs(sum) };
  }
  return best;
}

/** The series as it was counts as one of its permutations, so that p is never 0 and never too small. */
function permutationP(ranks: Int32Array, size: number, search: Search): number {
  const shuffled = Int32Array.from(ranks);
  let asClear = 1;
  for (let done = 0; done < search.permutations; done += 1) {
    shuffle(shuffled, search.draw);
    if (clearestSplit(shuffled, search.shortest).size >= size) asClear += 1;
  }
  return asClear / (search.permutations + 1);
}

function shuffle(values: Int32Array, draw: () => number): void {
  for (let last = values.length - 1; last > 0; last -= 1) {
    const other = Math.floor(draw() * (last + 1));
    const value = values[last] ?? 0;
    values[last] = values[other] ?? 0;
    values[other] = value;
  }
}

/** The smallest goes first: its two levels then are one, against which its neighbours are measured again. */
function withoutSmall(
  values: readonly number[],
  splits: readonly Split[],
  smallestShare: number,
): Shift[] {
  const shifts = shiftsOf(values, splits);
  const least = shifts.reduce<Shift | null>(
    (found, shift) => (found === null || size(shift) < size(found) ? shift : found),
    null,
  );
  // Written so that a size that is not a number (both levels 0) is small.
  if (least === null || size(least) >= Math.log1p(smallestShare)) return shifts;
  return withoutSmall(
    values,
    splits.filter(({ index }) => index !== least.index),
    smallestShare,
  );
}

function shiftsOf(values: readonly number[], splits: readonly Split[]): Shift[] {
  const starts = [0, ...splits.map(({ index }) => index)];
  const levels = starts.map((start, level) => median(values.slice(start, starts[level + 1])));
  return splits.map(({ index, pValue }, level) => ({
    index,
    before: levels[level] ?? Number.NaN,
    after: levels[level + 1] ?? Number.NaN,
    pValue,
  }));
}

/** Of values that are not negative; from or to 0 it is infinite. */
function size({ before, after }: Shift): number {
  return before === after ? 0 : Math.abs(Math.log(after / before));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
