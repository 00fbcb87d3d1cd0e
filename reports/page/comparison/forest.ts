/** A row a metric: how it changed, how sure that is, and how much is not worth a word. */
import type { Comparison, MetricComparison } from '../../comparison/comparison.ts';
import { changeText, floorText, intervalText, valueText } from '../../comparison/words.ts';
import type { DataTable } from '../data-table.ts';
import { createFigure, missingFigure } from '../figure.ts';
import type { LegendEntry } from '../legend.ts';
import { forestDrawing } from './forest-drawing.ts';
import { METRIC_COLOURS } from './verdict-words.ts';

const ID = 'changes';
const TITLE = 'Changes';

export function forestFigure({ metrics }: Comparison): HTMLElement {
  if (!metrics.some(({ ratio }) => ratio !== null)) {
    return missingFigure({ id: ID, title: TITLE }, 'No metric has values on both sides.');
  }
  const hasIntervals = metrics.some(({ interval }) => interval !== null);
  return createFigure({
    id: ID,
    title: TITLE,
    howToRead: hasIntervals
      ? 'A line is the 95 % interval of head ÷ base. Same: all of it lies within the shaded floor. Slower or faster: it lies clear of “no change”, and its middle beyond the floor.'
      : 'A point is head ÷ base. With one run on a side there is no telling how sure it is, so there are no intervals.',
    legend: legendOf(metrics),
    table: tableOf(metrics),
    drawing: forestDrawing(metrics),
  }).node;
}

/** One entry for each verdict that occurs. */
function legendOf(metrics: readonly MetricComparison[]): LegendEntry[] {
  const verdicts = [...new Set(metrics.map(({ verdict }) => verdict))];
  return [
    ...verdicts.map((verdict): LegendEntry => {
      return { label: verdict, colour: METRIC_COLOURS[verdict], mark: 'dot' };
    }),
    { label: 'floor', colour: 'faint', mark: 'band' },
  ];
}

function tableOf(metrics: readonly MetricComparison[]): DataTable {
  const labels = ['change', '95 % interval', 'floor', 'base', 'head', 'verdict'];
  return {
    caption: 'Change of every metric from base to head',
    columns: [{ label: 'metric' }, ...labels.map((label) => ({ label }))],
    rows: metrics.length,
    cell(row, column) {
      const metric = metrics[row];
      if (metric === undefined) return null;
      const { label, ratio, interval, base, head, unit, verdict } = metric;
      const texts = [
        label,
        changeText(ratio),
        intervalText(interval),
        floorText(metric),
        valueText(base, unit),
        valueText(head, unit),
        verdict,
      ];
      return texts[column] ?? null;
    },
  };
}
