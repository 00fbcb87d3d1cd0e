/** Alerts of a product as lanes below its stock: colour tells the type, shape the change. */
import type { AlertTransition, AlertType } from '../../pipeline/stages/effects.ts';
import type { ProductStory } from '../inventory.ts';
import { html, svg } from './dom.ts';
import type { Scale } from './plot-scales.ts';
import { short } from './plot-svg.ts';
import { type AlertLane, alertSpans, laneOf } from './stock-steps.ts';
import type { Colour, Theme } from './theme.ts';

export const ALERT_COLOURS: Readonly<Record<AlertType, Colour>> = {
  CRITICAL_LOW_STOCK: 'bad',
  LOW_STOCK: 'warn',
  RAPID_DEPLETION: 'series-5',
  OVERSTOCK: 'series-3',
};

const LANE_PX = 11;
const GAP_PX = 5;
/** Marks nearer to each other could not be told apart. */
const MARK_PX = 7;

/** Height of so many lanes below a drawing. */
export function lanesPx(lanes: number): number {
  return lanes === 0 ? 0 : GAP_PX + lanes * LANE_PX;
}

/**
 * A bar for as long as an alert held its type, a mark at every change.
 * @param lanes those that have a place, from top to bottom
 * @param topPx where they begin
 */
export function laneNodes(
  alerts: ProductStory['alerts'],
  lanes: readonly AlertLane[],
  { x, endMs, topPx, theme }: LanePlace,
): readonly SVGElement[] {
  const nodes: SVGElement[] = [];
  const middle = (lane: AlertLane) => topPx + GAP_PX + (lanes.indexOf(lane) + 0.5) * LANE_PX;
  for (const { fromMs, toMs, lane, type } of alertSpans(alerts, endMs)) {
    const from = x.place(fromMs);
    nodes.push(
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
  for (const { atMs, type, transition } of alerts) {
    const lane = laneOf(type);
    const at = x.place(atMs);
    // The bar still shows that something happened.
    if (at - (occupied.get(lane) ?? Number.NEGATIVE_INFINITY) < MARK_PX) continue;
    occupied.set(lane, at);
    nodes.push(
      changeMark(
        at,
        middle(lane),
        transition,
        theme.colour(ALERT_COLOURS[type]),
        theme.colour('surface'),
      ),
    );
  }
  return nodes;
}

export interface LanePlace {
  readonly x: Scale;
  readonly endMs: number;
  readonly topPx: number;
  readonly theme: Theme;
}

const TRANSITIONS: readonly AlertTransition[] = ['raised', 'escalated', 'deescalated', 'resolved'];
const TRANSITION_WORDS: Readonly<Record<AlertTransition, string>> = {
  raised: 'raised',
  escalated: 'escalated',
  deescalated: 'eased',
  resolved: 'resolved',
};

/** What the marks in the lanes mean, of those that occur; null without an alert. */
export function alertKey(products: readonly ProductStory[], theme: Theme): HTMLElement | null {
  const changes = products.flatMap(({ alerts }) => alerts);
  if (changes.length === 0) return null;
  const types = Object.entries(ALERT_COLOURS).filter(([type]) =>
    changes.some((change) => change.type === type),
  );
  const shapes = TRANSITIONS.filter((transition) =>
    changes.some((change) => change.transition === transition),
  );
  const key = html('ul', { class: 'alert-key', 'aria-label': 'Alerts' });
  for (const [type, colour] of types) {
    const words = type.replaceAll('_', ' ').toLowerCase();
    const bar = svg('rect', { x: 0, y: 4, width: 14, height: 4, fill: theme.colour(colour) });
    key.append(html('li', {}, keyPicture(bar), words));
  }
  for (const transition of shapes) {
    const mark = changeMark(7, 6, transition, theme.colour('muted'), theme.colour('surface'));
    key.append(html('li', {}, keyPicture(mark), TRANSITION_WORDS[transition]));
  }
  return key;
}

function keyPicture(mark: SVGElement): SVGSVGElement {
  return svg('svg', { width: 14, height: 12, 'aria-hidden': 'true' }, mark);
}

/** Up for worse, down for better, a ring for over. */
function changeMark(
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
