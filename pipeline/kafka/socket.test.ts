import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { openSocket } from './socket.ts';

const warned = vi.fn();
afterEach(() => {
  process.off('warning', warned);
});

it('a dead connection to which many say goodbye is no leak to warn of', async () => {
  process.on('warning', warned);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const socket = openSocket({ host: '127.0.0.1', port, onConnect: () => undefined } as Parameters<
    typeof openSocket
  >[0]);
  await once(socket, 'close').catch(() => undefined);
  for (let request = 0; request < 20; request += 1) {
    socket.end();
    socket.unref();
  }
  await new Promise((resolve) => setImmediate(resolve));
  expect(socket.listenerCount('connect')).toBeGreaterThan(10);
  expect(warned).not.toHaveBeenCalled();
});
