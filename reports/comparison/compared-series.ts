/** Both sides over time: by interval the median of the runs, with the lowest and the highest. */
import type { Column } from '../series.ts';
import type { Band, ComparedColumns, ComparedSeries } from './comparison.ts';
import { median } from './machine-comparison.ts';
import type { EvidenceSeries, RunEvidence } from './run-evidence.ts';

type ColumnName = Exclude<keyof EvidenceSeries, 'intervalMs'>;

/** null where a side has no series, or where intervals are not equally long: they would lie beside each other. */
export function comparedSeries(
  base: readonly RunEvidence[],
  head: readonly RunEvidence[],
): ComparedSeries | null {
  const bases = seriesOf(base);
  const heads = seriesOf(head);
  const all = [...bases, ...heads];
  const [first] = all;
  if (first === undefined || bases.length === 0 || heads.length === 0) return null;
  const { intervalMs } = first;
  if (all.some((series) => series.intervalMs !== intervalMs)) return null;
  const intervals = Math.max(...all.map(({ appliedPerSecond }) => appliedPerSecond.length));
  const columns = (name: ColumnName): ComparedColumns => ({
    base: band(bases, name, intervals),
    head: band(heads, name, intervals),
  });
  return {
    intervalMs,
    intervals,
    throughputPerSecond: columns('appliedPerSecond'),
    endToEndP50Us: columns('endToEndP50Us'),
    endToEndP99Us: columns('endToEndP99Us'),
    cpuCores: columns('cpuCores'),
  };
}

function seriesOf(runs: readonly RunEvidence[]): EvidenceSeries[] {
  return runs.map(({ series }) => series).filter((series) => series !== null);
}

function band(runs: readonly EvidenceSeries[], name: ColumnName, intervals: number): Band {
  const column = (combine: (values: readonly number[]) => number): Column =>
    Array.from({ length: intervals }, (_, index) => {
      const values = runs.map((run) => run[name][index] ?? null).filter((value) => value !== null);
      return values.length === 0 ? null : combine(values);
    });
  return {
    median: column(median),
    low: column((values) => Math.min(...values)),
    high: column((values) => Math.max(...values)),
  };
}
