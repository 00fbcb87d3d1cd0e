/** From whatever went wrong to an answer: what a client sends never leads to anything but a 4xx with a reason. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ErrorCode, StreamstockError } from '../../errors.ts';
import { ApiRefusal, type RefusalCode, type RefusalDetails, refusalJson } from './refusal.ts';

/** Fastify's own errors, in words of this API. */
const FRAMEWORK: Readonly<Record<string, readonly [RefusalCode, string, RefusalDetails?]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [
    'TOO_LARGE',
    'The body is larger than 16 KiB',
    { field: 'body', hint: 'No request here needs more than a few hundred bytes.' },
  ],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'UNSUPPORTED_MEDIA_TYPE',
    'The body must be JSON',
    { field: 'headers.content-type', hint: 'Send content-type: application/json.' },
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'BAD_REQUEST',
    'The body is not as long as its content-length says',
    { field: 'headers.content-length' },
  ],
  FST_ERR_BAD_URL: ['BAD_REQUEST', 'The address is broken', { field: 'url' }],
  FST_ERR_MAX_PARAM_LENGTH: ['NOT_FOUND', 'There is nothing at this address', { field: 'url' }],
};

/** What of the run's own troubles is an answer of its own. */
const OWN: Partial<Readonly<Record<ErrorCode, RefusalCode>>> = { READ_ONLY: 'READ_ONLY' };

/** For `setErrorHandler` and `frameworkErrors` of the whole server. */
export function answerError(error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  const refusal = refusalOf(error);
  if (refusal.code === 'UNAUTHORIZED') reply.header('www-authenticate', 'Bearer');
  if (refusal.code === 'UNAVAILABLE') reply.header('retry-after', '1');
  reply
    .status(refusal.statusCode)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(refusalJson(refusal, new Date().toISOString())));
}

/** For `setNotFoundHandler` of the whole server. */
export function answerNotFound(request: FastifyRequest, reply: FastifyReply): void {
  answerError(nothingHere(), request, reply);
}

export function nothingHere(): ApiRefusal {
  return new ApiRefusal('NOT_FOUND', 'There is nothing at this address', {
    hint: 'GET /api/docs lists what there is.',
  });
}

export function refusalOf(error: unknown): ApiRefusal {
  if (error instanceof ApiRefusal) return error;
  if (error instanceof StreamstockError) {
    const code = OWN[error.code] ?? 'UNAVAILABLE';
    const { message, hint } = error;
    return new ApiRefusal(code, message, hint === undefined ? {} : { hint });
  }
  const { code, statusCode, message } = (error ?? {}) as Partial<Record<string, unknown>>;
  const known = typeof code === 'string' ? FRAMEWORK[code] : undefined;
  if (known !== undefined) return new ApiRefusal(...known);
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new ApiRefusal('BAD_REQUEST', String(message));
  }
  // A defect of this program; whoever sees the console can report it, and nobody else learns what it was.
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return new ApiRefusal('INTERNAL', 'This should not have happened; it is a defect of the server');
}
