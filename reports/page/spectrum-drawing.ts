/** The lines of a spectrum, and the limits they must stay below. */
import type { Stage } from '../../pipeline/observer.ts';
import type { LatencySpectrum, StageSpectrum } from '../spectrum.ts';
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
import { type Colour, seriesColour } from './theme.ts';

interface Places {
  readonly x: Scale;
  readonly y: Scale;
  readonly box: PlotBox;
  readonly plot: Plot;
  readonly frame: Frame;
}

export function spectrumDrawing(
  spectrum: LatencySpectrum,
  limits: readonly SpectrumLimit[],
): Drawing {
  const { percentiles, stages } = spectrum;
  const nines = percentiles.map(ninesOf);
  let places: Places | null = null;
  return {
    draw(host, frame) {
      places = drawAxes(spectrum, limits, frame);
      const { plot } = places;
      // The line people ask about comes last, above the others.
      const order = stages.toSorted((a, b) => Number(isMain(a)) - Number(isMain(b)));
      for (const found of order) plot.marks.append(stageLine(found, stages, nines, places));
      plot.marks.append(...limitMarkers(limits, { ...places, theme: frame.theme }));
      host.replaceChildren(plot.node);
      const { x, box } = places;
      followPointer(plot.node, frame, (xPx) => {
        return nearest(nines, x.value(Math.max(box.left, Math.min(box.right, xPx))));
      });
    },
    showCursor(row) {
      if (places === null) return;
      const { plot } = places;
      plot.overlay.replaceChildren();
      const at = row === null ? undefined : nines[row];
      if (row !== null && at !== undefined) drawCursor(row, at, stages, places);
    },
  };
}

const HEIGHT_PX = 320;

function drawAxes(
  { percentiles, stages }: LatencySpectrum,
  limits: readonly SpectrumLimit[],
  frame: Frame,
): Places {
  const all = stages.flatMap(({ valuesUs }) => valuesUs.filter((us) => us > 0));
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
  return { x, y, box, plot, frame };
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

function stageLine(
  found: StageSpectrum,
  stages: readonly StageSpectrum[],
  nines: readonly number[],
  { x, y, frame }: Places,
): SVGGElement {
  const colour = frame.theme.colour(spectrumColour(found.stage, stages));
  const points = found.valuesUs.map((us, at): readonly [number, number] => [
    x.place(nines[at] ?? 0),
    y.place(us),
  ]);
  const path = svg('path', {
    d: linePath(points),
    fill: 'none',
    stroke: colour,
    'stroke-width': isMain(found) ? 2.75 : 1.4,
    'stroke-linejoin': 'round',
    'stroke-linecap': 'round',
  });
  const end = points.at(-1);
  if (end === undefined) return svg('g', {}, path);
  const dot = svg('circle', {
    cx: short(end[0]),
    cy: short(end[1]),
    r: isMain(found) ? 3.25 : 2.25,
    fill: colour,
  });
  return svg('g', {}, path, dot);
}

function drawCursor(
  row: number,
  at: number,
  stages: readonly StageSpectrum[],
  { x, y, box, plot, frame }: Places,
): void {
  const { theme } = frame;
  const rule = line(x.place(at), box.top, x.place(at), box.bottom);
  rule.setAttribute('stroke', theme.colour('muted'));
  plot.overlay.append(rule);
  for (const found of stages) {
    const us = found.valuesUs[row];
    if (us === undefined) continue;
    plot.overlay.append(
      svg('circle', {
        cx: short(x.place(at)),
        cy: short(y.place(us)),
        r: 3.5,
        fill: theme.colour(spectrumColour(found.stage, stages)),
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

/** Eight colours can be told apart; the stage after them is pale. */
export function spectrumColour(stage: Stage, stages: readonly StageSpectrum[]): Colour {
  if (stage === 'end_to_end') return 'text';
  const others = stages.filter((found) => !isMain(found));
  const index = others.findIndex((found) => found.stage === stage);
  return index < 8 ? seriesColour(index) : 'faint';
}

function isMain({ stage }: StageSpectrum): boolean {
  return stage === 'end_to_end';
}
