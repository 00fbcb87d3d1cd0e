/** What the drawings of ownership share: a canvas for the bars, axis and cursor above it as SVG. */
import type { PageGroup } from '../page-group.ts';
import { html } from './dom.ts';
import type { Drawing, Frame } from './figure.ts';
import { type AxisTick, createPlot, crisp, followPointer, line, type PlotBox } from './plot-svg.ts';
import { type RunTime, timeTicks } from './run-time.ts';
import { type Colour, seriesColour } from './theme.ts';
import {
  type CanvasBox,
  drawMarks,
  drawPhases,
  GUTTER_PX,
  PHASE_STRIP_PX,
  RIGHT_PX,
} from './time-layer.ts';

/** Where things stand on the canvas, in its own pixels. */
export interface Scene {
  readonly group: PageGroup;
  readonly context: CanvasRenderingContext2D;
  readonly frame: Frame;
  readonly box: CanvasBox;
  readonly pixelRatio: number;
  readonly endMs: number;
  readonly hatch: CanvasPattern | string;
  readonly x: (ms: number) => number;
}

export interface SceneSpec {
  /** Of the lanes together, CSS pixels. */
  readonly heightPx: number;
  /** CSS pixels below the upper edge of the lanes. */
  readonly yTicks: readonly AxisTick[];
  readonly paint: (scene: Scene) => void;
}

const AXIS_PX = 24;
const PAPER_PIXEL_RATIO = 2;

/** @param spec is asked at each drawing, so that it may change between two */
export function sceneDrawing(group: PageGroup, time: RunTime, spec: () => SceneSpec): Drawing {
  let showCursor: (row: number | null) => void = () => {};
  return {
    draw(host, frame) {
      const { heightPx, yTicks, paint } = spec();
      const box = {
        left: GUTTER_PX,
        right: frame.widthPx - RIGHT_PX,
        top: PHASE_STRIP_PX,
        bottom: PHASE_STRIP_PX + heightPx,
      };
      const place = (ms: number) => box.left + (ms / time.endMs) * (box.right - box.left);
      const plot = createPlot(
        {
          widthPx: frame.widthPx,
          heightPx: box.bottom + AXIS_PX,
          box,
          xTicks: timeTicks(time.endMs, box.right - box.left).map(({ atMs, text }) => ({
            at: place(atMs),
            text,
          })),
          yTicks: yTicks.map(({ at, text }) => ({ at: box.top + at, text })),
          yGrid: false,
        },
        frame.theme,
      );
      const canvas = html('canvas', { class: 'heat-canvas' });
      paintAll(canvas, box, { group, time, frame }, paint);
      host.replaceChildren(html('div', { class: 'heat-map' }, canvas, plot.node));
      followPointer(plot.node, frame, (xPx) => {
        const share = (xPx - box.left) / (box.right - box.left);
        return share < 0 || share >= 1 ? null : Math.floor(share * time.intervals);
      });
      showCursor = (row) => {
        plot.overlay.replaceChildren();
        if (row === null) return;
        const at = crisp(place((row + 0.5) * time.intervalMs));
        const rule = line(at, box.top, at, box.bottom);
        rule.setAttribute('stroke', frame.theme.colour('text'));
        rule.setAttribute('stroke-opacity', '0.6');
        plot.overlay.append(rule);
      };
    },
    showCursor: (row) => showCursor(row),
  };
}

function paintAll(
  canvas: HTMLCanvasElement,
  plotBox: PlotBox,
  { group, time, frame }: { group: PageGroup; time: RunTime; frame: Frame },
  paint: SceneSpec['paint'],
): void {
  const { widthPx, theme, printing } = frame;
  const pixelRatio = printing ? PAPER_PIXEL_RATIO : devicePixelRatio;
  const heightPx = plotBox.bottom + AXIS_PX;
  canvas.width = Math.round(widthPx * pixelRatio);
  canvas.height = Math.round(heightPx * pixelRatio);
  canvas.style.width = `${widthPx}px`;
  canvas.style.height = `${heightPx}px`;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const box: CanvasBox = {
    left: Math.round(plotBox.left * pixelRatio),
    top: Math.round(plotBox.top * pixelRatio),
    width: Math.round((plotBox.right - plotBox.left) * pixelRatio),
    height: Math.round((plotBox.bottom - plotBox.top) * pixelRatio),
  };
  drawPhases(context, time, box, theme, pixelRatio);
  paint({
    group,
    context,
    frame,
    box,
    pixelRatio,
    endMs: time.endMs,
    hatch: hatchOf(context, theme.colour('muted'), pixelRatio),
    x: (ms) => box.left + (Math.min(ms, time.endMs) / time.endMs) * box.width,
  });
  drawMarks(context, time, box, theme, pixelRatio);
}

/** Diagonal lines, which are told from any colour in grey print too. */
function hatchOf(
  context: CanvasRenderingContext2D,
  colour: string,
  pixelRatio: number,
): CanvasPattern | string {
  const size = Math.max(4, Math.round(5 * pixelRatio));
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext('2d');
  if (pen === null) return colour;
  pen.strokeStyle = colour;
  pen.lineWidth = pixelRatio;
  pen.beginPath();
  // Over the corners too, so that tiles join.
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift - 1, size + 1);
    pen.lineTo(shift + size + 1, -1);
  }
  pen.stroke();
  return context.createPattern(tile, 'repeat') ?? colour;
}

/** Members beyond the eight colours come round paler, with a line through their bars. */
export function memberColour(member: number): {
  readonly colour: Colour;
  readonly isPale: boolean;
} {
  return { colour: seriesColour(Math.max(0, member)), isPale: member >= 8 };
}
