/** The thread of the live server: what it hears from the run goes to the server, what the server has to say goes back. */
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { initHistograms } from '../../../reports/histogram.ts';
import { renderReportHtml } from '../../../reports/html.ts';
import { healthRoutes } from '../../../reports/live/health.ts';
import { livePageRoutes } from '../../../reports/live/page.ts';
import { isLoopback } from '../../../reports/server/loopback.ts';
import { runRoutes } from '../../../reports/server.ts';
import type { FromLiveServer, LiveServerTask, ToLiveServer } from '../contract.ts';
import { httpGuard } from '../guard.ts';
import { sharedUrls } from './addresses.ts';
import { LiveServer } from './live-server.ts';

/** A page that does not take its last words must not keep the process. */
const CLOSE_LIMIT_MS = 800;

const port = parentPort;
if (port === null) throw new Error('This file is the entry of a worker thread.');
const task = workerData as LiveServerTask;
const tell = (message: FromLiveServer): void => port.postMessage(message);

const server = new LiveServer(task, {
  tell,
  guard: httpGuard(task),
  others: (sources) => [
    livePageRoutes(),
    healthRoutes({ toolVersion: task.toolVersion, ...sources }),
    (app) => runRoutes(app, { runsFolder: task.runsFolder, renderReport }),
  ],
  // Others of the network only look; whoever has the token says so with each request that writes.
  mayAct: ({ ip }) => !task.isShared || isLoopback(ip),
});

port.on('message', (message: ToLiveServer) => {
  if (message.type === 'close') void close();
  else server.hear(message);
});
void listen();

async function renderReport(record: Parameters<typeof renderReportHtml>[0]): Promise<string> {
  await initHistograms();
  return renderReportHtml(record);
}

async function listen(): Promise<void> {
  const host = task.isShared ? '0.0.0.0' : '127.0.0.1';
  try {
    await server.app.listen({ host, port: task.port });
  } catch (error) {
    tell(failure(error));
    return;
  }
  const { port: taken } = server.app.server.address() as AddressInfo;
  const urls = task.isShared ? sharedUrls(taken) : [];
  tell({ type: 'listening', url: `http://127.0.0.1:${taken}/`, sharedUrls: urls });
}

function failure(error: unknown): FromLiveServer {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const reason = REASONS[code];
  const message = error instanceof Error ? error.message : String(error);
  if (reason === undefined) return { type: 'failed', code: 'START_FAILED', message };
  return {
    type: 'failed',
    code: 'PORT_UNAVAILABLE',
    message: `Port ${task.port} ${reason}.`,
    hint: 'Choose another one, or 0 for any free one.',
  };
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use',
  EACCES: 'may not be opened by this user',
};

async function close(): Promise<void> {
  const limit = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS));
  await Promise.race([server.close().catch(() => undefined), limit]);
  tell({ type: 'closed' });
  port?.close();
}
