/** Everything about one product, beside the list: state, forecast, alerts, its latest events, and what can be done to it. */
import type { AlertJson, EventJson, ProductDetailJson } from '../../../pipeline/query/wire.ts';
import { inertText } from '../../inert-text.ts';
import { inWords, percent, whole } from '../../numbers.ts';
import { html } from '../dom.ts';
import { hashOf } from './address.ts';
import { alertTypeText, SEVERITY_TONE } from './alerts-words.ts';
import { businessTime, quantityText, typeText } from './events-words.ts';
import { setText } from './in-place.ts';
import { priceText, showStatus } from './inventory-table.ts';
import { createKeyedList } from './keyed-list.ts';
import { productForms } from './product-forms.ts';
import { sparkline } from './product-sparkline.ts';
import { stockBar } from './stock-bar.ts';
import type { ViewContext } from './view.ts';

export interface ProductDetail {
  readonly node: HTMLElement;
  readonly title: HTMLElement;
  show(product: ProductDetailJson): void;
  showEvents(events: readonly EventJson[]): void;
  /** Until the first answer: another product was chosen. */
  waitFor(productId: string): void;
  hello(isInteractive: boolean): void;
}

export function productDetail(context: ViewContext, close: () => void): ProductDetail {
  const title = html('h3', { id: 'product-title', tabindex: -1, class: 'foreign' });
  const badge = html('span');
  const ids = html('p', { class: 'quiet foreign' });
  const bar = stockBar();
  const facts = factList();
  const forecastHost = html('div', { class: 'product-forecast' });
  const alerts = alertLines();
  const events = eventLines();
  const forms = productForms(context);
  const closeButton = html('button', { type: 'button' }, 'Close');
  closeButton.setAttribute('aria-label', 'Close the details');
  closeButton.addEventListener('click', close);
  const more = html('p', { class: 'quiet' });
  const body = html(
    'div',
    { class: 'product-body' },
    html('p', {}, badge),
    bar.node,
    forms.restock,
    facts.node,
    forecastHost,
    alerts.node,
    events.node,
    more,
    forms.edit,
  );
  let drawn = '';
  return {
    title,
    node: html(
      'section',
      { class: 'card product-detail', 'aria-labelledby': title.id },
      html('div', { class: 'card-head' }, title, closeButton),
      ids,
      body,
    ),
    waitFor(productId) {
      setText(title, productId);
      setText(ids, 'Asking…');
      body.hidden = true;
      drawn = '';
    },
    show(product) {
      body.hidden = false;
      setText(title, inertText(product.name, 120));
      setText(ids, inertText(`${product.id} · ${product.sku} · ${product.category}`, 200));
      showStatus(badge, product.status);
      bar.show(product);
      facts.show(factsOf(product));
      alerts.show(product.alerts);
      forms.show(product);
      const next = JSON.stringify([product.forecast, product.reorderPoint]);
      if (next !== drawn) {
        drawn = next;
        forecastHost.replaceChildren(...forecastNodes(product));
        more.replaceChildren(...moreLinks(product.id));
      }
    },
    showEvents: (shown) => events.show(shown),
    hello: (isInteractive) => forms.hello(isInteractive),
  };
}

function factsOf(product: ProductDetailJson): readonly (readonly [string, string])[] {
  const { soldUnits, lostUnits, restockedUnits, returnedUnits, clippedUnits, price } = product;
  const wanted = soldUnits + lostUnits;
  const clipped = clippedUnits === 0 ? '' : `, ${whole(clippedUnits)} clipped`;
  const sequence =
    product.waiting === 0
      ? `up to no. ${whole(product.appliedSeq)}`
      : `up to no. ${whole(product.appliedSeq)}, ${whole(product.waiting)} waiting`;
  return [
    ['Value on hand', priceText(price * product.quantity)],
    ['Price', priceText(price)],
    ['Sold', inWords(soldUnits, 'unit')],
    ['Lost', wanted === 0 ? '–' : `${whole(lostUnits)} (${percent(lostUnits / wanted)})`],
    ['Delivered', `${inWords(restockedUnits, 'unit')}${clipped}`],
    ['Returned', inWords(returnedUnits, 'unit')],
    ['Opening stock', inWords(product.openingStock, 'unit')],
    ['Warehouse', inertText(product.warehouseId, 60)],
    ['Partition', `${product.partition}, on every topic`],
    ['Events applied', sequence],
    ['Latest movement', businessTime(product.lastUpdated)],
    ['By hand', product.touchedByHand ? 'changed in this run' : 'never changed'],
  ];
}

/** Names stay, values change in place. */
function factList() {
  const node = html('dl', { class: 'product-facts' });
  const values = new Map<string, HTMLElement>();
  return {
    node,
    show(facts: readonly (readonly [string, string])[]): void {
      for (const [name, text] of facts) {
        const value = values.get(name) ?? html('dd');
        if (!values.has(name)) {
          values.set(name, value);
          node.append(html('div', {}, html('dt', {}, name), value));
        }
        setText(value, text);
      }
    },
  };
}

function forecastNodes({ forecast, reorderPoint }: ProductDetailJson): readonly Node[] {
  if (forecast === null) {
    return [html('p', { class: 'quiet' }, 'There is no forecast before its first complete day.')];
  }
  const { daysUntilStockOut, confidence } = forecast;
  const out =
    daysUntilStockOut === null
      ? 'does not run out within a year'
      : `runs out in ${inWords(Math.round(daysUntilStockOut * 10) / 10, 'day')}`;
  return [
    html('h4', {}, 'Forecast'),
    sparkline(forecast, reorderPoint),
    html('p', { class: 'quiet' }, `It ${out}; confidence ${percent(confidence)}.`),
  ];
}

function moreLinks(product: string): readonly Node[] {
  return [
    html('a', { href: hashOf('analytics', { product }) }, 'Its forecast in full'),
    document.createTextNode(' · '),
    html('a', { href: hashOf('alerts', { product }) }, 'all its alerts'),
    document.createTextNode(' · '),
    html('a', { href: hashOf('events', { product }) }, 'all its events'),
  ];
}

const MOST_ALERTS = 3;

function alertLines() {
  const host = html('ul', { class: 'product-lines', tabindex: -1 });
  const none = html('p', { class: 'quiet' }, 'No alert in this run.');
  const list = createKeyedList<AlertJson>(
    host,
    ({ id }) => id,
    () => {
      const badge = html('span');
      const text = html('span', { class: 'foreign' });
      return {
        node: html('li', {}, badge, ' ', text),
        update(alert) {
          setText(badge, alert.status === 'active' ? alert.severity : alert.status);
          const tone = alert.status === 'active' ? SEVERITY_TONE[alert.severity] : 'aside';
          badge.className = `badge ${tone}`;
          const words = `${alertTypeText(alert)}, ${businessTime(alert.createdAt)}`;
          setText(text, inertText(words, 120));
        },
      };
    },
  );
  return {
    node: html('div', {}, html('h4', {}, 'Alerts'), host, none),
    show(alerts: readonly AlertJson[]): void {
      list.show(alerts.slice(0, MOST_ALERTS));
      none.hidden = alerts.length > 0;
    },
  };
}

function eventLines() {
  const host = html('ul', { class: 'product-lines', tabindex: -1 });
  const none = html('p', { class: 'quiet' }, 'None among the events that are kept.');
  const list = createKeyedList<EventJson>(
    host,
    ({ number }) => String(number),
    (event) => ({
      node: html(
        'li',
        { class: 'product-event' },
        html('span', {}, typeText(event)),
        html('span', { class: 'number' }, quantityText(event)),
        html('span', { class: 'quiet' }, businessTime(event.timestamp)),
      ),
      update() {},
    }),
  );
  return {
    node: html('div', {}, html('h4', {}, 'Latest events'), host, none),
    show(events: readonly EventJson[]): void {
      list.show(events);
      none.hidden = events.length > 0;
    },
  };
}
