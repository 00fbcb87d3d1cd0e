/** What every canvas with a time axis shows besides its data: phases of the load in a strip on top, marks as lines with a sign on them. */
import { GROUP_MS, markGroups } from '../mark-groups.ts';
import { whole } from '../numbers.ts';
import type { RunMark } from '../record.ts';
import { drawGlyph, MARK_STYLES } from './mark-styles.ts';
import type { RunTime } from './run-time.ts';
import type { Theme } from './theme.ts';

/** The plotting area in pixels of the canvas. */
export interface CanvasBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Room above the plotting area for the names of phases, CSS pixels. */
export const PHASE_STRIP_PX = 22;
/** Width of the vertical axis, CSS pixels: the same everywhere, so that figures stand in line. */
export const GUTTER_PX = 64;
/** Room on the right for half of the last label, CSS pixels. */
export const RIGHT_PX = 18;

/** Below the data: shades warm-up and drain, separates phases, names them. */
export function drawPhases(
  context: CanvasRenderingContext2D,
  time: RunTime,
  box: CanvasBox,
  theme: Theme,
  pixelRatio: number,
): void {
  const place = placer(time, box);
  const stripTop = box.top - PHASE_STRIP_PX * pixelRatio;
  context.save();
  context.font = font(10.5, pixelRatio);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  for (const [index, { fromMs, toMs, kind, label }] of time.phases.entries()) {
    const from = place(fromMs);
    const to = place(toMs);
    if (kind === 'drain') {
      context.fillStyle = theme.colour('sunken');
      context.fillRect(from, box.top, to - from, box.height);
    }
    if (index > 0) {
      context.fillStyle = theme.colour('grid');
      context.fillRect(Math.round(from), stripTop, pixelRatio, box.height + box.top - stripTop);
    }
    if (to - from < context.measureText(label).width + 10 * pixelRatio) continue;
    context.fillStyle = theme.colour('muted');
    context.fillText(label, from + 5 * pixelRatio, stripTop + (PHASE_STRIP_PX * pixelRatio) / 2);
  }
  if (time.warmUpMs > 0) drawWarmUp(context, box, place(time.warmUpMs), theme, pixelRatio);
  context.restore();
}

/** Lines of a kind that would stand closer than this are one, CSS pixels. */
const MARK_SPACE_PX = 8;
/** The words of more marks than these would be a pattern; their signs stand in the legend. */
const MOST_WORDS = 24;
/** Room below the upper edge for what marks are called, CSS pixels. */
export const MARK_WORDS_PX = 22;

/** Above the data: a line for each mark, and what it is, and how often, where there is room. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  time: RunTime,
  box: CanvasBox,
  theme: Theme,
  pixelRatio: number,
): void {
  const place = placer(time, box);
  context.save();
  context.font = font(10.5, pixelRatio);
  context.textAlign = 'left';
  context.textBaseline = 'top';
  const spaceMs = (MARK_SPACE_PX * pixelRatio * time.endMs) / box.width;
  const marks = markGroups(time.marks, Math.max(GROUP_MS, spaceMs)).map(
    ({ atMs, kind, count }) => ({
      at: Math.round(place(atMs)) + pixelRatio / 2,
      style: MARK_STYLES[kind],
      colour: theme.colour(MARK_STYLES[kind].colour),
      label: labelOf(kind, count),
    }),
  );
  // A hundred lines at full strength would be a curtain before the data.
  context.globalAlpha = marks.length > MOST_WORDS ? 0.4 : 1;
  for (const { at, colour, style } of marks) {
    context.strokeStyle = colour;
    context.lineWidth = style.widthPx * pixelRatio;
    context.setLineDash(style.dashesPx.map((px) => px * pixelRatio));
    context.beginPath();
    context.moveTo(at, box.top);
    context.lineTo(at, box.top + box.height);
    context.stroke();
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
  for (const { at, colour, style } of marks) {
    const y = style.end === 'top' ? box.top : box.top + box.height;
    const ground = theme.colour('surface');
    drawGlyph(context, style.glyph, { x: at, y, colour, ground, pixelRatio });
  }
  // Last, so that no line crosses a word.
  let freeFrom = box.left;
  for (const { at, colour, label } of marks.length > MOST_WORDS ? [] : marks) {
    const width = context.measureText(label).width + 8 * pixelRatio;
    const fits = at + width <= box.left + box.width;
    const from = fits ? at + 3 * pixelRatio : at - width + 5 * pixelRatio;
    if (from < freeFrom) continue;
    const top = box.top + 6 * pixelRatio;
    context.fillStyle = theme.colour('surface', 0.85);
    context.fillRect(from - 2 * pixelRatio, top, width - 2 * pixelRatio, 14 * pixelRatio);
    context.fillStyle = colour;
    context.fillText(label, from, top + 2 * pixelRatio);
    freeFrom = from + width;
  }
  context.restore();
}

function labelOf(kind: RunMark['kind'], count: number): string {
  const { label } = MARK_STYLES[kind];
  return count === 1 ? label : `${label} ×${whole(count)}`;
}

/** Text on a canvas, of `px` CSS pixels. */
export function font(px: number, pixelRatio: number): string {
  return `${px * pixelRatio}px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif`;
}

function placer({ endMs }: RunTime, { left, width }: CanvasBox): (ms: number) => number {
  return (ms) => left + (ms / endMs) * width;
}

/** Hatched, so that it differs from the drain in grey print too. */
function drawWarmUp(
  context: CanvasRenderingContext2D,
  box: CanvasBox,
  to: number,
  theme: Theme,
  pixelRatio: number,
): void {
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, to - box.left, box.height);
  context.clip();
  context.fillStyle = theme.colour('sunken');
  context.fillRect(box.left, box.top, to - box.left, box.height);
  context.strokeStyle = theme.colour('grid');
  context.lineWidth = pixelRatio;
  context.beginPath();
  const step = 7 * pixelRatio;
  for (let x = box.left - box.height; x < to; x += step) {
    context.moveTo(x, box.top + box.height);
    context.lineTo(x + box.height, box.top);
  }
  context.stroke();
  const label = 'warm-up';
  if (to - box.left > context.measureText(label).width + 10 * pixelRatio) {
    const top = box.top + 6 * pixelRatio;
    const width = context.measureText(label).width + 6 * pixelRatio;
    context.fillStyle = theme.colour('sunken');
    context.fillRect(box.left + 3 * pixelRatio, top, width, 14 * pixelRatio);
    context.fillStyle = theme.colour('muted');
    context.textBaseline = 'middle';
    context.fillText(label, box.left + 6 * pixelRatio, top + 7 * pixelRatio);
  }
  context.restore();
}

/** Room that the longest label of a vertical axis needs, CSS pixels. */
export function axisWidth(labels: readonly string[]): number {
  const longest = labels.reduce((most, label) => Math.max(most, label.length), 0);
  return Math.ceil(longest * 6.4) + 12;
}
