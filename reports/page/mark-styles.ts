/** How what happened at an instant is drawn on every time axis: a line of its own kind, and a sign that needs no colour. */
import type { RunMark } from '../record.ts';
import type { LegendEntry } from './legend.ts';
import type { Colour } from './theme.ts';

/** `ring`: the group dealt its partitions out; `diamond`: on purpose; `cross`: something broke or ended. */
export type Glyph = 'ring' | 'diamond' | 'cross' | 'triangle';

export interface MarkStyle {
  readonly label: string;
  readonly glyph: Glyph;
  /** Of the line: where its sign stands, so that a fault and the rebalance that it causes do not cover each other. */
  readonly end: 'top' | 'bottom';
  readonly colour: Colour;
  readonly dashesPx: readonly number[];
  readonly widthPx: number;
}

const BROKEN = {
  glyph: 'cross',
  end: 'top',
  colour: 'bad',
  dashesPx: [7, 3],
  widthPx: 1,
} as const;

export const MARK_STYLES: Readonly<Record<RunMark['kind'], MarkStyle>> = {
  rebalance: {
    label: 'rebalance',
    glyph: 'ring',
    end: 'bottom',
    colour: 'muted',
    dashesPx: [4, 3],
    widthPx: 1,
  },
  fault: {
    label: 'fault',
    glyph: 'diamond',
    end: 'top',
    colour: 'series-4',
    dashesPx: [1.5, 2.5],
    widthPx: 1.5,
  },
  lost: { label: 'lost', ...BROKEN },
  trouble: { label: 'trouble', ...BROKEN },
  aborted: { label: 'aborted', ...BROKEN },
  interrupted: { label: 'interrupted', ...BROKEN },
};

/** An entry for each sign that occurs, with the kinds that it stands for. */
export function markLegend(marks: readonly Pick<RunMark, 'kind'>[]): LegendEntry[] {
  const kinds = [...new Set(marks.map(({ kind }) => kind))];
  const byGlyph = new Map<Glyph, MarkStyle[]>();
  for (const kind of kinds) {
    const style = MARK_STYLES[kind];
    byGlyph.set(style.glyph, [...(byGlyph.get(style.glyph) ?? []), style]);
  }
  return [...byGlyph].flatMap(([glyph, styles]) => {
    const [first] = styles;
    if (first === undefined) return [];
    return [
      { label: styles.map(({ label }) => label).join(', '), colour: first.colour, mark: glyph },
    ];
  });
}

/** In pixels of the canvas. */
export interface GlyphPlace {
  readonly x: number;
  readonly y: number;
  readonly colour: string;
  /** Behind it, so that it stands out from lines and bars. */
  readonly ground: string;
  readonly pixelRatio: number;
}

const RADIUS_PX = 3.6;

export function drawGlyph(
  context: CanvasRenderingContext2D,
  glyph: Glyph,
  place: GlyphPlace,
): void {
  const { x, y, colour, ground, pixelRatio } = place;
  const r = RADIUS_PX * pixelRatio;
  context.save();
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.beginPath();
  outline(context, glyph, x, y, r);
  context.strokeStyle = ground;
  context.lineWidth = 4 * pixelRatio;
  context.stroke();
  context.lineWidth = 1.6 * pixelRatio;
  context.strokeStyle = colour;
  context.fillStyle = glyph === 'ring' ? ground : colour;
  if (glyph !== 'cross') context.fill();
  context.stroke();
  context.restore();
}

function outline(
  context: CanvasRenderingContext2D,
  glyph: Glyph,
  x: number,
  y: number,
  r: number,
): void {
  switch (glyph) {
    case 'ring':
      context.arc(x, y, r * 0.9, 0, 2 * Math.PI);
      break;
    case 'diamond':
      context.moveTo(x, y - r * 1.2);
      context.lineTo(x + r * 1.2, y);
      context.lineTo(x, y + r * 1.2);
      context.lineTo(x - r * 1.2, y);
      context.closePath();
      break;
    case 'cross':
      context.moveTo(x - r * 0.8, y - r * 0.8);
      context.lineTo(x + r * 0.8, y + r * 0.8);
      context.moveTo(x + r * 0.8, y - r * 0.8);
      context.lineTo(x - r * 0.8, y + r * 0.8);
      break;
    case 'triangle':
      context.moveTo(x - r * 0.8, y - r * 0.6);
      context.lineTo(x + r * 0.8, y - r * 0.6);
      context.lineTo(x, y + r * 0.8);
      context.closePath();
      break;
  }
}
