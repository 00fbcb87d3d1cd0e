/** Days of a product at a glance: units sold on the last days, and the stock that is expected on the next ones. */
import type { ForecastJson } from '../../../pipeline/query/wire.ts';
import { inWords, whole } from '../../numbers.ts';
import { html, svg } from '../dom.ts';
import { linearScale } from '../plot-scales.ts';

const WIDTH = 320;
const HEIGHT = 76;
const GAP = 10;

/** Colours come from the style sheet, so that it follows the theme by itself. */
export function sparkline(forecast: ForecastJson, reorderPointUnits: number): HTMLElement {
  const { history, dailyStock } = forecast;
  const half = (WIDTH - GAP) / 2;
  const bars = barNodes(history, half);
  const line = stockNodes([forecast.quantity, ...dailyStock], reorderPointUnits, half + GAP);
  const picture = svg(
    'svg',
    {
      class: 'sparkline',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: 'img',
      'aria-label': sparklineText(forecast, reorderPointUnits),
    },
    ...bars,
    ...line,
  );
  const captions = html(
    'div',
    { class: 'sparkline-captions', 'aria-hidden': 'true' },
    html('span', {}, `sold, last ${inWords(history.length, 'day')}`),
    html('span', {}, `stock, next ${inWords(dailyStock.length, 'day')}`),
  );
  return html('div', {}, picture, captions);
}

export function sparklineText(forecast: ForecastJson, reorderPointUnits: number): string {
  const { history, dailyStock, daysUntilStockOut } = forecast;
  const sold =
    history.length === 0
      ? 'No complete day was sold yet.'
      : `Units sold on the last days: ${history.map(whole).join(', ')}.`;
  const stock = dailyStock.map((units) => whole(Math.round(units))).join(', ');
  const out =
    daysUntilStockOut === null
      ? 'It does not run out within a year.'
      : `It runs out in ${inWords(Math.round(daysUntilStockOut * 10) / 10, 'day')}.`;
  return `${sold} Stock expected on the next days: ${stock}; reorder point ${whole(reorderPointUnits)}. ${out}`;
}

function barNodes(history: readonly number[], width: number): SVGElement[] {
  const y = linearScale([0, Math.max(1, ...history)], [HEIGHT, 4]);
  const step = width / Math.max(1, history.length);
  return history.map((units, day) =>
    svg('rect', {
      class: 'sold',
      x: (day * step + 1).toFixed(1),
      y: Math.min(HEIGHT - 1, y.place(units)).toFixed(1),
      width: Math.max(1, step - 2).toFixed(1),
      height: Math.max(1, HEIGHT - y.place(units)).toFixed(1),
    }),
  );
}

function stockNodes(
  stock: readonly number[],
  reorderPointUnits: number,
  left: number,
): SVGElement[] {
  const x = linearScale([0, Math.max(1, stock.length - 1)], [left, WIDTH - 2]);
  const y = linearScale([0, Math.max(1, reorderPointUnits, ...stock)], [HEIGHT - 2, 4]);
  const path = stock
    .map(
      (units, day) =>
        `${day === 0 ? 'M' : 'L'}${x.place(day).toFixed(1)} ${y.place(units).toFixed(1)}`,
    )
    .join('');
  const level = y.place(reorderPointUnits).toFixed(1);
  return [
    svg('path', { class: 'level', d: `M${left} ${level}H${WIDTH}` }),
    svg('path', { class: 'stock', d: path }),
  ];
}
