/** Latency against percentile on an axis of "nines": lines, the bands they lie in, limits they must stay below. */
import { svg } from './dom.ts';
import type { Drawing, Frame } from './figure.ts';
import { latencyTickText } from './plot-latency.ts';
import { decadeTicks, linearScale, logScale, type Scale } from './plot-scales.ts';
import {
  axisWidthPx,
  createPlot,
  followPointer,
  line,
  linePath,
  type Plot,
  type PlotBox,
  short,
} from './plot-svg.ts';
import { ninesOf, type SpectrumLimit } from './spectrum-limits.ts';
import { limitMarkers } from './spectrum-markers.ts';
import type { Colour } from './theme.ts';

export interface PercentileLine {
  readonly colour: Colour;
  /** At the chart's percentiles, or at the first of them: a line may end early. */
  readonly valuesUs: readonly number[];
  readonly isEmphasised: boolean;
  /** Lowest and highest of what the line stands for, at the same percentiles. */
  readonly band?: { readonly lowUs: readonly number[]; readonly highUs: readonly number[] };
}

export interface PercentileChart {
  /** Ascending; a row of the cursor each. */
  readonly percentiles: readonly number[];
  /** The last one stands above the others. */
  readonly lines: readonly PercentileLine[];
  readonly limits: readonly SpectrumLimit[];
}

interface Places {
  readonly chart: PercentileChart;
  readonly nines: readonly number[];
  readonly x: Scale;
  readonly y: Scale;
  readonly box: PlotBox;
  readonly plot: Plot;
  readonly frame: Frame;
}

/** @param chart is asked at each drawing, so that it may change between two */
export function percentileDrawing(chart: () => PercentileChart): Drawing {
  let places: Places | null = null;
  return {
    draw(host, frame) {
      const drawn = drawAxes(chart(), frame);
      places = drawn;
      const { plot, nines, x, box } = drawn;
      const { lines, limits } = drawn.chart;
      for (const { band, colour } of lines) {
        if (band !== undefined) plot.marks.append(bandShape(band, colour, drawn));
      }
      for (const one of lines) plot.marks.append(lineShape(one, drawn));
      plot.marks.append(...limitMarkers(limits, { ...drawn, theme: frame.theme }));
      host.replaceChildren(plot.node);
      followPointer(plot.node, frame, (xPx) => {
        return nearest(nines, x.value(Math.max(box.left, Math.min(box.right, xPx))));
      });
    },
    showCursor(row) {
      if (places === null) return;
      places.plot.overlay.replaceChildren();
      const at = row === null ? undefined : places.nines[row];
      if (row !== null && at !== undefined) drawCursor(row, at, places);
    },
  };
}

const HEIGHT_PX = 320;

function drawAxes(chart: PercentileChart, frame: Frame): Places {
  const { percentiles, lines, limits } = chart;
  const nines = percentiles.map(ninesOf);
  const all = lines
    .flatMap(({ valuesUs, band }) => [
      ...valuesUs,
      ...(band === undefined ? [] : [...band.lowUs, ...band.highUs]),
    ])
    .filter((us) => us > 0);
  const bounds = limits.map(({ limitUs }) => limitUs).filter((us) => us > 0);
  const decades = decadeTicks(
    Math.max(1, Math.min(...all, ...bounds)),
    Math.max(2, ...all, ...bounds),
  );
  const lastNines = Math.max(
    1,
    ninesOf(percentiles.at(-1) ?? 0),
    ...limits.map(({ percentile }) => ninesOf(percentile) + 0.05),
  );
  const yTexts = decades.map(latencyTickText);
  const left = axisWidthPx(yTexts);
  const box = { left, right: frame.widthPx - 14, top: 14, bottom: HEIGHT_PX - 26 };
  const x = linearScale([0, lastNines], [box.left, box.right]);
  const y = logScale([decades[0] ?? 1, decades.at(-1) ?? 10], [box.bottom, box.top]);
  const xTicks = AXIS_PERCENTILES.filter((percentile) => ninesOf(percentile) <= lastNines + 1e-9);
  const plot = createPlot(
    {
      widthPx: frame.widthPx,
      heightPx: HEIGHT_PX,
      box,
      xGrid: true,
      xTicks: roomy(xTicks, x).map((percentile) => ({
        at: x.place(ninesOf(percentile)),
        text: percentile === 0 ? 'min' : `p${percentile}`,
      })),
      yTicks: decades.map((us, at) => ({ at: y.place(us), text: yTexts[at] ?? '' })),
    },
    frame.theme,
  );
  return { chart, nines, x, y, box, plot, frame };
}

/** Leaves labels out, from the right, that would touch the one kept before. */
function roomy(percentiles: readonly number[], x: Scale): readonly number[] {
  const kept: number[] = [];
  for (const percentile of percentiles.toReversed()) {
    const next = kept[0];
    const gapPx =
      next === undefined ? LABEL_PX : x.place(ninesOf(next)) - x.place(ninesOf(percentile));
    if (gapPx >= LABEL_PX) kept.unshift(percentile);
  }
  return kept;
}

const LABEL_PX = 44;
const AXIS_PERCENTILES = [0, 50, 90, 99, 99.9, 99.99, 99.999];

function lineShape(
  { colour, valuesUs, isEmphasised }: PercentileLine,
  { nines, x, y, frame }: Places,
): SVGGElement {
  const stroke = frame.theme.colour(colour);
  const points = valuesUs.map((us, at): readonly [number, number] => [
    x.place(nines[at] ?? 0),
    y.place(us),
  ]);
  const path = svg('path', {
    d: linePath(points),
    fill: 'none',
    stroke,
    'stroke-width': isEmphasised ? 2.75 : 1.4,
    'stroke-linejoin': 'round',
    'stroke-linecap': 'round',
  });
  const end = points.at(-1);
  if (end === undefined) return svg('g', {}, path);
  const dot = svg('circle', {
    cx: short(end[0]),
    cy: short(end[1]),
    r: isEmphasised ? 3.25 : 2.25,
    fill: stroke,
  });
  return svg('g', {}, path, dot);
}

/** Along the low ends and back along the high ones. */
function bandShape(
  { lowUs, highUs }: { readonly lowUs: readonly number[]; readonly highUs: readonly number[] },
  colour: Colour,
  { nines, x, y, frame }: Places,
): SVGPathElement {
  const along = (values: readonly number[]) =>
    values.map((us, at): readonly [number, number] => [x.place(nines[at] ?? 0), y.place(us)]);
  const outline = linePath([...along(lowUs), ...along(highUs).toReversed()]);
  return svg('path', {
    d: outline === '' ? '' : `${outline}Z`,
    fill: frame.theme.colour(colour, 0.16),
  });
}

function drawCursor(row: number, at: number, { chart, x, y, box, plot, frame }: Places): void {
  const { theme } = frame;
  const rule = line(x.place(at), box.top, x.place(at), box.bottom);
  rule.setAttribute('stroke', theme.colour('muted'));
  plot.overlay.append(rule);
  for (const { valuesUs, colour } of chart.lines) {
    const us = valuesUs[row];
    if (us === undefined) continue;
    plot.overlay.append(
      svg('circle', {
        cx: short(x.place(at)),
        cy: short(y.place(us)),
        r: 3.5,
        fill: theme.colour(colour),
        stroke: theme.colour('surface'),
        'stroke-width': 1.5,
      }),
    );
  }
}

/** Position of the entry nearest to a value, in an ascending list. */
function nearest(ascending: readonly number[], value: number): number | null {
  let best: number | null = null;
  let distance = Number.POSITIVE_INFINITY;
  for (const [at, candidate] of ascending.entries()) {
    if (Math.abs(candidate - value) >= distance) continue;
    best = at;
    distance = Math.abs(candidate - value);
  }
  return best;
}
