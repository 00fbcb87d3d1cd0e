/**
 * Where a series changed its level and stayed there for a while. A segment has a shift when ranks say so
 * (`shift-search.ts`), so that one wild run is none; where exactly it is, medians tell better than ranks. Then each part
 * in turn (binary segmentation: Scott and Knott, Biometrics 30, 1974).
 */
import seedrandom from 'seedrandom';
import { requireFinite } from './ranks.ts';
import { clearestShift, type ShiftSearch } from './shift-search.ts';

export interface Shift {
  /** Of the first value on the new level. */
  readonly index: number;
  /** Medians between the shifts on both sides. */
  readonly before: number;
  readonly after: number;
  /** That a series without a shift shows one at least as clear, of either kind. */
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

/**
 * Shifts in the order of the values; their independence is assumed, as of runs on a machine whose noise does not last.
 * @param values latencies, costs: sizes, whose changes are shares
 * @throws RangeError when a value is negative or not finite
 */
export function levelShifts(values: readonly number[], options: ShiftOptions): Shift[] {
  requireFinite(values);
  if (values.some((value) => value < 0)) throw new RangeError('a size is not negative');
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

interface Found {
  readonly index: number;
  readonly pValue: number;
}

function segment(values: readonly number[], offset: number, search: ShiftSearch): Found[] {
  const found = clearestShift(values, search);
  if (found === null) return [];
  const bounds = placed(values, [0, ...found.at, values.length], search.shortest);
  return bounds
    .slice(0, -1)
    .flatMap((start, part) => [
      ...(part === 0 ? [] : [{ index: offset + start, pValue: found.pValue }]),
      ...segment(values.slice(start, bounds[part + 1]), offset + start, search),
    ]);
}

/** Each inner bound is moved to where, between its neighbours, medians of both sides describe the values best. */
function placed(values: readonly number[], bounds: readonly number[], shortest: number): number[] {
  const moved = [...bounds];
  // Twice, since the first was moved while its neighbour was not where it belongs.
  for (const bound of [1, 2, 1, 2]) {
    const [from, , to] = moved.slice(bound - 1, bound + 2);
    if (from === undefined || to === undefined) continue;
    moved[bound] = from + bestSplit(values.slice(from, to), shortest);
  }
  return moved;
}

/** With the smallest sum of absolute deviations from the medians before and after it. */
function bestSplit(values: readonly number[], shortest: number): number {
  let best = { at: shortest, left: Number.POSITIVE_INFINITY };
  for (let at = shortest; at <= values.length - shortest; at += 1) {
    const left = deviation(values.slice(0, at)) + deviation(values.slice(at));
    if (left < best.left) best = { at, left };
  }
  return best.at;
}

function deviation(values: readonly number[]): number {
  const middle = median(values);
  return values.reduce((sum, value) => sum + Math.abs(value - middle), 0);
}

/** The smallest goes first: its two levels then are one, against which its neighbours are measured again. */
function withoutSmall(
  values: readonly number[],
  splits: readonly Found[],
  smallestShare: number,
): Shift[] {
  const shifts = shiftsOf(values, splits);
  const least = shifts.reduce<Shift | null>(
    (found, shift) => (found === null || size(shift) < size(found) ? shift : found),
    null,
  );
  if (least === null || size(least) >= Math.log1p(smallestShare)) return shifts;
  return withoutSmall(
    values,
    splits.filter(({ index }) => index !== least.index),
    smallestShare,
  );
}

function shiftsOf(values: readonly number[], splits: readonly Found[]): Shift[] {
  const starts = [0, ...splits.map(({ index }) => index)];
  const levels = starts.map((start, level) => median(values.slice(start, starts[level + 1])));
  return splits.map(({ index, pValue }, level) => ({
    index,
    before: levels[level] ?? Number.NaN,
    after: levels[level + 1] ?? Number.NaN,
    pValue,
  }));
}

/** On the log scale; from or to 0 it is infinite. */
function size({ before, after }: Shift): number {
  return before === after ? 0 : Math.abs(Math.log(after / before));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
