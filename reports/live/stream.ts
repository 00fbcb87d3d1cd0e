/**
 * Server-sent events for the live page. Each frame is made once and written to everybody whose socket takes it; who is slow is passed
 * over, and greeted anew when it can keep up again: nothing queues, so that a sleeping tab costs nothing.
 *
 *     GET /live/stream    `hello`, then `frame`s; `end` when the server ends
 *     GET /live/state     the hello as JSON
 */
import type { ServerResponse } from 'node:http';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { LIVE_EVENTS, type LiveFrame, type LiveHello } from './frames.ts';

export interface StreamOptions {
  /** undefined: there was no run yet, and who connects is greeted when there is. */
  readonly hello: () => LiveHello | undefined;
  /** This page may write; without it, what the hello says. */
  readonly mayAct?: (request: FastifyRequest) => boolean;
  /** Somebody listens who was not there before. */
  readonly onListener?: () => void;
  /** Monotonic milliseconds. */
  readonly nowMs?: () => number;
  readonly maxClients?: number;
  /** Without a byte taken for so long a client is dropped. */
  readonly maxSilenceMs?: number;
  readonly heartbeatMs?: number;
}

interface Client {
  readonly socket: ServerResponse;
  readonly mayAct: boolean;
  /** It has missed frames, or was not greeted yet. */
  needsHello: boolean;
  greetedAtMs: number;
  /** Since when its socket takes nothing; undefined: it does. */
  blockedSinceMs: number | undefined;
}

const MAX_CLIENTS = 200;
const MAX_SILENCE_MS = 60_000;
const HEARTBEAT_MS = 15_000;
/** A hello is many times as large as a frame. */
const MIN_HELLO_INTERVAL_MS = 5000;
/** Beyond it a socket is deemed not to take anything. */
const MAX_UNSENT_BYTES = 64 * 1024;

export class StreamHub {
  readonly routes: FastifyPluginAsync;
  readonly #options: StreamOptions;
  readonly #clients = new Set<Client>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #nowMs: () => number;
  #isClosed = false;
  #skipped = 0;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? (() => performance.now());
    this.#heartbeat = setInterval(() => this.#beat(), options.heartbeatMs ?? HEARTBEAT_MS);
    this.#heartbeat.unref();
    this.routes = async (server) => {
      server.get('/live/stream', (request, reply) => this.#connect(request, reply));
      server.get('/live/state', (request, reply) => this.#state(request, reply));
    };
  }

  /** Who listens now. */
  get listeners(): number {
    return this.#clients.size;
  }

  /** Frames that were not written to somebody because the last one was still on its way. */
  get skipped(): number {
    return this.#skipped;
  }

  /** To everybody who takes it. */
  publish(frame: LiveFrame): void {
    if (this.#clients.size === 0) return;
    const nowMs = this.#nowMs();
    const bytes = Buffer.from(event(LIVE_EVENTS.frame, frame.number, frame));
    let greetings: Greetings | undefined;
    for (const client of this.#clients) {
      if (this.#isBlocked(client, nowMs)) {
        client.needsHello = true;
        this.#skipped += 1;
      } else if (client.needsHello && nowMs - client.greetedAtMs >= MIN_HELLO_INTERVAL_MS) {
        greetings ??= new Greetings(this.#options.hello());
        this.#greet(client, greetings, nowMs);
      } else {
        this.#write(client, bytes);
      }
    }
  }

  /** Another run: everybody begins anew. */
  greetAll(): void {
    const nowMs = this.#nowMs();
    const greetings = new Greetings(this.#options.hello());
    for (const client of this.#clients) {
      client.needsHello = true;
      client.greetedAtMs = Number.NEGATIVE_INFINITY;
      if (!this.#isBlocked(client, nowMs)) this.#greet(client, greetings, nowMs);
    }
  }

  /** Ends every stream; nobody is waited for. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#heartbeat);
    for (const { socket } of this.#clients) {
      socket.end(`event: ${LIVE_EVENTS.end}\ndata: {}\n\n`);
    }
    this.#clients.clear();
  }

  #connect(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { maxClients = MAX_CLIENTS } = this.#options;
    if (this.#clients.size >= maxClients || this.#isClosed) {
      const message = this.#isClosed ? 'The server ends' : `${maxClients} pages are open already`;
      return unavailable(reply, message);
    }
    const socket = reply.raw;
    const headers = { ...reply.getHeaders(), ...STREAM_HEADERS } as Record<string, string>;
    reply.hijack();
    socket.writeHead(200, headers);
    socket.socket?.setNoDelay(true);
    socket.write('retry: 1000\n\n');
    const client: Client = {
      socket,
      mayAct: this.#mayAct(request),
      needsHello: true,
      greetedAtMs: Number.NEGATIVE_INFINITY,
      blockedSinceMs: undefined,
    };
    const forget = (): void => void this.#clients.delete(client);
    socket.on('close', forget);
    socket.on('error', forget);
    this.#clients.add(client);
    this.#options.onListener?.();
    this.#greet(client, new Greetings(this.#options.hello()), this.#nowMs());
    return reply;
  }

  #state(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const hello = this.#options.hello();
    if (hello === undefined) return unavailable(reply, 'No run has begun yet');
    const mayAct = hello.mayAct && this.#mayAct(request);
    return reply.type('application/json; charset=utf-8').send(JSON.stringify({ ...hello, mayAct }));
  }

  #mayAct(request: FastifyRequest): boolean {
    return this.#options.mayAct?.(request) ?? true;
  }

  #greet(client: Client, greetings: Greetings, nowMs: number): void {
    const greeting = greetings.for(client.mayAct);
    if (greeting === undefined) return;
    client.needsHello = false;
    client.greetedAtMs = nowMs;
    this.#write(client, greeting);
  }

  /** What the kernel does not take at once waits in the process: there may be one frame of it, and no more. */
  #write({ socket }: Client, bytes: Buffer): void {
    socket.write(bytes);
  }

  #isBlocked(client: Client, nowMs: number): boolean {
    const { maxSilenceMs = MAX_SILENCE_MS } = this.#options;
    if (client.socket.writableLength <= MAX_UNSENT_BYTES && !client.socket.writableNeedDrain) {
      client.blockedSinceMs = undefined;
      return false;
    }
    client.blockedSinceMs ??= nowMs;
    if (nowMs - client.blockedSinceMs > maxSilenceMs) {
      this.#clients.delete(client);
      client.socket.destroy();
    }
    return true;
  }

  /** So that proxies and browsers do not take a pause for the end. */
  #beat(): void {
    const nowMs = this.#nowMs();
    const beat = Buffer.from(': still here\n\n');
    for (const client of this.#clients) {
      if (!this.#isBlocked(client, nowMs)) this.#write(client, beat);
    }
  }
}

/** Made once, for those who may act and for those who may not. */
class Greetings {
  readonly #hello: LiveHello | undefined;
  readonly #made = new Map<boolean, Buffer>();

  constructor(hello: LiveHello | undefined) {
    this.#hello = hello;
  }

  for(clientMayAct: boolean): Buffer | undefined {
    const hello = this.#hello;
    if (hello === undefined) return undefined;
    const mayAct = hello.mayAct && clientMayAct;
    let made = this.#made.get(mayAct);
    if (made === undefined) {
      made = Buffer.from(event(LIVE_EVENTS.hello, hello.frame.number, { ...hello, mayAct }));
      this.#made.set(mayAct, made);
    }
    return made;
  }
}

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  connection: 'keep-alive',
  'x-accel-buffering': 'no',
};

/** JSON has no line breaks of its own. */
function event(name: string, id: number, data: unknown): string {
  return `event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

function unavailable(reply: FastifyReply, message: string): FastifyReply {
  const body = { success: false, error: { code: 'UNAVAILABLE', message } };
  return reply
    .status(503)
    .header('retry-after', '5')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ ...body, timestamp: new Date().toISOString() }));
}
