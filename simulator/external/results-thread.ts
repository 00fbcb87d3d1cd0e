/** The reader of a results topic as the main thread sees it. */
import { Worker } from 'node:worker_threads';
import { StreamstockError } from '../../pipeline/errors.ts';
import { within } from '../../pipeline/kafka/admin.ts';
import { openConnection } from '../../pipeline/kafka/connection.ts';
import type { LoadInstants } from '../../reports/recorder.ts';
import type { SeqRangesTransfer } from '../audit/seq-ranges.ts';
import { entry, flagsFor } from '../consumers/thread-entry.ts';
import { deferred } from '../deferred.ts';
import type { PipelineContext } from '../run/pipeline-side.ts';
import {
  type FromResults,
  PROGRESS,
  type ResultsFound,
  type ResultsTask,
  type ToResults,
} from './results-messages.ts';

export interface ResultsThread {
  /** Joined its group. Rejects when the thread is lost before. */
  readonly ready: Promise<void>;
  begin(instants: LoadInstants, readsNotices: boolean): void;
  tick(index: number): void;
  expect(acknowledged: readonly SeqRangesTransfer[]): void;
  /** Events with a result, some 20 ms old. */
  events(): number;
  /** Acknowledged events that still need one; undefined until that is known. */
  outstanding(): number | undefined;
  /** undefined when the thread was lost. */
  finish(): Promise<ResultsFound | undefined>;
  close(): Promise<void>;
}

export const RESULTS_THREAD = 'results';
/** The default makes garbage collection the largest hidden cost. */
const YOUNG_GENERATION_MB = 64;
const FINISH_TIMEOUT_MS = 10_000;

export function startResults(
  context: PipelineContext,
  plan: Pick<ResultsTask, 'topic' | 'groupId' | 'partitions'>,
  onLost: (message: string) => void,
): ResultsThread {
  const { scenario, runId, clock, intervalsByTopic, trouble, onInterval } = context;
  const progress = new Int32Array(
    new SharedArrayBuffer(PROGRESS.slots * Int32Array.BYTES_PER_ELEMENT),
  );
  progress[PROGRESS.outstanding] = -1;
  const task: ResultsTask = {
    ...{ scenario, runId, clock, intervalsByTopic, progress, ...plan },
    connection: openConnection(context.connection),
  };
  const file = entry('../external/results-worker');
  const worker = new Worker(file, {
    ...flagsFor(file),
    name: RESULTS_THREAD,
    workerData: task,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  const ready = deferred<void>();
  ready.promise.catch(() => {});
  const result = deferred<ResultsFound | undefined>();
  let over = false;
  const lost = (message: string): void => {
    if (over) return;
    over = true;
    const text = `the reader of ${plan.topic} was lost: ${message}`;
    ready.reject(new StreamstockError('WORKER_DIED', text));
    result.resolve(undefined);
    onLost(text);
  };
  worker.on('message', (message: FromResults) => {
    switch (message.type) {
      case 'ready':
        ready.resolve();
        return;
      case 'interval':
        onInterval(RESULTS_THREAD, RESULTS_THREAD, message.interval);
        return;
      case 'trouble':
        trouble.note(`${RESULTS_THREAD}: ${message.message}`);
        return;
      case 'fatal':
        lost(message.message);
        return;
      case 'finished':
        over = true;
        result.resolve(message.result);
    }
  });
  worker.on('error', (error) => lost(error instanceof Error ? error.message : String(error)));
  worker.on('exit', (code) => lost(`its thread ended with code ${code}`));
  const tell = (message: ToResults): void => worker.postMessage(message);
  return {
    ready: ready.promise,
    begin: (instants, readsNotices) => tell({ type: 'begin', ...instants, readsNotices }),
    tick: (index) => tell({ type: 'tick', index }),
    expect: (acknowledged) => tell({ type: 'expect', acknowledged }),
    events: () => Atomics.load(progress, PROGRESS.events),
    outstanding: () => {
      const outstanding = Atomics.load(progress, PROGRESS.outstanding);
      return outstanding < 0 ? undefined : outstanding;
    },
    finish: () => {
      tell({ type: 'finish' });
      return within(FINISH_TIMEOUT_MS, result.promise).catch(() => {
        lost(`it did not finish within ${FINISH_TIMEOUT_MS / 1000} s`);
        return undefined;
      });
    },
    close: async () => {
      over = true;
      await worker.terminate();
    },
  };
}
