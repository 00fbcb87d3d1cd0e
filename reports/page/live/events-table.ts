/** The records as a table where there is room, as cards where there is not; rows keep their nodes while they are shown. */
import type { EventJson } from '../../../pipeline/query/wire.ts';
import { html } from '../dom.ts';
import { hashOf } from './address.ts';
import { businessTime, placeText, quantityText, sourceText, typeText } from './events-words.ts';
import { createKeyedList, type KeyedEntry } from './keyed-list.ts';
import { givenText } from './view-parts.ts';

export interface EventsTable {
  readonly node: HTMLElement;
  /** Rows only, for whoever asks whether somebody reads them. */
  readonly rows: HTMLElement;
  show(events: readonly EventJson[]): void;
}

const COLUMNS = ['Time (UTC)', 'Type', 'Product', 'Quantity', 'Warehouse', 'Record'] as const;

export function createEventsTable(): EventsTable {
  const head = html('tr', { role: 'row' });
  for (const label of COLUMNS) {
    head.append(
      html(
        'th',
        { scope: 'col', role: 'columnheader', class: label === 'Quantity' ? 'number' : undefined },
        label,
      ),
    );
  }
  const rows = html('tbody', { role: 'rowgroup', tabindex: -1 });
  // Cards are laid out as blocks, which takes the roles of a table away where they are not given.
  const table = html(
    'table',
    { class: 'event-table', role: 'table' },
    html('caption', { class: 'visually-hidden' }, 'Records, the newest first'),
    html('thead', { role: 'rowgroup' }, head),
    rows,
  );
  const node = html(
    'div',
    { class: 'table-scroller', tabindex: 0, role: 'region', 'aria-label': 'Records' },
    table,
  );
  const list = createKeyedList<EventJson>(rows, ({ number }) => String(number), eventRow);
  return { node, rows, show: (events) => list.show(events) };
}

/** A record never changes: its row is made once. */
function eventRow(event: EventJson): KeyedEntry<EventJson> {
  const { type, source, productId, warehouseId, topic, partition, offset, message } = event;
  const record = html(
    'a',
    {
      href: hashOf('kafka', { topic, partition: String(partition), offset: String(offset) }),
      title: 'Key, headers, value, and where it is now',
    },
    placeText(event),
  );
  const tone = type === null ? 'bad' : source === 'plan' ? `of-${type.toLowerCase()}` : 'warn';
  const product =
    productId === null
      ? '–'
      : html('a', { href: hashOf('analytics', { product: productId }) }, givenText(productId, 64));
  const node = html('tr', { role: 'row' });
  const cell = (at: number, ...children: (Node | string | null)[]) => {
    const label = COLUMNS[at];
    node.append(
      html(
        'td',
        {
          role: 'cell',
          'data-label': label,
          class: label === 'Quantity' ? 'number' : undefined,
        },
        ...children,
      ),
    );
  };
  cell(0, html('time', {}, businessTime(event.timestamp)));
  cell(
    1,
    html(
      'span',
      { class: `event-type ${tone}`, title: `From ${sourceText(event)}` },
      typeText(event),
    ),
  );
  cell(2, product);
  cell(3, quantityText(event));
  cell(4, warehouseId === null ? '–' : givenText(warehouseId, 64));
  cell(5, record, message === null ? null : html('div', { class: 'quiet' }, givenText(message)));
  return { node, update() {} };
}
