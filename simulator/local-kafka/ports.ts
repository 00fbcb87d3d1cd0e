/** Ports on loopback for brokers that must be found at the same ones after a restart. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * Below those that systems lend to outgoing connections: a client that tries to reach a broker that is down might be lent
 * that very port, or even be connected to itself.
 */
const LOWEST_PORT = 10_240;
const PORTS = 32_768 - LOWEST_PORT;
const ATTEMPTS = 1000;

/** @param pick draws from 0 to below 1 */
export async function freePorts(
  count: number,
  pick: () => number = Math.random,
): Promise<number[]> {
  const held: Server[] = [];
  try {
    const ports: number[] = [];
    for (let attempt = 0; ports.length < count; attempt += 1) {
      if (attempt >= ATTEMPTS) throw new Error(`no ${count} free ports on 127.0.0.1`);
      const port = LOWEST_PORT + Math.floor(pick() * PORTS);
      // Held until all are there, so that none is given twice.
      const server = await listenAt(port);
      if (server === undefined) continue;
      held.push(server);
      ports.push(port);
    }
    return ports;
  } finally {
    for (const server of held) await closed(server);
  }
}

export async function isPortFree(port: number): Promise<boolean> {
  const server = await listenAt(port);
  if (server !== undefined) await closed(server);
  return server !== undefined;
}

async function listenAt(port: number): Promise<Server | undefined> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}

async function closed(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
