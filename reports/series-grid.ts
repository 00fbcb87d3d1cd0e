/** Seconds of a journal gathered into the intervals of the record. */
import type { JournalInterval } from './journal.ts';
import type { Column } from './series.ts';

export interface Grid {
  readonly perGroup: number;
  readonly groups: number;
  readonly intervals: readonly JournalInterval[];
}

export type Reading<T> = (interval: JournalInterval) => T;

/** null where no second was written. */
function gathered(
  { perGroup, groups, intervals }: Grid,
  pick: Reading<number | null>,
  combine: (before: number, value: number) => number,
): (number | null)[] {
  const column = new Array<number | null>(groups).fill(null);
  for (const interval of intervals) {
    const value = pick(interval);
    if (value === null) continue;
    const group = Math.floor(interval.index / perGroup);
    const before = column[group] ?? null;
    column[group] = before === null ? value : combine(before, value);
  }
  return column;
}

export function summed(grid: Grid, pick: Reading<number>): Column {
  return gathered(grid, pick, (before, value) => before + value);
}

export function perSecond(grid: Grid, pick: Reading<number>): Column {
  return summed(grid, pick).map((sum) => (sum === null ? null : sum / grid.perGroup));
}

/** The newest value of each interval, or what `combine` makes of its seconds. */
export function latest(
  grid: Grid,
  pick: Reading<number | null>,
  combine: (before: number, value: number) => number = (_, value) => value,
): Column {
  return gathered(grid, pick, combine);
}

export function ratio(grid: Grid, part: Reading<number | null>, whole: Reading<number>): Column {
  const wholes = gathered(grid, whole, (before, value) => before + value);
  return gathered(grid, part, (before, value) => before + value).map((sum, group) => {
    const total = wholes[group] ?? 0;
    return sum === null || total === 0 ? null : rounded(sum / total);
  });
}

/** Shares need no more than four decimals. */
export function rounded(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}
