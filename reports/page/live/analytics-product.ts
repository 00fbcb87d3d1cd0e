/** One product: what was sold, what is forecast, what its stock comes to, and how sure that is. */
import type { Answer, ForecastJson, ProductDetailJson } from '../../../pipeline/query/wire.ts';
import { inertText } from '../../inert-text.ts';
import { html } from '../dom.ts';
import { createFigure } from '../figure.ts';
import type { LegendEntry } from '../legend.ts';
import { productDays } from './analytics-days.ts';
import { type DrawnProduct, productDrawing } from './analytics-drawing.ts';
import {
  confidenceText,
  daysTable,
  modelText,
  seventhDayText,
  stockOutText,
} from './analytics-words.ts';
import { setHidden, setText } from './in-place.ts';
import type { Inquiry } from './inquiry.ts';
import { isBeingRead } from './keyed-list.ts';
import type { LiveApi } from './view.ts';
import { faultPlace } from './view-parts.ts';

export interface ProductFigure {
  readonly node: HTMLElement;
  /** @param productId '' for none yet */
  choose(productId: string, days: number): void;
}

const ID = 'product-days';

export function createProductFigure(
  api: LiveApi,
  inquiry: Inquiry,
  controls: HTMLElement,
): ProductFigure {
  const fault = faultPlace();
  const facts = createFacts();
  let productId = '';
  let days = 7;
  let shown: DrawnProduct | null = null;
  let reorderPoint: { readonly id: string; readonly units: number } | null = null;
  const figure = createFigure({
    id: ID,
    title: 'Demand, stock and stock-out',
    howToRead:
      'Above, what was sold on each complete day and what is forecast for the days to come; below, what the stock comes to without ' +
      'a delivery. It ends within the band nine times out of ten.',
    legend: LEGEND,
    table: daysTable([], 'Nothing is chosen yet'),
    drawing: productDrawing(() => shown),
    controls,
  });
  const show = (forecast: ForecastJson | null) => {
    const units = reorderPoint?.id === productId ? reorderPoint.units : null;
    const next =
      forecast === null
        ? null
        : { forecast, days: productDays(forecast), reorderPointUnits: units };
    // The same once more would take what is marked in its table.
    if (JSON.stringify(next) === JSON.stringify(shown)) return;
    shown = next;
    const title = inertText(`${productId} ${forecast?.productName ?? ''}`, 120);
    figure.update({
      table: daysTable(next?.days ?? [], `Demand and stock of ${title}`),
      notes: forecast === null ? [NO_FORECAST] : [],
    });
    facts.show(title, next);
  };
  const isHeld = () => {
    const table = figure.node.querySelector<HTMLElement>('.table-scroller');
    return table !== null && isBeingRead(table);
  };
  const askForecast = inquiry.add<Answer<ForecastJson | null> | null>({
    ask: async () =>
      productId === '' ? null : api.get('/api/forecast', { productId, days: String(days) }),
    show(answer) {
      fault.clear();
      if (answer !== null) show(answer.data);
    },
    failed: (cause) => fault.show('The forecast', cause),
    isHeld,
  });
  const askProduct = inquiry.add<Answer<ProductDetailJson> | null>({
    ask: async () =>
      productId === '' ? null : api.get(`/api/products/${encodeURIComponent(productId)}`),
    show(answer) {
      if (answer === null) return;
      reorderPoint = { id: answer.data.id, units: answer.data.reorderPoint };
      if (shown !== null) show(shown.forecast);
    },
    failed: (cause) => fault.show('The product', cause),
    isHeld,
  });
  return {
    node: html('div', { class: 'product-days' }, fault.node, figure.node, facts.node),
    choose(id, wantedDays) {
      if (id === productId && wantedDays === days) return;
      const isOther = id !== productId;
      productId = id;
      days = wantedDays;
      askForecast();
      if (isOther) askProduct();
    },
  };
}

const NO_FORECAST = 'There is no forecast of this product yet: none of its days is complete.';

const LEGEND: readonly LegendEntry[] = [
  { label: 'sold', colour: 'series-1', mark: 'area', column: 1 },
  { label: 'forecast demand', colour: 'series-4', mark: 'area', column: 2 },
  { label: 'stock', colour: 'series-1', mark: 'line', column: 3 },
  { label: '90 % band (low)', colour: 'series-1', mark: 'band', column: 4 },
  { label: 'reorder point', colour: 'warn', mark: 'dash' },
];

/** What the drawing shows, in words. */
function createFacts() {
  const heading = html('h3');
  const list = html('dl');
  const fact = (name: string) => {
    const value = html('dd');
    list.append(html('div', {}, html('dt', {}, name), value));
    return value;
  };
  const stock = fact('In stock');
  const out = fact('Out of stock');
  const seventh = fact('In seven days');
  const confidence = fact('Confidence');
  const model = fact('Model');
  const node = html('div', { class: 'card forecast-facts', hidden: true }, heading, list);
  return {
    node,
    show(title: string, product: DrawnProduct | null): void {
      setHidden(node, product === null);
      if (product === null) return;
      const { forecast, reorderPointUnits } = product;
      const level = reorderPointUnits === null ? '' : `, reorder point ${reorderPointUnits}`;
      setText(heading, title);
      setText(stock, `${forecast.quantity} units${level}`);
      setText(out, stockOutText(forecast));
      setText(seventh, seventhDayText(forecast));
      setText(confidence, confidenceText(forecast.confidence));
      setText(model, modelText(forecast));
    },
  };
}
