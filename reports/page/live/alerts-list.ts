/** Active and ended alerts: filters, pages, and what a person may do about each. */
import type { AlertJson, CommandAccepted, PagedAnswer } from '../../../pipeline/query/wire.ts';
import { html } from '../dom.ts';
import { hashOf } from './address.ts';
import {
  alertTimes,
  alertTypeText,
  capital,
  SEVERITIES,
  SEVERITY_CHOICES,
  SEVERITY_TONE,
  type Severity,
  STATUS_CHOICES,
  STATUSES,
  type Status,
} from './alerts-words.ts';
import { addressed, chosenOf, idOf, numberOf } from './filter-values.ts';
import { setDisabled, setHidden, setText } from './in-place.ts';
import type { Inquiry } from './inquiry.ts';
import { createKeyedList, type KeyedEntry } from './keyed-list.ts';
import { Pending } from './pending.ts';
import { createProductPicker } from './product-picker.ts';
import { setAttribute } from './text-cell.ts';
import type { ViewContext } from './view.ts';
import { createPager, faultPlace, faultText, givenText, selectField } from './view-parts.ts';

export interface AlertsList {
  readonly node: HTMLElement;
  /** Another connection, perhaps another run. */
  reset(): void;
  shown(query: URLSearchParams): void;
}

interface AlertFilters {
  readonly severity: Severity | '';
  readonly status: Status | '';
  readonly product: string;
  readonly page: number;
}

const USUAL: AlertFilters = { severity: '', status: '', product: '', page: 1 };
const PAGE_SIZE = 10;
const MOST_PAGES = 1_000_000;

export function createAlertsList(
  context: ViewContext,
  inquiry: Inquiry,
  /** Id of what says why nobody may act here. */
  reasonId: string,
): AlertsList {
  const pending = new Pending();
  const fault = faultPlace();
  const empty = html('p', { class: 'quiet', hidden: true });
  const host = html('ul', { class: 'alerts', tabindex: -1, 'aria-label': 'Alerts' });
  const list = createKeyedList<AlertJson>(
    host,
    ({ id }) => id,
    (alert) => alertEntry(alert, context, pending, reasonId),
  );
  let filters = USUAL;
  const pager = createPager('alerts', (page) => change({ page }));
  const ask = inquiry.add<PagedAnswer<AlertJson>>({
    ask: () =>
      context.api.get('/api/alerts', {
        severity: filters.severity,
        status: filters.status,
        productId: filters.product,
        page: filters.page,
        pageSize: PAGE_SIZE,
      }),
    show(answer) {
      fault.clear();
      list.show(answer.data);
      pager.show(answer);
      setText(empty, emptyText(filters, answer.total));
      setHidden(empty, answer.data.length > 0);
    },
    failed: (cause) => fault.show('The alerts', cause),
  });
  const change = (changes: Partial<AlertFilters>) => {
    // Other filters begin at their first page.
    filters = { ...filters, page: 1, ...changes };
    context.replaceQuery(addressed({ ...filters }, { page: 1 }));
    fields.show(filters);
    ask();
  };
  const fields = createFields(context, inquiry, change);
  return {
    node: html('div', {}, fields.node, fault.node, host, empty, pager.node),
    reset: () => pending.forget(),
    shown(query) {
      const asked: AlertFilters = {
        severity: chosenOf(query, 'severity', SEVERITIES),
        status: chosenOf(query, 'status', STATUSES),
        product: idOf(query, 'product'),
        page: numberOf(query, 'page', { min: 1, max: MOST_PAGES, usual: 1 }),
      };
      if (JSON.stringify(asked) !== JSON.stringify(filters)) {
        filters = asked;
        ask();
      }
      fields.show(filters);
    },
  };
}

function emptyText({ severity, status, product, page }: AlertFilters, total: number): string {
  if (total > 0 && page > 1) return 'There is nothing on this page any more.';
  if (severity !== '' || status !== '' || product !== '') return 'No alert matches these filters.';
  return 'No alert: every product has stock between its reorder point and its capacity.';
}

function createFields(
  context: ViewContext,
  inquiry: Inquiry,
  change: (changes: Partial<AlertFilters>) => void,
) {
  const status = selectField('alerts-status', 'Status', STATUS_CHOICES, (value) =>
    change({ status: value }),
  );
  const severity = selectField('alerts-severity', 'Severity', SEVERITY_CHOICES, (value) =>
    change({ severity: value }),
  );
  const product = createProductPicker({
    id: 'alerts-product',
    label: 'Product',
    allText: 'All products',
    inquiry,
    api: context.api,
    choose: (value) => change({ product: value }),
  });
  const node = html('div', { class: 'filters', role: 'group', 'aria-label': 'Filters of alerts' });
  node.append(status.node, severity.node, product.node);
  return {
    node,
    show(filters: AlertFilters): void {
      status.set(filters.status);
      severity.set(filters.severity);
      product.set(filters.product);
    },
  };
}

/** What cannot change about an alert is written once. */
function alertEntry(
  { id, productId, productName }: AlertJson,
  context: ViewContext,
  pending: Pending,
  reasonId: string,
): KeyedEntry<AlertJson> {
  const badge = html('span', { class: 'badge' });
  const type = html('span', { class: 'alert-type' });
  const message = html('p', { class: 'alert-message' });
  const advice = html('p', { class: 'quiet' });
  const times = html('p', { class: 'quiet' });
  const actions = html('div', { class: 'alert-actions' });
  const buttons = (['resolve', 'dismiss'] as const).map((verb) => {
    const button = html('button', { type: 'button', 'aria-describedby': reasonId }, capital(verb));
    button.setAttribute('aria-label', `${capital(verb)}: alert of ${productId}`);
    button.addEventListener('click', () => void settle(verb));
    actions.append(button);
    return button;
  });
  const sent = html('span', { class: 'quiet', hidden: true }, 'Sent through Kafka …');
  actions.append(sent);
  let shown: AlertJson | undefined;
  const update = (alert: AlertJson) => {
    shown = alert;
    const isActive = alert.status === 'active';
    if (!isActive) pending.done(id);
    setText(badge, capital(alert.severity));
    setAttribute(badge, 'class', `badge ${SEVERITY_TONE[alert.severity]}`);
    setText(type, alertTypeText(alert));
    setGiven(message, alert.message);
    setGiven(advice, alert.recommendation);
    setText(times, alertTimes(alert));
    setAttribute(node, 'class', `alert ${alert.status}`);
    setHidden(actions, !isActive);
    const waits = pending.has(id);
    for (const button of buttons) {
      setDisabled(button, !context.mayAct());
      // Not disabled while it waits: that would take the focus away.
      setAttribute(button, 'aria-disabled', waits ? 'true' : null);
    }
    setHidden(sent, !waits);
  };
  const settle = async (verb: 'resolve' | 'dismiss') => {
    if (pending.has(id) || shown === undefined) return;
    pending.sent(id);
    update(shown);
    try {
      await context.api.send<CommandAccepted>(
        'POST',
        `/api/alerts/${encodeURIComponent(id)}/${verb}`,
        {},
      );
      context.say(`${capital(verb)} was sent through Kafka; it shows when the state comes back.`);
    } catch (cause) {
      pending.done(id);
      if (shown !== undefined) update(shown);
      context.say(faultText(cause), 'bad');
    }
  };
  const name = html('span', { class: 'quiet' }, givenText(productName, 80));
  const product = html(
    'a',
    { href: hashOf('inventory', { search: productId }) },
    givenText(productId, 64),
  );
  const node = html(
    'li',
    {},
    html('div', { class: 'alert-head' }, badge, type, product, name),
    message,
    advice,
    html('div', { class: 'alert-foot' }, times, actions),
  );
  return { node, update };
}

function setGiven(node: HTMLElement, text: string): void {
  const next = givenText(text, 300);
  if (node.textContent !== next.textContent) node.replaceChildren(next);
}
