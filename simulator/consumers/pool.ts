/** The consumer threads as the main thread sees them: start, wait for the group, follow, collect. */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { ClockAnchor } from '../../pipeline/clock.ts';
import { StreamstockError } from '../../pipeline/errors.ts';
import { type Connection, openConnection } from '../../pipeline/kafka/connection.ts';
import type { GroupJoin, RecordsLost } from '../../pipeline/kafka/consumer-options.ts';
import type { ForecastBatch } from '../../pipeline/stages/forecast/task.ts';
import type { LoadInstants } from '../../reports/recorder.ts';
import type { ThreadInterval } from '../../reports/thread-interval.ts';
import { deferred } from '../deferred.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { CPU_QUESTION } from './forecast-thread.ts';
import { type ConsumerResult, type FromConsumer, PROGRESS } from './messages.ts';
import { Ownership, type OwnershipChange } from './ownership.ts';
import { type ConsumerThread, entry, flagsFor, startThread } from './thread.ts';

export interface ConsumerPoolOptions {
  readonly scenario: Scenario;
  readonly connection: Connection;
  readonly runId: string;
  readonly groupId: string;
  readonly topicPrefix: string;
  readonly clock: ClockAnchor;
  /** Default 60 s. */
  readonly readyTimeoutMs?: number;
  /** Events that may wait for their turn in one consumer; default 500,000. */
  readonly maxWaitingEvents?: number;
  /** Intervals keep topics apart. */
  readonly intervalsByTopic?: boolean;
  readonly onEvent: (event: ConsumerEvent) => void;
  /** Answers to {@link ConsumerPool.tick}, and one last interval of each consumer. */
  readonly onInterval?: (name: string, interval: ThreadInterval) => void;
}

export type ConsumerEvent =
  | { readonly type: 'joined'; readonly join: GroupJoin }
  | { readonly type: 'ready'; readonly generation: number }
  /** State stayed behind with the former owner: the run is incomplete. */
  | ({ readonly type: 'ownership-changed' } & OwnershipChange)
  /** Too many events wait; this consumer reads nothing more: the run is incomplete. */
  | { readonly type: 'overflow'; readonly name: string; readonly waiting: number }
  /** The broker trimmed what was still to be read: the run is incomplete. */
  | { readonly type: 'records-lost'; readonly name: string; readonly loss: RecordsLost }
  | { readonly type: 'died'; readonly name: string; readonly error: Error }
  | { readonly type: 'trouble'; readonly name: string; readonly message: string };

export interface ConsumerProgress {
  /** Records of this run that took effect; those whose turn passed without are in `deadLettered`. */
  readonly applied: number;
  /** Records of this run that were read, duplicates included. */
  readonly received: number;
  /** Records of this run whose turn passed and whose dead letter is acknowledged. */
  readonly deadLettered: number;
  /** Events waiting for one that is missing. */
  readonly waiting: number;
  /** Consumers that crashed and are on their way back into the group. */
  readonly away: number;
}

export interface ConsumerPool {
  /**
   * One generation, every partition owned exactly once.
   * Rejects with StreamstockError GROUP_NOT_READY after a timeout, WORKER_DIED when a consumer is lost.
   */
  readonly ready: Promise<void>;
  /** The load begins. */
  begin(instants: LoadInstants): void;
  /** Asks every consumer for what it recorded since it was last asked. */
  tick(index: number): void;
  /** Cheap, and at most some 20 ms old. */
  progress(): ConsumerProgress;
  /** Reads nothing more and closes the books. Lost consumers are missing from the results. */
  finish(timeoutMs?: number): Promise<ConsumerResult[]>;
  /** CPU of the forecast thread since the load began; undefined where the platform does not tell. */
  forecastCpuUs(): Promise<number | undefined>;
  /** Ends every thread, at once where it has not ended by itself. May be called again. */
  terminate(): Promise<void>;
}

const READY_TIMEOUT_MS = 60_000;
const FINISH_TIMEOUT_MS = 10_000;
const LATE_MS = 5000;

export function startConsumers(options: ConsumerPoolOptions): ConsumerPool {
  const { onEvent } = options;
  const { consumers, partitions } = options.scenario.pipeline;
  const names = Array.from({ length: consumers }, (_, index) => `consumer-${index + 1}`);
  const ownership = new Ownership(names, partitions);
  const ready = deferred<void>();
  const forecastTask = entry('./forecast-thread');
  const forecasts = new Piscina({
    ...flagsFor(forecastTask),
    filename: fileURLToPath(forecastTask),
    minThreads: 1,
    maxThreads: 1,
  });
  let terminated = false;

  const readyTimeoutMs = options.readyTimeoutMs ?? READY_TIMEOUT_MS;
  const readyTimer = setTimeout(() => {
    ready.reject(
      new StreamstockError(
        'GROUP_NOT_READY',
        `The consumer group ${options.groupId} was not complete within ${readyTimeoutMs / 1000} s: ${ownership.missing()}.`,
        { hint: 'Check that the broker is not overloaded and that nobody else uses this group.' },
      ),
    );
  }, readyTimeoutMs);
  ready.promise.then(
    () => clearTimeout(readyTimer),
    () => clearTimeout(readyTimer),
  );

  const threads = names.map((consumerName) => {
    const { scenario, runId, groupId, topicPrefix, clock } = options;
    const connection = openConnection(options.connection);
    const shared = { scenario, connection, runId, groupId, topicPrefix, clock };
    const { maxWaitingEvents } = options;
    return startThread(
      {
        ...shared,
        consumerName,
        groupNames: names,
        maxWaitingEvents,
        intervalsByTopic: options.intervalsByTopic ?? false,
      },
      {
        onMessage: (message) => handle(consumerName, message),
        onDeath: (error) => {
          if (terminated) return;
          ready.reject(error);
          onEvent({ type: 'died', name: consumerName, error });
        },
      },
    );
  });

  const handle = (name: string, message: FromConsumer): void => {
    switch (message.type) {
      case 'joined': {
        const complete = ownership.complete;
        const changes = ownership.joined(message.join);
        onEvent({ type: 'joined', join: message.join });
        for (const change of changes) onEvent({ type: 'ownership-changed', ...change });
        if (complete || !ownership.complete) return;
        onEvent({ type: 'ready', generation: message.join.generation });
        ready.resolve();
        return;
      }
      case 'forecast':
        void forecast(name, message.id, message.batch);
        return;
      case 'interval':
        options.onInterval?.(name, message.interval);
        return;
      case 'overflow':
      case 'records-lost':
      case 'trouble':
        onEvent({ ...message, name });
        return;
      case 'fatal':
      case 'finished':
        return;
    }
  };
  const forecast = async (name: string, id: number, batch: ForecastBatch): Promise<void> => {
    const thread = threads[names.indexOf(name)];
    try {
      const results: Float64Array<ArrayBuffer> = await forecasts.run(batch, {
        transferList: buffersOf(batch),
      });
      thread?.tell({ type: 'forecasts', id, results }, [results.buffer]);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      thread?.tell({ type: 'forecasts-failed', id, message: text });
    }
  };

  const forecastCpu = (): Promise<number | undefined> =>
    forecasts.run(CPU_QUESTION).catch(() => undefined);
  let forecastCpuAtStartUs: Promise<number | undefined> = Promise.resolve(undefined);

  return {
    ready: ready.promise,
    begin: (instants) => {
      forecastCpuAtStartUs = forecastCpu();
      for (const { tell } of threads) tell({ type: 'begin', ...instants });
    },
    tick: (index) => {
      for (const { tell } of threads) tell({ type: 'tick', index });
    },
    progress: () => ({
      applied: total(threads, PROGRESS.applied),
      received: total(threads, PROGRESS.received),
      deadLettered: total(threads, PROGRESS.deadLettered),
      waiting: total(threads, PROGRESS.waiting),
      away: total(threads, PROGRESS.away),
    }),
    finish: async (timeoutMs = FINISH_TIMEOUT_MS) => {
      for (const { tell } of threads) tell({ type: 'finish', timeoutMs });
      // Forecasts, publications and commits each have this time; a thread that takes longer hangs.
      const limitMs = timeoutMs * 3 + LATE_MS;
      const timer = setTimeout(() => {
        for (const { giveUp } of threads) giveUp(`it did not finish within ${limitMs / 1000} s`);
      }, limitMs);
      const results = await Promise.all(threads.map(({ result }) => result));
      clearTimeout(timer);
      for (const { tell } of threads) tell({ type: 'leave' });
      return results.filter((result) => result !== undefined);
    },
    forecastCpuUs: async () => {
      const [startUs, nowUs] = await Promise.all([forecastCpuAtStartUs, forecastCpu()]);
      return startUs === undefined || nowUs === undefined ? undefined : nowUs - startUs;
    },
    terminate: async () => {
      terminated = true;
      ready.reject(new StreamstockError('INTERRUPTED', 'The consumers were ended.'));
      await Promise.all([...threads.map(({ end }) => end()), forecasts.destroy()]);
    },
  };
}

function total(threads: readonly ConsumerThread[], slot: number): number {
  return threads.reduce((sum, { progress }) => sum + Atomics.load(progress, slot), 0);
}

function buffersOf(batch: ForecastBatch): ArrayBuffer[] {
  return [batch.windows.buffer, batch.dayCounts.buffer, batch.onHandUnits.buffer].filter(
    (buffer) => buffer instanceof ArrayBuffer,
  );
}
