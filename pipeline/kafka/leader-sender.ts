/**
 * Delivers records of single topic-partitions to whoever leads them now, and says exactly which were not acknowledged.
 *
 * kafkajs's own `sendBatch` cannot be used for that: when a batch spans leaders and a part of it fails, kafkajs repeats the
 * whole while other parts are still under way. A partition that has moved meanwhile to a broker that already answered is
 * then never written, and an idempotent producer writes under sequence numbers that it uses again, so that the broker
 * acknowledges records it drops (`producer/sendMessages.js`: `responsePerBroker`, `Promise.all`, `updateSequence`). Here
 * - a request goes to one leader, nothing is repeated behind the caller's back, and all requests are awaited;
 * - what failed is sent again unchanged, one request per topic-partition, so that the answer of each is known;
 * - a sequence number is used up by its acknowledgement alone.
 */
import kafkajs, { type Broker, type Cluster, type Message } from 'kafkajs';
import type { KafkaOptions } from './client.ts';
import { clusterOf } from './cluster-access.ts';
import { type ProducerEpoch, ProducerIdentity } from './producer-identity.ts';

export interface PartitionBatch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly Message[];
}

/** Told of each batch that is acknowledged: where it was written; -1 when the broker does not say. */
export type OnWritten = (batch: PartitionBatch, baseOffset: number) => void;

/** What is not known to be written: to be sent again as it is, before anything newer for the same topic-partitions. */
export interface SendFailure {
  readonly rest: readonly PartitionBatch[];
  /** Of the first request that failed. */
  readonly error: Error;
}

export interface SenderSettings {
  /** -1: all in-sync replicas; 0: the brokers do not answer, and written means acknowledged. */
  readonly acks: number;
  readonly compression: 'none' | 'gzip';
  /** Brokers drop what they have written already; needs acks -1. */
  readonly idempotent: boolean;
  /** Every topic that will be sent to. */
  readonly topics: readonly string[];
}

/** The part of kafkajs's cluster that is needed here. */
export type SenderCluster = Pick<
  Cluster,
  | 'connect'
  | 'disconnect'
  | 'addMultipleTargetTopics'
  | 'refreshMetadata'
  | 'findTopicPartitionMetadata'
  | 'findBroker'
  | 'findControllerBroker'
  | 'removeBroker'
>;

/** How long a broker may wait for its followers. */
const ACKS_TIMEOUT_MS = 30_000;
const { CompressionTypes } = kafkajs;

export function createSender(options: KafkaOptions, settings: SenderSettings): LeaderSender {
  return new LeaderSender(clusterOf(options), settings);
}

/** At most one send may be under way for a topic-partition. */
export class LeaderSender {
  readonly #cluster: SenderCluster;
  readonly #settings: SenderSettings;
  readonly #compression: number;
  readonly #identity: ProducerIdentity | undefined;
  /** Leaders may have moved: to be looked up before the next send. */
  #stale = false;

  constructor(cluster: SenderCluster, settings: SenderSettings) {
    this.#cluster = cluster;
    this.#settings = settings;
    this.#compression =
      settings.compression === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None;
    this.#identity = settings.idempotent ? new ProducerIdentity(cluster) : undefined;
  }

  /** @throws what kafkajs throws when no broker answers, or they refuse */
  async connect(): Promise<void> {
    await this.#cluster.connect();
    await this.#cluster.addMultipleTargetTopics([...this.#settings.topics]);
    await this.#identity?.begin();
  }

  async disconnect(): Promise<void> {
    await this.#cluster.disconnect();
  }

  /**
   * Node id of the leader, as last heard.
   * @throws Error when it is not known to have one
   */
  leaderOf(topic: string, partition: number): number {
    const metadata = this.#cluster.findTopicPartitionMetadata(topic);
    // Brokers list partitions in order as a rule.
    const known =
      metadata[partition]?.partitionId === partition
        ? metadata[partition]
        : metadata.find(({ partitionId }) => partitionId === partition);
    if (known === undefined || known.leader < 0) {
      this.#stale = true;
      throw new Error(`${topic}/${partition} has no leader`);
    }
    return known.leader;
  }

  /**
   * @param batches one of a topic-partition at most; unchanged when they are sent again
   * @param apart one request for each, so that the fate of each is known: for what has failed before
   * @param onWritten hears of batches whose request was acknowledged as a whole
   * @returns undefined when everything is acknowledged. Never rejects.
   */
  async send(
    batches: readonly PartitionBatch[],
    apart = false,
    onWritten?: OnWritten,
  ): Promise<SendFailure | undefined> {
    let requests: Request[];
    try {
      if (this.#stale) await this.#refresh();
      requests = apart
        ? batches.map((batch) => ({
            leader: this.leaderOf(batch.topic, batch.partition),
            batches: [batch],
          }))
        : this.#byLeader(batches);
    } catch (error) {
      return { rest: batches, error: asError(error) };
    }
    const [only] = requests;
    if (only !== undefined && requests.length === 1) return this.#request(only, onWritten);
    const outcomes = await Promise.all(
      requests.map((request) => this.#request(request, onWritten)),
    );
    const failures = outcomes.filter((outcome) => outcome !== undefined);
    const [first] = failures;
    if (first === undefined) return undefined;
    return { rest: failures.flatMap(({ rest }) => rest), error: first.error };
  }

  async #refresh(): Promise<void> {
    this.#stale = false;
    try {
      await this.#cluster.refreshMetadata();
      await this.#identity?.renewIfLost();
    } catch (error) {
      this.#stale = true;
      throw error;
    }
  }

  #byLeader(batches: readonly PartitionBatch[]): Request[] {
    const requests: Request[] = [];
    for (const batch of batches) {
      const leader = this.leaderOf(batch.topic, batch.partition);
      const request = requests.find((candidate) => candidate.leader === leader);
      if (request === undefined) requests.push({ leader, batches: [batch] });
      else request.batches.push(batch);
    }
    return requests;
  }

  async #request(
    { leader, batches }: Request,
    onWritten: OnWritten | undefined,
  ): Promise<SendFailure | undefined> {
    const { acks } = this.#settings;
    const identity = this.#identity;
    const epoch = identity?.current;
    let broker: Broker | undefined;
    let answer: ProduceAnswer | undefined;
    try {
      broker = await this.#cluster.findBroker({ nodeId: String(leader) });
      answer = (await broker.produce({
        acks,
        timeout: ACKS_TIMEOUT_MS,
        compression: this.#compression,
        topicData: topicData(batches, epoch),
        ...(epoch === undefined
          ? {}
          : { producerId: epoch.producerId, producerEpoch: epoch.producerEpoch }),
      })) as ProduceAnswer | undefined;
    } catch (thrown) {
      const error = asError(thrown);
      const alreadyWritten = batches.length === 1 && typeOf(error) === 'DUPLICATE_SEQUENCE_NUMBER';
      if (!alreadyWritten) {
        this.#stale = true;
        identity?.failed(epoch, error);
        if (broker !== undefined && isConnectionTrouble(error)) this.#forget(broker);
        return { rest: batches, error };
      }
    }
    for (const batch of batches) {
      const { topic, partition, messages } = batch;
      epoch?.used(topic, partition, messages.length);
      onWritten?.(batch, baseOffsetOf(answer, topic, partition));
    }
    return undefined;
  }

  /** One that no longer answers must not be asked where the leaders are; metadata brings it back when it lives. */
  #forget(broker: Broker): void {
    const { host, port } = (broker as Broker & BrokerAddress).connectionPool;
    try {
      this.#cluster.removeBroker({ host, port });
    } catch {
      // kafkajs stumbles over a cluster whose last broker is already gone.
    }
    void broker.disconnect().catch(() => undefined);
  }
}

type TopicData = Parameters<Broker['produce']>[0]['topicData'];

/** kafkajs has no type for it. */
interface ProduceAnswer {
  readonly topics?: readonly {
    readonly topicName: string;
    readonly partitions: readonly { readonly partition: number; readonly baseOffset?: string }[];
  }[];
}

function baseOffsetOf(answer: ProduceAnswer | undefined, topic: string, partition: number): number {
  const found = answer?.topics
    ?.find(({ topicName }) => topicName === topic)
    ?.partitions.find((candidate) => candidate.partition === partition);
  return found?.baseOffset === undefined ? -1 : Number(found.baseOffset);
}

/** Every topic once: a broker keeps only one of two entries for the same topic. */
function topicData(
  batches: readonly PartitionBatch[],
  epoch: ProducerEpoch | undefined,
): TopicData {
  const data: TopicData = [];
  for (const { topic, partition, messages } of batches) {
    let entry = data.find((candidate) => candidate.topic === topic);
    if (entry === undefined) {
      entry = { topic, partitions: [] };
      data.push(entry);
    }
    entry.partitions.push({
      partition,
      // kafkajs does not write to it.
      messages: messages as Message[],
      ...(epoch === undefined ? {} : { firstSequence: epoch.next(topic, partition) }),
    });
  }
  return data;
}

interface Request {
  readonly leader: number;
  readonly batches: PartitionBatch[];
}

/** Not in kafkajs's types. */
interface BrokerAddress {
  readonly connectionPool: { readonly host: string; readonly port: number };
}

function isConnectionTrouble({ name }: Error): boolean {
  return /^KafkaJS(Connection|ConnectionClosed|RequestTimeout)Error$/.test(name);
}

function typeOf(error: Error): unknown {
  return (error as { type?: unknown }).type;
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
