import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StreamstockError } from '../../pipeline/errors.ts';
import type { ThreadSample } from '../../reports/thread-probe.ts';
import { type Deferred, deferred } from '../deferred.ts';
import { threadFlags } from '../source-thread.ts';
import type { FromBrokerThread, ToBrokerThread } from './messages.ts';
import type { BrokerOptions } from './options.ts';
import type { BrokerStats } from './stats.ts';

export interface EmbeddedBrokerOptions extends BrokerOptions {
  /** Told why a connection was given up, and the like; one line each. */
  readonly onWarning?: (message: string) => void;
  /** Answers to {@link EmbeddedBroker.tick}. */
  readonly onSample?: (sample: ThreadSample, index: number) => void;
}

/** A broker in a thread of its own. */
export interface EmbeddedBroker {
  /** `127.0.0.1:49152`. */
  readonly address: string;
  readonly clusterId: string;
  /** Rejects once the thread is gone. */
  stats(): Promise<BrokerStats>;
  /** Asks how the thread fared since it was last asked. */
  tick(index: number): void;
  /** May be called again. */
  stop(): Promise<void>;
  /** Resolves if the thread ends without having been asked to; never rejects. */
  readonly died: Promise<Error>;
}

/** Collecting the young generation is the largest hidden cost of the default size. */
const YOUNG_GENERATION_MB = 64;

/**
 * Starts the embedded broker: a Kafka broker on loopback, in memory.
 *
 * @throws StreamstockError BROKER_PORT_IN_USE
 */
export async function startEmbeddedBroker(
  options: EmbeddedBrokerOptions = {},
): Promise<EmbeddedBroker> {
  const { onWarning, onSample, ...brokerOptions } = options;
  const entry = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);
  const execArgv = threadFlags(entry);
  const worker = new Worker(entry, {
    ...(execArgv && { execArgv }),
    name: 'broker',
    workerData: brokerOptions,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  const waiting = new Map<number, Deferred<BrokerStats>>();
  const ready = deferred<{ address: string; clusterId: string }>();
  const died = deferred<Error>();
  const exited = deferred<void>();
  let asked = 0;
  let stopping = false;
  let cause: unknown;
  let gone: Error | undefined;
  const tell = (message: ToBrokerThread): void => worker.postMessage(message);

  worker.on('message', (message: FromBrokerThread) => {
    if (message.type === 'ready') ready.resolve(message);
    else if (message.type === 'warning') onWarning?.(message.message);
    else if (message.type === 'sample') onSample?.(message.sample, message.index);
    else if (message.type === 'failed') ready.reject(failure(message));
    else if (message.type === 'stats') {
      waiting.get(message.id)?.resolve(message.stats);
      waiting.delete(message.id);
    }
  });
  worker.on('error', (error) => {
    cause = error;
  });
  worker.on('exit', (code) => {
    const detail = cause instanceof Error ? `: ${cause.message}` : '';
    const error = new StreamstockError(
      'WORKER_DIED',
      `the embedded broker's thread ended with code ${code}${detail}`,
      { cause },
    );
    gone = error;
    exited.resolve();
    ready.reject(error);
    for (const request of waiting.values()) request.reject(error);
    if (!stopping) died.resolve(error);
  });

  const { address, clusterId } = await ready.promise;
  return {
    address,
    clusterId,
    died: died.promise,
    stats() {
      if (gone !== undefined) return Promise.reject(gone);
      const request = deferred<BrokerStats>();
      asked += 1;
      waiting.set(asked, request);
      tell({ type: 'stats', id: asked });
      return request.promise;
    },
    tick: (index) => tell({ type: 'tick', index }),
    async stop() {
      if (!stopping) {
        stopping = true;
        tell({ type: 'stop' });
      }
      await exited.promise;
    },
  };
}

function failure(message: Extract<FromBrokerThread, { type: 'failed' }>): Error {
  if (message.code === undefined) return new Error(message.message);
  return new StreamstockError(
    message.code,
    message.message,
    message.hint === undefined ? {} : { hint: message.hint },
  );
}
