/** Bodies are small JSON and nothing else. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiRefusal } from './refusal.ts';

/** No request of the API needs more than a few hundred bytes. */
export const BODY_LIMIT_BYTES = 16 * 1024;

/** An absent body stays undefined, also where a client says it is JSON: some say so of everything. */
export function acceptJsonBodies(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: BODY_LIMIT_BYTES },
    (request: FastifyRequest, body: string, done) => {
      if (body === '') return done(null, undefined);
      void parse(request, body, (error: Error | null, value?: unknown) => {
        done(error === null ? null : notJson(), value);
      });
    },
  );
}

function notJson(): ApiRefusal {
  return new ApiRefusal('VALIDATION', 'The body is not valid JSON', {
    field: 'body',
    hint: 'Keys such as __proto__ are not taken either.',
  });
}
