/** A plot with a place on the horizontal axis for each row of its table, such as runs in the order in which they were made. */
import type { Frame } from './figure.ts';
import { linearScale, rangeTicks, type Scale } from './plot-scales.ts';
import { axisWidthPx, createPlot, followPointer, type Plot, type PlotBox } from './plot-svg.ts';

export interface RowPlot {
  readonly x: Scale;
  readonly y: Scale;
  readonly box: PlotBox;
  readonly plot: Plot;
  readonly frame: Frame;
  /** Width of the place of a row. */
  readonly placePx: number;
}

export interface RowPlotSpec {
  readonly rows: number;
  /** Below the place of a row. */
  readonly tickText: (row: number) => string;
  /** Room that a tick's text needs. */
  readonly tickPx: number;
  /** Everything that is drawn: the vertical axis encloses it, and does not begin at 0. */
  readonly values: readonly number[];
  readonly heightPx: number;
}

/** Ticks are round, however close together. */
const ROUND = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });
const TOP_PX = 10;
const BELOW_PX = 26;

/** The pointer moves the cursor of the frame already. */
export function rowPlot(spec: RowPlotSpec, frame: Frame): RowPlot {
  const { rows, values, heightPx } = spec;
  const ticks = values.length === 0 ? [0, 1] : rangeTicks(Math.min(...values), Math.max(...values));
  const yTexts = ticks.map((tick) => ROUND.format(tick));
  const left = axisWidthPx(yTexts);
  const box = { left, right: frame.widthPx - 8, top: TOP_PX, bottom: heightPx - BELOW_PX };
  const x = linearScale([-0.6, rows - 0.4], [box.left, box.right]);
  const y = linearScale([ticks[0] ?? 0, ticks.at(-1) ?? 1], [box.bottom, box.top]);
  const placePx = (box.right - box.left) / (rows + 0.2);
  const plot = createPlot(
    {
      widthPx: frame.widthPx,
      heightPx,
      box,
      xTicks: tickedRows(rows, placePx, spec.tickPx).map((row) => ({
        at: x.place(row),
        text: spec.tickText(row),
      })),
      yTicks: ticks.map((tick, at) => ({ at: y.place(tick), text: yTexts[at] ?? '' })),
    },
    frame.theme,
  );
  followPointer(plot.node, frame, (xPx) => {
    const row = Math.round(x.value(Math.max(box.left, Math.min(box.right, xPx))));
    return row >= 0 && row < rows ? row : null;
  });
  return { x, y, box, plot, frame, placePx };
}

/** Every n-th place, so that labels do not touch. */
function tickedRows(rows: number, placePx: number, tickPx: number): number[] {
  const step = Math.max(1, Math.ceil(tickPx / placePx));
  return Array.from({ length: Math.ceil(rows / step) }, (_, index) => index * step);
}
