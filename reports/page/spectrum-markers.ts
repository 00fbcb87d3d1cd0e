/** Limits in the spectrum: a bar that a line must stay below, and its words where they cover no others. */
import { svg } from './dom.ts';
import type { Scale } from './plot-scales.ts';
import { line, type PlotBox, short, textWidthPx } from './plot-svg.ts';
import { ninesOf, type SpectrumLimit } from './spectrum-limits.ts';
import type { Theme } from './theme.ts';

export interface MarkerPlace {
  /** Nines to pixels. */
  readonly x: Scale;
  /** Microseconds to pixels. */
  readonly y: Scale;
  readonly box: PlotBox;
  readonly theme: Theme;
}

export function limitMarkers(
  limits: readonly SpectrumLimit[],
  place: MarkerPlace,
): readonly SVGElement[] {
  const { x, y, box, theme } = place;
  const bars: Rectangle[] = limits.map(({ percentile, limitUs }) => {
    const at = x.place(ninesOf(percentile));
    const level = y.place(limitUs);
    return { left: at - BAR_PX, right: at + BAR_PX, top: level - 9, bottom: level + 3 };
  });
  const taken = [...bars];
  return limits.map(({ percentile, limitUs, label, holds }) => {
    const at = x.place(ninesOf(percentile));
    const level = y.place(limitUs);
    const colour = theme.colour(holds === null ? 'warn' : holds ? 'good' : 'bad');
    const text = `${holds === null ? '?' : holds ? '✓' : '✗'} ${label}`;
    const words = wordsPlace(at, level, textWidthPx(text) * 1.1, box, taken);
    taken.push(words);
    const bar = line(at - BAR_PX, level, at + BAR_PX, level);
    bar.setAttribute('stroke-width', '2.5');
    return svg(
      'g',
      { stroke: colour, 'stroke-linecap': 'round' },
      bar,
      svg('path', {
        d: `M${short(at - 4.5)} ${short(level - 8)}h9l-4.5 5z`,
        fill: colour,
        stroke: 'none',
      }),
      svg(
        'text',
        {
          x: short((words.left + words.right) / 2),
          y: short(words.bottom - 3),
          'text-anchor': 'middle',
          'font-size': 11.5,
          'font-weight': 600,
          fill: colour,
          // Lines pass behind the words without crossing them.
          'paint-order': 'stroke',
          stroke: theme.colour('surface'),
          'stroke-width': 3,
        },
        text,
      ),
    );
  });
}

export interface Rectangle {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const BAR_PX = 16;
const WORDS_PX = 15;

/**
 * The first free place for the words of a bar: to its right, to its left, then above and below in growing distance. Where
 * nothing is free they stand above all.
 */
export function wordsPlace(
  at: number,
  level: number,
  widthPx: number,
  box: PlotBox,
  taken: readonly Rectangle[],
): Rectangle {
  const middle = Math.max(box.left + widthPx / 2, Math.min(box.right - widthPx / 2, at));
  const candidates = [
    rectangle(at + BAR_PX + 5 + widthPx / 2, level, widthPx),
    rectangle(at - BAR_PX - 5 - widthPx / 2, level, widthPx),
  ];
  for (let step = 1; step <= 8; step += 1) {
    candidates.push(rectangle(middle, level - 4 - step * WORDS_PX, widthPx));
    candidates.push(rectangle(middle, level + step * WORDS_PX, widthPx));
  }
  const free = candidates.find(
    (words) => within(words, box) && !taken.some((other) => overlap(words, other)),
  );
  return free ?? rectangle(middle, box.top + WORDS_PX / 2, widthPx);
}

function rectangle(middleX: number, middleY: number, widthPx: number): Rectangle {
  return {
    left: middleX - widthPx / 2,
    right: middleX + widthPx / 2,
    top: middleY - WORDS_PX / 2,
    bottom: middleY + WORDS_PX / 2,
  };
}

function within({ left, right, top, bottom }: Rectangle, box: PlotBox): boolean {
  return left >= box.left && right <= box.right && top >= box.top && bottom <= box.bottom;
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
