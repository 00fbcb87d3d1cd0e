/** What every run measured, a figure a metric: one run that drags a side along, and drift, are seen here. */
import type {
  Comparison,
  ComparisonDesign,
  MetricComparison,
} from '../../comparison/comparison.ts';
import { changeText } from '../../comparison/words.ts';
import { threeDigits } from '../../numbers.ts';
import type { DataTable } from '../data-table.ts';
import { createFigure, type FigureSpec, missingFigure } from '../figure.ts';
import type { LegendEntry } from '../legend.ts';
import { type RunPoint, runDrawing } from './run-drawing.ts';
import { BASE_COLOUR, HEAD_COLOUR } from './side-colours.ts';

export function runFigures({ metrics, design }: Comparison): readonly HTMLElement[] {
  if (metrics.length === 0) {
    return [missingFigure({ id: 'run-1', title: 'Run by run' }, 'No metric was compared.')];
  }
  const size = metrics.length === 1 ? 'wide' : 'half';
  return metrics.map((metric, index) => {
    return runFigure(metric, design, { id: `run-${index + 1}`, title: metric.label, size });
  });
}

/** Null where a point is all there is to see. */
export function runsNote({ design }: Comparison): string | null {
  if (design === 'single') return null;
  const order =
    design === 'paired'
      ? 'Pairs in the order in which they were measured; a line joins the two runs of a pair.'
      : 'Runs in the order in which they were measured, base first.';
  return `${order} The dashed lines are both sides as a whole, the shaded band is the floor around base. The axes need not begin at 0.`;
}

function runFigure(
  metric: MetricComparison,
  design: ComparisonDesign,
  frame: Pick<FigureSpec, 'id' | 'title'> & { readonly size: 'wide' | 'half' },
): HTMLElement {
  const { unit, baseRuns, headRuns } = metric;
  if (baseRuns.length + headRuns.length === 0) {
    return missingFigure(frame, 'No run has measured it.');
  }
  const isPaired = design === 'paired' && baseRuns.length === headRuns.length;
  const points = isPaired ? pairedPoints(metric) : sideBySide(metric);
  return createFigure({
    ...frame,
    howToRead: `${unit}; ${metric.better} is better.`,
    legend: LEGEND,
    table: tableOf(metric, points),
    drawing: runDrawing(metric, points),
  }).node;
}

const LEGEND: readonly LegendEntry[] = [
  { label: 'base', colour: BASE_COLOUR, mark: 'ring', column: 1 },
  { label: 'head', colour: HEAD_COLOUR, mark: 'dot', column: 2 },
];

function pairedPoints({ baseRuns, headRuns }: MetricComparison): readonly RunPoint[] {
  return baseRuns.map((base, index) => ({
    label: `pair ${index + 1}`,
    tick: String(index + 1),
    base,
    head: headRuns[index] ?? null,
  }));
}

function sideBySide({ baseRuns, headRuns }: MetricComparison): readonly RunPoint[] {
  const named = (side: string, index: number) => ({
    label: `${side} ${index + 1}`,
    tick: String(index + 1),
  });
  return [
    ...baseRuns.map((base, index) => ({ ...named('base', index), base, head: null })),
    ...headRuns.map((head, index) => ({ ...named('head', index), base: null, head })),
  ];
}

function tableOf({ label, unit }: MetricComparison, points: readonly RunPoint[]): DataTable {
  const sides = ['base', 'head'].map((side) => ({ label: side, unit, format: threeDigits }));
  return {
    caption: `${label} of every run`,
    columns: [{ label: 'run' }, ...sides, { label: 'change' }],
    rows: points.length,
    cell(row, column) {
      const point = points[row];
      if (point === undefined) return null;
      const { base, head } = point;
      const isRatio = base !== null && head !== null && base > 0;
      return [point.label, base, head, isRatio ? changeText(head / base) : null][column] ?? null;
    },
  };
}
