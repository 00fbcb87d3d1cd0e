/** How a record of the event log is said. Pure. */
import type { EventType } from '../../../pipeline/event.ts';
import type { EventJson } from '../../../pipeline/query/wire.ts';
import { inertText } from '../../inert-text.ts';
import { inWords, whole } from '../../numbers.ts';
import type { DataTable } from '../data-table.ts';

export const TYPE_WORDS: Readonly<Record<EventType, string>> = {
  SALE: 'Sale',
  RESTOCK: 'Restock',
  RETURN: 'Return',
  ALERT: 'Alert',
};

const SOURCE_WORDS: Readonly<Record<EventJson['source'], string>> = {
  plan: 'the load',
  engine: 'the alert engine',
  hand: 'by hand',
};

/** What cannot be read as an event has no type. */
export function typeText({ type, source }: EventJson): string {
  const text = type === null ? 'Unreadable' : TYPE_WORDS[type];
  return source === 'hand' ? `${text}, by hand` : text;
}

export function sourceText({ source }: EventJson): string {
  return SOURCE_WORDS[source];
}

/** Business time, which is UTC: `2026-01-05 14:05:09`. */
export function businessTime(timestamp: string | null): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(timestamp ?? '');
  return match === null ? '–' : `${match[1]} ${match[2]}`;
}

/** `inventory.sales / 2 @ 1,204`. */
export function placeText({ topic, partition, offset }: EventJson): string {
  return `${inertText(topic, 80)} / ${partition} @ ${whole(offset)}`;
}

/** What a sale takes away and what a delivery or a return brings. */
export function quantityText({ type, quantity }: EventJson): string {
  if (quantity === null || type === 'ALERT') return '–';
  return type === 'SALE' ? `−${whole(quantity)}` : `+${whole(quantity)}`;
}

export interface LogState {
  readonly shown: number;
  readonly isFiltered: boolean;
  /** Seen on the topics, or passed over unread. */
  readonly total: number;
  readonly dropped: number;
}

/** What of the run can be found here. */
export function keptText({ shown, isFiltered, total, dropped }: LogState): string {
  if (total === 0) return 'No record yet.';
  const kept = total - dropped;
  const all =
    dropped === 0
      ? `All ${inWords(total, 'record')} of the run ${total === 1 ? 'is' : 'are'} kept`
      : `The latest ${whole(kept)} of ${inWords(total, 'record')} are kept; ` +
        `${whole(dropped)} were passed over unread or are not kept any more`;
  const found = isFiltered ? 'Records that match and are shown' : 'Shown';
  return `${all}. ${found}: ${whole(shown)}.`;
}

/** @param since records that came while the log was held */
export function heldText(since: number): string {
  if (since <= 0) return 'Held: nothing newer has come.';
  return `Held: ${inWords(since, 'newer record')} ${since === 1 ? 'waits' : 'wait'}.`;
}

/** Of what is shown: numbers as numbers, and texts that no program obeys. */
export function eventsTable(events: readonly EventJson[]): DataTable {
  const text = (value: string | null) => (value === null ? null : inertText(value));
  return {
    caption: 'Records of the event log, the newest first',
    columns: COLUMNS.map((label) => ({ label })),
    rows: events.length,
    cell(row, column) {
      const event = events[row];
      if (event === undefined) return null;
      const { number, timestamp, productId, warehouseId, quantity, seq, message, topic } = event;
      const cells = [
        number,
        text(timestamp),
        event.type,
        event.source,
        text(productId),
        text(warehouseId),
        quantity,
        seq,
        text(topic),
        event.partition,
        event.offset,
        text(event.id),
        text(message),
      ];
      return cells[column] ?? null;
    },
  };
}

const COLUMNS = [
  'number',
  'business_time',
  'type',
  'source',
  'product',
  'warehouse',
  'quantity',
  'product_seq',
  'topic',
  'partition',
  'offset',
  'id',
  'message',
];
