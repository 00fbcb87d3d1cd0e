/**
 * Whether a segment holds a shift of its level: its clearest split by the ranks before and after (Pettitt, Applied
 * Statistics 28, 1979; standardised as by Hawkins and Deng, Journal of Quality Technology 42, 2010); or else a stretch
 * whose ranks are unlike the rest's (Olshen and Venkatraman, Biostatistics 5, 2004), since a regression that was mended
 * leaves both halves of a history alike. p by permutation, whatever the distribution and the ties.
 */
import { midranks } from './ranks.ts';

export interface ShiftSearch {
  /** In [0, 1), seeded. */
  readonly draw: () => number;
  /** A shift's p is at most this. */
  readonly significance: number;
  /** Fewer values are no level. */
  readonly shortest: number;
  readonly permutations: number;
}

/** Before which values a segment is split, and how clear that is: comparable among permutations of a segment. */
interface Split {
  readonly at: readonly number[];
  readonly clarity: number;
}

interface Hypothesis {
  readonly clarity: number;
  readonly clearest: (deviations: Int32Array, shortest: number) => Split;
  /** A larger p need not be known exactly. */
  readonly allowed: number;
}

/** @returns before which values the level changed, one or two; null when chance explains what is seen */
export function clearestShift(
  values: readonly number[],
  search: ShiftSearch,
): { readonly at: readonly number[]; readonly pValue: number } | null {
  // Doubled, from the mean rank: their sum before a split is Pettitt's U of it.
  const { doubledRanks } = midranks(values);
  const deviations = doubledRanks.map((rank) => rank - (values.length + 1));
  // Where no stretch fits between two levels, none is looked for, and the split has all that is allowed.
  const levels = Math.floor(values.length / search.shortest);
  const kinds = [clearestSplit, clearestMiddle].slice(0, Math.max(0, levels - 1));
  for (const clearest of kinds) {
    const { at, clarity } = clearest(deviations, search.shortest);
    const allowed = search.significance / kinds.length;
    const pValue = permutationP(deviations, { clarity, clearest, allowed }, search);
    if (pValue <= allowed) return { at, pValue: pValue * kinds.length };
  }
  return null;
}

function clearestSplit(deviations: Int32Array, shortest: number): Split {
  return clearestStretch(deviations, shortest, 0, 0);
}

function clearestMiddle(deviations: Int32Array, shortest: number): Split {
  return clearestStretch(deviations, shortest, shortest, deviations.length - 2 * shortest);
}

/**
 * Clarity is the square of the standardised rank sum, but for what all stretches of a segment have in common; without
 * the standard (Pettitt's U), shifts near an end are hardly seen, and the newest shift matters most.
 */
function clearestStretch(
  deviations: Int32Array,
  shortest: number,
  firstFrom: number,
  lastFrom: number,
): Split {
  const all = deviations.length;
  let best: Split = { at: [], clarity: -1 };
  for (let from = firstFrom; from <= lastFrom; from += 1) {
    let sum = 0;
    for (let to = from + 1; to <= all - shortest; to += 1) {
      sum += deviations[to - 1] ?? 0;
      const length = to - from;
      const clarity = (sum * sum) / (length * (all - length));
      if (length >= shortest && clarity > best.clarity) {
        best = { at: from === 0 ? [to] : [from, to], clarity };
      }
    }
  }
  return best;
}

/** The series as it was counts as one of its permutations, so that p is never 0 and never too small. */
function permutationP(
  deviations: Int32Array,
  { clarity, clearest, allowed }: Hypothesis,
  { draw, shortest, permutations }: ShiftSearch,
): number {
  const shuffled = Int32Array.from(deviations);
  // Beyond so many, p is too large whatever follows: the usual case, and most of the work.
  const mostAsClear = (permutations + 1) * allowed;
  let asClear = 1;
  for (let done = 0; done < permutations && asClear <= mostAsClear; done += 1) {
    shuffle(shuffled, draw);
    if (clearest(shuffled, shortest).clarity >= clarity) asClear += 1;
  }
  return asClear / (permutations + 1);
}

function shuffle(values: Int32Array, draw: () => number): void {
  for (let last = values.length - 1; last > 0; last -= 1) {
    const other = Math.floor(draw() * (last + 1));
    const value = values[last] ?? 0;
    values[last] = values[other] ?? 0;
    values[other] = value;
  }
}
