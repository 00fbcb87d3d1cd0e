/** What every read has in common: a run to read of, answers that are kept as bytes, tags that spare them. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { QueryStore } from '../views.ts';
import { AnswerCache, isKnown, type StoredAnswer, storedAnswer } from './answer-cache.ts';
import { ApiRefusal } from './refusal.ts';

/** The answer without its time. */
export interface Content {
  readonly data: unknown;
  readonly count: number;
}

/** Sends what was read, and keeps it for the next one who asks. */
export type SendContent = (
  request: FastifyRequest,
  reply: FastifyReply,
  content: Content,
) => FastifyReply;

/** To be called before the routes of the scope are made. */
export function prepareReads(server: FastifyInstance, store: QueryStore): SendContent {
  const cache = new AnswerCache(() => `${store.run()?.runId} ${store.version()}`);
  server.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    if (store.run() === undefined) throw noRun();
    const answer = cache.get(request.url);
    return answer === undefined ? undefined : send(request, reply, answer);
  });
  return (request, reply, content) => {
    const answer = storedAnswer({ success: true, ...content }, new Date().toISOString());
    cache.put(request.url, answer);
    return send(request, reply, answer);
  };
}

export function noRun(): ApiRefusal {
  return new ApiRefusal('UNAVAILABLE', 'No run is under way', {
    hint: 'The next one begins by itself where one was asked for; ask again then.',
  });
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { bytes, etag }: StoredAnswer,
): FastifyReply {
  reply.header('etag', etag).header('cache-control', 'private, no-cache');
  if (isKnown(request.headers['if-none-match'], etag)) return reply.status(304).send();
  return reply.type('application/json; charset=utf-8').send(bytes);
}
