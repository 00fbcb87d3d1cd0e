/**
 * The live page itself: three files that never change while a server runs. Who may ask for them and what the page may do (hosts,
 * Content-Security-Policy) is the business of the server's guard.
 */
import { createHash } from 'node:crypto';
import type { FastifyPluginAsync } from 'fastify';
import { type LiveAsset, liveAsset } from './page-files.ts';

/** `/`, `/live.js` and `/live.css`. @throws Error when the page was not built */
export function livePageRoutes(): FastifyPluginAsync {
  const files: readonly (readonly [string, LiveAsset])[] = [
    ['/', liveAsset('page')],
    ['/live.js', liveAsset('script')],
    ['/live.css', liveAsset('style')],
  ];
  return async (server) => {
    for (const [address, { contentType, body }] of files) {
      const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
      server.get(address, (request, reply) => {
        // Another version of the tool may answer at the same address next time.
        reply.header('cache-control', 'no-cache').header('etag', tag);
        if (request.headers['if-none-match'] === tag) return reply.code(304).send();
        return reply.type(contentType).send(body);
      });
    }
  };
}
