/** Runs as points over their order: rings of base, dots of head, a line between the two of a pair. */
import type { MetricComparison } from '../../comparison/comparison.ts';
import { svg } from '../dom.ts';
import type { Drawing } from '../figure.ts';
import { line, short } from '../plot-svg.ts';
import { type RowPlot, rowPlot } from '../row-plot.ts';
import type { Colour } from '../theme.ts';
import { BASE_COLOUR, HEAD_COLOUR } from './side-colours.ts';

/** One place on the axis: both runs of a pair, or one run. */
export interface RunPoint {
  readonly label: string;
  readonly tick: string;
  readonly base: number | null;
  readonly head: number | null;
}

type Metric = Pick<MetricComparison, 'base' | 'head' | 'noiseThreshold'>;

const HEIGHT_PX = 220;
const TICK_PX = 22;

export function runDrawing(metric: Metric, points: readonly RunPoint[]): Drawing {
  let drawn: RowPlot | null = null;
  return {
    draw(host, frame) {
      const places = rowPlot(
        {
          rows: points.length,
          tickText: (row) => points[row]?.tick ?? '',
          tickPx: TICK_PX,
          values: valuesOf(metric, points),
          heightPx: HEIGHT_PX,
        },
        frame,
      );
      drawn = places;
      const { plot } = places;
      plot.marks.append(...sideLines(metric, places), ...sideNames(points, places));
      for (const [at, point] of points.entries()) {
        plot.marks.append(pointNode(point, at, places, 1));
      }
      host.replaceChildren(plot.node);
    },
    showCursor(row) {
      if (drawn === null) return;
      const { plot, x, box, frame } = drawn;
      plot.overlay.replaceChildren();
      const point = row === null ? undefined : points[row];
      if (row === null || point === undefined) return;
      const rule = line(x.place(row), box.top, x.place(row), box.bottom);
      rule.setAttribute('stroke', frame.theme.colour('muted'));
      plot.overlay.append(rule, pointNode(point, row, drawn, 1.5));
    },
  };
}

/** Everything that is drawn. */
function valuesOf({ base, head, noiseThreshold }: Metric, points: readonly RunPoint[]): number[] {
  const floor = base === null ? [] : [base / (1 + noiseThreshold), base * (1 + noiseThreshold)];
  const all = [...points.flatMap((point) => [point.base, point.head]), base, head, ...floor];
  return all.filter((value) => value !== null);
}

/** Both sides as a whole, and the floor around base. */
function sideLines(
  { base, head, noiseThreshold }: Metric,
  { y, box, frame }: RowPlot,
): SVGElement[] {
  const nodes: SVGElement[] = [];
  if (base !== null) {
    const top = y.place(base * (1 + noiseThreshold));
    nodes.push(
      svg('rect', {
        x: box.left,
        y: short(top),
        width: short(box.right - box.left),
        height: short(y.place(base / (1 + noiseThreshold)) - top),
        fill: frame.theme.colour('faint', 0.16),
      }),
    );
  }
  const level = (value: number, colour: Colour) => {
    const rule = line(box.left, y.place(value), box.right, y.place(value));
    rule.setAttribute('stroke', frame.theme.colour(colour));
    rule.setAttribute('stroke-dasharray', '6 4');
    rule.setAttribute('stroke-width', '1.2');
    nodes.push(rule);
  };
  if (base !== null) level(base, BASE_COLOUR);
  if (head !== null) level(head, HEAD_COLOUR);
  return nodes;
}

/** Where the sides stand beside each other: a line between them, and which is which. */
function sideNames(points: readonly RunPoint[], { x, box, frame }: RowPlot): SVGElement[] {
  const first = points.findIndex(({ base }) => base === null);
  if (first <= 0 || points.some(({ base, head }) => base !== null && head !== null)) return [];
  const at = x.place(first - 0.5);
  const rule = line(at, box.top, at, box.bottom);
  rule.setAttribute('stroke', frame.theme.colour('faint'));
  const name = (text: string, left: number, colour: Colour) =>
    svg(
      'text',
      {
        x: short(left + 5),
        y: box.top + 11,
        'font-size': 11,
        'font-weight': 600,
        fill: frame.theme.colour(colour),
      },
      text,
    );
  return [rule, name('base', box.left, BASE_COLOUR), name('head', at, HEAD_COLOUR)];
}

function pointNode(
  { base, head }: RunPoint,
  at: number,
  places: RowPlot,
  size: number,
): SVGGElement {
  const { x, y, frame, placePx } = places;
  // Of the two runs of a pair from the middle of their place.
  const apartPx = Math.min(7, placePx * 0.22);
  const { theme } = frame;
  const isPair = base !== null && head !== null;
  const left = x.place(at) - (isPair ? apartPx : 0);
  const right = x.place(at) + (isPair ? apartPx : 0);
  const group = svg('g');
  if (isPair) {
    const join = line(left, y.place(base), right, y.place(head));
    join.setAttribute('stroke', theme.colour('faint'));
    join.setAttribute('stroke-width', '1.5');
    group.append(join);
  }
  if (base !== null) {
    group.append(
      svg('circle', {
        cx: short(left),
        cy: short(y.place(base)),
        r: 3.6 * size,
        fill: theme.colour('surface'),
        stroke: theme.colour(BASE_COLOUR),
        'stroke-width': 2,
      }),
    );
  }
  if (head !== null) {
    group.append(
      svg('circle', {
        cx: short(right),
        cy: short(y.place(head)),
        r: 4 * size,
        fill: theme.colour(HEAD_COLOUR),
        stroke: theme.colour('surface'),
        'stroke-width': 1,
      }),
    );
  }
  return group;
}
