/** What the expert system recommends, as cards by priority; an order is one press away where it says how much. */
import type {
  CommandAccepted,
  PagedAnswer,
  RecommendationJson,
} from '../../../pipeline/query/wire.ts';
import { whole } from '../../numbers.ts';
import { html } from '../dom.ts';
import { hashOf } from './address.ts';
import {
  capital,
  groupText,
  lastsText,
  orderText,
  SEVERITIES,
  SEVERITY_TONE,
  type Severity,
} from './alerts-words.ts';
import { setDisabled, setHidden, setText } from './in-place.ts';
import type { Inquiry } from './inquiry.ts';
import { createKeyedList, type KeyedEntry } from './keyed-list.ts';
import { Pending } from './pending.ts';
import { setAttribute } from './text-cell.ts';
import type { ViewContext } from './view.ts';
import { faultPlace, faultText, givenText } from './view-parts.ts';

/** As many as the API gives on a page, the most urgent first. */
const ASKED = 200;
/** Of a priority; the rest is counted. */
const SHOWN_IN_GROUP = 9;

export function createAdvice(context: ViewContext, inquiry: Inquiry, reasonId: string) {
  const pending = new Pending();
  const fault = faultPlace();
  const empty = html('p', { class: 'quiet', hidden: true }, 'Nothing is recommended at present.');
  const more = html('p', { class: 'quiet', hidden: true });
  const groups = SEVERITIES.map((priority) => adviceGroup(priority, context, pending, reasonId));
  inquiry.add<PagedAnswer<RecommendationJson>>({
    ask: () => context.api.get('/api/recommendations', { page: 1, pageSize: ASKED }),
    show({ data, total }) {
      fault.clear();
      for (const group of groups) group.show(data);
      setHidden(empty, data.length > 0);
      setHidden(more, data.length >= total);
      setText(
        more,
        `${whole(total)} are recommended; these are the most urgent ${whole(data.length)}.`,
      );
    },
    failed: (cause) => fault.show('The recommendations', cause),
  });
  return {
    node: html(
      'div',
      { class: 'advice' },
      fault.node,
      ...groups.map(({ node }) => node),
      empty,
      more,
    ),
    reset: () => pending.forget(),
  };
}

function adviceGroup(priority: Severity, context: ViewContext, pending: Pending, reasonId: string) {
  const title = html('h4');
  const host = html('ul', { class: 'advice-cards', tabindex: -1 });
  const node = html('section', { hidden: true }, title, host);
  const list = createKeyedList<RecommendationJson>(host, keyOf, (recommendation) =>
    adviceCard(recommendation, context, pending, reasonId),
  );
  return {
    node,
    show(all: readonly RecommendationJson[]): void {
      const own = all.filter((recommendation) => recommendation.priority === priority);
      const shown = own.slice(0, SHOWN_IN_GROUP);
      setHidden(node, own.length === 0);
      setText(title, groupText(priority, shown.length, own.length));
      list.show(shown);
    },
  };
}

/** A new number of units is a new advice; what was pressed for the former one is done. */
function keyOf({ id, units }: RecommendationJson): string {
  return `${id} ${units ?? ''}`;
}

function adviceCard(
  recommendation: RecommendationJson,
  context: ViewContext,
  pending: Pending,
  reasonId: string,
): KeyedEntry<RecommendationJson> {
  const { productId, productName, warehouseId, units, priority } = recommendation;
  const key = keyOf(recommendation);
  const action = html('p', { class: 'advice-action' });
  const reason = html('p', { class: 'quiet' });
  const lasts = html('p', { class: 'quiet' });
  const button = html('button', { type: 'button', class: 'primary', 'aria-describedby': reasonId });
  const refresh = () => {
    const waits = pending.has(key);
    setDisabled(button, !context.mayAct());
    // Not disabled while it waits: that would take the focus away.
    setAttribute(button, 'aria-disabled', waits ? 'true' : null);
    setText(button, waits ? 'Sent through Kafka …' : orderText(units ?? 0));
  };
  const update = ({ action: act, reason: why, daysUntilStockOut }: RecommendationJson) => {
    setText(action, givenText(act, 300).textContent ?? '');
    setText(reason, givenText(why, 400).textContent ?? '');
    setText(lasts, lastsText({ daysUntilStockOut }));
    if (units !== null) refresh();
  };
  const order = async () => {
    if (productId === null || units === null || pending.has(key)) return;
    pending.sent(key);
    refresh();
    try {
      await context.api.send<CommandAccepted>('POST', '/api/events', {
        ...{ type: 'RESTOCK', productId, quantity: units },
      });
      context.say(`A delivery of ${whole(units)} units of ${productId} was sent through Kafka.`);
    } catch (cause) {
      pending.done(key);
      refresh();
      context.say(faultText(cause), 'bad');
    }
  };
  button.addEventListener('click', () => void order());
  const subject =
    productId === null
      ? givenText(warehouseId, 64)
      : html('a', { href: hashOf('analytics', { product: productId }) }, givenText(productId, 64));
  const node = html(
    'li',
    { class: `card advice-card ${priority}` },
    html(
      'div',
      { class: 'alert-head' },
      html('span', { class: `badge ${SEVERITY_TONE[priority]}` }, capital(priority)),
      subject,
      productName === null ? null : html('span', { class: 'quiet' }, givenText(productName, 80)),
    ),
    action,
    reason,
    lasts,
    productId !== null && units !== null ? button : null,
  );
  return { node, update };
}
