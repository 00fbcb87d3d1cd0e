/** `/api/events` */
import Type, { type Static } from 'typebox';
import { EVENT_TYPES, MAX_QUANTITY_UNITS } from '../../../event.ts';
import type { EventJson } from '../../wire.ts';
import {
  choice,
  closed,
  describes,
  id,
  instant,
  integer,
  isoText,
  MAX_PAGE_SIZE,
  named,
  orNull,
  text,
  whole,
} from './parts.ts';

export const DEFAULT_EVENTS = 100;
const SOURCES = ['plan', 'engine', 'hand'] as const;

export const EVENTS_QUERY = Type.Object(
  {
    type: Type.Optional(choice(EVENT_TYPES, 'Only events of this type.')),
    productId: Type.Optional(id('Events of this product.', 'PROD-001')),
    warehouse: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'Id of a warehouse; `WH-1` is the first one.',
        examples: ['WH-NORTH'],
      }),
    ),
    from: Type.Optional(instant('Business time: events at or after it.')),
    to: Type.Optional(instant('Business time: events before it.')),
    limit: Type.Optional(whole(1, MAX_PAGE_SIZE, 'Events at most.', DEFAULT_EVENTS)),
    after: Type.Optional(
      whole(
        0,
        Number.MAX_SAFE_INTEGER,
        'Only events of a higher number; of these the lowest first, so that who asks again with the highest number seen misses none.',
      ),
    ),
    before: Type.Optional(
      whole(1, Number.MAX_SAFE_INTEGER, 'Only events of a lower number: the page of older ones.'),
    ),
  },
  closed,
);
export type EventsQuery = Static<typeof EVENTS_QUERY>;

export const EVENT = named(
  'Event',
  describes<EventJson>()(
    Type.Object(
      {
        number: Type.Integer({ description: 'Counts all records seen, from 1.' }),
        id: orNull(text),
        type: orNull(choice(EVENT_TYPES, 'null: the record has none that is known.')),
        source: choice(SOURCES, 'Who made it: the load, the pipeline, or a person.'),
        productId: orNull(text),
        warehouseId: orNull(text),
        quantity: orNull(Type.Number()),
        timestamp: orNull(isoText),
        seq: orNull(integer),
        message: orNull(text),
        topic: text,
        partition: integer,
        offset: integer,
      },
      closed,
    ),
  ),
);

export const EVENTS_BESIDE = {
  total: Type.Integer({ description: 'Records that were seen on the topics, or passed over.' }),
  dropped: Type.Integer({ description: 'Of these, those that are not kept any more.' }),
};

export const RESTOCK = Type.Object(
  {
    productId: id('What is delivered.', 'PROD-001'),
    quantity: whole(
      1,
      MAX_QUANTITY_UNITS,
      'Units. What has no room on the shelf is clipped and counted.',
    ),
    type: Type.Optional(
      choice(['RESTOCK'], 'Sales and returns come from the plan; a person can restock.'),
    ),
  },
  closed,
);
export type RestockJson = Static<typeof RESTOCK>;
