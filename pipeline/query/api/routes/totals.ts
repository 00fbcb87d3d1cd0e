/** `/api/warehouses`, `/api/recommendations`, `/api/metrics` */
import type { FastifyInstance } from 'fastify';
import { dashboardMetrics } from '../../answers/metrics.ts';
import { Recommendations } from '../../answers/recommendations.ts';
import { warehousesJson } from '../../answers/warehouses.ts';
import { productOf, warehouseOf } from '../lookup.ts';
import { pageOfEntries } from '../paging.ts';
import { listOf, oneOf, pageOf, READ_REFUSALS, responses } from '../schemas/answers.ts';
import {
  METRICS,
  NO_QUERY,
  RECOMMENDATION,
  RECOMMENDATIONS_QUERY,
  type RecommendationsQuery,
  WAREHOUSE,
} from '../schemas/totals.ts';
import type { RouteContext } from './context.ts';

export function totalRoutes(server: FastifyInstance, { store, send }: RouteContext): void {
  const recommendations = new Recommendations(store);

  server.get('/api/warehouses', { schema: WAREHOUSES }, async (request, reply) => {
    const data = warehousesJson(store);
    return send(request, reply, { data, count: data.length });
  });

  server.get<{ Querystring: RecommendationsQuery }>(
    '/api/recommendations',
    { schema: ADVICE },
    async (request, reply) => {
      const { priority, productId, warehouse, ...paging } = request.query;
      if (productId !== undefined) productOf(store, productId, 'query.productId');
      const warehouseId = warehouse && warehouseOf(store, warehouse, 'query.warehouse').id;
      const wanted = recommendations.list({ priority, productId, warehouseId });
      return send(
        request,
        reply,
        pageOfEntries(wanted, paging, (each) => each),
      );
    },
  );

  server.get('/api/metrics', { schema: NUMBERS }, async (request, reply) => {
    return send(request, reply, { data: dashboardMetrics(store), count: 1 });
  });
}

const WAREHOUSES = {
  operationId: 'listWarehouses',
  tags: ['Analytics'],
  summary: 'Warehouses, and what lies in them',
  querystring: NO_QUERY,
  response: responses(200, 'All warehouses.', listOf(WAREHOUSE), READ_REFUSALS),
};

const ADVICE = {
  operationId: 'listRecommendations',
  tags: ['Analytics'],
  summary: 'What to do, the most urgent first',
  querystring: RECOMMENDATIONS_QUERY,
  response: responses(200, 'A page of recommendations.', pageOf(RECOMMENDATION), READ_REFUSALS),
};

const NUMBERS = {
  operationId: 'getMetrics',
  tags: ['Analytics'],
  summary: 'The numbers of the dashboard',
  querystring: NO_QUERY,
  response: responses(200, 'The numbers.', oneOf(METRICS), READ_REFUSALS),
};
