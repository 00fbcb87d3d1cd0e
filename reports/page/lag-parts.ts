/** No more layers of lag than can be told apart: those with most of it, and the rest as one. Pure. */
import { whole } from '../numbers.ts';
import type { Column } from '../series.ts';

export interface LagPart {
  readonly label: string;
  readonly values: Column;
}

/** As many as there are colours. */
export const MAX_PARTS = 8;

/** @returns in the given order, the sum of the others last */
export function foremost(
  parts: readonly LagPart[],
): readonly (LagPart & { readonly isRest: boolean })[] {
  if (parts.length <= MAX_PARTS) return parts.map((part) => ({ ...part, isRest: false }));
  const order = parts
    .map(({ values }, index) => ({ index, most: largest(values) }))
    .toSorted((a, b) => b.most - a.most || a.index - b.index);
  const kept = new Set(order.slice(0, MAX_PARTS - 1).map(({ index }) => index));
  const others = parts.filter((_, index) => !kept.has(index)).map(({ values }) => values);
  return [
    ...parts.filter((_, index) => kept.has(index)).map((part) => ({ ...part, isRest: false })),
    { label: `${whole(others.length)} others`, values: sumOf(others), isRest: true },
  ];
}

/** null where every column is. */
export function sumOf(columns: readonly Column[]): Column {
  return (columns[0] ?? []).map((_, at) => {
    let sum: number | null = null;
    for (const column of columns) {
      const value = column[at] ?? null;
      if (value !== null) sum = (sum ?? 0) + value;
    }
    return sum;
  });
}

function largest(values: Column): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}
