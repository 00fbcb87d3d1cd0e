/**
 * Finished runs over HTTP, for browsers on this machine: the list, each run's report, its raw files, and the list as
 * JSON. It reads and never writes, and serves nothing outside the runs folder.
 *
 *     /                        all runs, newest first; ?scenario= ?verdict= ?page=
 *     /runs/:id/               the report: as it was stored, or drawn from the record
 *     /runs/:id/files/         which files there are
 *     /runs/:id/files/:name    one of them
 *     /api/runs                the list as JSON, with the same parameters
 */
import Fastify, {
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyRequest,
} from 'fastify';
import { StreamstockError } from '../pipeline/errors.ts';
import { CAPACITY_PAGE_FILE } from './capacity-record.ts';
import type { RunRecord } from './record.ts';
import { readRecord } from './record-file.ts';
import { REPORT_FILE } from './run-file-names.ts';
import { answer, guard, problemOf, Refusal, sendFile, sendPage } from './server/answers.ts';
import { filesPage, type PresentFile } from './server/files-page.ts';
import { FILE_POLICY, REPORT_POLICY } from './server/headers.ts';
import { listJson } from './server/list-json.ts';
import { listPage } from './server/list-page.ts';
import { type ListQuery, listQuery, select } from './server/list-query.ts';
import type { RunEntry } from './server/run-entry.ts';
import { findRunFile, openRunFile, RUN_FILES } from './server/run-files.ts';
import { RunList } from './server/run-list.ts';

export interface ReportServerOptions {
  /** Where the runs' folders are; it need not exist yet. */
  readonly runsFolder: string;
  /** Draws the report of a run that has none stored. */
  readonly renderReport: (record: RunRecord) => string | Promise<string>;
  /** Wall time, epoch milliseconds. */
  readonly now?: () => number;
}

/** A server that is ready to listen. `close()` cuts connections that browsers keep open. */
export function createReportServer(options: ReportServerOptions): FastifyInstance {
  const server = Fastify({
    forceCloseConnections: true,
    requestTimeout: 10_000,
    // Names of run folders are up to some 160 characters; longer ones are looked for and not found.
    routerOptions: { maxParamLength: 16_384 },
    frameworkErrors: (_error, request, reply) => {
      guard(request, reply);
      if (!reply.sent) answer(request, reply, { status: 400, message: 'The address is broken' });
    },
  });
  server.addHook('onRequest', async (request, reply) => {
    guard(request, reply);
    return reply.sent ? reply : undefined;
  });
  server.setNotFoundHandler((request, reply) => {
    answer(request, reply, { status: 404, message: 'There is nothing at this address' });
  });
  server.setErrorHandler((error, request, reply) => answer(request, reply, problemOf(error)));
  server.register(reportRoutes, options);
  return server;
}

/** The routes alone, for a server that guards itself. */
export const reportRoutes: FastifyPluginAsync<ReportServerOptions> = async (server, options) => {
  const { runsFolder, now = Date.now } = options;
  const list = new RunList(runsFolder, { now });

  server.get('/', async (request, reply) => {
    const selection = select(await list.entries(), queryOf(request));
    return sendPage(reply, listPage(selection, runsFolder, now()));
  });

  server.get('/api/runs', async (request, reply) => {
    const selection = select(await list.entries(), queryOf(request));
    return reply.send(listJson(selection));
  });

  server.get('/runs', (_request, reply) => reply.redirect('/', 308));
  server.get('/runs/', (_request, reply) => reply.redirect('/', 308));
  await server.register(runRoutes, options);
};

/** Single runs and their files, without the list: for a server that has something else at `/`. */
export const runRoutes: FastifyPluginAsync<ReportServerOptions> = async (server, options) => {
  const { runsFolder, renderReport, now = Date.now } = options;
  const list = new RunList(runsFolder, { now });
  server.setErrorHandler((error, request, reply) => answer(request, reply, problemOf(error)));

  server.get<Params>('/runs/:id', async ({ params }, reply) => {
    return reply.redirect(`/runs/${(await found(list, params.id)).id}/`, 308);
  });

  server.get<Params>('/runs/:id/', async ({ params }, reply) => {
    const entry = await found(list, params.id);
    const folder = folderOf(entry);
    const page = entry.state === 'search' ? CAPACITY_PAGE_FILE : REPORT_FILE;
    const stored = await openRunFile(folder, page);
    if (stored.state !== 'open') mustBeDrawable(entry);
    const report = stored.state === 'open' ? undefined : await drawn(folder, renderReport);
    reply.header('content-security-policy', REPORT_POLICY).type('text/html; charset=utf-8');
    return stored.state === 'open' ? sendFile(reply, stored) : reply.send(report);
  });

  server.get<Params>('/runs/:id/files', async ({ params }, reply) => {
    return reply.redirect(`/runs/${(await found(list, params.id)).id}/files/`, 308);
  });

  server.get<Params>('/runs/:id/files/', async ({ params }, reply) => {
    const entry = await found(list, params.id);
    return sendPage(reply, filesPage(entry, await presentFiles(folderOf(entry))));
  });

  server.get<Params & { Params: { name: string } }>(
    '/runs/:id/files/:name',
    async ({ params }, reply) => {
      const entry = await found(list, params.id);
      const folder = folderOf(entry);
      const file = findRunFile(params.name);
      if (file === undefined) {
        const names = RUN_FILES.map(({ name }) => name).join(', ');
        throw new Refusal(404, 'No file of that name is served', `There may be ${names}.`);
      }
      const opened = await openRunFile(folder, file.name);
      if (opened.state === 'missing') throw new Refusal(404, `This run has no ${file.name}`);
      if (opened.state === 'refused') throw new Refusal(404, `${file.name} ${opened.why}`);
      const kind = file.download ? 'attachment' : 'inline';
      reply
        .header('content-security-policy', FILE_POLICY)
        .header('content-disposition', `${kind}; filename="${entry.id}-${file.name}"`)
        .type(file.contentType);
      return sendFile(reply, opened);
    },
  );
};

interface Params {
  Params: { id: string };
}

function queryOf(request: FastifyRequest): ListQuery {
  const query = listQuery(request.query as Record<string, unknown>);
  if (typeof query === 'string') throw new Refusal(400, query);
  return query;
}

async function found(list: RunList, id: string): Promise<RunEntry> {
  const entry = await list.find(id);
  if (entry !== undefined) return entry;
  throw new Refusal(404, 'There is no run of that name', 'It may have been removed since.');
}

/** Path of the folder; some that are listed are not entered. */
function folderOf(entry: RunEntry): string {
  if (entry.folder !== null) return entry.folder;
  mustBeDrawable(entry);
  throw new Error(`${entry.id} has no folder`);
}

function mustBeDrawable(entry: RunEntry): void {
  if (entry.state === 'finished') return;
  if (entry.state === 'search') {
    throw new Refusal(404, `${entry.id} has no ${CAPACITY_PAGE_FILE}`, 'It is written at the end.');
  }
  throw new Refusal(404, `${entry.id}: ${entry.problem}`, entry.hint);
}

async function presentFiles(folder: string): Promise<PresentFile[]> {
  const files: PresentFile[] = [];
  for (const file of RUN_FILES) {
    const opened = await openRunFile(folder, file.name);
    if (opened.state !== 'open') continue;
    files.push({ ...file, sizeBytes: opened.sizeBytes });
    await opened.handle.close();
  }
  return files;
}

/** A record can be of the right version and still be nonsense; whoever wrote it hears that, and not of a defect. */
async function drawn(
  folder: string,
  renderReport: ReportServerOptions['renderReport'],
): Promise<string> {
  const record = readRecord(folder);
  try {
    return await renderReport(record);
  } catch (error) {
    if (error instanceof StreamstockError) throw error;
    throw new Refusal(
      404,
      `The report cannot be drawn from this record: ${(error as Error).message}`,
      'The record may have been edited; run the scenario again.',
    );
  }
}
