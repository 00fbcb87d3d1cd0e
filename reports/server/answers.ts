/** Answers of every route, and the refusals: what a stranger sends never leads to anything but a 4xx with a reason. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { StreamstockError } from '../../pipeline/errors.ts';
import { SECURITY_HEADERS } from './headers.ts';
import { isLoopbackHostHeader } from './loopback.ts';
import { PAGE_POLICY } from './page.ts';
import { type Problem, problemPage } from './problem-page.ts';
import type { OpenedFile } from './run-files.ts';

/** Thrown inside a handler: the answer is this problem. */
export class Refusal extends Error {
  readonly problem: Problem;

  constructor(status: number, message: string, hint?: string) {
    super(message);
    this.problem = { status, message, ...(hint === undefined ? {} : { hint }) };
  }
}

/** Before anything is looked at: the request may be refused right here, and then the reply is sent. */
export function guard(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(SECURITY_HEADERS);
  if (!isLoopbackHostHeader(request.headers.host)) {
    answer(request, reply, {
      status: 403,
      message: 'This server answers to localhost and loopback addresses only',
      hint: 'Open it under the address that the command printed.',
    });
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    reply.header('allow', 'GET, HEAD');
    answer(request, reply, { status: 405, message: 'Runs can be read here, and nothing else' });
  }
}

/** As a page, or as JSON where JSON was asked for. */
export function answer(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  reply.status(problem.status).removeHeader('content-disposition');
  if (!request.url.startsWith('/api/')) return void sendPage(reply, problemPage(problem));
  const { message, hint } = problem;
  reply.type('application/json; charset=utf-8').send({ error: message, hint });
}

export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) return error.problem;
  if (error instanceof StreamstockError) {
    const { message, hint } = error;
    return { status: 404, message, ...(hint === undefined ? {} : { hint }) };
  }
  const status = (error as { readonly statusCode?: unknown } | null)?.statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return { status, message: (error as Error).message };
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return { status: 500, message: 'This should not have happened; it is a defect of the server' };
}

export function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply
    .header('content-security-policy', PAGE_POLICY)
    .type('text/html; charset=utf-8')
    .send(page);
}

/** A file that grows meanwhile is sent as long as it was when it was opened. */
export async function sendFile(
  reply: FastifyReply,
  { handle, sizeBytes, modifiedMs }: Extract<OpenedFile, { state: 'open' }>,
): Promise<FastifyReply> {
  reply.header('content-length', sizeBytes);
  reply.header('last-modified', new Date(modifiedMs).toUTCString());
  if (sizeBytes === 0) {
    await handle.close();
    return reply.send('');
  }
  return reply.send(handle.createReadStream({ start: 0, end: sizeBytes - 1 }));
}
