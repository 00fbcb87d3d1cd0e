/** Who takes part in a run: a broker with topics, consumers that share one generation, producers that are connected. */
import type { ClockAnchor } from '../../pipeline/clock.ts';
import { StreamstockError } from '../../pipeline/errors.ts';
import { commitStartOffsets, withAdmin } from '../../pipeline/kafka/admin.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import type { TopicPartitionOffsets } from '../../pipeline/kafka/consumer-options.ts';
import { LagSampler } from '../../pipeline/kafka/lag.ts';
import { topicNames } from '../../pipeline/topics.ts';
import type { BrokerUsed } from '../../reports/record.ts';
import type { ThreadInterval } from '../../reports/thread-interval.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';
import { type Cluster, DEFAULT_TOPICS } from '../cluster/cluster.ts';
import { prepareTopics } from '../cluster/prepare-topics.ts';
import { type ConsumerPool, startConsumers } from '../consumers/pool.ts';
import { type ProducerPool, startProducers } from '../producers/pool.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Interruption } from './interruption.ts';
import { wereReadToTheEnd } from './read-to-end.ts';
import type { Trouble } from './trouble.ts';

/** An embedded broker at a port (0: any free one), or a running cluster. */
export type BrokerWanted =
  | { readonly kind: 'embedded'; readonly port: number }
  | ({ readonly kind: 'kafka' } & Cluster);

export interface CastOptions {
  readonly scenario: Scenario;
  readonly broker: BrokerWanted;
  readonly runId: string;
  readonly topicPrefix: string;
  readonly clock: ClockAnchor;
  readonly interruption: Interruption;
  readonly trouble: Trouble;
  /** Intervals keep topics apart. */
  readonly intervalsByTopic: boolean;
  /** Answers to {@link Cast.tick}, and a last one of every producer and consumer. */
  readonly onInterval: (name: string, group: string, interval: ThreadInterval) => void;
}

export interface Cast {
  readonly broker: BrokerUsed;
  readonly consumers: ConsumerPool;
  readonly producers: ProducerPool;
  /** How many threads answer a tick. */
  readonly threads: number;
  /** Asks every thread how it fared and what it recorded since it was last asked. */
  tick(index: number): void;
  readonly lag: LagSampler;
  /** CPU of the embedded broker's thread; undefined when the broker is not ours, gone, or does not know. */
  brokerCpuUs(): Promise<number | undefined>;
  /** Whether the consumers came to the end of every topic-partition; false also when the broker does not tell. */
  wereReadToTheEnd(positions: readonly TopicPartitionOffsets[]): Promise<boolean>;
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
  const { intervalsByTopic } = options;
  const stops: Array<() => Promise<void>> = [];
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
    const groupId = `streamstock-inventory-group-${runId}`;
    const brokerUsed = await orInterrupted(describeBroker(broker.kind, connection));
    const settings = broker.kind === 'embedded' ? DEFAULT_TOPICS : broker.topics;
    const { partitions } = scenario.pipeline;
    await orInterrupted(prepareTopics({ connection, prefix: topicPrefix, partitions, settings }));
    const { events } = topicNames(topicPrefix);
    await orInterrupted(
      withAdmin(connection, (admin) => commitStartOffsets(admin, groupId, events, connection)),
    );
    const shared = {
      scenario,
      connection,
      runId,
      topicPrefix,
      clock,
      intervalsByTopic,
    };
    const consumers = startConsumers({
      ...shared,
      groupId,
      onEvent: (event) => trouble.ofConsumer(event),
      onInterval: (name, interval) => onInterval(name, 'consumers', interval),
    });
    stops.push(() => consumers.terminate());
    const producers = startProducers({
      ...shared,
      onEvent: (event) => trouble.ofProducer(event),
      onInterval: (name, interval) => onInterval(name, 'producers', interval),
    });
    stops.push(() => producers.close());
    const lag = new LagSampler({ connection, groupId, topics: events });
    stops.push(() => lag.close());
    await orInterrupted(everybodyReady(consumers, producers, trouble));
    return await play({
      broker: brokerUsed,
      consumers,
      producers,
      threads:
        scenario.producers.workers + scenario.pipeline.consumers + (embedded === undefined ? 0 : 1),
      tick: (index) => {
        producers.tick(index);
        consumers.tick(index);
        embedded?.tick(index);
      },
      lag,
      brokerCpuUs: async () => (await embedded?.stats().catch(() => undefined))?.cpuUs,
      wereReadToTheEnd: (positions) => wereReadToTheEnd(connection, groupId, events, positions),
    });
  } finally {
    for (const stop of stops.reverse()) await stop().catch(() => {});
  }
}

/** Nobody may be missing at the start: a run that begins without a thread can only end incomplete. */
async function everybodyReady(
  consumers: ConsumerPool,
  producers: ProducerPool,
  trouble: Trouble,
): Promise<void> {
  try {
    await Promise.all([consumers.ready, producers.prepared]);
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
