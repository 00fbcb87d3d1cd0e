/**
 * Looks at the ends of many topic-partitions at once, without a group: one question and one answer for each broker, whatever the
 * number of partitions. For whoever watches a run and must not cost it anything.
 *
 * Whatever goes wrong, the connection is made anew at the next look: leaders move, and the broker that was asked first may be the
 * one that is gone.
 */
import type { Broker, Cluster } from 'kafkajs';
import { within } from './admin.ts';
import {
  type FetchBounds,
  type FetchedPartition,
  type FetchPosition,
  fetchMany,
} from './changelog/raw-fetch.ts';
import { clusterOf } from './cluster-access.ts';
import type { Connection } from './connection.ts';

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface TailOptions {
  readonly connection: Connection;
  readonly clientId: string;
  /** All that will be asked for; they have to exist by then. */
  readonly topics: readonly string[];
}

/** By topic, by partition; undefined where the answer has nothing. */
export type LogOffsets = ReadonlyMap<string, readonly (number | undefined)[]>;

const REQUEST_TIMEOUT_MS = 5000;
const CLOSE_TIMEOUT_MS = 1000;
const LATEST = -1;
const EARLIEST = -2;

/** Of an answer to a fetch: the log no longer has the offset, or not yet. */
export const OFFSET_OUT_OF_RANGE = 1;

export class LogTail {
  readonly #options: TailOptions;
  #cluster: Promise<Cluster> | undefined;
  #lines = 0;
  #isClosed = false;

  constructor(options: TailOptions) {
    this.#options = options;
  }

  /** Behind the last record of each. @throws what kafkajs throws; the next call connects anew */
  ends(): Promise<LogOffsets> {
    return this.#asking((cluster) => this.#offsets(cluster, LATEST));
  }

  /** The first that is kept of each. @throws as {@link ends} */
  starts(): Promise<LogOffsets> {
    return this.#asking((cluster) => this.#offsets(cluster, EARLIEST));
  }

  /**
   * The first of each whose timestamp is that or later; -1: there is none.
   * @param timestampMs wall clock, epoch milliseconds
   * @throws as {@link ends}
   */
  since(timestampMs: number): Promise<LogOffsets> {
    return this.#asking((cluster) => this.#offsets(cluster, Math.max(0, Math.floor(timestampMs))));
  }

  /**
   * @param bounds of the answer of each broker
   * @throws as {@link ends}; errors of single topic-partitions stand in the answer
   */
  fetch(positions: readonly FetchPosition[], bounds: FetchBounds): Promise<FetchedPartition[]> {
    return this.#asking(async (cluster) => {
      const answers = await Promise.all(
        byLeader(cluster, positions).map(async ([leader, own]) =>
          fetchMany(await cluster.findBroker({ nodeId: leader }), own, bounds),
        ),
      );
      const fetched = answers.flat();
      const isMisled = fetched.some(
        ({ errorCode }) => errorCode !== 0 && errorCode !== OFFSET_OUT_OF_RANGE,
      );
      if (isMisled) this.#hangUp();
      return fetched;
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const closed = this.#cluster?.then((cluster) => cluster.disconnect());
    this.#cluster = undefined;
    if (closed !== undefined) await within(CLOSE_TIMEOUT_MS, closed).catch(() => undefined);
  }

  async #offsets(cluster: Cluster, timestamp: number): Promise<LogOffsets> {
    const places = this.#options.topics.flatMap((topic) =>
      cluster
        .findTopicPartitionMetadata(topic)
        .map(({ partitionId }) => ({ topic, partition: partitionId })),
    );
    const answers = await Promise.all(
      byLeader(cluster, places).map(async ([leader, own]) => {
        const broker = (await cluster.findBroker({ nodeId: leader })) as Broker & ListOffsets;
        return broker.listOffsets({ isolationLevel: 0, topics: byTopic(own, timestamp) });
      }),
    );
    const offsets = new Map<string, (number | undefined)[]>();
    for (const { topic, partitions } of answers.flatMap(({ responses }) => responses)) {
      const known = offsets.get(topic) ?? [];
      offsets.set(topic, known);
      for (const { partition, offset } of partitions) known[partition] = Number(offset);
    }
    return offsets;
  }

  async #asking<T>(ask: (cluster: Cluster) => Promise<T>): Promise<T> {
    this.#cluster ??= this.#connect();
    try {
      return await ask(await this.#cluster);
    } catch (error) {
      this.#hangUp();
      throw error;
    }
  }

  async #connect(): Promise<Cluster> {
    if (this.#isClosed) throw new Error('nobody looks any more');
    const { connection, clientId, topics } = this.#options;
    const { brokers } = connection;
    // Another one first each time.
    const first = this.#lines % brokers.length;
    this.#lines += 1;
    const cluster = clusterOf({
      ...connection,
      brokers: [...brokers.slice(first), ...brokers.slice(0, first)],
      clientId,
      probeTimeoutMs: REQUEST_TIMEOUT_MS,
    });
    try {
      await cluster.connect();
      await cluster.addMultipleTargetTopics([...topics]);
      return cluster;
    } catch (error) {
      void cluster.disconnect().catch(() => undefined);
      throw error;
    }
  }

  #hangUp(): void {
    const cluster = this.#cluster;
    this.#cluster = undefined;
    cluster?.then((each) => each.disconnect()).catch(() => undefined);
  }
}

/** @throws Error where one has no leader just now */
function byLeader<T extends TopicPartition>(
  cluster: Cluster,
  places: readonly T[],
): (readonly [leader: string, own: T[]])[] {
  const leaders = new Map<number, T[]>();
  for (const place of places) {
    const { topic, partition } = place;
    const leader = cluster
      .findTopicPartitionMetadata(topic)
      .find(({ partitionId }) => partitionId === partition)?.leader;
    if (leader === undefined || leader < 0) throw new Error(`${topic}/${partition} has no leader`);
    const own = leaders.get(leader);
    if (own === undefined) leaders.set(leader, [place]);
    else own.push(place);
  }
  return [...leaders].map(([leader, own]) => [String(leader), own]);
}

function byTopic(places: readonly TopicPartition[], timestamp: number) {
  const topics = new Map<string, { partition: number; timestamp: number }[]>();
  for (const { topic, partition } of places) {
    const known = topics.get(topic) ?? [];
    topics.set(topic, known);
    known.push({ partition, timestamp });
  }
  return [...topics].map(([topic, partitions]) => ({ topic, partitions }));
}

/** Not in kafkajs's types. */
interface ListOffsets {
  listOffsets(request: {
    readonly isolationLevel: number;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly timestamp: number }[];
    }[];
  }): Promise<{
    readonly responses: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
    }[];
  }>;
}
