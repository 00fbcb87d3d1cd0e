/** `/api/forecast` */
import type { FastifyInstance } from 'fastify';
import { forecastJson, soonestOutFirst } from '../../answers/forecast.ts';
import { productOf } from '../lookup.ts';
import { pageOfEntries } from '../paging.ts';
import { oneOrPageOf, READ_REFUSALS, responses } from '../schemas/answers.ts';
import {
  DEFAULT_FORECAST_DAYS,
  FORECAST,
  FORECAST_QUERY,
  type ForecastQuery,
} from '../schemas/forecast.ts';
import type { RouteContext } from './context.ts';

export function forecastRoutes(server: FastifyInstance, { store, send }: RouteContext): void {
  server.get<{ Querystring: ForecastQuery }>(
    '/api/forecast',
    { schema: READ },
    async (request, reply) => {
      const { productId, days = DEFAULT_FORECAST_DAYS, ...paging } = request.query;
      if (productId !== undefined) {
        const data = forecastJson(productOf(store, productId, 'query.productId'), days);
        return send(request, reply, { data, count: data === null ? 0 : 1 });
      }
      const known = soonestOutFirst(store.products());
      const page = pageOfEntries(known, paging, (product) => forecastJson(product, days));
      return send(request, reply, page);
    },
  );
}

const READ = {
  operationId: 'getForecast',
  tags: ['Analytics'],
  summary: 'What will be sold, and when the shelf is empty',
  description: 'The seven-day simple moving average, and the stock without deliveries.',
  querystring: FORECAST_QUERY,
  response: responses(
    200,
    'The forecast of the product, null before there is one; or a page of those there are, what runs out soonest first.',
    oneOrPageOf(FORECAST),
    READ_REFUSALS,
  ),
};
