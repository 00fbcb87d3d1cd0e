/** `/api/openapi.json` for programs, `/api/docs` for people. */
import type { FastifyInstance } from 'fastify';
import { DOCS_STYLE, docsPage } from './docs-page.ts';
import type { ApiDocument } from './document.ts';
import { NO_QUERY } from './schemas/totals.ts';

/** Neither is part of the document. */
const HIDDEN = { schema: { hide: true, querystring: NO_QUERY } };

export function documentRoutes(server: FastifyInstance): void {
  // Routes are known when the server is ready, and stay as they are.
  let made: { readonly json: string; readonly page: string } | undefined;
  const drawn = () => {
    if (made !== undefined) return made;
    const document = server.swagger() as unknown as ApiDocument;
    made = { json: JSON.stringify(document), page: docsPage(document) };
    return made;
  };
  server.get('/api/openapi.json', HIDDEN, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(drawn().json),
  );
  server.get('/api/docs', HIDDEN, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(drawn().page),
  );
  server.get('/api/docs.css', HIDDEN, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(DOCS_STYLE),
  );
}
