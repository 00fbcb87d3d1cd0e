import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import type { LiveFrame, LiveHello } from './frames.ts';
import { StreamHub, type StreamOptions } from './stream.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const frameOf = (number: number, text = '') => ({ number, phaseText: text }) as LiveFrame;
const helloOf = (number: number, mayAct = true) =>
  ({ mayAct, frame: { number } }) as unknown as LiveHello;

async function serve(options: Partial<StreamOptions> = {}) {
  let last = 0;
  const hub = new StreamHub({ hello: () => helloOf(last), ...options });
  const app: FastifyInstance = Fastify({ forceCloseConnections: true });
  app.register(hub.routes);
  await app.listen({ host: '127.0.0.1', port: 0 });
  cleanups.push(
    () => app.close(),
    () => hub.close(),
  );
  const { port } = app.server.address() as AddressInfo;
  const publish = (text = '') => {
    last += 1;
    hub.publish(frameOf(last, text));
  };
  return { hub, app, port, publish };
}

interface Heard {
  readonly event: string;
  readonly id: number;
  readonly data: { readonly phaseText?: string; readonly mayAct?: boolean };
}

class Listener {
  readonly socket: Socket;
  readonly heard: Heard[] = [];
  /** Everything that is no event: head, heartbeats. */
  rest = '';
  isOver = false;
  #open = '';

  constructor(port: number, headers = '') {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (bytes) => this.#take(bytes.toString()));
    this.socket.on('close', () => {
      this.isOver = true;
    });
    this.socket.on('error', () => undefined);
    this.socket.write(`GET /live/stream HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
    cleanups.push(() => this.socket.destroy());
  }

  #take(text: string): void {
    const blocks = (this.#open + text).split('\n\n');
    this.#open = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, event, id, data] = /event: (\w+)\nid: (\d+)\ndata: (.*)/.exec(block) ?? [];
      if (event === undefined || data === undefined) this.rest += `${block}\n`;
      else this.heard.push({ event, id: Number(id), data: JSON.parse(data) });
    }
  }
}

async function until(holds: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > deadlineMs) throw new Error('it did not come about');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Again and again, for a reader whose socket the kernel has not emptied yet is passed over. */
async function publishUntil(holds: () => boolean, publish: () => void): Promise<void> {
  await until(() => {
    if (holds()) return true;
    publish();
    return false;
  });
}

describe('StreamHub', () => {
  it('greets who connects, and sends each frame to everybody', async () => {
    const { hub, port, publish } = await serve();
    const listeners = [new Listener(port), new Listener(port)];
    await until(() => hub.listeners === 2);
    publish('a');
    publish('b');
    for (const listener of listeners) {
      await until(() => listener.heard.length === 3);
      expect(listener.rest).toContain('content-type: text/event-stream');
      expect(listener.rest).toContain('retry: 1000');
      expect(listener.heard.map(({ event, id }) => [event, id])).toEqual([
        ['hello', 0],
        ['frame', 1],
        ['frame', 2],
      ]);
    }
  });

  it('greets who comes back with what was missed', async () => {
    const { port, publish, hub } = await serve();
    const first = new Listener(port);
    await until(() => first.heard.length === 1);
    publish();
    first.socket.destroy();
    await until(() => hub.listeners === 0);
    publish();
    publish();
    const second = new Listener(port, 'Last-Event-ID: 1\r\n');
    await until(() => second.heard.length === 1);
    expect(second.heard[0]).toMatchObject({ event: 'hello', id: 3 });
  });

  it('passes over who does not read, keeps next to nothing for it, and greets it anew when it reads again', async () => {
    let nowMs = 0;
    const { hub, port, publish } = await serve({ nowMs: () => nowMs });
    const slow = new Listener(port);
    const quick = new Listener(port);
    await until(() => hub.listeners === 2 && slow.heard.length === 1);
    slow.socket.pause();
    const large = 'x'.repeat(100_000);
    for (let sent = 0; sent < 200; sent += 1) {
      const heard = quick.heard.length;
      await publishUntil(
        () => quick.heard.length > heard,
        () => publish(large),
      );
    }
    // What the kernel takes for a sleeping reader, and one frame: 200 of them would be 20 MB.
    expect(hub.skipped).toBeGreaterThan(50);
    const greetings = () => slow.heard.filter(({ event }) => event === 'hello').length;
    slow.socket.resume();
    nowMs += 10_000;
    await publishUntil(
      () => greetings() === 2,
      () => publish('after'),
    );
    publish('next');
    await until(() => slow.heard.at(-1)?.data.phaseText === 'next');
    expect(slow.heard.length).toBeLessThan(150);
    expect(quick.heard.at(-1)?.data.phaseText).toBe('next');
  });

  it('drops who takes nothing for too long', async () => {
    let nowMs = 0;
    const { hub, port, publish } = await serve({ nowMs: () => nowMs, maxSilenceMs: 60_000 });
    const asleep = new Listener(port);
    await until(() => asleep.heard.length === 1);
    asleep.socket.pause();
    const skippedBefore = hub.skipped;
    while (hub.skipped === skippedBefore) publish('x'.repeat(500_000));
    nowMs += 60_001;
    publish();
    expect(hub.listeners).toBe(0);
  });

  it('says that the server ends, and ends every stream', async () => {
    const { hub, port, app } = await serve();
    const listeners = [new Listener(port), new Listener(port), new Listener(port)];
    await until(() => hub.listeners === 3);
    await hub.close();
    await app.close();
    for (const listener of listeners) {
      await until(() => listener.isOver);
      expect(listener.rest).toContain('event: end');
    }
  });

  it('takes only so many at a time', async () => {
    const { hub, port } = await serve({ maxClients: 1 });
    const first = new Listener(port);
    await until(() => first.heard.length === 1);
    const response = await fetch(`http://127.0.0.1:${port}/live/stream`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ success: false, error: { code: 'UNAVAILABLE' } });
    first.socket.destroy();
    await until(() => hub.listeners === 0);
    const second = new Listener(port);
    await until(() => second.heard.length === 1);
  });

  it('tells each page whether it may act', async () => {
    const { port } = await serve({ mayAct: ({ headers }) => headers['x-teacher'] === 'yes' });
    const teacher = new Listener(port, 'x-teacher: yes\r\n');
    const pupil = new Listener(port);
    await until(() => teacher.heard.length === 1 && pupil.heard.length === 1);
    expect(teacher.heard[0]?.data.mayAct).toBe(true);
    expect(pupil.heard[0]?.data.mayAct).toBe(false);
    const state = await fetch(`http://127.0.0.1:${port}/live/state`);
    expect(await state.json()).toMatchObject({ mayAct: false });
  });

  it('keeps who came before the first run waiting, and greets everybody when one begins', async () => {
    let run: LiveHello | undefined;
    const { hub, port } = await serve({ hello: () => run });
    const early = new Listener(port);
    await until(() => hub.listeners === 1);
    expect((await fetch(`http://127.0.0.1:${port}/live/state`)).status).toBe(503);
    run = helloOf(7);
    hub.greetAll();
    await until(() => early.heard.length === 1);
    expect(early.heard[0]).toMatchObject({ event: 'hello', id: 7 });
  });

  it('sends a sign of life now and then', async () => {
    const { port } = await serve({ heartbeatMs: 20 });
    const listener = new Listener(port);
    await until(() => listener.rest.includes(': still here'));
    await once(listener.socket, 'data');
  });
});
