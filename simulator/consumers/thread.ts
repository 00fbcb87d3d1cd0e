/** One life of a consumer in a thread, as the main thread sees it: from its start to its result or its loss. */
import { Worker } from 'node:worker_threads';
import { StreamstockError } from '../../pipeline/errors.ts';
import { within } from '../../pipeline/kafka/admin.ts';
import { deferred } from '../deferred.ts';
import type { MemberHandle, MemberListener } from './member-handle.ts';
import { type ConsumerResult, type ConsumerTask, type FromConsumer, PROGRESS } from './messages.ts';
import { entry, flagsFor } from './thread-entry.ts';

/** The default young generation makes garbage collection the largest hidden cost. */
const YOUNG_GENERATION_MB = 64;
const LEAVE_TIMEOUT_MS = 3000;

export type ThreadTask = Omit<ConsumerTask, 'progress' | 'turns'>;

export function startThread(plan: ThreadTask, listener: MemberListener): MemberHandle {
  const name = plan.consumerName;
  const { partitions } = plan.scenario.pipeline;
  const progress = new Int32Array(shared(PROGRESS.slots * Int32Array.BYTES_PER_ELEMENT));
  const turns = new Float64Array(shared(partitions * Float64Array.BYTES_PER_ELEMENT)).fill(-1);
  const task: ConsumerTask = { ...plan, progress, turns };
  const workerEntry = entry('./worker');
  const worker = new Worker(workerEntry, {
    ...flagsFor(workerEntry),
    name,
    workerData: task,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  const result = deferred<ConsumerResult | undefined>();
  const exited = deferred<void>();
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
    if (over) return;
    if (message.type === 'finished') over = true;
    listener.onMessage(message);
    if (message.type === 'fatal') lost(message.message);
    if (message.type === 'finished') result.resolve(message.result);
  });
  worker.on('error', (error) => {
    cause = error;
    lost(error instanceof Error ? error.message : String(error));
  });
  worker.on('exit', (code) => {
    lost(`its thread ended with code ${code}`);
    exited.resolve();
  });
  let leaving = false;
  return {
    ...{ name, progress, turns, giveUp: lost },
    kind: 'thread',
    result: result.promise,
    tell: (message, transfer = []) => {
      leaving ||= message.type === 'leave';
      worker.postMessage(message, [...transfer]);
    },
    kill: async (step) => {
      if (step === null) await worker.terminate();
      else worker.postMessage({ type: 'crash-at', step });
      await exited.promise;
    },
    gone: exited.promise,
    end: async () => {
      if (leaving) await within(LEAVE_TIMEOUT_MS, exited.promise).catch(() => undefined);
      await worker.terminate();
    },
  };
}

function shared(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes);
}
