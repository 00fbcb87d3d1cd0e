import { createServer, type Server } from 'node:net';
import { StreamstockError } from '../../pipeline/errors.ts';
import { Connection, type ConnectionOwner } from './connection.ts';
import { dispatch } from './dispatch.ts';
import { type FaultPolicy, NO_FAULTS } from './faults.ts';
import { type BrokerOptions, resolveOptions } from './options.ts';
import { BrokerState } from './state.ts';
import { type BrokerStats, statsOf } from './stats.ts';

export interface BrokerHooks {
  /** Told why a connection was given up, and the like; one line each. */
  readonly onWarning?: (message: string) => void;
  readonly faults?: FaultPolicy;
}

/** A broker in this thread. */
export interface Broker {
  readonly host: string;
  readonly port: number;
  /** `host:port`. */
  readonly address: string;
  readonly clusterId: string;
  stats(): BrokerStats;
  /** Closes every connection and forgets everything; may be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a broker on a TCP port, in the calling thread.
 *
 * @throws StreamstockError BROKER_PORT_IN_USE
 */
export async function createBroker(
  options: BrokerOptions = {},
  hooks: BrokerHooks = {},
): Promise<Broker> {
  const settings = resolveOptions(options);
  const broker = new BrokerState(settings, hooks.faults ?? NO_FAULTS);
  const connections = new Set<Connection>();
  const owner: ConnectionOwner = {
    maxFrameBytes: settings.maxFrameBytes,
    dispatch: (frame, source, answer) => dispatch(broker, frame, source, answer),
    warn: (message) => hooks.onWarning?.(message),
    gone: (connection) => connections.delete(connection),
  };
  let connectionsSoFar = 0;
  const server = createServer((socket) => {
    connectionsSoFar += 1;
    connections.add(new Connection(connectionsSoFar, socket, owner));
  });
  for (const { name, partitions } of settings.topics) {
    broker.topics.create(name, partitions, new Map());
  }
  broker.port = await listen(server, settings.host, settings.port);
  let stopped: Promise<void> | undefined;
  return {
    host: broker.host,
    port: broker.port,
    address: `${broker.host}:${broker.port}`,
    clusterId: settings.clusterId,
    stats: () => statsOf(broker, connections.size),
    stop: () => {
      stopped ??= close(server, connections, broker);
      return stopped;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') reject(error);
      else {
        reject(
          new StreamstockError(
            'BROKER_PORT_IN_USE',
            `${host}:${port} is in use by another program`,
            {
              hint: 'Stop the other program, choose another port, or leave the port out to get a free one.',
              cause: error,
            },
          ),
        );
      }
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

async function close(
  server: Server,
  connections: Iterable<Connection>,
  broker: BrokerState,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const connection of connections) connection.close();
  broker.stop();
  await closed;
}
