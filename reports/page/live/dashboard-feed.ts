/**
 * The latest events, calmly: a fixed number of rows whose texts change once a second, however many events there are. It stands
 * still while somebody points at it, has marked text in it, or holds it.
 */
import type { EventJson } from '../../../pipeline/query/wire.ts';
import { inertText } from '../../inert-text.ts';
import { inWords } from '../../numbers.ts';
import { html } from '../dom.ts';
import { hashOf } from './address.ts';
import { businessTime, quantityText, typeText } from './events-words.ts';
import { isBeingRead } from './keyed-list.ts';
import type { LiveHistory } from './live-history.ts';
import { setAttribute, textCell } from './text-cell.ts';

export interface DashboardFeed {
  readonly node: HTMLElement;
  refresh(): void;
}

const ROWS = 12;
const LEAST_MS = 1_000;

export function dashboardFeed(history: LiveHistory): DashboardFeed {
  const rows = Array.from({ length: ROWS }, feedRow);
  const list = html('ol', { class: 'feed' }, ...rows.map(({ node }) => node));
  const skipped = html('p', { class: 'quiet' });
  const skippedText = textCell(skipped);
  const hold = html('button', { type: 'button', 'aria-pressed': 'false' }, 'Hold');
  let isHeld = false;
  let shownAtMs = Number.NEGATIVE_INFINITY;
  const show = () => {
    shownAtMs = performance.now();
    for (const [index, row] of rows.entries()) row.show(history.events[index]);
    skippedText.set(skippedWords(history));
  };
  hold.addEventListener('click', () => {
    isHeld = !isHeld;
    hold.setAttribute('aria-pressed', String(isHeld));
    hold.textContent = isHeld ? 'Resume' : 'Hold';
    if (!isHeld) show();
  });
  return {
    node: html(
      'section',
      { class: 'card feed-card', 'aria-labelledby': 'feed-title' },
      html('div', { class: 'card-head' }, html('h3', { id: 'feed-title' }, 'Latest events'), hold),
      list,
      skipped,
    ),
    refresh() {
      if (isHeld || performance.now() - shownAtMs < LEAST_MS) return;
      if (list.matches(':hover') || isBeingRead(list)) return;
      show();
    },
  };
}

function skippedWords({ events, skippedEvents }: LiveHistory): string {
  if (events.length === 0) return 'No event was read from the topics yet.';
  if (skippedEvents === 0) return 'Newest on top.';
  return `Newest on top, a sample: ${inWords(skippedEvents, 'more event')} passed by since this page was opened.`;
}

function feedRow() {
  const type = html('span', { class: 'feed-type' });
  const product = html('a', { class: 'feed-product' });
  const quantity = html('span', { class: 'feed-quantity' });
  const when = html('span', { class: 'feed-when' });
  const node = html('li', { hidden: true }, type, quantity, product, when);
  const cells = {
    type: textCell(type),
    product: textCell(product),
    quantity: textCell(quantity),
    when: textCell(when),
  };
  return {
    node,
    show(event: EventJson | undefined): void {
      node.hidden = event === undefined;
      if (event === undefined) return;
      const id = event.productId;
      cells.type.set(typeText(event));
      setAttribute(type, 'class', `feed-type ${event.type ?? 'unreadable'}`);
      cells.product.set(id === null ? inertText(event.message ?? '–', 60) : inertText(id, 60));
      setAttribute(product, 'href', id === null ? null : hashOf('inventory', { product: id }));
      cells.quantity.set(quantityText(event));
      cells.when.set(businessTime(event.timestamp));
    },
  };
}
