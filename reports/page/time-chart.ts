/** Steps, areas and stacks over the time of the run, drawn by uPlot. */
import uPlot from 'uplot';
import type { Column } from '../series.ts';
import { html } from './dom.ts';
import type { Drawing, Frame } from './figure.ts';
import { type RunTime, rowAtMs, timeTicks } from './run-time.ts';
import type { Colour, Theme } from './theme.ts';
import {
  axisWidth,
  drawMarks,
  drawPhases,
  GUTTER_PX,
  PHASE_STRIP_PX,
  RIGHT_PX,
} from './time-layer.ts';
import { accumulated, repeatedLast, valueAxis } from './time-values.ts';

export interface TimeLine {
  readonly colour: Colour;
  /** One value per interval, drawn over its whole width; null leaves a gap. */
  readonly values: Column;
  /** `dash`: what was planned or derived rather than measured. */
  readonly mark: 'line' | 'area' | 'dash';
  readonly widthPx?: number;
}

export interface TimeBand {
  readonly colour: Colour;
  readonly low: Column;
  readonly high: Column;
}

export interface TimeChart {
  readonly time: RunTime;
  readonly lines: readonly TimeLine[];
  /** Of the vertical axis, which begins at 0 when it is linear. */
  readonly scale?: 'linear' | 'log';
  readonly heightPx?: number;
  /** Labels of the vertical axis. */
  readonly format: (value: number) => string;
  /** Each line stands on the ones before it. */
  readonly stacked?: boolean;
  /** Upper end of a linear axis; by default that of the data. */
  readonly max?: number;
  /** Shaded between their low and high end, below the lines. */
  readonly bands?: readonly TimeBand[];
  /** Shades where the second line is below the first: indices of `lines`. */
  readonly shortfall?: readonly [wanted: number, got: number];
}

const HEIGHT_PX = 250;
const NARROW_PX = 480;
const STACK_ALPHA = 0.6;
/** Their steps are a pixel or two wide: thick lines would run together. */
const MANY_INTERVALS = 300;
/** On paper everything is drawn larger and shown at its size: sharp, whatever the pixel ratio of the screen is. */
const PAPER_SCALE = 2;

/** @param chart is asked at each drawing, so that it may change between two */
export function timeDrawing(chart: () => TimeChart): Drawing {
  let plot: uPlot | undefined;
  let pointing = false;
  return {
    draw(host, frame) {
      plot?.destroy();
      const scale = frame.printing ? PAPER_SCALE : 1;
      const target = html('div', { class: 'time-chart', 'aria-hidden': 'true' });
      if (scale !== 1) target.style.setProperty('zoom', String(1 / scale));
      host.replaceChildren(target);
      const pointAt = (row: number | null) => {
        pointing = row !== null;
        frame.pointAt(row);
      };
      const drawn = chart();
      const columns = drawn.stacked === true ? accumulated(drawn.lines) : valuesOf(drawn);
      plot = new uPlot(
        options(drawn, columns, { ...frame, pointAt }, scale),
        [startsOf(drawn.time), ...columns.map(repeatedLast)],
        target,
      );
    },
    showCursor(row) {
      // The pointer's own chart has placed its cursor already.
      if (plot === undefined || pointing) return;
      if (row === null) plot.setCursor({ left: -10, top: -10 }, false);
      else plot.setCursor({ left: plot.valToPos(middleS(chart().time, row), 'x'), top: 0 }, false);
    },
  };
}

function options(
  chart: TimeChart,
  columns: readonly Column[],
  frame: Frame,
  scale: number,
): uPlot.Options {
  const { time, lines } = chart;
  const { theme, widthPx } = frame;
  const narrow = widthPx < NARROW_PX;
  const height = (chart.heightPx ?? HEIGHT_PX) * (narrow ? 0.85 : 1);
  const ends = (chart.bands ?? []).flatMap(({ low, high }) => [low, high]);
  const axis = valueAxis([...columns, ...ends], chart);
  const gutterPx = Math.max(narrow ? 50 : GUTTER_PX, axisWidth(axis.ticks.map(chart.format)));
  const fontText = `${11 * scale}px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif`;
  const plotWidthPx = widthPx - gutterPx - RIGHT_PX;
  return {
    width: widthPx * scale,
    height: Math.round(height) * scale,
    padding: [PHASE_STRIP_PX * scale, RIGHT_PX * scale, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: [0, time.endMs / 1000] },
      y: { range: [axis.min, axis.max], distr: chart.scale === 'log' ? 3 : 1 },
    },
    axes: [
      {
        ...plainAxis(frame, fontText, scale),
        grid: { show: false },
        size: 26 * scale,
        splits: () => timeTicks(time.endMs, plotWidthPx).map(({ atMs }) => atMs / 1000),
        values: () => timeTicks(time.endMs, plotWidthPx).map(({ text }) => text),
      },
      {
        ...plainAxis(frame, fontText, scale),
        grid: { stroke: theme.colour('grid'), width: scale },
        size: gutterPx * scale,
        splits: () => [...axis.ticks],
        filter: (_, splits) => splits,
        values: () => axis.ticks.map(chart.format),
      },
    ],
    series: [{}, ...lines.map((_, index) => seriesOptions(index, chart, frame, scale))],
    ...(chart.stacked === true ? { bands: bandsOf(lines, frame) } : {}),
    cursor: cursorOptions(time),
    hooks: {
      drawClear: [(u) => drawPhases(u.ctx, time, u.bbox, theme, pixelsPer(scale))],
      drawAxes: [
        (u) => drawRangeBands(u, chart, theme),
        (u) => drawShortfall(u, chart, theme.colour('bad', 0.22)),
      ],
      draw: [(u) => drawMarks(u.ctx, time, u.bbox, theme, pixelsPer(scale))],
      setCursor: [
        (u) => {
          const left = u.cursor.left ?? -1;
          frame.pointAt(left < 0 ? null : rowAtMs(time, u.posToVal(left, 'x') * 1000));
        },
      ],
    },
  };
}

function plainAxis(frame: Frame, fontText: string, scale: number): uPlot.Axis {
  return {
    stroke: frame.theme.colour('muted'),
    font: fontText,
    ticks: { show: false },
    border: { show: false },
    gap: 6 * scale,
  };
}

function seriesOptions(
  index: number,
  { lines, time, stacked = false }: TimeChart,
  { theme }: Frame,
  scale: number,
): uPlot.Series {
  const { colour, mark, widthPx = 1.6 } = lines[index] as TimeLine;
  const thinner = time.intervals > MANY_INTERVALS ? 0.7 : 1;
  return {
    stroke: theme.colour(colour),
    width: (stacked ? 1 : widthPx) * thinner * scale,
    paths: stepped(),
    points: { show: false },
    spanGaps: false,
    ...(mark === 'dash' ? { dash: [5 * scale, 4 * scale] } : {}),
    ...(stacked && index === 0 ? { fill: theme.colour(colour, STACK_ALPHA) } : {}),
    ...(mark === 'area' && !stacked ? { fill: theme.colour(colour, 0.18) } : {}),
  };
}

function stepped(): uPlot.Series.PathBuilder {
  const factory = uPlot.paths.stepped;
  if (factory === undefined) throw new Error('uPlot lacks stepped paths');
  return factory({ align: 1 });
}

/** Fills between each line and the one it stands on; the first stands on the axis. */
function bandsOf(lines: readonly TimeLine[], { theme }: Frame): uPlot.Band[] {
  return lines.flatMap(({ colour }, index) =>
    index === 0 ? [] : [{ series: [index + 1, index], fill: theme.colour(colour, STACK_ALPHA) }],
  );
}

/** Snaps to the middle of an interval; the axis cannot be dragged. */
function cursorOptions(time: RunTime): uPlot.Cursor {
  return {
    y: false,
    drag: { x: false, y: false, setScale: false },
    points: { show: false },
    move: (u, left, top) => {
      if (left < 0) return [left, top];
      const row = rowAtMs(time, u.posToVal(left, 'x') * 1000);
      return row === null ? [left, top] : [u.valToPos(middleS(time, row), 'x'), top];
    },
  };
}

const BAND_ALPHA = 0.18;

function drawRangeBands(u: uPlot, { time, bands = [] }: TimeChart, theme: Theme): void {
  for (const { colour, low, high } of bands) {
    fillIntervals(u, time, theme.colour(colour, BAND_ALPHA), (row) => {
      const from = low[row] ?? null;
      const to = high[row] ?? null;
      return from === null || to === null ? null : [from, to];
    });
  }
}

/** Between what was wanted and what was got, interval by interval. */
function drawShortfall(u: uPlot, { time, lines, shortfall }: TimeChart, colour: string): void {
  if (shortfall === undefined) return;
  const [wantedAt, gotAt] = shortfall;
  const wanted = lines[wantedAt]?.values ?? [];
  const got = lines[gotAt]?.values ?? [];
  fillIntervals(u, time, colour, (row) => {
    const goal = wanted[row] ?? null;
    const reached = got[row] ?? null;
    return goal === null || reached === null || reached >= goal ? null : [reached, goal];
  });
}

/** A rectangle over the width of each interval, between the two values that `between` tells; none where null. */
function fillIntervals(
  u: uPlot,
  time: RunTime,
  colour: string,
  between: (row: number) => readonly [low: number, high: number] | null,
): void {
  const { ctx } = u;
  // A logarithm has no zero.
  const lowest = u.scales['y']?.min ?? 0;
  ctx.save();
  ctx.fillStyle = colour;
  for (let row = 0; row < time.intervals; row += 1) {
    const ends = between(row);
    if (ends === null) continue;
    const left = Math.round(u.valToPos((row * time.intervalMs) / 1000, 'x', true));
    const right = Math.round(u.valToPos(((row + 1) * time.intervalMs) / 1000, 'x', true));
    const top = u.valToPos(ends[1], 'y', true);
    const bottom = u.valToPos(Math.max(ends[0], lowest), 'y', true);
    ctx.fillRect(left, top, right - left, bottom - top);
  }
  ctx.restore();
}

function valuesOf({ lines, scale }: TimeChart): readonly Column[] {
  // A logarithm has no zero: what took no time at all is drawn at the lower end.
  if (scale !== 'log') return lines.map(({ values }) => values);
  return lines.map(({ values }) =>
    values.map((value) => (value === null ? null : Math.max(value, Number.EPSILON))),
  );
}

function startsOf({ intervals, intervalMs }: RunTime): number[] {
  return Array.from({ length: intervals + 1 }, (_, row) => (row * intervalMs) / 1000);
}

function middleS({ intervalMs }: RunTime, row: number): number {
  return ((row + 0.5) * intervalMs) / 1000;
}

/** Canvas pixels per pixel of the layout. */
function pixelsPer(scale: number): number {
  return devicePixelRatio * scale;
}
