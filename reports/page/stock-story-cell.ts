/** One product's stock in business time: steps, limits, empty shelves, alerts in lanes below. */
import type { ProductStory } from '../inventory.ts';
import { whole } from '../numbers.ts';
import { laneNodes, lanesPx } from './alert-lanes.ts';
import { svg } from './dom.ts';
import type { Frame } from './figure.ts';
import { dateTicks } from './plot-dates.ts';
import { linearScale, linearTicks, type Scale } from './plot-scales.ts';
import {
  axisWidthPx,
  createPlot,
  crisp,
  line,
  type Plot,
  type PlotBox,
  short,
} from './plot-svg.ts';
import { type AlertLane, emptyPeriods, unitsAt } from './stock-steps.ts';
import type { Colour } from './theme.ts';

export interface StoryScene {
  readonly startMs: number;
  readonly endMs: number;
  /** Those that any of the stories has, so that all cells are alike. */
  readonly lanes: readonly AlertLane[];
}

export interface StoryCell {
  readonly node: SVGSVGElement;
  /** The instant at a place of the cell, virtual epoch milliseconds. */
  instantAt(xPx: number): number;
  showInstant(atMs: number | null): void;
}

const PLOT_PX = 112;
const AXIS_PX = 24;
const TOP_PX = 10;

export function drawStory(
  story: ProductStory,
  scene: StoryScene,
  widthPx: number,
  frame: Frame,
): StoryCell {
  const { theme } = frame;
  const ticks = linearTicks(highestUnits(story), 3);
  const texts = ticks.map(whole);
  const box: PlotBox = {
    left: axisWidthPx(texts),
    right: widthPx - 8,
    top: TOP_PX,
    bottom: TOP_PX + PLOT_PX + lanesPx(scene.lanes.length),
  };
  const floor = TOP_PX + PLOT_PX;
  const x = linearScale([scene.startMs, scene.endMs], [box.left, box.right]);
  const y = linearScale([0, ticks.at(-1) ?? 1], [floor, box.top]);
  const plot = createPlot(
    {
      widthPx,
      heightPx: box.bottom + AXIS_PX,
      box,
      xTicks: dateTicks(scene.startMs, scene.endMs, Math.floor((box.right - box.left) / 62)).map(
        ({ atMs, text }) => ({ at: x.place(atMs), text }),
      ),
      yTicks: ticks.map((units, at) => ({ at: y.place(units), text: texts[at] ?? '' })),
    },
    theme,
  );
  const place = { x, y, box, floor, plot, frame };
  shadeEmpty(story, scene, place);
  drawLimits(story, place);
  drawStock(story, scene, place);
  drawClosing(story, place);
  const { endMs, lanes } = scene;
  plot.marks.append(...laneNodes(story.alerts, lanes, { x, endMs, topPx: floor, theme }));
  return {
    node: plot.node,
    instantAt: (xPx) => Math.max(scene.startMs, Math.min(scene.endMs, x.value(xPx))),
    showInstant: (atMs) => showInstant(atMs, story, place),
  };
}

interface Place {
  readonly x: Scale;
  readonly y: Scale;
  readonly box: PlotBox;
  /** Where no units are; the lanes are below it. */
  readonly floor: number;
  readonly plot: Plot;
  readonly frame: Frame;
}

/** The capacity is shown where it does not press the stock flat. */
export function showsCapacity({ stock, maxCapacityUnits }: ProductStory): boolean {
  return maxCapacityUnits <= 2.5 * Math.max(...stock.units, 1);
}

function highestUnits(story: ProductStory): number {
  const shown = showsCapacity(story) ? story.maxCapacityUnits : 0;
  return Math.max(1, shown, story.reorderPointUnits, story.closingUnits ?? 0, ...story.stock.units);
}

function shadeEmpty({ stock }: ProductStory, { endMs }: StoryScene, place: Place): void {
  const { x, box, floor, plot, frame } = place;
  const fill = frame.theme.colour('bad', 0.2);
  for (const { fromMs, toMs } of emptyPeriods(stock, endMs)) {
    const from = x.place(fromMs);
    // A short time is narrow, and still seen.
    const width = Math.max(1, x.place(toMs) - from);
    plot.marks.append(
      svg('rect', {
        x: short(from),
        y: box.top,
        width: short(width),
        height: floor - box.top,
        fill,
      }),
    );
  }
}

function drawLimits(story: ProductStory, { y, box, plot, frame }: Place): void {
  const limit = (units: number, colour: Colour, dashes: string) => {
    const at = crisp(y.place(units));
    const rule = line(box.left, at, box.right, at);
    rule.setAttribute('stroke', frame.theme.colour(colour));
    rule.setAttribute('stroke-dasharray', dashes);
    plot.marks.append(rule);
  };
  limit(story.reorderPointUnits, 'warn', '5 3');
  if (showsCapacity(story)) limit(story.maxCapacityUnits, 'muted', '1.5 3');
}

function drawStock({ stock }: ProductStory, { endMs }: StoryScene, place: Place): void {
  const { x, y, floor, plot, frame } = place;
  const { atMs, units } = stock;
  const first = atMs[0];
  if (first === undefined) return;
  let path = `M${short(x.place(first))} ${short(y.place(units[0] ?? 0))}`;
  for (let index = 1; index < atMs.length; index += 1) {
    path += `H${short(x.place(atMs[index] as number))}V${short(y.place(units[index] ?? 0))}`;
  }
  path += `H${short(x.place(endMs))}`;
  const area = `${path}V${floor}H${short(x.place(first))}Z`;
  const { theme } = frame;
  plot.marks.append(
    svg('path', { d: area, fill: theme.colour('series-1', 0.13) }),
    svg('path', {
      d: path,
      fill: 'none',
      stroke: theme.colour('series-1'),
      'stroke-width': 1.5,
      'stroke-linejoin': 'round',
    }),
  );
}

/** What the pipeline of the run says stood there at the end. */
function drawClosing(story: ProductStory, { y, plot, frame, box }: Place): void {
  if (story.closingUnits === null) return;
  const { theme } = frame;
  const replayed = story.stock.units.at(-1);
  const differs = replayed !== undefined && replayed !== story.closingUnits;
  plot.marks.append(
    svg('circle', {
      cx: box.right,
      cy: short(y.place(story.closingUnits)),
      r: 4,
      fill: theme.colour(differs ? 'bad' : 'text'),
      stroke: theme.colour('surface'),
      'stroke-width': 1.5,
    }),
  );
}

function showInstant(atMs: number | null, { stock }: ProductStory, place: Place): void {
  const { x, y, box, plot, frame } = place;
  plot.overlay.replaceChildren();
  if (atMs === null) return;
  const { theme } = frame;
  const at = x.place(atMs);
  const rule = line(crisp(at), box.top, crisp(at), box.bottom);
  rule.setAttribute('stroke', theme.colour('muted'));
  plot.overlay.append(rule);
  const units = unitsAt(stock, atMs);
  if (units === null) return;
  const level = y.place(units);
  const rightSide = at < (box.left + box.right) / 2;
  plot.overlay.append(
    svg('circle', {
      cx: short(at),
      cy: short(level),
      r: 3.5,
      fill: theme.colour('series-1'),
      stroke: theme.colour('surface'),
      'stroke-width': 1.5,
    }),
    svg(
      'text',
      {
        x: short(at + (rightSide ? 7 : -7)),
        y: short(Math.max(box.top + 10, level - 6)),
        'text-anchor': rightSide ? 'start' : 'end',
        'font-size': 12,
        'font-weight': 600,
        fill: theme.colour('text'),
        stroke: theme.colour('surface'),
        'stroke-width': 3,
        'paint-order': 'stroke',
      },
      whole(units),
    ),
  );
}
