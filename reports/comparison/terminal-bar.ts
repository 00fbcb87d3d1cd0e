/** A metric's change as a small bar: where it lies against what is not worth a word, and how certain that is. */
import type { MetricComparison } from './comparison.ts';

/** Narrower ones show nothing. */
export const LEAST_BAR_COLUMNS = 11;
export const MOST_BAR_COLUMNS = 25;

/** The bar reaches so many noise thresholds to either side. */
const REACH = 3;
/** Of metrics for which every change is worth a word. */
const DEFAULT_UNIT = Math.log(1.05);

export const BAR_LEGEND = '● change  ━ 95 % interval  │ none  ┊ floor  ◂▸ goes on';

type Drawn = Pick<MetricComparison, 'ratio' | 'interval' | 'noiseThreshold'>;

/**
 * Logarithmic, in units of the metric's noise threshold: every metric has its `┊` at the same places.
 * @param columns odd, so that no change has a column of its own
 * @returns as many characters as `columns`; blanks where there is no ratio
 */
export function changeBar({ ratio, interval, noiseThreshold }: Drawn, columns: number): string {
  if (ratio === null || ratio <= 0) return ' '.repeat(columns);
  const unit = noiseThreshold > 0 ? Math.log1p(noiseThreshold) : DEFAULT_UNIT;
  const middle = (columns - 1) / 2;
  const columnOf = (value: number) => Math.round(middle * (1 + Math.log(value) / unit / REACH));
  const inside = (column: number) => Math.min(columns - 1, Math.max(0, column));
  const cells = Array.from({ length: columns }, () => ' ');
  if (noiseThreshold > 0) {
    cells[columnOf(Math.exp(-unit))] = '┊';
    cells[columnOf(Math.exp(unit))] = '┊';
  }
  cells[middle] = '│';
  const [low, high] = interval === null ? [ratio, ratio] : [interval.low, interval.high];
  const [from, to] = [low > 0 ? columnOf(low) : -1, columnOf(high)];
  for (let column = inside(from); column <= inside(to); column += 1) cells[column] = '━';
  if (from < 0) cells[0] = '◂';
  if (to >= columns) cells[columns - 1] = '▸';
  const at = columnOf(ratio);
  if (at === inside(at)) cells[at] = '●';
  return cells.join('');
}
