/** A figure over the last ten minutes of the run: title, legend, table and cursor of the report's figures, values that move. */
import { choice } from '../choice.ts';
import type { Cursor } from '../cursor.ts';
import type { DataTable } from '../data-table.ts';
import { createFigure } from '../figure.ts';
import type { LegendEntry } from '../legend.ts';
import { timeText } from '../run-time.ts';
import { type LiveChart, type LiveValues, liveDrawing } from './live-chart.ts';
import type { LiveHistory } from './live-history.ts';
import { liveMarkLegend, markText } from './live-marks.ts';
import { marksWithin, POINT_MS, pointsWithin, windowOf } from './live-time.ts';

/** What a figure shows at a time; with several, a person chooses. */
export interface LiveFigureView extends Omit<LiveChart, 'format'> {
  /** In the choice. */
  readonly name: string;
  readonly unit?: string;
  /** One value, in table and legend. */
  readonly format: (value: number) => string;
  /** On the axis; as `format` when absent. */
  readonly axisFormat?: (value: number) => string;
}

export interface LiveFigureSpec {
  readonly id: string;
  readonly title: string;
  readonly howToRead: string;
  readonly size?: 'wide' | 'half';
  readonly views: readonly [LiveFigureView, ...LiveFigureView[]];
  readonly choiceLabel?: string;
  readonly history: LiveHistory;
  /** Shared by figures that stand together: one moves the others. */
  readonly cursor: Cursor;
}

export interface LiveFigure {
  readonly node: HTMLElement;
  /** Draws what has come since; call it with every frame, it does nothing when nothing has changed. */
  refresh(): void;
}

/** At most so often: points come once a second, marks when they like. */
const LEAST_MS = 500;

export function liveFigure(spec: LiveFigureSpec): LiveFigure {
  const { history, views, cursor } = spec;
  let view = views[0];
  let values = valuesOf(history);
  let version = history.version;
  let drawnAtMs = 0;
  const drawing = liveDrawing(
    () => ({ ...view, format: view.axisFormat ?? view.format }),
    () => values,
  );
  const table = () => tableOf(spec.title, view, () => values);
  const legend = () => legendOf(view, values);
  const controls =
    views.length === 1
      ? undefined
      : choice(
          spec.id,
          spec.choiceLabel ?? 'Show',
          views.map(({ name }) => name),
          0,
          (index) => {
            view = views[index] ?? views[0];
            figure.update({ legend: legend(), table: table() });
          },
        );
  const figure = createFigure({
    id: spec.id,
    title: spec.title,
    howToRead: spec.howToRead,
    size: spec.size ?? 'half',
    legend: legend(),
    table: table(),
    drawing,
    cursor,
    ...(controls === undefined ? {} : { controls }),
  });
  figure.node.classList.add('live-figure');
  let signs = signsOf(values);
  return {
    node: figure.node,
    refresh() {
      const nowMs = performance.now();
      if (history.version === version || nowMs - drawnAtMs < LEAST_MS) return;
      version = history.version;
      drawnAtMs = nowMs;
      values = valuesOf(history);
      const newSigns = signsOf(values);
      if (newSigns !== signs) {
        signs = newSigns;
        figure.update({ legend: legend() });
        return;
      }
      drawing.refresh();
      sayAgain(cursor);
    },
  };
}

/** The values under the cursor have moved on. */
function sayAgain(cursor: Cursor): void {
  const { row } = cursor;
  if (row === null) return;
  cursor.set(null);
  cursor.set(row);
}

function valuesOf({ points, marks }: LiveHistory): LiveValues {
  const window = windowOf(points);
  return {
    window,
    points: pointsWithin(points, window),
    marks: marksWithin(marks, window),
  };
}

function signsOf({ marks }: LiveValues): string {
  return liveMarkLegend(marks)
    .map(({ label }) => label)
    .join();
}

function legendOf({ lines }: LiveFigureView, { marks }: LiveValues): readonly LegendEntry[] {
  const entries = lines.map(
    ({ label, colour, mark }, index): LegendEntry => ({ label, colour, mark, column: index + 1 }),
  );
  return [...entries, ...liveMarkLegend(marks)];
}

/** As it is when it is looked at. */
function tableOf(title: string, view: LiveFigureView, values: () => LiveValues): DataTable {
  const { lines, unit, format, name } = view;
  return {
    caption: `${name === '' ? title : `${title}: ${name}`}, by second since the load began`,
    columns: [
      { label: 'time' },
      ...lines.map(({ label }) => ({ label, format, ...(unit === undefined ? {} : { unit }) })),
      { label: 'what happened' },
    ],
    get rows() {
      return values().points.length;
    },
    cell(row, column) {
      const { points, marks } = values();
      const point = points[row];
      if (point === undefined) return null;
      if (column === 0) return timeText(point.atMs);
      const line = lines[column - 1];
      if (line !== undefined) return line.valueOf(point);
      const texts = marks
        .filter(({ atMs }) => atMs <= point.atMs && atMs > point.atMs - POINT_MS)
        .map(markText);
      return texts.length === 0 ? null : texts.join('; ');
    },
  };
}
