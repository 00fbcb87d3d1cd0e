/** Tables without lines for the terminal. */
import Table from 'cli-table3';

export type Alignment = 'left' | 'right';

const NO_LINES = {
  ...{ mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', right: '', middle: '' },
};

/**
 * @param head titles of the columns; empty for none
 * @returns lines indented by two columns, without trailing blanks; none where there are no rows
 */
export function columns(
  head: readonly string[],
  alignments: readonly Alignment[],
  rows: readonly (readonly string[])[],
): string[] {
  if (rows.length === 0) return [];
  const table = new Table({
    head: [...head],
    colAligns: [...alignments],
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 2, 'padding-right': 0 },
  });
  for (const row of rows) table.push([...row]);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** Pads the texts of a column behind their decimals, so that the points stand below each other. */
export function alignedAtPoint(texts: readonly string[]): string[] {
  const fractions = texts.map((text) => (text.includes('.') ? text.length - text.indexOf('.') : 0));
  const widest = Math.max(0, ...fractions);
  return texts.map((text, row) => text + ' '.repeat(widest - (fractions[row] ?? 0)));
}
