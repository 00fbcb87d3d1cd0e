/** A metric over the runs: values, levels, where they shifted, and where runs of another group begin. */
import type { History, HistoryMetric, HistoryRun } from '../../comparison/history.ts';
import { changeText } from '../../comparison/words.ts';
import { threeDigits } from '../../numbers.ts';
import type { Cursor } from '../cursor.ts';
import type { DataTable } from '../data-table.ts';
import { createFigure, missingFigure } from '../figure.ts';
import type { LegendEntry } from '../legend.ts';
import { historyDrawing } from './history-drawing.ts';
import { POINT_STYLES, type PointStyle, pointStyle } from './point-styles.ts';
import { groupLetter, minuteText, revisionText } from './words.ts';

/** @param cursor a row is a run */
export function metricFigure(
  history: History,
  metric: HistoryMetric,
  id: string,
  cursor: Cursor,
): HTMLElement {
  const { label, unit, better, values } = metric;
  if (!values.some((value) => value !== null)) {
    return missingFigure({ id, title: label }, 'No run has measured it.');
  }
  return createFigure({
    id,
    title: label,
    howToRead: `${unit}; ${better} is better. The axis need not begin at 0.`,
    legend: legendOf(history, metric),
    table: tableOf(history, metric),
    drawing: historyDrawing(history, metric),
    cursor,
  }).node;
}

/** An entry for each kind that occurs. */
function legendOf({ runs }: History, { values, levels, shifts }: HistoryMetric): LegendEntry[] {
  const styles = new Set<PointStyle>();
  for (const [at, run] of runs.entries()) {
    if ((values[at] ?? null) !== null) styles.add(pointStyle(run));
  }
  const verdicts = new Set(shifts.map(({ verdict }) => verdict));
  const kinds = (Object.keys(POINT_STYLES) as PointStyle[]).filter((kind) => styles.has(kind));
  const points = kinds.map((kind, at): LegendEntry => {
    const { label, colour, mark } = POINT_STYLES[kind];
    // The value at the cursor is said once.
    return { label, colour, mark, ...(at === 0 ? { column: 1 } : {}) };
  });
  return [
    ...points,
    ...(levels.length === 0
      ? []
      : [{ label: 'level', colour: 'text', mark: 'line', column: 2 } as const]),
    ...[...verdicts].map((verdict): LegendEntry => {
      return {
        label: `shift for the ${verdict}`,
        colour: verdict === 'worse' ? 'bad' : 'good',
        mark: 'triangle',
      };
    }),
  ];
}

function tableOf({ runs, groups }: History, metric: HistoryMetric): DataTable {
  const { label, unit, values } = metric;
  const levels = levelByRun(metric, runs);
  const hasGroups = groups.length > 1;
  return {
    caption: `${label} by run`,
    columns: [
      { label: 'started, UTC' },
      { label: 'value', unit, format: threeDigits },
      { label: 'level', unit, format: threeDigits },
      { label: 'shift' },
      { label: 'revision' },
      { label: 'verdict' },
      ...(hasGroups ? [{ label: 'group' }] : []),
    ],
    rows: runs.length,
    cell(row, column) {
      const run = runs[row];
      if (run === undefined) return null;
      const shift = metric.shifts.find(({ atRun }) => atRun === row);
      const cells = [
        minuteText(run.startedAt),
        values[row] ?? null,
        levels[row] ?? null,
        shift === undefined ? null : `${changeText(shift.ratio)}, ${shift.verdict}`,
        revisionText(run),
        run.leftOut === null ? run.verdict : `${run.verdict}, no evidence`,
        groupLetter(run.group),
      ];
      return cells[column] ?? null;
    },
  };
}

/** null where a run belongs to none. */
function levelByRun({ levels }: HistoryMetric, runs: readonly HistoryRun[]): (number | null)[] {
  return runs.map(({ group, leftOut }, at) => {
    if (leftOut !== null) return null;
    const level = levels.find((one) => one.group === group && one.fromRun <= at && at <= one.toRun);
    return level?.value ?? null;
  });
}
