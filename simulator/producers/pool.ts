/** The producer threads as the main thread sees them: prepare, start together, follow, collect. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { ClockAnchor } from '../../pipeline/clock.ts';
import { type Connection, openConnection } from '../../pipeline/kafka/connection.ts';
import type { LoadInstants } from '../../reports/recorder.ts';
import type { ThreadInterval } from '../../reports/thread-interval.ts';
import type { Scenario } from '../scenario/scenario.ts';
import {
  type FromProducer,
  PROGRESS,
  type ProducerResult,
  type ProducerTask,
  type ToProducer,
} from './messages.ts';
import type { PlaybackOrder } from './playback.ts';

export interface ProducerPoolOptions {
  readonly scenario: Scenario;
  readonly connection: Connection;
  readonly runId: string;
  readonly topicPrefix: string;
  readonly clock: ClockAnchor;
  /** Intervals keep topics apart. */
  readonly intervalsByTopic?: boolean;
  /** A person plays the plan, at first like this; the scenario has one worker then. Absent: it goes by itself. */
  readonly playback?: PlaybackOrder;
  readonly onEvent: (event: ProducerEvent) => void;
  /** Answers to {@link ProducerPool.tick}, and one last interval of each worker. */
  readonly onInterval?: (name: string, interval: ThreadInterval) => void;
}

export type ProducerEvent =
  | { readonly type: 'died'; readonly name: string; readonly error: Error }
  /** `refused`: it will not get better, and the events that wait for it are lost to the run. */
  | { readonly type: 'trouble' | 'refused'; readonly name: string; readonly message: string };

export interface ProducerProgress {
  readonly planned: number;
  readonly sent: number;
  readonly acknowledged: number;
}

export interface ProducerPool {
  /** Every living worker is connected and waits for the start. */
  readonly prepared: Promise<void>;
  start(instants: LoadInstants): void;
  /** Asks every worker for what it recorded since it was last asked. */
  tick(index: number): void;
  /**
   * Moves when the events to come are due.
   * @throws Error when the pool was started without a playback, or a rate is no positive number
   */
  play(order: PlaybackOrder): void;
  /** Plans nothing more; what is queued is still sent. */
  stop(): void;
  /** Gives up what is not acknowledged. */
  shed(): void;
  progress(): ProducerProgress;
  /** By worker. */
  workers(): ProducerProgress[];
  /** Results of the workers that lived to the end of their plan. */
  readonly results: Promise<ProducerResult[]>;
  close(): Promise<void>;
}

/** Long-lived young objects (batches under way) must not be promoted: collecting them is the largest hidden cost. */
const YOUNG_GENERATION_MB = 64;

/** @throws Error when there is a playback for several workers */
export function startProducers(options: ProducerPoolOptions): ProducerPool {
  const { scenario, onEvent, playback } = options;
  const { workers } = scenario.producers;
  if (playback !== undefined) checkPlayable(playback, workers);
  const piscina = new Piscina({
    filename: fileURLToPath(new URL(`./worker${extname(import.meta.url)}`, import.meta.url)),
    minThreads: workers,
    maxThreads: workers,
    // The default blocks a worker's event loop between tasks, and with it its sockets.
    atomics: 'disabled',
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  let closing = false;
  const started = Array.from({ length: workers }, (_, worker) =>
    startWorker(piscina, options, worker, (event) => {
      if (!closing) onEvent(event);
    }),
  );
  const tell = (message: ToProducer): void => {
    for (const { port } of started) port.postMessage(message);
  };
  return {
    prepared: Promise.all(started.map(({ prepared }) => prepared)).then(() => undefined),
    start: (instants) => tell({ type: 'start', ...instants }),
    tick: (index) => tell({ type: 'tick', index }),
    play: (order) => {
      if (playback === undefined) throw new Error('the producers have no playback');
      checkPlayable(order, workers);
      tell(order);
    },
    stop: () => tell({ type: 'stop' }),
    shed: () => tell({ type: 'shed' }),
    progress: () => ({
      planned: total(started, PROGRESS.planned),
      sent: total(started, PROGRESS.sent),
      acknowledged: total(started, PROGRESS.acknowledged),
    }),
    workers: () =>
      started.map(({ progress }) => ({
        planned: progress[PROGRESS.planned] as number,
        sent: progress[PROGRESS.sent] as number,
        acknowledged: progress[PROGRESS.acknowledged] as number,
      })),
    results: Promise.all(started.map(({ result }) => result)).then((results) =>
      results.filter((result) => result !== undefined),
    ),
    async close() {
      closing = true;
      for (const { port } of started) port.close();
      await piscina.destroy();
    },
  };
}

/** Several workers would each play their own share of the rate, and step apart. */
function checkPlayable(order: PlaybackOrder, workers: number): void {
  if (workers !== 1) throw new Error(`a plan is played by one producer worker, not by ${workers}`);
  if (order.type === 'play' && !(order.eventsPerSecond > 0 && order.eventsPerSecond < Infinity))
    throw new Error(`${order.eventsPerSecond} events a second cannot be played`);
}

interface StartedWorker {
  readonly port: MessagePort;
  readonly progress: Int32Array;
  readonly prepared: Promise<void>;
  /** undefined when the worker died. */
  readonly result: Promise<ProducerResult | undefined>;
}

function startWorker(
  piscina: Piscina,
  options: ProducerPoolOptions,
  worker: number,
  onEvent: (event: ProducerEvent) => void,
): StartedWorker {
  const name = `producer ${worker + 1}`;
  const { port1: port, port2: theirs } = new MessageChannel();
  const progress = new Int32Array(
    new SharedArrayBuffer(PROGRESS.slots * Int32Array.BYTES_PER_ELEMENT),
  );
  const { scenario, runId, topicPrefix, clock } = options;
  const task: ProducerTask = {
    scenario,
    connection: openConnection(options.connection),
    runId,
    topicPrefix,
    clock,
    worker,
    intervalsByTopic: options.intervalsByTopic ?? false,
    ...(options.playback === undefined ? {} : { playback: options.playback }),
    port: theirs,
    progress,
  };
  const run: Promise<ProducerResult> = piscina.run(task, { transferList: [theirs] });
  const saidPrepared = new Promise<void>((resolve) => {
    port.on('message', (message: FromProducer) => {
      if (message.type === 'prepared') resolve();
      else if (message.type === 'interval') options.onInterval?.(name, message.interval);
      else onEvent({ ...message, name });
    });
  });
  const result = run.catch((cause: unknown) => {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    onEvent({ type: 'died', name, error });
    return undefined;
  });
  // A worker that dies early must not keep the others waiting.
  return { port, progress, prepared: Promise.race([saidPrepared, result.then(() => {})]), result };
}

function total(workers: readonly StartedWorker[], slot: number): number {
  return workers.reduce((sum, { progress }) => sum + (progress[slot] as number), 0);
}
