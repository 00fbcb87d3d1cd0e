/**
 * Stands between clients and a Kafka broker that advertises it, and breaks connections at the worst moments: after a request
 * went through and before its answer comes back. It knows no more of the protocol than the length before each message.
 */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** API key of produce requests. */
export const PRODUCE = 0;

export type Cut =
  | 'none'
  /** The broker never sees the request. */
  | 'before'
  /** The broker answers, and nobody hears it. */
  | 'after';

export interface CuttingProxy {
  readonly address: string;
  readonly port: number;
  /** What happens to each request from now on. */
  decide(cut: (apiKey: number) => Cut): void;
  /** Refuses and breaks everything from now on. */
  goAway(): void;
  comeBack(): void;
  /** Connections ever accepted. */
  readonly connections: number;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

/** @param target port of the broker, once it is known */
export async function startCuttingProxy(target: () => number): Promise<CuttingProxy> {
  const pairs = new Set<Socket>();
  let decision: (apiKey: number) => Cut = () => 'none';
  let [away, connections] = [false, 0];
  const server = createServer((client) => {
    if (away) {
      client.destroy();
      return;
    }
    connections += 1;
    const broker = connect({ host: HOST, port: target() });
    const both = [client, broker];
    const cut = (): void => {
      for (const socket of both) socket.destroy();
    };
    for (const socket of both) {
      pairs.add(socket);
      socket.setNoDelay(true);
      socket.on('error', cut).on('close', cut);
      socket.on('close', () => pairs.delete(socket));
    }
    /** Correlation id of the request whose answer is not to come back. */
    let silenced: number | undefined;
    eachMessage(client, (message) => {
      const fate = decision(message.readInt16BE(4));
      if (fate === 'before') cut();
      else {
        if (fate === 'after') silenced = message.readInt32BE(8);
        broker.write(message);
      }
    });
    eachMessage(broker, (message) => {
      if (message.readInt32BE(4) === silenced) cut();
      else client.write(message);
    });
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const breakAll = (): void => {
    for (const socket of pairs) socket.destroy();
  };
  return {
    address: `${HOST}:${address.port}`,
    port: address.port,
    decide: (cut) => {
      decision = cut;
    },
    goAway: () => {
      away = true;
      breakAll();
    },
    comeBack: () => {
      away = false;
    },
    get connections() {
      return connections;
    },
    async stop() {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Whole messages, their lengths before them. */
function eachMessage(socket: Socket, take: (message: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (data) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0) && !socket.destroyed) {
      const end = 4 + rest.readInt32BE(0);
      take(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
  });
}
