/** One product's stock in business time: steps, limits, empty shelves, alerts in lanes below. */
import type { AlertTransition, AlertType } from '../../pipeline/stages/effects.ts';
import type { ProductStory } from '../inventory.ts';
import { whole } from '../numbers.ts';
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
import {
  type AlertLane,
  type AlertSpan,
  alertSpans,
  emptyPeriods,
  laneOf,
  unitsAt,
} from './stock-steps.ts';
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

export const ALERT_COLOURS: Readonly<Record<AlertType, Colour>> = {
  CRITICAL_LOW_STOCK: 'bad',
  LOW_STOCK: 'warn',
  RAPID_DEPLETION: 'series-5',
  OVERSTOCK: 'series-3',
};

const PLOT_PX = 112;
const LANE_PX = 11;
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
  const lanesPx = scene.lanes.length * LANE_PX + (scene.lanes.length > 0 ? 5 : 0);
  const box: PlotBox = {
    left: axisWidthPx(texts),
    right: widthPx - 8,
    top: TOP_PX,
    bottom: TOP_PX + PLOT_PX + lanesPx,
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
  drawLanes(story, scene, place);
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

function drawLanes(story: ProductStory, scene: StoryScene, place: Place): void {
  const { x, floor, plot, frame } = place;
  const { theme } = frame;
  const middle = (lane: AlertLane) => floor + 5 + (scene.lanes.indexOf(lane) + 0.5) * LANE_PX;
  const spans: readonly AlertSpan[] = alertSpans(story.alerts, scene.endMs);
  for (const { fromMs, toMs, lane, type } of spans) {
    const from = x.place(fromMs);
    plot.marks.append(
      svg('rect', {
        x: short(from),
        y: middle(lane) - 2,
        width: short(Math.max(1, x.place(toMs) - from)),
        height: 4,
        fill: theme.colour(ALERT_COLOURS[type], 0.45),
      }),
    );
  }
  const occupied = new Map<AlertLane, number>();
  for (const { atMs, type, transition } of story.alerts) {
    const lane = laneOf(type);
    const at = x.place(atMs);
    // Marks upon each other cannot be told apart; the bar still shows that something happened.
    if (at - (occupied.get(lane) ?? Number.NEGATIVE_INFINITY) < MARK_PX) continue;
    occupied.set(lane, at);
    plot.marks.append(
      alertMark(
        at,
        middle(lane),
        transition,
        theme.colour(ALERT_COLOURS[type]),
        theme.colour('surface'),
      ),
    );
  }
}

const MARK_PX = 7;

/** Up for worse, down for better, a ring for over. */
export function alertMark(
  x: number,
  y: number,
  transition: AlertTransition,
  colour: string,
  background: string,
): SVGElement {
  const stroke = { stroke: colour, 'stroke-width': 1.25 };
  switch (transition) {
    case 'raised':
      return svg('path', { d: triangle(x, y, -1), fill: colour, ...stroke });
    case 'escalated':
      return svg('path', { d: diamond(x, y), fill: colour, ...stroke });
    case 'deescalated':
      return svg('path', { d: triangle(x, y, 1), fill: background, ...stroke });
    case 'resolved':
      return svg('circle', { cx: short(x), cy: short(y), r: 2.75, fill: background, ...stroke });
  }
}

function triangle(x: number, y: number, tip: 1 | -1): string {
  return `M${short(x - 3.5)} ${short(y - tip * 2.5)}h7l-3.5 ${tip * 6}z`;
}

function diamond(x: number, y: number): string {
  return `M${short(x)} ${short(y - 4)}l4 4l-4 4l-4 -4z`;
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
