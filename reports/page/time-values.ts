/** What a chart over time needs to know of its values: stacks, the ends of its axis, ticks. Pure. */
import type { Column } from '../series.ts';
import { linearTicks } from './plot-scales.ts';

export interface ValueAxis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

/** Each column becomes the sum of itself and those before it; nothing counts as 0 where another has something. */
export function accumulated(lines: readonly { readonly values: Column }[]): readonly Column[] {
  const rows = lines[0]?.values.length ?? 0;
  const sums = new Array<number>(rows).fill(0);
  const known = Array.from({ length: rows }, (_, row) =>
    lines.some(({ values }) => (values[row] ?? null) !== null),
  );
  return lines.map(({ values }) =>
    values.map((value, row) => {
      sums[row] = (sums[row] ?? 0) + (value ?? 0);
      return known[row] === true ? (sums[row] ?? 0) : null;
    }),
  );
}

/** A step needs an end: the last value stands until the end of its interval. */
export function repeatedLast(column: Column): (number | null)[] {
  return [...column, column.at(-1) ?? null];
}

export function valueAxis(
  columns: readonly Column[],
  { scale = 'linear', max }: { readonly scale?: 'linear' | 'log'; readonly max?: number },
): ValueAxis {
  return scale === 'log' ? logAxis(columns) : linearAxis(columns, max);
}

function linearAxis(columns: readonly Column[], wantedMax: number | undefined): ValueAxis {
  const max = wantedMax ?? extent(columns, 0)?.max ?? 1;
  const ticks = linearTicks(max > 0 ? max : 1);
  const end = wantedMax ?? ticks.at(-1) ?? 1;
  return { min: 0, max: end, ticks: ticks.filter((tick) => tick <= end) };
}

/** From a round number below the smallest positive value to one above the largest. */
function logAxis(columns: readonly Column[]): ValueAxis {
  const found = extent(columns, Number.EPSILON);
  if (found === null) return { min: 1, max: 10, ticks: [1, 10] };
  const first = Math.floor(Math.log10(found.min) + 1e-9);
  const last = Math.max(Math.ceil(Math.log10(found.max) - 1e-9), first + 1);
  const factors = last - first > 2 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = first; power <= last; power += 1) {
    for (const factor of factors) {
      const tick = Number((factor * 10 ** power).toPrecision(6));
      if (tick <= 10 ** last) ticks.push(tick);
    }
  }
  const from = ticks.findLast((tick) => tick <= found.min) ?? 10 ** first;
  // All the same and round: an axis needs two ends.
  const to = ticks.find((tick) => tick >= found.max && tick > from) ?? 10 ** last;
  return { min: from, max: to, ticks: ticks.filter((tick) => tick >= from && tick <= to) };
}

/** @param above values up to this one do not count */
function extent(columns: readonly Column[], above: number): { min: number; max: number } | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    for (const value of column) {
      if (value === null || value <= above) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return max === Number.NEGATIVE_INFINITY ? null : { min, max };
}
