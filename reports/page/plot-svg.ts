/** What every figure drawn as SVG has: axes with grid, a layer for marks, one for the cursor, and a pointer. */
import { svg } from './dom.ts';
import type { Frame } from './figure.ts';
import type { Theme } from './theme.ts';

/** Pixels from the drawing's upper left corner. */
export interface PlotBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface AxisTick {
  /** Pixels along the axis. */
  readonly at: number;
  readonly text: string;
}

export interface PlotSpec {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly box: PlotBox;
  readonly xTicks: readonly AxisTick[];
  readonly yTicks: readonly AxisTick[];
  /** Vertical grid lines; none by default. */
  readonly xGrid?: boolean;
  /** Horizontal ones; drawn by default. */
  readonly yGrid?: boolean;
}

export interface Plot {
  readonly node: SVGSVGElement;
  /** Above the grid. */
  readonly marks: SVGGElement;
  /** Above the marks; emptied whenever the cursor moves. */
  readonly overlay: SVGGElement;
}

export const TICK_FONT_PX = 11;

export function createPlot(spec: PlotSpec, theme: Theme): Plot {
  const { box, widthPx, heightPx } = spec;
  const grid = svg('g', { stroke: theme.colour('grid'), 'stroke-width': 1 });
  if (spec.yGrid !== false) {
    for (const { at } of spec.yTicks) {
      grid.append(line(box.left, crisp(at), box.right, crisp(at)));
    }
  }
  if (spec.xGrid === true) {
    for (const { at } of spec.xTicks) {
      grid.append(line(crisp(at), box.top, crisp(at), box.bottom));
    }
  }
  const texts = svg('g', { fill: theme.colour('muted'), 'font-size': TICK_FONT_PX });
  for (const { at, text } of spec.yTicks) {
    texts.append(svg('text', { x: box.left - 8, y: at + 4, 'text-anchor': 'end' }, text));
  }
  for (const { at, text } of spec.xTicks) {
    const x = clampedCentre(at, text, widthPx);
    texts.append(svg('text', { x, y: box.bottom + 17, 'text-anchor': 'middle' }, text));
  }
  const base = svg(
    'g',
    { stroke: theme.colour('faint'), 'stroke-width': 1 },
    line(box.left, crisp(box.bottom), box.right, crisp(box.bottom)),
  );
  const marks = svg('g');
  const overlay = svg('g', { 'pointer-events': 'none' });
  const node = svg(
    'svg',
    { width: widthPx, height: heightPx, 'aria-hidden': 'true', class: 'svg-plot' },
    grid,
    texts,
    marks,
    base,
    overlay,
  );
  return { node, marks, overlay };
}

/** Room that the longest label of a vertical axis needs on its left. */
export function axisWidthPx(texts: readonly string[]): number {
  return Math.ceil(Math.max(...texts.map(textWidthPx), 0)) + 12;
}

/** An estimate that errs on the long side; digits and small letters are alike. */
export function textWidthPx(text: string): number {
  return text.length * TICK_FONT_PX * 0.58;
}

/** Cut with an ellipsis where it would be wider. */
export function fittedText(text: string, widthPx: number): string {
  if (textWidthPx(text) <= widthPx) return text;
  const characters = Array.from(text);
  const kept = Math.max(1, Math.floor(widthPx / textWidthPx('n')) - 1);
  return `${characters.slice(0, kept).join('')}…`;
}

/** A pixel row or column that a line of one pixel covers, instead of half of two. */
export function crisp(at: number): number {
  return Math.round(at - 0.5) + 0.5;
}

export function line(x1: number, y1: number, x2: number, y2: number): SVGLineElement {
  return svg('line', { x1: short(x1), y1: short(y1), x2: short(x2), y2: short(y2) });
}

/** Hundredths of a pixel are enough for anybody, and keep paths short. */
export function short(px: number): number {
  return Math.round(px * 100) / 100;
}

/** Straight lines through the points; a null begins a new line. */
export function linePath(points: readonly (readonly [number, number] | null)[]): string {
  let path = '';
  let pen = false;
  for (const point of points) {
    if (point === null) {
      pen = false;
      continue;
    }
    path += `${pen ? 'L' : 'M'}${short(point[0])} ${short(point[1])}`;
    pen = true;
  }
  return path;
}

/**
 * Tells the frame which row the pointer is over.
 * @param rowAt the row at a place of the drawing, in pixels; null where there is none
 */
export function followPointer(
  target: SVGElement | HTMLElement,
  frame: Frame,
  rowAt: (xPx: number, yPx: number) => number | null,
): void {
  const follow = (event: PointerEvent) => {
    const { left, top } = target.getBoundingClientRect();
    frame.pointAt(rowAt(event.clientX - left, event.clientY - top));
  };
  target.addEventListener('pointermove', follow as EventListener);
  target.addEventListener('pointerdown', follow as EventListener);
  target.addEventListener('pointerleave', () => frame.pointAt(null));
}

/** Keeps a centred label inside of the drawing. */
function clampedCentre(at: number, text: string, widthPx: number): number {
  const half = textWidthPx(text) / 2;
  return Math.max(half, Math.min(widthPx - half, at));
}
