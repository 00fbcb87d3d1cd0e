/** One consumer thread as the main thread sees it, from its start to its result or its loss. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StreamstockError } from '../../pipeline/errors.ts';
import { within } from '../../pipeline/kafka/admin.ts';
import { deferred } from '../deferred.ts';
import { threadFlags } from '../source-thread.ts';
import {
  type ConsumerResult,
  type ConsumerTask,
  type FromConsumer,
  PROGRESS,
  type ToConsumer,
} from './messages.ts';

/** The default young generation makes garbage collection the largest hidden cost. */
const YOUNG_GENERATION_MB = 64;
const LEAVE_TIMEOUT_MS = 3000;

export interface ConsumerThread {
  readonly progress: Int32Array;
  /** undefined when the thread was lost. */
  readonly result: Promise<ConsumerResult | undefined>;
  readonly tell: (message: ToConsumer, transfer?: readonly ArrayBuffer[]) => void;
  /** Counts the thread as lost unless it has finished by now. */
  readonly giveUp: (reason: string) => void;
  /** Waits a while for a thread that is leaving; ends any other at once. */
  readonly end: () => Promise<void>;
}

export function startThread(
  plan: Omit<ConsumerTask, 'progress'>,
  listener: {
    readonly onMessage: (message: FromConsumer) => void;
    readonly onDeath: (error: Error) => void;
  },
): ConsumerThread {
  const name = plan.consumerName;
  const progress = new Int32Array(
    new SharedArrayBuffer(PROGRESS.slots * Int32Array.BYTES_PER_ELEMENT),
  );
  const task: ConsumerTask = { ...plan, progress };
  const workerEntry = entry('./worker');
  const worker = new Worker(workerEntry, {
    ...flagsFor(workerEntry),
    name,
    workerData: task,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  const result = deferred<ConsumerResult | undefined>();
  let over = false;
  let cause: unknown;
  const lost = (message: string): void => {
    if (over) return;
    over = true;
    listener.onDeath(
      new StreamstockError('WORKER_DIED', `${name} was lost: ${message}`, { cause }),
    );
    result.resolve(undefined);
  };
  worker.on('message', (message: FromConsumer) => {
    if (message.type === 'fatal') lost(message.message);
    if (message.type === 'finished' && !over) {
      over = true;
      result.resolve(message.result);
    }
    listener.onMessage(message);
  });
  worker.on('error', (error) => {
    cause = error;
    lost(error instanceof Error ? error.message : String(error));
  });
  const exited = deferred<void>();
  worker.on('exit', (code) => {
    lost(`its thread ended with code ${code}`);
    exited.resolve();
  });
  let leaving = false;
  return {
    progress,
    result: result.promise,
    tell: (message, transfer = []) => {
      leaving ||= message.type === 'leave';
      worker.postMessage(message, [...transfer]);
    },
    giveUp: lost,
    end: async () => {
      if (leaving) await within(LEAVE_TIMEOUT_MS, exited.promise).catch(() => undefined);
      await worker.terminate();
    },
  };
}

/** Of a thread: TypeScript where we are, compiled otherwise. */
export function entry(path: string): URL {
  return new URL(`${path}${extname(import.meta.url)}`, import.meta.url);
}

export function flagsFor(file: URL): { execArgv?: string[] } {
  const execArgv = threadFlags(file);
  return execArgv === undefined ? {} : { execArgv };
}
