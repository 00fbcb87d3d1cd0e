/** The drawing of a forest plot: names on the left, intervals in the middle, words on the right; on phones above each other. */
import type { MetricComparison } from '../../comparison/comparison.ts';
import { changeText, floorText, intervalText } from '../../comparison/words.ts';
import { svg } from '../dom.ts';
import type { Drawing, Frame } from '../figure.ts';
import { logScale, type Scale } from '../plot-scales.ts';
import {
  createPlot,
  fittedText,
  followPointer,
  line,
  type Plot,
  type PlotBox,
  short,
  textWidthPx,
} from '../plot-svg.ts';
import { type ForestAxis, forestAxis } from './forest-axis.ts';
import { METRIC_COLOURS } from './verdict-words.ts';

/** Below it words stand above their interval instead of beside it. */
const NARROW_PX = 720;
const TOP_PX = 8;
const AXIS_PX = 26;

interface Layout {
  readonly isNarrow: boolean;
  readonly rowPx: number;
  readonly box: PlotBox;
}

interface Places extends Layout {
  readonly x: Scale;
  readonly axis: ForestAxis;
  readonly frame: Frame;
}

export function forestDrawing(metrics: readonly MetricComparison[]): Drawing {
  let shown: { readonly plot: Plot; readonly layout: Layout; readonly frame: Frame } | null = null;
  return {
    draw(host, frame) {
      const layout = layoutOf(metrics, frame.widthPx);
      const { box, rowPx } = layout;
      const axis = forestAxis(metrics, layout.isNarrow ? 5 : 10);
      const x = logScale([axis.min, axis.max], [box.left, box.right]);
      const plot = createPlot(
        {
          widthPx: frame.widthPx,
          heightPx: box.bottom + AXIS_PX,
          box,
          xGrid: !layout.isNarrow,
          yTicks: [],
          xTicks: roomy(axis.ticks.map(({ ratio, text }) => ({ at: x.place(ratio), text }))),
        },
        frame.theme,
      );
      const places = { ...layout, x, axis, frame };
      for (const [row, metric] of metrics.entries())
        plot.marks.append(rowNode(metric, row, places));
      host.replaceChildren(plot.node);
      shown = { plot, layout, frame };
      followPointer(plot.node, frame, (_, yPx) => {
        const row = Math.floor((yPx - TOP_PX) / rowPx);
        return row >= 0 && row < metrics.length ? row : null;
      });
    },
    showCursor(row) {
      if (shown === null) return;
      const { plot, layout, frame } = shown;
      plot.overlay.replaceChildren();
      if (row === null) return;
      plot.overlay.append(
        svg('rect', {
          x: 0.5,
          y: TOP_PX + row * layout.rowPx + 1,
          width: frame.widthPx - 1,
          height: layout.rowPx - 2,
          rx: 6,
          fill: 'none',
          stroke: frame.theme.colour('muted'),
        }),
      );
    },
  };
}

function layoutOf(metrics: readonly MetricComparison[], widthPx: number): Layout {
  const isNarrow = widthPx < NARROW_PX;
  const rowPx = isNarrow ? 66 : 46;
  const bottom = TOP_PX + metrics.length * rowPx;
  if (isNarrow) {
    return { isNarrow, rowPx, box: { left: 8, right: widthPx - 8, top: TOP_PX, bottom } };
  }
  const longest = Math.max(...metrics.map(({ label }) => textWidthPx(label) * LABEL_FACTOR));
  const left = Math.min(longest + 24, widthPx * 0.32);
  return { isNarrow, rowPx, box: { left, right: widthPx - WORDS_PX, top: TOP_PX, bottom } };
}

const WORDS_PX = 168;
/** Names are set larger than ticks. */
const LABEL_FACTOR = 12.5 / 11;

/** Labels that would touch the one before are left out; the one of no change never is. */
function roomy(ticks: readonly { readonly at: number; readonly text: string }[]) {
  const middle = ticks.find(({ text }) => text === 'no change');
  const kept = middle === undefined ? [] : [middle];
  for (const tick of ticks) {
    const touches = kept.some(({ at, text }) => {
      return Math.abs(at - tick.at) < (textWidthPx(text) + textWidthPx(tick.text)) / 2 + 8;
    });
    if (!touches) kept.push(tick);
  }
  return kept;
}

function noChange(fromPx: number, toPx: number, { x, frame }: Places): SVGLineElement {
  const rule = line(x.place(1), fromPx, x.place(1), toPx);
  rule.setAttribute('stroke', frame.theme.colour('muted'));
  rule.setAttribute('stroke-dasharray', '3 3');
  return rule;
}

function rowNode(metric: MetricComparison, row: number, places: Places): SVGGElement {
  const top = TOP_PX + row * places.rowPx;
  const middle = top + (places.isNarrow ? 49 : places.rowPx / 2);
  const group = svg(
    'g',
    {},
    floorBand(metric, middle, places),
    noChange(places.isNarrow ? middle - BAND_HALF_PX : top, top + places.rowPx, places),
  );
  if (row > 0) {
    const rule = line(0, top, places.frame.widthPx, top);
    rule.setAttribute('stroke', places.frame.theme.colour('grid'));
    group.append(rule);
  }
  group.append(...intervalMarks(metric, middle, places), ...words(metric, top, places));
  return group;
}

const BAND_HALF_PX = 11;

function floorBand({ noiseThreshold }: MetricComparison, middle: number, { x, frame }: Places) {
  const left = x.place(1 / (1 + noiseThreshold));
  return svg('rect', {
    x: short(left),
    y: short(middle - BAND_HALF_PX),
    width: short(x.place(1 + noiseThreshold) - left),
    height: 2 * BAND_HALF_PX,
    rx: 3,
    fill: frame.theme.colour('faint', 0.22),
  });
}

/** An end that lies beyond the axis is an arrow. */
function intervalMarks(
  { ratio, interval, verdict }: MetricComparison,
  middle: number,
  { x, axis, frame }: Places,
): SVGElement[] {
  const { theme } = frame;
  const colour = theme.colour(METRIC_COLOURS[verdict]);
  const within = (value: number) => x.place(Math.max(axis.min, Math.min(axis.max, value)));
  const marks: SVGElement[] = [];
  if (interval !== null) {
    const rule = line(within(interval.low), middle, within(interval.high), middle);
    rule.setAttribute('stroke-width', '2.5');
    const ends = [
      end(within(interval.low), middle, interval.low < axis.min ? 'left' : 'none'),
      end(within(interval.high), middle, interval.high > axis.max ? 'right' : 'none'),
    ];
    marks.push(
      svg('g', { stroke: colour, fill: 'none', 'stroke-linecap': 'round' }, rule, ...ends),
    );
  }
  if (ratio !== null && ratio > 0) {
    marks.push(
      svg('circle', {
        cx: short(within(ratio)),
        cy: short(middle),
        r: 5,
        fill: colour,
        stroke: theme.colour('surface'),
        'stroke-width': 1.5,
      }),
    );
  }
  return marks;
}

function end(at: number, middle: number, arrow: 'left' | 'right' | 'none'): SVGElement {
  if (arrow === 'none') {
    const bar = line(at, middle - 5, at, middle + 5);
    bar.setAttribute('stroke-width', '2');
    return bar;
  }
  const back = arrow === 'left' ? 6 : -6;
  return svg('path', {
    d: `M${short(at + back)} ${short(middle - 5)}L${short(at)} ${short(middle)}L${short(at + back)} ${short(middle + 5)}`,
    'stroke-width': 2,
  });
}

/** Name and floor; change, verdict and interval. */
function words(metric: MetricComparison, top: number, places: Places): SVGElement[] {
  const { frame, box, isNarrow, rowPx } = places;
  const { theme, widthPx } = frame;
  const { label, ratio, verdict } = metric;
  const change = ratio === null ? verdict : `${changeText(ratio)} ${verdict}`;
  const strong = { fill: theme.colour('text'), 'font-size': 12.5, 'font-weight': 600 };
  const small = { fill: theme.colour('muted'), 'font-size': 11 };
  const coloured = { ...strong, fill: theme.colour(METRIC_COLOURS[verdict]) };
  const interval = metric.interval === null ? 'no interval' : intervalText(metric.interval);
  if (isNarrow) {
    return [
      svg('text', { ...strong, x: 0, y: top + 16 }, fittedText(label, widthPx / LABEL_FACTOR)),
      svg('text', { ...coloured, x: 0, y: top + 32 }, change),
      svg('text', { ...small, 'text-anchor': 'end', x: widthPx, y: top + 32 }, interval),
    ];
  }
  const room = (box.left - 16) / LABEL_FACTOR;
  const middle = top + rowPx / 2;
  const left = box.right + 18;
  return [
    svg('text', { ...strong, x: 0, y: middle - 2 }, fittedText(label, room)),
    svg('text', { ...small, x: 0, y: middle + 14 }, `floor ${floorText(metric)}`),
    svg('text', { ...coloured, x: left, y: middle - 2 }, change),
    svg('text', { ...small, x: left, y: middle + 14 }, interval),
  ];
}
