/** A server like the live one, without a run behind it: the page, frames of a made-up world, and levers for what rarely happens. */
import type { ServerResponse } from 'node:http';
import Fastify from 'fastify';
import { type ControlAction, POISONS } from '../live/controls.ts';
import type { LiveFrame, LiveHello } from '../live/frames.ts';
import { livePageRoutes } from '../live/page.ts';
import { fault, madeApi } from './live-api.fixture.ts';
import { MadeRun, type MadeRunOptions } from './live-run.fixture.ts';

export interface LiveFixtureOptions extends MadeRunOptions {
  /** Default: any free one. */
  readonly port?: number;
  /** What writes must carry. */
  readonly token?: string;
  /** The page may write; default true. */
  readonly mayAct?: boolean;
  /** Frames are made by {@link LiveFixture.tick} alone. */
  readonly byHand?: boolean;
}

export interface LiveFixture {
  readonly url: string;
  readonly run: MadeRun;
  /** What was asked of it by controls and writes, in order. */
  readonly asked: readonly { readonly path: string; readonly body: unknown }[];
  /** Pages that listen now. */
  listeners(): number;
  /** A quarter of a second goes by. */
  tick(): void;
  /** Cuts all streams, as a network does. */
  cut(): void;
  /** Refuses new streams. */
  refuse(isRefused: boolean): void;
  breakApi(isBroken: boolean): void;
  close(): Promise<void>;
}

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const FRAME_MS = 250;

export async function startLiveFixture(options: LiveFixtureOptions = {}): Promise<LiveFixture> {
  const { port = 0, mayAct = true, token } = options;
  const run = new MadeRun(options);
  const streams = new Set<ServerResponse>();
  const asked: { path: string; body: unknown }[] = [];
  const hello = () => ({ ...run.hello(mayAct), needsToken: token !== undefined });
  let isRefused = false;
  let isBroken = false;
  const server = Fastify({ forceCloseConnections: true });
  server.addHook('onRequest', async (request, reply) => {
    reply.header('content-security-policy', POLICY).header('x-content-type-options', 'nosniff');
    const isWrite = request.method !== 'GET';
    if (!isWrite || token === undefined) return undefined;
    if (request.headers.authorization === `Bearer ${token}`) return undefined;
    return fault(reply, 403, 'FORBIDDEN', 'the token of the run is missing');
  });
  server.addHook('preHandler', async ({ method, url, body }) => {
    if (method !== 'GET') asked.push({ path: url, body });
  });
  await server.register(livePageRoutes());
  madeApi(server, run.world, { mayAct: () => mayAct, isBroken: () => isBroken });
  server.get('/live/state', hello);
  server.get('/live/stream', (request, reply) => {
    if (isRefused) return reply.code(503).send();
    reply.hijack();
    const stream = reply.raw;
    stream.writeHead(200, {
      'content-type': 'text/event-stream',
      'content-security-policy': POLICY,
      'cache-control': 'no-store',
    });
    stream.write(messageOf('hello', hello()));
    streams.add(stream);
    request.raw.on('close', () => streams.delete(stream));
    return reply;
  });
  server.post('/live/controls', (request, reply) => {
    const action = request.body as ControlAction;
    if (!mayAct) return fault(reply, 409, 'READ_ONLY', 'this page only looks');
    if (action.action === 'poison' && !POISONS.includes(action.kind)) {
      return fault(reply, 400, 'VALIDATION', 'there is no such poison', 'body.kind');
    }
    const data = run.control(action);
    if (['restart', 'sequencer', 'lesson'].includes(action.action)) {
      for (const stream of streams) stream.write(messageOf('hello', hello()));
    }
    return { success: true, data, timestamp: new Date().toISOString() };
  });
  server.get('/live/records/:topic/:partition/:offset', (request, reply) => {
    const { topic, partition, offset } = request.params as Record<string, string>;
    const record = run.record(String(topic), Number(partition), Number(offset));
    if (record === undefined) return fault(reply, 404, 'NOT_FOUND', 'there is no such record');
    return { success: true, data: record, count: 1, timestamp: new Date().toISOString() };
  });
  server.get('/runs/*', (_request, reply) => reply.type('text/html').send('<h1>The report</h1>'));
  const tick = () => {
    const message = messageOf('frame', run.frame(FRAME_MS));
    for (const stream of streams) stream.write(message);
  };
  const url = await server.listen({ port, host: '127.0.0.1' });
  const timer = options.byHand === true ? undefined : setInterval(tick, FRAME_MS);
  return {
    url,
    run,
    asked,
    tick,
    listeners: () => streams.size,
    cut() {
      for (const stream of streams) stream.destroy();
      streams.clear();
    },
    refuse(refused) {
      isRefused = refused;
    },
    breakApi(broken) {
      isBroken = broken;
    },
    async close() {
      clearInterval(timer);
      for (const stream of streams) stream.end(messageOf('end', null));
      await server.close();
    },
  };
}

function messageOf(event: 'hello' | 'frame' | 'end', data: LiveHello | LiveFrame | null): string {
  const id = data === null ? 0 : 'frame' in data ? data.frame.number : data.number;
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
