/** Who takes part in a run: a broker with topics, a pipeline that is ready, producers that are connected. */
import type { ClockAnchor } from '../../pipeline/clock.ts';
import { StreamstockError } from '../../pipeline/errors.ts';
import { withAdmin } from '../../pipeline/kafka/admin.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import { checkRights, withMissingRights } from '../../pipeline/kafka/rights.ts';
import type { EventTrace } from '../../reports/live/frames.ts';
import type { BrokerUsed } from '../../reports/record.ts';
import type { ThreadInterval } from '../../reports/thread-interval.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';
import { type Cluster, DEFAULT_TOPICS } from '../cluster/cluster.ts';
import { RunTopics } from '../cluster/prepare-topics.ts';
import { externalPipeline } from '../external/external-pipeline.ts';
import type { PipelineWanted } from '../external/wanted.ts';
import { type ProducerPool, startProducers } from '../producers/pool.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Interruption } from './interruption.ts';
import { ownGroupId } from './own-group.ts';
import { ownPipeline } from './own-pipeline.ts';
import type { Pipeline, PipelineContext, PipelineSide } from './pipeline-side.ts';
import type { Trouble } from './trouble.ts';
import type { HandsOn } from './watcher.ts';

/** An embedded broker at a port (0: any free one), or a running cluster. */
export type BrokerWanted =
  | { readonly kind: 'embedded'; readonly port: number }
  | ({ readonly kind: 'kafka' } & Cluster);

export interface CastOptions {
  readonly scenario: Scenario;
  readonly broker: BrokerWanted;
  readonly pipeline: PipelineWanted;
  readonly runId: string;
  readonly topicPrefix: string;
  readonly clock: ClockAnchor;
  readonly interruption: Interruption;
  readonly trouble: Trouble;
  /** Intervals keep topics apart. */
  readonly intervalsByTopic: boolean;
  /** Answers to {@link Cast.tick}, and a last one of every producer and consumer. */
  readonly onInterval: (name: string, group: string, interval: ThreadInterval) => void;
  /** A thread that answered ticks is there no more. */
  readonly onGone: (name: string) => void;
  /** What is waited for, in a sentence without a full stop. */
  readonly onWaiting: (text: string) => void;
  /** To be kept on the screen. */
  readonly onTold: (text: string) => void;
  readonly toolVersion: string;
  /** A person takes part; absent: nobody does. */
  readonly handsOn?: HandsOn;
  readonly onTrace: (trace: EventTrace) => void;
  /** Worth knowing although there may be no record to read it in. */
  readonly onNoted: (text: string) => void;
}

export interface Cast {
  readonly broker: BrokerUsed;
  readonly connection: Connection;
  readonly pipeline: PipelineSide;
  readonly producers: ProducerPool;
  /** How many threads answer a tick, as things are. */
  readonly threads: number;
  /** Asks every thread how it fared and what it recorded since it was last asked. */
  tick(index: number): void;
  /** CPU of the embedded broker's thread; undefined when the broker is not ours, gone, or does not know. */
  brokerCpuUs(): Promise<number | undefined>;
}

/**
 * What consumers have passed is freed above half of a bound. Seconds of lag at full speed fit; what does not is held back,
 * and the process stays small.
 */
const BROKER_BOUNDS = { maxTotalBytes: 192 * 2 ** 20, maxPartitionBytes: 96 * 2 ** 20 } as const;

/**
 * Starts everybody, lets `play` happen when all are ready, and stops them whatever comes of it.
 * @throws StreamstockError when somebody cannot be made ready, INTERRUPTED when a signal comes before
 */
export async function withCast<T>(
  options: CastOptions,
  play: (cast: Cast) => Promise<T>,
): Promise<T> {
  const { scenario, broker, runId, topicPrefix, clock, trouble, onInterval } = options;
  const { intervalsByTopic, handsOn } = options;
  const interactive = handsOn !== undefined;
  const stops: Array<() => Promise<void>> = [];
  let played = false;
  try {
    const orInterrupted = rejectedBySignal(options.interruption);
    const embedded =
      broker.kind === 'embedded'
        ? await startEmbeddedBroker({
            ...BROKER_BOUNDS,
            port: broker.port,
            onSample: (thread, index) => onInterval('broker', 'broker', { index, thread }),
          })
        : undefined;
    if (embedded !== undefined) {
      stops.push(() => embedded.stop());
      void embedded.died.then((error) => trouble.ofBroker(error));
    }
    const connection: Connection =
      broker.kind === 'embedded'
        ? { brokers: [(embedded as EmbeddedBroker).address], kind: 'embedded' }
        : broker.clearance.connection;
    const brokerUsed = await orInterrupted(describeBroker(broker.kind, connection));
    const settings = broker.kind === 'embedded' ? DEFAULT_TOPICS : broker.topics;
    const { partitions } = scenario.pipeline;
    const topics = new RunTopics({
      ...{ connection, partitions, settings, prefix: topicPrefix, interactive },
      durationMs: scenario.load.durationMs,
      ...(options.pipeline.kind === 'own'
        ? { ownGroup: options.pipeline.group ?? ownGroupId(runId) }
        : {}),
      onWaiting: options.onWaiting,
      onNote: (text) => {
        trouble.remark(text);
        if (!played) options.onNoted(text);
      },
    });
    stops.push(() => topics.close());
    const shared = { scenario, connection, runId, topicPrefix, clock, intervalsByTopic };
    const { interruption, onGone, onWaiting, onTold, toolVersion, onTrace } = options;
    const pipeline = pipelineOf(options.pipeline, {
      ...{ ...shared, topics: settings, interruption, trouble, onInterval, onGone, onWaiting },
      ...{ onTold, toolVersion, onTrace, interactive },
      isReachable: broker.kind === 'kafka' || broker.port > 0,
    });
    await orInterrupted(pipeline.check?.() ?? Promise.resolve());
    const prepared = topics.prepare().catch(async (error: unknown) => {
      const isRefused = error instanceof StreamstockError && error.code === 'NOT_AUTHORIZED';
      throw isRefused ? await withMissingRights(error, connection, pipeline.rights) : error;
    });
    await orInterrupted(prepared);
    await orInterrupted(checkRights(connection, pipeline.rights));
    await orInterrupted(pipeline.prepare());
    const side = pipeline.start();
    stops.push(() => side.close());
    const producers = startProducers({
      ...shared,
      ...(handsOn === undefined ? {} : { playback: handsOn.playback }),
      onEvent: (event) => trouble.ofProducer(event),
      onInterval: (name, interval) => onInterval(name, 'producers', interval),
    });
    stops.push(() => producers.close());
    await orInterrupted(everybodyReady(side, producers, trouble));
    const result = await play({
      ...{ broker: brokerUsed, connection },
      pipeline: side,
      producers,
      get threads() {
        return scenario.producers.workers + side.threads + (embedded === undefined ? 0 : 1);
      },
      tick: (index) => {
        producers.tick(index);
        side.tick(index);
        embedded?.tick(index);
      },
      brokerCpuUs: async () => (await embedded?.stats().catch(() => undefined))?.cpuUs,
    });
    played = true;
    return result;
  } finally {
    for (const stop of stops.reverse()) await stop().catch(() => {});
  }
}

/** The one place where a run decides whom it loads. */
function pipelineOf(wanted: PipelineWanted, context: PipelineContext): Pipeline {
  return wanted.kind === 'own' ? ownPipeline(context, wanted) : externalPipeline(context, wanted);
}

/** Nobody may be missing at the start: a run that begins without a thread can only end incomplete. */
async function everybodyReady(
  pipeline: PipelineSide,
  producers: ProducerPool,
  trouble: Trouble,
): Promise<void> {
  try {
    await Promise.all([pipeline.ready, producers.prepared]);
  } catch (error) {
    if (!(error instanceof StreamstockError && error.code === 'WORKER_DIED')) throw error;
    throw startFailed(error.message);
  }
  const [reason] = trouble.reasons;
  if (reason !== undefined) throw startFailed(typeof reason === 'string' ? reason : reason.text);
}

function startFailed(reason: string): StreamstockError {
  return new StreamstockError('START_FAILED', `The load did not begin: ${reason}`, {
    hint: 'Check what the broker allows this client to do, and that the machine has memory to spare.',
  });
}

/** Until the load begins there is nothing that a drain could save: whoever interrupts wants to leave. */
function rejectedBySignal(interruption: Interruption): <T>(work: Promise<T>) => Promise<T> {
  const signalled = new Promise<never>((_, reject) => {
    interruption.onInterrupt((signal) =>
      reject(new StreamstockError('INTERRUPTED', `Stopped by ${signal} before the load began.`)),
    );
  });
  signalled.catch(() => {});
  return (work) => Promise.race([work, signalled]);
}

/** Who it is that takes the load, as it says itself. */
function describeBroker(kind: BrokerUsed['kind'], connection: Connection): Promise<BrokerUsed> {
  return withAdmin(connection, async (admin) => {
    const { clusterId, brokers } = await admin.describeCluster();
    return {
      kind,
      address: connection.brokers.join(','),
      clusterId: clusterId === '' ? null : clusterId,
      brokers: brokers.length,
    };
  });
}
