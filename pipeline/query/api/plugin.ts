/**
 * The REST API of the mission's clients, as a plugin of whoever serves it. Reads come from a store, writes go to a sink; both may
 * belong to a run that has ended or has not begun. Errors of the whole server: `errors.ts`.
 */
import type { FastifyPluginAsync } from 'fastify';
import type { QueryStore } from '../views.ts';
import { acceptJsonBodies } from './body.ts';
import { type CommandSink, refuseWritesWhereNobodyMay } from './commanding.ts';
import { describeRoutes } from './document.ts';
import { documentRoutes } from './document-routes.ts';
import { answerError } from './errors.ts';
import { refuseOtherMethods } from './other-methods.ts';
import { prepareReads } from './reading.ts';
import { alertRoutes } from './routes/alerts.ts';
import type { RouteContext } from './routes/context.ts';
import { eventRoutes } from './routes/events.ts';
import { forecastRoutes } from './routes/forecast.ts';
import { productRoutes } from './routes/products.ts';
import { totalRoutes } from './routes/totals.ts';
import { strictValidator } from './validation.ts';

export interface ApiOptions {
  readonly store: QueryStore;
  readonly commands: CommandSink;
  /** Of the tool; the document bears it. */
  readonly version?: string;
}

export function apiRoutes({ store, commands, version = '1' }: ApiOptions): FastifyPluginAsync {
  return async (server) => {
    server.setErrorHandler(answerError);
    server.setValidatorCompiler(strictValidator);
    // Answers are bytes already, or small; their schemas are for the document.
    server.setSerializerCompiler(() => JSON.stringify);
    acceptJsonBodies(server);
    await describeRoutes(server, version);
    const refuseOthers = refuseOtherMethods(server);
    documentRoutes(server);
    await server.register(async (inventory) => {
      refuseWritesWhereNobodyMay(inventory, store);
      const context: RouteContext = { store, commands, send: prepareReads(inventory, store) };
      productRoutes(inventory, context);
      eventRoutes(inventory, context);
      alertRoutes(inventory, context);
      forecastRoutes(inventory, context);
      totalRoutes(inventory, context);
    });
    refuseOthers();
  };
}
