/** How a server must be made for the API to keep its word: that whatever is sent is answered as JSON, with a reason. */
import type { FastifyServerOptions } from 'fastify';
import { BODY_LIMIT_BYTES } from './body.ts';
import { answerError } from './errors.ts';

/** Merge it into the options of the server; set `answerError` and `answerNotFound` as its handlers too. */
export const API_SERVER_OPTIONS = {
  bodyLimit: BODY_LIMIT_BYTES,
  forceCloseConnections: true,
  requestTimeout: 10_000,
  // Ids that are much too long are looked for and not found.
  routerOptions: { maxParamLength: 16_384 },
  frameworkErrors: answerError,
} as const satisfies FastifyServerOptions;
