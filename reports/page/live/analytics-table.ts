/** Products by the time that their stock lasts, the shortest first, a page at a time. */
import type { ForecastJson, PagedAnswer } from '../../../pipeline/query/wire.ts';
import { whole } from '../../numbers.ts';
import { html } from '../dom.ts';
import { bySoonestStockOut } from './analytics-days.ts';
import { oneDecimal, stockOutText } from './analytics-words.ts';
import { setHidden, setText } from './in-place.ts';
import type { Inquiry } from './inquiry.ts';
import { createKeyedList, isBeingRead, type KeyedEntry } from './keyed-list.ts';
import { setAttribute } from './text-cell.ts';
import type { LiveApi } from './view.ts';
import { createPager, faultPlace, givenText } from './view-parts.ts';

export interface StockOutTable {
  readonly node: HTMLElement;
  show(place: { readonly page: number; readonly productId: string }): void;
}

export interface StockOutTableSpec {
  readonly api: LiveApi;
  readonly inquiry: Inquiry;
  /** Where a product's own chart is. */
  readonly addressOf: (productId: string) => string;
  readonly toPage: (page: number) => void;
  /** Of the page that is shown. */
  readonly soonest: (productId: string) => void;
}

const PAGE_SIZE = 10;
const COLUMNS = [
  ['Product', false],
  ['Name', false],
  ['In stock', true],
  ['Sold a day', true],
  ['In seven days', true],
  ['Out of stock', false],
] as const;

export function createStockOutTable(spec: StockOutTableSpec): StockOutTable {
  const { api, inquiry } = spec;
  const fault = faultPlace();
  const empty = html('p', { class: 'quiet', hidden: true }, 'No product has a forecast yet.');
  const rows = html('tbody', { tabindex: -1 });
  let page = 1;
  let chosen = '';
  const list = createKeyedList<ForecastJson>(
    rows,
    ({ productId }) => productId,
    (forecast) => stockOutRow(forecast, spec.addressOf, () => chosen),
  );
  const pager = createPager('products', spec.toPage);
  const scroller = html(
    'div',
    { class: 'table-scroller', tabindex: 0, role: 'region', 'aria-label': 'Products by stock-out' },
    html('table', {}, headOf(), rows),
  );
  let shown: readonly ForecastJson[] = [];
  const ask = inquiry.add<PagedAnswer<ForecastJson>>({
    ask: () => api.get('/api/forecast', { page, pageSize: PAGE_SIZE }),
    show(answer) {
      fault.clear();
      shown = bySoonestStockOut(answer.data);
      list.show(shown);
      pager.show(answer);
      setHidden(empty, shown.length > 0);
      setHidden(scroller, shown.length === 0);
      // What is gone already has nothing left to draw.
      const first = shown.find(({ quantity }) => quantity > 0) ?? shown[0];
      if (first !== undefined) spec.soonest(first.productId);
    },
    failed: (cause) => fault.show('The forecasts', cause),
    isHeld: () => isBeingRead(rows),
  });
  return {
    node: html('div', {}, fault.node, scroller, empty, pager.node),
    show(place) {
      chosen = place.productId;
      list.show(shown);
      if (place.page === page) return;
      page = place.page;
      ask();
    },
  };
}

function headOf(): HTMLElement {
  const head = html('tr');
  for (const [label, isNumber] of COLUMNS) {
    head.append(html('th', { scope: 'col', class: isNumber ? 'number' : undefined }, label));
  }
  return html('thead', {}, head);
}

function stockOutRow(
  { productId }: ForecastJson,
  addressOf: (productId: string) => string,
  chosen: () => string,
): KeyedEntry<ForecastJson> {
  const link = html('a', { href: addressOf(productId) }, givenText(productId, 64));
  const name = html('td');
  const number = () => html('td', { class: 'number' });
  const stock = number();
  const perDay = number();
  const seventh = number();
  const out = html('td');
  const node = html(
    'tr',
    {},
    html('th', { scope: 'row' }, link),
    name,
    stock,
    perDay,
    seventh,
    out,
  );
  return {
    node,
    update(forecast) {
      // It goes on with the page and the days that are chosen by now.
      setAttribute(link, 'href', addressOf(productId));
      setAttribute(link, 'aria-current', chosen() === productId ? 'true' : null);
      setAttribute(node, 'class', chosen() === productId ? 'emphasised' : null);
      const given = givenText(forecast.productName, 60);
      if (name.textContent !== given.textContent) name.replaceChildren(given);
      setText(stock, whole(forecast.quantity));
      setText(perDay, oneDecimal(forecast.dailyDemand[0] ?? 0));
      setText(seventh, oneDecimal(forecast.predictedStock7d));
      setText(out, stockOutText(forecast));
    },
  };
}
