/** Beside the charts: the newest alerts and the most urgent recommendations. */
import type { AlertJson, RecommendationJson } from '../../../pipeline/query/wire.ts';
import { inertText } from '../../inert-text.ts';
import { html } from '../dom.ts';
import { hashOf } from './address.ts';
import { setText } from './in-place.ts';
import { createKeyedList } from './keyed-list.ts';
import { setAttribute } from './text-cell.ts';

export interface ShortList<T> {
  readonly node: HTMLElement;
  show(items: readonly T[]): void;
}

export function alertList(): ShortList<AlertJson> {
  return shortList<AlertJson>({
    id: 'newest-alerts',
    title: 'Newest alerts',
    href: hashOf('alerts'),
    more: 'All alerts',
    nothing: 'No alert is active.',
    keyOf: ({ id }) => id,
    read: ({ severity, productId, productName, message }) => ({
      badge: severity,
      head: inertText(productName, 80),
      text: inertText(message, 200),
      href: hashOf('inventory', { product: productId }),
    }),
  });
}

export function recommendationList(): ShortList<RecommendationJson> {
  return shortList<RecommendationJson>({
    id: 'top-recommendations',
    title: 'What to do next',
    href: hashOf('alerts'),
    more: 'All recommendations',
    nothing: 'Nothing needs to be done.',
    keyOf: ({ id }) => id,
    read: ({ priority, action, reason, productId, productName, warehouseId }) => ({
      badge: priority,
      head: inertText(productName ?? warehouseId, 80),
      text: inertText(`${action} ${reason}`, 300),
      href: productId === null ? null : hashOf('inventory', { product: productId }),
    }),
  });
}

interface ListSpec<T> {
  readonly id: string;
  readonly title: string;
  readonly href: string;
  readonly more: string;
  readonly nothing: string;
  readonly keyOf: (item: T) => string;
  readonly read: (item: T) => Entry;
}

interface Entry {
  readonly badge: 'critical' | 'high' | 'medium' | 'low';
  readonly head: string;
  readonly text: string;
  readonly href: string | null;
}

const TONES = { critical: 'bad', high: 'warn', medium: '', low: '' } as const;

function shortList<T>({ id, title, href, more, nothing, keyOf, read }: ListSpec<T>): ShortList<T> {
  const host = html('ul', { class: 'short-list', tabindex: -1 });
  const empty = html('p', { class: 'quiet', hidden: true }, nothing);
  const list = createKeyedList<T>(host, keyOf, () => entryOf(read));
  return {
    node: html(
      'section',
      { class: 'card', 'aria-labelledby': `${id}-title` },
      html(
        'div',
        { class: 'card-head' },
        html('h3', { id: `${id}-title` }, title),
        html('a', { href }, more),
      ),
      host,
      empty,
    ),
    show(items) {
      list.show(items);
      empty.hidden = items.length > 0;
    },
  };
}

function entryOf<T>(read: (item: T) => Entry) {
  const badge = html('span');
  const head = html('a', { class: 'foreign' });
  const text = html('p', { class: 'quiet foreign' });
  return {
    node: html('li', {}, badge, html('div', {}, head, text)),
    update(item: T): void {
      const entry = read(item);
      setText(badge, entry.badge);
      setAttribute(badge, 'class', `badge ${TONES[entry.badge]}`.trimEnd());
      setText(head, entry.head);
      setAttribute(head, 'href', entry.href);
      setText(text, entry.text);
    },
  };
}
