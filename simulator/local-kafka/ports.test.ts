import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { choosePorts, USUAL_PORT } from './choose-ports.ts';
import { freePorts, isPortFree } from './ports.ts';

describe('ports', () => {
  const servers: Server[] = [];
  const take = async (port: number): Promise<void> => {
    const server = createServer().listen(port, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
  };
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  const node = (id: number, port: number, controllerPort: number) => ({
    ...{ id, port, controllerPort, pid: null },
  });

  it('are never two times the same, and lie below those of outgoing connections', async () => {
    // The same draw three times over: the second and third find it held.
    const draws = [0.1, 0.1, 0.1, 0.2, 0.3];
    const ports = await freePorts(3, () => draws.shift() ?? Math.random());
    expect(new Set(ports).size).toBe(3);
    for (const port of ports) expect(port).toBeLessThan(32_768);
  });

  it('are those of the last time while they are free', async () => {
    const [port = 0] = await freePorts(1);
    const last = [node(1, port, 5)];
    const [again] = await choosePorts({ brokers: 1, last, running: [], port: undefined });
    expect(again?.port).toBe(port);
  });

  it('are others when somebody has taken them, which is said', async () => {
    const [port = 0] = await freePorts(1);
    await take(port);
    const said: string[] = [];
    const [other] = await choosePorts({
      brokers: 1,
      last: [node(1, port, 5)],
      running: [],
      port: undefined,
      onProgress: (text) => said.push(text),
    });
    expect(other?.port).not.toBe(port);
    expect(await isPortFree(other?.port ?? port)).toBe(true);
    expect(said).toEqual([`port ${port} is taken by another program: using ${other?.port}`]);
  });

  it('fail when just these were asked for, or the rest of the cluster expects them', async () => {
    const [port = 0, other = 0] = await freePorts(2);
    await take(port);
    const taken = `port ${port} is taken`;
    await expect(choosePorts({ brokers: 1, last: undefined, running: [], port })).rejects.toThrow(
      taken,
    );
    const last = [node(1, other, 5), node(2, port, other)];
    const running = last.slice(0, 1);
    await expect(choosePorts({ brokers: 3, last, running, port: undefined })).rejects.toThrow(
      taken,
    );
  });

  it('begin where everybody looks for Kafka', async () => {
    const free = await isPortFree(USUAL_PORT);
    const [first] = await choosePorts({
      brokers: 1,
      last: undefined,
      running: [],
      port: undefined,
    });
    expect(first?.port === USUAL_PORT).toBe(free);
  });
});
