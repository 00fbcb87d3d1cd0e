/** Single questions about single topic-partitions, for when a consumer does not understand what it sees. */
import type { Cluster } from 'kafkajs';
import type { KafkaOptions } from './client.ts';
import { clusterOf } from './cluster-access.ts';
import { isUnreadable } from './recovery.ts';

/** Where something is to be read. */
export interface ReadPosition {
  readonly topic: string;
  readonly partition: number;
  /** -1: where the group has committed. */
  readonly offset: number;
}

export interface Unreadable extends ReadPosition {
  /** Why, in words. */
  readonly reason: string;
}

const PROBE_BYTES = 1024 * 1024;
const PROBE_WAIT_MS = 100;

export class Inspector {
  readonly #cluster: Cluster;
  readonly #groupId: string;
  readonly #topics: readonly string[];
  #connected: Promise<void> | undefined;

  constructor(options: KafkaOptions, groupId: string, topics: readonly string[]) {
    this.#cluster = clusterOf(options, groupId);
    this.#groupId = groupId;
    this.#topics = topics;
  }

  /** @returns the first offset that is kept */
  async logStart(topic: string, partition: number): Promise<number> {
    await this.#connect();
    const [answer] = await this.#cluster.fetchTopicsOffset([
      { topic, partitions: [{ partition }], fromBeginning: true },
    ]);
    return Number(answer?.partitions[0]?.offset ?? Number.NaN);
  }

  /** @returns the first position at which records cannot be decoded; undefined when all can */
  async firstUnreadable(positions: readonly ReadPosition[]): Promise<Unreadable | undefined> {
    await this.#connect();
    for (const position of await this.#withCommitted(positions)) {
      const { topic, partition, offset } = position;
      try {
        const broker = await this.#cluster.findBroker({ nodeId: this.#leaderOf(topic, partition) });
        await broker.fetch({
          maxWaitTime: PROBE_WAIT_MS,
          minBytes: 1,
          maxBytes: PROBE_BYTES,
          isolationLevel: 0,
          topics: [
            {
              topic,
              partitions: [{ partition, fetchOffset: String(offset), maxBytes: PROBE_BYTES }],
            },
          ],
        });
      } catch (error) {
        if (error instanceof Error && isUnreadable(error)) {
          return { ...position, reason: inWords(error) };
        }
      }
    }
    return undefined;
  }

  async close(): Promise<void> {
    await this.#cluster.disconnect();
  }

  async #connect(): Promise<void> {
    this.#connected ??= this.#cluster
      .connect()
      .then(() => this.#cluster.addMultipleTargetTopics([...this.#topics]));
    try {
      await this.#connected;
    } catch (error) {
      this.#connected = undefined;
      throw error;
    }
  }

  #leaderOf(topic: string, partition: number): string {
    const [leader] = Object.keys(this.#cluster.findLeaderForPartitions(topic, [partition]));
    if (leader === undefined) throw new Error(`${topic}/${partition} has no leader`);
    return leader;
  }

  async #withCommitted(positions: readonly ReadPosition[]): Promise<readonly ReadPosition[]> {
    const unread = positions.filter(({ offset }) => offset < 0);
    if (unread.length === 0) return positions;
    const coordinator = await this.#cluster.findGroupCoordinator({ groupId: this.#groupId });
    const { responses } = await coordinator.offsetFetch({
      groupId: this.#groupId,
      topics: this.#topics.map((topic) => ({
        topic,
        partitions: unread
          .filter((position) => position.topic === topic)
          .map(({ partition }) => ({ partition, offset: '' })),
      })),
    });
    const committed = new Map(
      responses.flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, offset }) => [`${topic}/${partition}`, Number(offset)]),
      ),
    );
    return positions.map((position) => {
      if (position.offset >= 0) return position;
      const offset = committed.get(`${position.topic}/${position.partition}`) ?? 0;
      return { ...position, offset: Math.max(0, offset) };
    });
  }
}

/** What kafkajs or Node say of records that they cannot unpack. */
function inWords({ message }: Error): string {
  const [, codec] = /^(\w+) compression not implemented$/.exec(message) ?? [];
  if (codec !== undefined) {
    return `they are compressed with ${codec.toLowerCase()}, which cannot be read here: gzip and none can`;
  }
  if (message.includes('larger than')) return 'unpacked they are larger than 16 MiB';
  return message;
}
