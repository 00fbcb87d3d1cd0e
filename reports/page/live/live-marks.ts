/** What happened at an instant, on live charts: the lines and signs of the report, and those of what people do by hand. */
import type { LiveMark } from '../../live/frames.ts';
import type { LegendEntry } from '../legend.ts';
import { drawGlyph, MARK_STYLES, type MarkStyle } from '../mark-styles.ts';
import type { Theme } from '../theme.ts';
import type { CanvasBox } from '../time-layer.ts';
import type { LiveWindow } from './live-time.ts';

type Kind = LiveMark['kind'];

const STYLES: Readonly<Record<Kind, MarkStyle>> = {
  fault: MARK_STYLES.fault,
  rebalance: MARK_STYLES.rebalance,
  trouble: MARK_STYLES.trouble,
  action: {
    label: 'by hand',
    glyph: 'triangle',
    end: 'top',
    colour: 'accent',
    dashesPx: [],
    widthPx: 1,
  },
  phase: {
    label: 'phase',
    glyph: 'triangle',
    end: 'bottom',
    colour: 'faint',
    dashesPx: [1, 4],
    widthPx: 1,
  },
};

/** Lines of a kind that would stand closer than this are one, CSS pixels. */
const SPACE_PX = 8;

export function drawLiveMarks(
  context: CanvasRenderingContext2D,
  marks: readonly LiveMark[],
  { fromMs, toMs }: LiveWindow,
  box: CanvasBox,
  theme: Theme,
): void {
  const ratio = devicePixelRatio;
  const lastAt = new Map<Kind, number>();
  context.save();
  for (const { atMs, kind } of marks) {
    const share = (atMs - fromMs) / (toMs - fromMs);
    const x = Math.round(box.left + share * box.width) + ratio / 2;
    if (x - (lastAt.get(kind) ?? Number.NEGATIVE_INFINITY) < SPACE_PX * ratio) continue;
    lastAt.set(kind, x);
    const style = STYLES[kind];
    const colour = theme.colour(style.colour);
    context.strokeStyle = colour;
    context.lineWidth = style.widthPx * ratio;
    context.setLineDash(style.dashesPx.map((px) => px * ratio));
    context.beginPath();
    context.moveTo(x, box.top);
    context.lineTo(x, box.top + box.height);
    context.stroke();
    context.setLineDash([]);
    const y = style.end === 'top' ? box.top : box.top + box.height;
    const ground = theme.colour('surface');
    drawGlyph(context, style.glyph, { x, y, colour, ground, pixelRatio: ratio });
  }
  context.restore();
}

/** An entry for each kind that occurs. */
export function liveMarkLegend(marks: readonly LiveMark[]): readonly LegendEntry[] {
  return [...new Set(marks.map(({ kind }) => kind))].toSorted().map((kind) => {
    const { label, colour, glyph } = STYLES[kind];
    return { label, colour, mark: glyph };
  });
}

export function markText({ kind, text }: LiveMark): string {
  return `${STYLES[kind].label}: ${text}`;
}
