/** `/api/alerts` */
import type { FastifyInstance } from 'fastify';
import { alertJson } from '../../answers/alerts.ts';
import type { AlertView } from '../../views.ts';
import { sendCommand } from '../commanding.ts';
import { alertOf, productOf } from '../lookup.ts';
import { pageOfEntries } from '../paging.ts';
import { ApiRefusal } from '../refusal.ts';
import {
  ALERT,
  ALERT_PARAMS,
  ALERTS_QUERY,
  type AlertsQuery,
  NOTHING_BODY,
} from '../schemas/alerts.ts';
import {
  COMMAND_ACCEPTED,
  oneOf,
  pageOf,
  READ_REFUSALS,
  responses,
  WRITE_REFUSALS,
  WRITE_SECURITY,
} from '../schemas/answers.ts';
import type { RouteContext } from './context.ts';

export function alertRoutes(server: FastifyInstance, context: RouteContext): void {
  const { store, send } = context;
  server.get<{ Querystring: AlertsQuery }>(
    '/api/alerts',
    { schema: LIST },
    async (request, reply) => {
      const { query } = request;
      if (query.productId !== undefined) productOf(store, query.productId, 'query.productId');
      const found = store.alerts().filter((alert) => isWanted(alert, query));
      const page = pageOfEntries(found, query, (alert) => alertJson(alert, store));
      return send(request, reply, page);
    },
  );
  settleRoute(server, context, 'resolve');
  settleRoute(server, context, 'dismiss');
}

function settleRoute(
  server: FastifyInstance,
  { store, commands }: RouteContext,
  verb: keyof typeof SETTLE,
): void {
  server.post<{ Params: { id: string } }>(
    `/api/alerts/:id/${verb}`,
    { schema: SETTLE[verb] },
    async ({ params }, reply) => {
      const { id: alertId, productId, status } = alertOf(store, params.id, 'params.id');
      if (status !== 'active') {
        const field = 'params.id';
        throw new ApiRefusal('CONFLICT', `The alert ${alertId} is ${status} already`, { field });
      }
      return sendCommand(commands, { kind: `${verb}-alert`, productId, alertId }, reply);
    },
  );
}

/** `critical` is a level of both scales, and means the same in both. */
function isWanted(alert: AlertView, { severity, productId, active, status }: AlertsQuery): boolean {
  return (
    (severity === undefined || alert.severity === severity || alert.severity3 === severity) &&
    (productId === undefined || alert.productId === productId) &&
    (active === undefined || (alert.status === 'active') === active) &&
    (status === undefined || alert.status === status)
  );
}

const LIST = {
  operationId: 'listAlerts',
  tags: ['Alerts'],
  summary: 'Alerts: active ones first, then ended ones, newest first',
  querystring: ALERTS_QUERY,
  response: responses(200, 'A page of alerts.', pageOf(ALERT), READ_REFUSALS),
};

const SETTLE = {
  resolve: settleSchema('resolveAlert', 'Say that the matter is settled'),
  dismiss: settleSchema('dismissAlert', 'Say that nobody wants to see the alert'),
};

function settleSchema(operationId: string, summary: string) {
  return {
    ...{ operationId, summary },
    tags: ['Alerts'],
    description: 'A command on inventory.commands; the alert shows it a moment later.',
    params: ALERT_PARAMS,
    body: NOTHING_BODY,
    security: WRITE_SECURITY,
    response: responses(202, 'The command is in the log.', oneOf(COMMAND_ACCEPTED), WRITE_REFUSALS),
  };
}
