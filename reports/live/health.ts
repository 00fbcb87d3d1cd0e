/**
 * What machines ask of the live server.
 *
 *     GET /metrics    figures of the run; ?format=prometheus or ?format=json, else what `Accept` asks for
 *     GET /healthz    the process answers
 *     GET /readyz     there is a run to ask about; 503 with the reason while there is none
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { answerError } from '../../pipeline/query/api/errors.ts';
import { ApiRefusal, shown } from '../../pipeline/query/api/refusal.ts';
import type { QueryStore } from '../../pipeline/query/views.ts';
import type { Answer } from '../../pipeline/query/wire.ts';
import type { LiveHello } from './frames.ts';
import { metricFamilies, type ServerFigures } from './metric-families.ts';
import { PROMETHEUS_TYPE, prometheusText } from './prometheus.ts';

export interface HealthOptions {
  readonly toolVersion: string;
  /** undefined: there was no run yet. Asking changes nothing for the pages. */
  readonly hello: () => LiveHello | undefined;
  readonly store: QueryStore;
  /** Why nothing can be asked about a run; undefined: it can. */
  readonly isReady: () => string | undefined;
}

const FORMATS = ['prometheus', 'json'] as const;
const TEXT_TYPES: ReadonlySet<string> = new Set(['text/plain', 'application/openmetrics-text']);
type Format = (typeof FORMATS)[number];

export function healthRoutes(options: HealthOptions): FastifyPluginAsync {
  const startedAtSeconds = Date.now() / 1000 - process.uptime();
  const eventsApplied = appliedOf(options.store);
  return async (server) => {
    server.setErrorHandler(answerError);
    server.get('/healthz', async (_request, reply) => answer(reply, { status: 'ok' }));
    server.get('/readyz', async (_request, reply) => {
      const reason = options.isReady();
      if (reason !== undefined) throw new ApiRefusal('UNAVAILABLE', reason);
      return answer(reply, { status: 'ready', run: options.store.run()?.runId ?? null });
    });
    server.get('/metrics', async (request, reply) => {
      const format = formatOf(request);
      const families = metricFamilies(options.hello(), {
        toolVersion: options.toolVersion,
        isReady: options.isReady() === undefined,
        startedAtSeconds,
        ...processFigures(),
        eventsApplied: eventsApplied(),
      });
      if (format === 'json') return answer(reply, families, families.length);
      return send(reply, PROMETHEUS_TYPE, prometheusText(families));
    });
  };
}

function formatOf({ query, headers }: FastifyRequest): Format {
  const asked = (query as { readonly format?: unknown }).format;
  if (asked === undefined) return acceptedFormat(headers.accept ?? '');
  const format = FORMATS.find((each) => each === asked);
  if (format !== undefined) return format;
  throw new ApiRefusal('VALIDATION', `format must be prometheus or json, is ${shown(asked)}`, {
    field: 'query.format',
  });
}

/** Text where it is named, and before JSON: clients that take anything mostly name both. */
function acceptedFormat(accept: string): Format {
  const named = accept.split(',').map((range) => range.trim().split(';', 1)[0]?.toLowerCase());
  const first = named.find(
    (type) => type !== undefined && (TEXT_TYPES.has(type) || type === 'application/json'),
  );
  return first !== undefined && TEXT_TYPES.has(first) ? 'prometheus' : 'json';
}

/** Of the whole process: a thread has no memory of its own that could be told apart. */
function processFigures(): Pick<ServerFigures, 'cpuSeconds' | 'residentBytes'> {
  const { user, system } = process.cpuUsage();
  return { cpuSeconds: (user + system) / 1_000_000, residentBytes: process.memoryUsage.rss() };
}

/** Σ of the turns that products took, added up again only when something changed. */
function appliedOf(store: QueryStore): () => number | undefined {
  let known: { readonly version: number; readonly turns: number } | undefined;
  return () => {
    if (store.run() === undefined) return undefined;
    const version = store.version();
    if (known?.version !== version) {
      let turns = 0;
      for (const { appliedSeq } of store.products()) turns += appliedSeq;
      known = { version, turns };
    }
    return known.turns;
  };
}

function answer<T>(reply: FastifyReply, data: T, count = 1): FastifyReply {
  const json: Answer<T> = { success: true, data, count, timestamp: new Date().toISOString() };
  return send(reply, 'application/json; charset=utf-8', JSON.stringify(json));
}

function send(reply: FastifyReply, type: string, text: string): FastifyReply {
  return reply.header('cache-control', 'no-store').header('vary', 'accept').type(type).send(text);
}
