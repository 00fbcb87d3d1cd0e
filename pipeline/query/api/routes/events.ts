/** `/api/events` */
import type { FastifyInstance } from 'fastify';
import { isoMs } from '../../../stages/iso-time.ts';
import { eventJson } from '../../answers/events.ts';
import { sendCommand } from '../commanding.ts';
import { productOf, warehouseOf } from '../lookup.ts';
import { ApiRefusal } from '../refusal.ts';
import {
  COMMAND_ACCEPTED,
  listOf,
  oneOf,
  READ_REFUSALS,
  responses,
  WRITE_REFUSALS,
  WRITE_SECURITY,
} from '../schemas/answers.ts';
import {
  DEFAULT_EVENTS,
  EVENT,
  EVENTS_BESIDE,
  EVENTS_QUERY,
  type EventsQuery,
  RESTOCK,
  type RestockJson,
} from '../schemas/events.ts';
import { selectEvents } from '../select-events.ts';
import type { RouteContext } from './context.ts';

export function eventRoutes(server: FastifyInstance, context: RouteContext): void {
  const { store, commands, send } = context;

  server.get<{ Querystring: EventsQuery }>(
    '/api/events',
    { schema: LIST },
    async (request, reply) => {
      const { productId, warehouse, limit = DEFAULT_EVENTS, ...query } = request.query;
      const { events, total, dropped } = store.events();
      const found = selectEvents(events, {
        ...query,
        ...timesOf(query),
        limit,
        productId: productId && productOf(store, productId, 'query.productId').id,
        warehouseId: warehouse && warehouseOf(store, warehouse, 'query.warehouse').id,
      });
      const content = { data: found.map(eventJson), count: found.length, total, dropped };
      return send(request, reply, content);
    },
  );

  server.post<{ Body: RestockJson }>('/api/events', { schema: MAKE }, async ({ body }, reply) => {
    const { id } = productOf(store, body.productId, 'body.productId');
    const command = { kind: 'restock', productId: id, units: body.quantity } as const;
    return sendCommand(commands, command, reply);
  });
}

function timesOf({ from, to }: EventsQuery): { fromMs?: number; toMs?: number } {
  const fromMs = from === undefined ? undefined : isoMs(from);
  const toMs = to === undefined ? undefined : isoMs(to);
  if (fromMs !== undefined && toMs !== undefined && toMs < fromMs) {
    throw new ApiRefusal('VALIDATION', 'to is before from', { field: 'query.to' });
  }
  return {
    ...(fromMs === undefined ? {} : { fromMs }),
    ...(toMs === undefined ? {} : { toMs }),
  };
}

const LIST = {
  operationId: 'listEvents',
  tags: ['Events'],
  summary: 'The latest events, newest first',
  description: 'The history is bounded: total and dropped say what is not among them any more.',
  querystring: EVENTS_QUERY,
  response: responses(200, 'Events.', listOf(EVENT, EVENTS_BESIDE), READ_REFUSALS),
};

const MAKE = {
  operationId: 'restock',
  tags: ['Events'],
  summary: 'Restock a product by hand',
  description: 'A command on inventory.commands; the stock shows it a moment later.',
  body: RESTOCK,
  security: WRITE_SECURITY,
  response: responses(202, 'The command is in the log.', oneOf(COMMAND_ACCEPTED), WRITE_REFUSALS),
};
