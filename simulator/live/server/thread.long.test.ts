import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import type { LiveServerTask } from '../contract.ts';
import { type LiveNews, LiveServer } from '../server-handle.ts';

const servers: LiveServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

function start(task: Partial<LiveServerTask> = {}): LiveServer {
  const server = new LiveServer(
    {
      ...{ toolVersion: '0', port: 0, isShared: false, token: 'secret', isClassroom: true },
      ...{ runsFolder: tmpdir(), keepEvents: false, ...task },
    },
    (reason) => {
      throw new Error(reason);
    },
  );
  servers.push(server);
  return server;
}

function post(url: string, body: unknown): Promise<Response> {
  return fetch(`${url}live/controls`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

describe("the live server's thread", () => {
  it('says that its port is taken', async () => {
    const { url } = await start().listening;
    const port = Number(new URL(url).port);
    await expect(start({ port }).listening).rejects.toMatchObject({ code: 'PORT_UNAVAILABLE' });
  });

  it('has pages and no answers before the first run', async () => {
    const { url } = await start().listening;
    const status = async (path: string) => (await fetch(url + path)).status;
    expect(await status('')).toBe(200);
    expect(await status('healthz')).toBe(200);
    expect(await status('readyz')).toBe(503);
    expect(await status('live/state')).toBe(503);
    expect(await status('live/records/inventory.sales/0/0')).toBe(503);
    expect(await status('api/products')).toBe(503);
    expect(await status('runs/nothing/')).toBe(404);
    expect(await status('nothing')).toBe(404);
  });

  it('hands controls on, and answers what the run answers', async () => {
    const server = start();
    const { url } = await server.listening;
    const heard: LiveNews[] = [];
    server.onNews((news) => {
      if (news.type !== 'control') return;
      heard.push(news);
      const { id, action } = news;
      if (action.action === 'pause') server.tell({ type: 'control-done', id, text: 'a', why: 'b' });
      else {
        server.tell({
          ...{ type: 'control-refused', id, code: 'UNKNOWN_CONSUMER', message: 'nobody' },
          field: 'body.name',
        });
      }
    });
    const done = await post(url, { action: 'pause' });
    expect(done.status).toBe(200);
    expect(await done.json()).toMatchObject({ success: true, data: { text: 'a', why: 'b' } });
    const refused = await post(url, { action: 'kill-consumer', name: 'x' });
    expect(refused.status).toBe(404);
    expect(await refused.json()).toMatchObject({ error: { field: 'body.name' } });
    expect(heard.map((news) => news.type === 'control' && news.action)).toEqual([
      { action: 'pause' },
      { action: 'kill-consumer', name: 'x' },
    ]);
    expect((await post(url, { action: 'poison', kind: 'not-json' })).status).toBe(409);
    expect((await post(url, { action: 'nonsense' })).status).toBe(400);
    expect((await post(url, '{"action":')).status).toBe(400);
    expect((await post(url, 'x'.repeat(100_000))).status).toBe(413);
  });

  it('lets nobody change a run that is measured', async () => {
    const { url } = await start({ isClassroom: false }).listening;
    const answer = await post(url, { action: 'pause' });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ error: { code: 'READ_ONLY' } });
  });

  it('ends with streams and half a request open', async () => {
    const server = start();
    const { url } = await server.listening;
    const port = Number(new URL(url).port);
    const open = (text: string) =>
      new Promise<Socket>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.write(text);
          resolve(socket);
        });
        socket.on('error', () => undefined);
        socket.resume();
      });
    const sockets = await Promise.all([
      open('GET /live/stream HTTP/1.1\r\nHost: localhost\r\n\r\n'),
      open('GET /live/stream HTTP/1.1\r\nHost: localhost\r\n\r\n'),
      open('GET /live/st'),
    ]);
    const ended = sockets.map((socket) => new Promise((resolve) => socket.on('close', resolve)));
    await fetch(`${url}healthz`);
    await server.close();
    await Promise.all(ended);
  });
});
