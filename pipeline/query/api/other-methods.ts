/** An address that exists says which methods it takes; only others do not exist. */
import type { FastifyInstance } from 'fastify';
import { answerError } from './errors.ts';
import { ApiRefusal } from './refusal.ts';

/** To be called before the routes of the scope are made. @returns to be called behind the last of them */
export function refuseOtherMethods(server: FastifyInstance): () => void {
  const taken = new Map<string, Set<string>>();
  let isOver = false;
  server.addHook('onRoute', ({ url, method }) => {
    if (isOver) return;
    taken.set(url, new Set([...(taken.get(url) ?? []), ...[method].flat()]));
  });
  return () => {
    isOver = true;
    for (const [url, methods] of taken) refuseOthers(server, url, methods);
  };
}

function refuseOthers(server: FastifyInstance, url: string, methods: ReadonlySet<string>): void {
  const allow = [...methods].sort().join(', ');
  server.route({
    url,
    method: server.supportedMethods.filter((method) => !methods.has(method)),
    schema: { hide: true },
    exposeHeadRoute: false,
    // Before the body is read: nothing in it would matter.
    onRequest: async (request, reply) => {
      const refusal = new ApiRefusal('METHOD_NOT_ALLOWED', `${request.method} is not taken here`, {
        hint: `This address takes ${allow}.`,
      });
      answerError(refusal, request, reply.header('allow', allow));
      return reply;
    },
    handler: (request, reply) => answerError(undefined, request, reply),
  });
}
