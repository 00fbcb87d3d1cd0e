/** Heat on a canvas: ten thousand cells would be too many nodes. Axis, cursor and words lie above it as SVG. */
import { inWords } from '../numbers.ts';
import type { HeatMap } from '../series.ts';
import { html, svg } from './dom.ts';
import type { Drawing, Frame } from './figure.ts';
import {
  bandPosition,
  bandText,
  cellEdgesPx,
  type HeatCells,
  heatCells,
  heatOf,
} from './heat-cells.ts';
import { heatKey } from './heat-key.ts';
import { heatRamp, rampStep } from './heat-ramp.ts';
import { latencyTickText } from './plot-latency.ts';
import { decadeTicks } from './plot-scales.ts';
import {
  createPlot,
  crisp,
  followPointer,
  line,
  type Plot,
  type PlotBox,
  short,
} from './plot-svg.ts';
import { type RunTime, timeTicks } from './run-time.ts';
import type { ThemeName } from './theme.ts';
import {
  type CanvasBox,
  drawMarks,
  drawPhases,
  GUTTER_PX,
  PHASE_STRIP_PX,
  RIGHT_PX,
} from './time-layer.ts';

const PLOT_PX = 250;
const AXIS_PX = 24;
/** Narrower columns would be lines. */
const LEAST_COLUMN_DEVICE_PX = 2;
const PAPER_PIXEL_RATIO = 2;

interface Scene {
  readonly plot: Plot;
  readonly frame: Frame;
  readonly heatMap: HeatMap;
  readonly cells: HeatCells;
  readonly time: RunTime;
  /** CSS pixels. */
  readonly box: PlotBox;
}

export function heatDrawing(heatMap: HeatMap, time: RunTime): Drawing {
  let scene: Scene | null = null;
  let pointerBand: number | null = null;
  return {
    draw(host, frame) {
      const pixelRatio = frame.printing ? PAPER_PIXEL_RATIO : devicePixelRatio;
      const box = {
        left: GUTTER_PX,
        right: frame.widthPx - RIGHT_PX,
        top: PHASE_STRIP_PX,
        bottom: PHASE_STRIP_PX + PLOT_PX,
      };
      const devicePx = (box.right - box.left) * pixelRatio;
      const cells = heatCells(heatMap, Math.floor(devicePx / LEAST_COLUMN_DEVICE_PX));
      if (cells === null) return;
      const canvas = html('canvas', { class: 'heat-canvas' });
      const plot = createPlot(
        {
          widthPx: frame.widthPx,
          heightPx: box.bottom + AXIS_PX,
          box,
          xTicks: timeTicks(time.endMs, box.right - box.left).map(({ atMs, text }) => ({
            at: box.left + (atMs / time.endMs) * (box.right - box.left),
            text,
          })),
          yTicks: bandTicks(heatMap, cells, box.bottom),
          yGrid: false,
        },
        frame.theme,
      );
      scene = { plot, frame, heatMap, cells, time, box };
      paint(canvas, scene, pixelRatio);
      host.replaceChildren(
        html('div', { class: 'heat-map' }, canvas, plot.node),
        heatKey(cells.maxCount, frame, heatRamp(groundOf(frame))),
      );
      followPointer(plot.node, frame, (xPx, yPx) => {
        const share = (xPx - box.left) / (box.right - box.left);
        const row = share < 0 || share >= 1 ? null : Math.floor(share * time.intervals);
        const inside = yPx >= box.top && yPx < box.bottom;
        const bandRow = inside ? Math.floor(((box.bottom - yPx) / PLOT_PX) * cells.rows) : null;
        pointerBand = bandRow === null ? null : cells.firstBand + bandRow;
        // The cursor tells only of other intervals, not of other bands.
        if (scene !== null) showInterval(row, pointerBand, scene);
        return row;
      });
      plot.node.addEventListener('pointerleave', () => {
        pointerBand = null;
      });
    },
    showCursor(row) {
      if (scene !== null) showInterval(row, pointerBand, scene);
    },
  };
}

/** Decades that lie within the bands shown, or the bounds of the bands when there is none. */
function bandTicks(
  { edgesUs }: HeatMap,
  { firstBand, rows }: HeatCells,
  bottomPx: number,
): readonly { readonly at: number; readonly text: string }[] {
  const lowest = edgesUs[firstBand] ?? 1;
  const highest = edgesUs[firstBand + rows] ?? lowest;
  const decades = decadeTicks(Math.max(1, lowest), highest).filter(
    (us) => us >= lowest && us <= highest,
  );
  const shown = decades.length >= 2 ? decades : [lowest, highest];
  return shown.flatMap((us) => {
    const position = bandPosition(edgesUs, us);
    if (position === null) return [];
    return [
      { at: bottomPx - ((position - firstBand) / rows) * PLOT_PX, text: latencyTickText(us) },
    ];
  });
}

/** Phases below the cells, marks above them, as in every figure over time. */
function paint(canvas: HTMLCanvasElement, scene: Scene, pixelRatio: number): void {
  const { frame, box, time } = scene;
  const { widthPx, theme } = frame;
  canvas.width = Math.round(widthPx * pixelRatio);
  canvas.height = Math.round((box.bottom + AXIS_PX) * pixelRatio);
  canvas.style.width = `${widthPx}px`;
  canvas.style.height = `${box.bottom + AXIS_PX}px`;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const area: CanvasBox = {
    left: Math.round(box.left * pixelRatio),
    top: Math.round(box.top * pixelRatio),
    width: Math.round((box.right - box.left) * pixelRatio),
    height: Math.round(PLOT_PX * pixelRatio),
  };
  drawPhases(context, time, area, theme, pixelRatio);
  paintCells(context, scene, area);
  drawMarks(context, time, area, theme, pixelRatio);
}

function paintCells(
  context: CanvasRenderingContext2D,
  { cells, frame, heatMap }: Scene,
  { left, top, width, height }: CanvasBox,
): void {
  const { rows, columns, counts, maxCount, intervalsPerColumn } = cells;
  const ramp = heatRamp(groundOf(frame));
  const intervals = heatMap.counts.length;
  const edgePx = (column: number) => {
    const interval = Math.min(intervals, column * intervalsPerColumn);
    return Math.round(left + (width * interval) / intervals);
  };
  const yEdges = cellEdgesPx(rows, top + height, top);
  for (let column = 0; column < columns; column += 1) {
    const from = edgePx(column);
    const to = edgePx(column + 1);
    for (let row = 0; row < rows; row += 1) {
      const count = counts[column * rows + row] as number;
      if (count <= 0) continue;
      const bottomPx = yEdges[row] as number;
      const topPx = yEdges[row + 1] as number;
      context.fillStyle = ramp[rampStep(heatOf(count, maxCount))] ?? '';
      context.fillRect(from, topPx, to - from, bottomPx - topPx);
    }
  }
}

/** Paper is white, whatever theme is on the screen. */
function groundOf({ printing, theme }: Frame): ThemeName {
  return printing ? 'light' : theme.name;
}

function showInterval(row: number | null, band: number | null, scene: Scene): void {
  const { plot, frame, box, time, cells, heatMap } = scene;
  plot.overlay.replaceChildren();
  if (row === null) return;
  const { theme } = frame;
  const intervalPx = (box.right - box.left) / time.intervals;
  const at = box.left + (row + 0.5) * intervalPx;
  const rule = line(crisp(at), box.top, crisp(at), box.bottom);
  rule.setAttribute('stroke', theme.colour('text'));
  rule.setAttribute('stroke-opacity', '0.6');
  plot.overlay.append(rule);
  if (band === null) return;
  const bandPx = PLOT_PX / cells.rows;
  const top = box.bottom - (band - cells.firstBand + 1) * bandPx;
  const count = heatMap.counts[row]?.[band] ?? 0;
  const text = `${bandText(heatMap.edgesUs, band)}: ${inWords(count, 'event')}`;
  const rightSide = at < (box.left + box.right) / 2;
  plot.overlay.append(
    svg('rect', {
      x: short(at - Math.max(2, intervalPx / 2)),
      y: short(top),
      width: short(Math.max(4, intervalPx)),
      height: short(bandPx),
      fill: 'none',
      stroke: theme.colour('text'),
    }),
    svg(
      'text',
      {
        x: short(at + (rightSide ? 10 : -10)),
        y: short(Math.max(box.top + 12, top - 4)),
        'text-anchor': rightSide ? 'start' : 'end',
        'font-size': 12,
        'font-weight': 600,
        fill: theme.colour('text'),
        stroke: theme.colour('surface'),
        'stroke-width': 4,
        'paint-order': 'stroke',
      },
      text,
    ),
  );
}
