/** A figure over the time of the run: its lines are its legend and the columns of its table. */
import { groupText } from '../mark-groups.ts';
import { choice } from './choice.ts';
import type { DataTable } from './data-table.ts';
import { createFigure } from './figure.ts';
import type { LegendEntry } from './legend.ts';
import { markLegend } from './mark-styles.ts';
import { marksInRow, type RunTime, timeText } from './run-time.ts';
import { type TimeChart, type TimeLine, timeDrawing } from './time-chart.ts';

export interface NamedLine extends TimeLine {
  readonly label: string;
}

/** What a figure shows at a time; with several, a person chooses. */
export interface TimeView extends Omit<TimeChart, 'time' | 'lines' | 'format'> {
  /** In the choice. */
  readonly name: string;
  readonly lines: readonly NamedLine[];
  /** Of all lines. */
  readonly unit?: string;
  /** One value, in table and legend. */
  readonly format: (value: number) => string;
  /** On the axis; as `format` when absent. */
  readonly axisFormat?: (value: number) => string;
  /** In the table only. */
  readonly columns?: readonly Pick<NamedLine, 'label' | 'values'>[];
  readonly notes?: readonly string[];
}

export interface TimeFigure {
  readonly id: string;
  readonly title: string;
  readonly howToRead: string;
  readonly size?: 'wide' | 'half';
  readonly time: RunTime;
  readonly views: readonly [TimeView, ...TimeView[]];
  /** What is chosen among several views, such as `Stage`. */
  readonly choiceLabel?: string;
  readonly chosen?: number;
  readonly heightPx?: number;
}

export function timeFigure(spec: TimeFigure): HTMLElement {
  const { id, title, howToRead, time, views, chosen = 0 } = spec;
  let view = views[chosen] ?? views[0];
  const figure = createFigure({
    id,
    title,
    howToRead,
    size: spec.size ?? 'wide',
    legend: legendOf(view, time),
    table: tableOf(view, title, time),
    drawing: timeDrawing(() => ({
      ...view,
      time,
      format: view.axisFormat ?? view.format,
      ...(spec.heightPx === undefined ? {} : { heightPx: spec.heightPx }),
    })),
    notes: view.notes ?? [],
    cursor: time.cursor,
    ...(views.length === 1
      ? {}
      : {
          controls: choice(
            id,
            spec.choiceLabel ?? 'Show',
            views.map(({ name }) => name),
            chosen,
            (index) => {
              view = views[index] ?? views[0];
              figure.update({
                legend: legendOf(view, time),
                table: tableOf(view, title, time),
                notes: view.notes ?? [],
              });
            },
          ),
        }),
  });
  return figure.node;
}

function legendOf({ lines, stacked = false }: TimeView, time: RunTime): LegendEntry[] {
  const shown = lines.map(
    ({ label, colour, mark }, index): LegendEntry => ({
      label,
      colour,
      mark: stacked ? 'area' : mark,
      column: index + 1,
    }),
  );
  return [...shown, ...markLegend(time.marks)];
}

/** Time, one column per line, and what happened in the interval where there are marks at all. */
function tableOf(view: TimeView, title: string, time: RunTime): DataTable {
  const { lines, unit, format, name, columns = [] } = view;
  const shown = [...lines, ...columns];
  const withMarks = time.marks.length > 0;
  const caption = name === '' ? title : `${title}: ${name}`;
  return {
    caption: `${caption}, by ${timeText(time.intervalMs)} since the load began`,
    columns: [
      { label: 'time' },
      ...shown.map(({ label }) => ({ label, format, ...(unit === undefined ? {} : { unit }) })),
      ...(withMarks ? [{ label: 'what happened' }] : []),
    ],
    rows: time.intervals,
    cell(row, column) {
      if (column === 0) return timeText(row * time.intervalMs);
      const line = shown[column - 1];
      if (line !== undefined) return line.values[row] ?? null;
      const texts = marksInRow(time, row).map((mark) => `${mark.kind}: ${groupText(mark)}`);
      return texts.length === 0 ? null : texts.join('; ');
    },
  };
}
