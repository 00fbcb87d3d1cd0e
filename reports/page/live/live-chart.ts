/** A chart that moves: made once by uPlot, and given new values while it stays; made anew only for another width or theme. */
import uPlot from 'uplot';
import type { LiveMark, LivePoint } from '../../live/frames.ts';
import type { Column } from '../../series.ts';
import { html } from '../dom.ts';
import type { Drawing, Frame } from '../figure.ts';
import type { Colour } from '../theme.ts';
import { axisWidth, GUTTER_PX, RIGHT_PX } from '../time-layer.ts';
import { type ValueAxis, valueAxis } from '../time-values.ts';
import { drawLiveMarks } from './live-marks.ts';
import { type LiveWindow, POINT_MS, pointAt, windowTicks } from './live-time.ts';

export interface LiveLine {
  readonly label: string;
  readonly colour: Colour;
  readonly mark: 'line' | 'area' | 'dash';
  valueOf(point: LivePoint): number | null;
}

export interface LiveChart {
  readonly lines: readonly LiveLine[];
  readonly scale?: 'linear' | 'log';
  /** Labels of the vertical axis. */
  readonly format: (value: number) => string;
}

/** What a chart shows at a moment. */
export interface LiveValues {
  readonly window: LiveWindow;
  /** Those of the window. */
  readonly points: readonly LivePoint[];
  readonly marks: readonly LiveMark[];
}

export interface LiveDrawing extends Drawing {
  /** The values have moved on. */
  refresh(): void;
}

const HEIGHT_PX = 190;
const NARROW_PX = 480;
const TOP_PX = 10;

/** @param chart and values are asked at each drawing */
export function liveDrawing(chart: () => LiveChart, values: () => LiveValues): LiveDrawing {
  let plot: uPlot | undefined;
  let drawn: Drawn | undefined;
  let isPointing = false;
  return {
    draw(host, frame) {
      plot?.destroy();
      const target = html('div', { class: 'time-chart', 'aria-hidden': 'true' });
      host.replaceChildren(target);
      const pointAtRow = (row: number | null) => {
        isPointing = row !== null;
        frame.pointAt(row);
      };
      const state = new Drawn(chart(), values);
      drawn = state;
      plot = new uPlot(optionsOf(state, { ...frame, pointAt: pointAtRow }), dataOf(state), target);
    },
    refresh() {
      if (plot === undefined || drawn === undefined) return;
      drawn.look();
      plot.setData(dataOf(drawn));
    },
    showCursor(row) {
      if (plot === undefined || drawn === undefined || isPointing) return;
      const point = row === null ? undefined : drawn.values.points[row];
      if (point === undefined) plot.setCursor({ left: -10, top: -10 }, false);
      else plot.setCursor({ left: plot.valToPos(middleS(point), 'x'), top: 0 }, false);
    },
  };
}

/** The values that stand on the canvas, and the axis that fits them. */
class Drawn {
  readonly chart: LiveChart;
  values: LiveValues;
  columns: readonly Column[] = [];
  axis: ValueAxis = { min: 0, max: 1, ticks: [0, 1] };
  private readonly read: () => LiveValues;

  constructor(chart: LiveChart, read: () => LiveValues) {
    this.chart = chart;
    this.read = read;
    this.values = read();
    this.look();
  }

  look(): void {
    this.values = this.read();
    const { lines, scale = 'linear' } = this.chart;
    this.columns = lines.map((line) => {
      return this.values.points.map((point) => line.valueOf(point));
    });
    this.axis = valueAxis(this.columns, { scale });
  }
}

/** A point stands for the second that ends with it, so that the first one needs a beginning. */
function dataOf({ values, columns, chart }: Drawn): uPlot.AlignedData {
  const [first] = values.points;
  const starts = first === undefined ? [] : [(first.atMs - POINT_MS) / 1000];
  const isLog = chart.scale === 'log';
  const seen = (value: number | null) =>
    isLog && value !== null ? Math.max(value, Number.EPSILON) : value;
  return [
    [...starts, ...values.points.map(({ atMs }) => atMs / 1000)],
    ...columns.map((column) => [...column.slice(0, starts.length), ...column].map(seen)),
  ];
}

function middleS({ atMs }: LivePoint): number {
  return (atMs - POINT_MS / 2) / 1000;
}

function optionsOf(state: Drawn, frame: Frame): uPlot.Options {
  const { theme, widthPx } = frame;
  const { chart } = state;
  const narrow = widthPx < NARROW_PX;
  const gutterPx = () =>
    Math.max(narrow ? 46 : GUTTER_PX, axisWidth(state.axis.ticks.map(chart.format)));
  const ticks = () => windowTicks(state.values.window, widthPx - gutterPx() - RIGHT_PX);
  const plain: uPlot.Axis = {
    stroke: theme.colour('muted'),
    font: FONT,
    ticks: { show: false },
    border: { show: false },
    gap: 6,
  };
  return {
    width: widthPx,
    height: HEIGHT_PX,
    padding: [TOP_PX, RIGHT_PX, 0, 0],
    legend: { show: false },
    scales: {
      x: {
        time: false,
        range: () => [state.values.window.fromMs / 1000, state.values.window.toMs / 1000],
      },
      y: {
        range: () => [state.axis.min, state.axis.max],
        distr: chart.scale === 'log' ? 3 : 1,
      },
    },
    axes: [
      {
        ...plain,
        grid: { show: false },
        size: 26,
        splits: () => ticks().map(({ atMs }) => atMs / 1000),
        values: () => ticks().map(({ text }) => text),
      },
      {
        ...plain,
        grid: { stroke: theme.colour('grid'), width: 1 },
        size: gutterPx,
        splits: () => [...state.axis.ticks],
        filter: (_, splits) => splits,
        values: () => state.axis.ticks.map(chart.format),
      },
    ],
    series: [{}, ...chart.lines.map((line) => seriesOf(line, frame))],
    cursor: cursorOf(state),
    hooks: {
      draw: [(u) => drawLiveMarks(u.ctx, state.values.marks, state.values.window, u.bbox, theme)],
      setCursor: [
        (u) => {
          const left = u.cursor.left ?? -1;
          const { points } = state.values;
          frame.pointAt(left < 0 ? null : pointAt(points, u.posToVal(left, 'x') * 1000));
        },
      ],
    },
  };
}

const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

function seriesOf({ colour, mark }: LiveLine, { theme }: Frame): uPlot.Series {
  const { stepped } = uPlot.paths;
  if (stepped === undefined) throw new Error('uPlot lacks stepped paths');
  return {
    stroke: theme.colour(colour),
    width: 1.5,
    paths: stepped({ align: -1 }),
    points: { show: false },
    spanGaps: false,
    ...(mark === 'dash' ? { dash: [5, 4] } : {}),
    ...(mark === 'area' ? { fill: theme.colour(colour, 0.18) } : {}),
  };
}

/** Snaps to the middle of a second; the axis cannot be dragged. */
function cursorOf(state: Drawn): uPlot.Cursor {
  return {
    y: false,
    drag: { x: false, y: false, setScale: false },
    points: { show: false },
    move: (u, left, top) => {
      if (left < 0) return [left, top];
      const { points } = state.values;
      const point = points[pointAt(points, u.posToVal(left, 'x') * 1000) ?? -1];
      return point === undefined ? [left, top] : [u.valToPos(middleS(point), 'x'), top];
    },
  };
}
