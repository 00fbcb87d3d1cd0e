/** Analytics & Forecasting: one product in detail, what runs out next, where the stock lies, and how well demand is served. */
import { percent, whole } from '../../numbers.ts';
import { createCursor } from '../cursor.ts';
import { html } from '../dom.ts';
import { count } from '../format.ts';
import { hashOf } from './address.ts';
import { createBars } from './analytics-bars.ts';
import { createProductFigure } from './analytics-product.ts';
import { createStockOutTable } from './analytics-table.ts';
import { addressed, idOf, numberOf } from './filter-values.ts';
import { Inquiry } from './inquiry.ts';
import { liveFigure } from './live-figure.ts';
import type { LiveHistory } from './live-history.ts';
import { createProductPicker } from './product-picker.ts';
import type { LiveView, MountedView, ViewContext } from './view.ts';

export const analyticsView: LiveView = {
  id: 'analytics',
  title: 'Analytics & Forecasting',
  create,
};

interface Place {
  /** '': the one that runs out first. */
  readonly product: string;
  readonly days: number;
  /** Of the table. */
  readonly page: number;
}

const DAYS = { min: 1, max: 30, usual: 7 } as const;
const MOST_PAGES = 1_000_000;

function create(context: ViewContext): MountedView {
  const { api, history } = context;
  const inquiry = new Inquiry();
  let place: Place = { product: '', days: DAYS.usual, page: 1 };
  let soonest = '';
  const queryOf = (next: Place) => addressed({ ...next }, { days: DAYS.usual, page: 1 });
  const change = (changes: Partial<Place>) => {
    place = { ...place, ...changes };
    context.replaceQuery(queryOf(place));
    show();
  };
  const show = () => {
    const productId = place.product === '' ? soonest : place.product;
    picker.set(productId);
    days.set(place.days);
    figure.choose(productId, place.days);
    table.show({ page: place.page, productId });
  };
  const picker = createProductPicker({
    id: 'analytics-product',
    label: 'Product',
    inquiry,
    api,
    choose: (product) => change({ product }),
  });
  const days = daysField((wanted) => change({ days: wanted }));
  const controls = html('div', { class: 'filters' }, picker.node, days.node);
  const figure = createProductFigure(api, inquiry, controls);
  const table = createStockOutTable({
    ...{ api, inquiry },
    addressOf: (product) => hashOf('analytics', queryOf({ ...place, product })),
    toPage: (page) => change({ page }),
    soonest(productId) {
      // What somebody looks at stays, even when another product would run out sooner by now.
      if (soonest !== '') return;
      soonest = productId;
      show();
    },
  });
  const served = servedFigures(history);
  const node = html(
    'div',
    { class: 'analytics-view' },
    figure.node,
    html(
      'section',
      { class: 'card' },
      html('h3', {}, 'What runs out next'),
      html('p', { class: 'quiet' }, 'At the pace of the forecast and without a delivery.'),
      table.node,
    ),
    createBars(api, inquiry),
    html('div', { class: 'figures' }, ...served.map(({ node: own }) => own)),
  );
  return {
    node,
    hello({ frame }) {
      inquiry.forget();
      inquiry.changed(frame.storeVersion);
    },
    frame({ storeVersion }) {
      inquiry.changed(storeVersion);
      for (const figure of served) figure.refresh();
    },
    shown(query) {
      place = {
        product: idOf(query, 'product'),
        days: numberOf(query, 'days', DAYS),
        page: numberOf(query, 'page', { min: 1, max: MOST_PAGES, usual: 1 }),
      };
      show();
      inquiry.show();
    },
    hidden: () => inquiry.hide(),
  };
}

/** How far ahead. */
function daysField(change: (days: number) => void) {
  const id = 'analytics-days';
  const { min, max } = DAYS;
  const input = html('input', { id, type: 'number', min, max, step: 1, inputmode: 'numeric' });
  const wrong = html('span', { id: `${id}-wrong`, class: 'field-error', role: 'status' });
  input.setAttribute('aria-describedby', wrong.id);
  input.addEventListener('input', () => {
    const isRight =
      /^\d{1,2}$/.test(input.value) && input.valueAsNumber >= min && input.valueAsNumber <= max;
    wrong.textContent = isRight ? '' : `a whole number from ${min} to ${max}`;
    input.setAttribute('aria-invalid', String(!isRight));
    if (isRight) change(input.valueAsNumber);
  });
  return {
    node: html(
      'div',
      { class: 'field days-field' },
      html('label', { for: id }, 'Days ahead'),
      input,
      wrong,
    ),
    set(days: number): void {
      if (document.activeElement !== input) input.value = String(days);
    },
  };
}

/** How well demand is served, over the last ten minutes. */
function servedFigures(history: LiveHistory) {
  const shared = { history, cursor: createCursor() };
  return [
    liveFigure({
      ...shared,
      id: 'live-fill-rate',
      title: 'Fill rate',
      howToRead: 'Of the units that customers asked for since the run began, those that they got.',
      views: [
        {
          name: '',
          format: percent,
          axisFormat: percent,
          lines: [
            {
              ...{ label: 'fill rate', colour: 'series-3', mark: 'line' },
              valueOf: ({ soldUnits, lostUnits }) => fillRate(soldUnits ?? null, lostUnits),
            },
          ],
        },
      ],
    }),
    liveFigure({
      ...shared,
      id: 'live-lost',
      title: 'Lost units',
      howToRead: 'Asked for and not there, since the run began.',
      views: [
        {
          name: '',
          unit: 'units',
          format: whole,
          axisFormat: count,
          lines: [
            {
              ...{ label: 'lost', colour: 'series-6', mark: 'area' },
              valueOf: ({ lostUnits }) => lostUnits,
            },
          ],
        },
      ],
    }),
  ];
}

function fillRate(soldUnits: number | null, lostUnits: number | null): number | null {
  if (soldUnits === null || lostUnits === null || soldUnits + lostUnits === 0) return null;
  return soldUnits / (soldUnits + lostUnits);
}
