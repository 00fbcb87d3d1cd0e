/**
 * Who may ask the live server for what. It runs on somebody's own machine, next to a browser full of other pages, and perhaps in a
 * class's network: a page from elsewhere reads and changes nothing, other laptops look when they were let in, and only who has the
 * run's token changes something then.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { StreamstockError } from '../../pipeline/errors.ts';
import { ApiRefusal } from '../../pipeline/query/api/refusal.ts';
import { SECURITY_HEADERS } from '../../reports/server/headers.ts';
import { isServedHost, isServedOrigin } from './served-host.ts';

export interface GuardOptions {
  /** Other machines of the network may look. */
  readonly isShared: boolean;
  /** Whoever changes something must know it, when shared. */
  readonly token: string;
  /** Somebody may change something at all. */
  readonly isClassroom: boolean;
}

/** For the pages made here: they bring scripts, styles and data from this server alone. */
export const LIVE_PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const READS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** For all routes of the server it is registered with, and for what has no route. */
export function httpGuard(options: GuardOptions): FastifyPluginAsync {
  const plugin: FastifyPluginAsync = async (server) => {
    server.addHook('onRequest', async (request, reply) => {
      reply.headers(SECURITY_HEADERS).header('content-security-policy', LIVE_PAGE_POLICY);
      admit(request, reply, options);
    });
  };
  // Fastify's own mark of a plugin that means its surroundings, and not a scope of its own.
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true });
}

/** @throws ApiRefusal FORBIDDEN, UNAUTHORIZED; StreamstockError READ_ONLY */
function admit(request: FastifyRequest, reply: FastifyReply, options: GuardOptions): void {
  const { host } = request.headers;
  const localAddress = options.isShared ? request.socket.localAddress : undefined;
  if (!isServedHost(host, localAddress)) {
    throw new ApiRefusal('FORBIDDEN', 'This server does not answer under that name', {
      field: 'headers.host',
      hint: 'Open it under the address that the command printed.',
    });
  }
  if (!isServedOrigin(request.headers.origin, host) || isEmbedding(request)) {
    throw new ApiRefusal('FORBIDDEN', 'Pages of other servers may not ask here', {
      field: 'headers.origin',
    });
  }
  if (READS.includes(request.method)) return;
  if (!options.isClassroom) throw readOnly();
  if (options.isShared && !bears(request.headers.authorization, options.token)) {
    reply.header('www-authenticate', 'Bearer');
    throw new ApiRefusal(
      'UNAUTHORIZED',
      'Only who has the token of this run may change something',
      {
        field: 'headers.authorization',
        hint: 'Open the address that the command printed for the teacher.',
      },
    );
  }
}

/** An image or a frame of a foreign page: it could not read the answer, and would still hold a place in the stream. */
function isEmbedding({ headers }: FastifyRequest): boolean {
  return headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate';
}

/** Takes the same time for every wrong token. */
function bears(authorization: string | undefined, token: string): boolean {
  const [, given] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  return token !== '' && given !== undefined && timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function readOnly(): StreamstockError {
  return new StreamstockError('READ_ONLY', 'This run is measured, and nobody may change it', {
    hint: 'Start one with --classroom, or make demo.',
  });
}
