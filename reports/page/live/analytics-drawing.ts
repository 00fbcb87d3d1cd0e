/** A product's days drawn as two panels over one axis: units sold and forecast a day, and what the stock comes to. */
import type { ForecastJson } from '../../../pipeline/query/wire.ts';
import { whole } from '../../numbers.ts';
import { svg } from '../dom.ts';
import type { Drawing, Frame } from '../figure.ts';
import { namedDays } from '../plot-dates.ts';
import { linearScale, linearTicks, type Scale } from '../plot-scales.ts';
import {
  axisWidthPx,
  createPlot,
  crisp,
  followPointer,
  line,
  linePath,
  type Plot,
  type PlotBox,
  short,
} from '../plot-svg.ts';
import type { Colour } from '../theme.ts';
import { type ProductDay, stockOutWithin } from './analytics-days.ts';
import { shortDay, stockOutText } from './analytics-words.ts';

export interface DrawnProduct {
  readonly forecast: ForecastJson;
  readonly days: readonly ProductDay[];
  /** null: not known. */
  readonly reorderPointUnits: number | null;
}

const DEMAND_PX = 150;
const STOCK_PX = 220;

interface Panel {
  readonly plot: Plot;
  readonly box: PlotBox;
  /** Left edge of a day, by its position. */
  readonly x: Scale;
  readonly y: Scale;
  readonly dayPx: number;
  readonly frame: Frame;
}

/** @param shown is asked at each drawing; null: nothing is known yet */
export function productDrawing(shown: () => DrawnProduct | null): Drawing {
  let panels: readonly Panel[] = [];
  return {
    draw(host, frame) {
      const product = shown();
      panels = product === null ? [] : drawProduct(product, frame);
      host.replaceChildren(...panels.map(({ plot }) => plot.node));
      for (const { plot, x } of panels) {
        followPointer(plot.node, frame, (xPx) => {
          const last = (product?.days.length ?? 0) - 1;
          return Math.max(0, Math.min(last, Math.floor(x.value(xPx))));
        });
      }
    },
    showCursor(row) {
      for (const { plot, x, box, dayPx, frame } of panels) {
        plot.overlay.replaceChildren();
        if (row === null) continue;
        plot.overlay.append(
          rectangle(
            x.place(row),
            box.top,
            dayPx,
            box.bottom - box.top,
            frame.theme.colour('text', 0.08),
          ),
        );
      }
    },
  };
}

function drawProduct(product: DrawnProduct, frame: Frame): readonly Panel[] {
  const { days, reorderPointUnits } = product;
  const demandTicks = linearTicks(
    highest(days.map(({ soldUnits, demandUnits }) => Math.max(soldUnits ?? 0, demandUnits ?? 0))),
    3,
  );
  const stockTicks = linearTicks(
    highest([
      ...days.map(({ stockUnits, highUnits }) => Math.max(stockUnits ?? 0, highUnits ?? 0)),
      reorderPointUnits ?? 0,
    ]),
    4,
  );
  const leftPx = axisWidthPx([...demandTicks, ...stockTicks].map(whole));
  const demand = panel('Units a day', demandTicks, DEMAND_PX, leftPx, product, frame);
  const stock = panel(
    'Units in stock at the end of the day',
    stockTicks,
    STOCK_PX,
    leftPx,
    product,
    frame,
  );
  drawToday(product, demand);
  drawDemand(product, demand);
  drawToday(product, stock);
  drawStock(product, stock);
  return [demand, stock];
}

function panel(
  title: string,
  ticks: readonly number[],
  heightPx: number,
  leftPx: number,
  { days }: DrawnProduct,
  frame: Frame,
): Panel {
  const box = { left: leftPx, right: frame.widthPx - 8, top: 24, bottom: heightPx - 24 };
  const x = linearScale([0, Math.max(1, days.length)], [box.left, box.right]);
  const y = linearScale([0, ticks.at(-1) ?? 1], [box.bottom, box.top]);
  const dayPx = (box.right - box.left) / Math.max(1, days.length);
  const plot = createPlot(
    {
      ...{ widthPx: frame.widthPx, heightPx, box },
      xTicks: ticksOf(days, (box.right - box.left) / 44).map((at) => ({
        at: x.place(at + 0.5),
        text: shortDay(days[at]?.offset ?? 0),
      })),
      yTicks: ticks.map((units) => ({ at: y.place(units), text: whole(units) })),
    },
    frame.theme,
  );
  plot.marks.append(
    svg(
      'text',
      { x: box.left, y: 12, 'font-size': 11.5, fill: frame.theme.colour('muted') },
      title,
    ),
  );
  return { plot, box, x, y, dayPx, frame };
}

/** Today is named whatever the width; the others as there is room, counted from it. */
function ticksOf(days: readonly ProductDay[], wanted: number): readonly number[] {
  const today = days.findIndex(({ offset }) => offset === 0);
  const [first = 0, second = 1] = namedDays(days.length, 1, Math.floor(wanted));
  const step = Math.max(1, second - first);
  return [...days.keys()].filter((at) => (at - today) % step === 0);
}

/** What is to come is apart from what was. */
function drawToday({ days }: DrawnProduct, { plot, x, box, frame }: Panel): void {
  const today = days.findIndex(({ offset }) => offset === 0);
  if (today < 0) return;
  const at = crisp(x.place(today + 0.5));
  const rule = line(at, box.top - 4, at, box.bottom);
  rule.setAttribute('stroke', frame.theme.colour('faint'));
  rule.setAttribute('stroke-dasharray', '2 3');
  plot.marks.append(rule);
}

function drawDemand({ days }: DrawnProduct, { plot, x, y, box, dayPx, frame }: Panel): void {
  const widthPx = Math.max(1, dayPx * 0.7);
  for (const [at, { soldUnits, demandUnits }] of days.entries()) {
    const units = soldUnits ?? demandUnits;
    if (units === null || units === 0) continue;
    const top = y.place(units);
    const left = x.place(at) + (dayPx - widthPx) / 2;
    const isForecast = soldUnits === null;
    const fill = frame.theme.colour(isForecast ? 'series-4' : 'series-1', isForecast ? 0.25 : 0.85);
    const column = rectangle(left, top, widthPx, box.bottom - top, fill);
    if (isForecast) {
      column.setAttribute('stroke', frame.theme.colour('series-4'));
      column.setAttribute('stroke-dasharray', '3 2');
    }
    plot.marks.append(column);
  }
}

function drawStock(product: DrawnProduct, panelOfStock: Panel): void {
  const { days } = product;
  const { plot, x, y, frame } = panelOfStock;
  const middle = (at: number) => x.place(at + 0.5);
  const band = days.flatMap(({ lowUnits, highUnits }, at) =>
    lowUnits === null || highUnits === null ? [] : [{ at, lowUnits, highUnits }],
  );
  if (band.length > 1) {
    const top = band.map(({ at, highUnits }) => [middle(at), y.place(highUnits)] as const);
    const bottom = band.map(({ at, lowUnits }) => [middle(at), y.place(lowUnits)] as const);
    plot.marks.append(
      svg('path', {
        d: `${linePath([...top, ...bottom.toReversed()])}Z`,
        fill: frame.theme.colour('series-1', 0.18),
      }),
    );
  }
  const points = days.map(({ stockUnits }, at) =>
    stockUnits === null ? null : ([middle(at), y.place(stockUnits)] as const),
  );
  plot.marks.append(stroked(linePath(points), 'series-1', frame));
  for (const point of points) {
    if (point === null) continue;
    plot.marks.append(
      svg('circle', {
        cx: short(point[0]),
        cy: short(point[1]),
        r: 2.5,
        fill: frame.theme.colour('series-1'),
      }),
    );
  }
  drawStockOut(product, panelOfStock);
  drawLevel(product, panelOfStock);
}

function drawLevel({ reorderPointUnits }: DrawnProduct, { plot, y, box, frame }: Panel): void {
  if (reorderPointUnits === null) return;
  const at = crisp(y.place(reorderPointUnits));
  const rule = line(box.left, at, box.right, at);
  rule.setAttribute('stroke', frame.theme.colour('warn'));
  rule.setAttribute('stroke-dasharray', '6 4');
  const text = `reorder point ${whole(reorderPointUnits)}`;
  // Below the line where there is no room above it.
  const textAt = at - 5 < box.top + 10 ? at + 13 : at - 5;
  plot.marks.append(rule, label(box.left + 4, textAt, 'start', text, 'warn', frame));
}

function drawStockOut({ forecast, days }: DrawnProduct, { plot, x, box, frame }: Panel): void {
  const within = stockOutWithin(forecast);
  if (within === null) return;
  const today = days.findIndex(({ offset }) => offset === 0);
  const at = x.place(today + 0.5 + within);
  const rule = line(crisp(at), box.top, crisp(at), box.bottom);
  rule.setAttribute('stroke', frame.theme.colour('bad'));
  rule.setAttribute('stroke-width', '1.5');
  const sign = svg('path', {
    d: `M${short(at - 5)} ${box.top}h10l-5 8z`,
    fill: frame.theme.colour('bad'),
  });
  const isLeft = at > (box.left + box.right) / 2;
  const when = stockOutText(forecast).slice(0, -1).toLowerCase();
  const text = forecast.quantity <= 0 ? 'out of stock' : `out of stock: ${when}`;
  const textX = isLeft ? at - 9 : at + 9;
  plot.marks.append(
    rule,
    sign,
    label(textX, box.top + 10, isLeft ? 'end' : 'start', text, 'bad', frame),
  );
}

/** With a ground, so that it can be read over lines. */
function label(
  x: number,
  y: number,
  anchor: 'start' | 'end',
  text: string,
  colour: Colour,
  { theme }: Frame,
): SVGElement {
  return svg(
    'text',
    {
      ...{ x: short(x), y: short(y), 'text-anchor': anchor, 'font-size': 11.5 },
      ...{ fill: theme.colour(colour), stroke: theme.colour('surface') },
      ...{ 'stroke-width': 3, 'paint-order': 'stroke' },
    },
    text,
  );
}

function stroked(path: string, colour: Colour, { theme }: Frame): SVGElement {
  return svg('path', { d: path, fill: 'none', stroke: theme.colour(colour), 'stroke-width': 1.8 });
}

function rectangle(x: number, y: number, width: number, height: number, fill: string): SVGElement {
  return svg('rect', {
    ...{ x: short(x), y: short(y), width: short(width) },
    ...{ height: short(Math.max(0, height)), fill },
  });
}

function highest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
