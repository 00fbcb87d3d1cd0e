/** Consumer lag as the broker tells: log end − committed offset of every topic-partition. */
import type { Broker, Cluster } from 'kafkajs';
import { within } from './admin.ts';
import { clusterOf } from './cluster-access.ts';
import type { Connection } from './connection.ts';

/** By topic: records behind the log end, by partition. */
export type ConsumerLag = Readonly<Record<string, readonly number[]>>;

const CLIENT_ID = 'streamstock-lag';
const ANSWER_TIMEOUT_MS = 1_000;
/** A question that a broker does not answer is given up, and with it the connection. */
const REQUEST_TIMEOUT_MS = 3_000;
const CLOSE_TIMEOUT_MS = 1_000;

export interface LagOptions {
  readonly connection: Connection;
  readonly groupId: string;
  readonly topics: readonly string[];
  /** By topic and partition: what lies before is not counted, whether the group committed it or not. */
  readonly floor?: Readonly<Record<string, readonly number[]>>;
}

interface Line {
  readonly cluster: Cluster;
  readonly coordinator: Broker;
}

/** By topic, by partition. */
type Offsets = Readonly<Record<string, readonly number[]>>;

/**
 * Asks with a connection of its own, which is made anew after any trouble: leaders and coordinators move, and the broker
 * that was asked first may be the one that is gone. Who does not answer in time is asked again next time.
 */
export class LagSampler {
  readonly #options: LagOptions;
  #line: Promise<Line> | undefined;
  #lines = 0;
  #underWay = false;
  /** What is written behind them is nobody's to read any more. */
  #heldEnds: Offsets | undefined;

  constructor(options: LagOptions) {
    this.#options = options;
  }

  /** @returns null when the broker did not answer in time, or an earlier question is still open */
  async sample(): Promise<ConsumerLag | null> {
    if (this.#underWay) return null;
    this.#underWay = true;
    const answer = this.#ask()
      .catch(() => {
        this.#hangUp();
        return null;
      })
      .finally(() => {
        this.#underWay = false;
      });
    return within(ANSWER_TIMEOUT_MS, answer).catch(() => null);
  }

  /** From now on lag is counted to where the logs end now: what consumers publish when they close is not read again. */
  async holdEnds(): Promise<void> {
    const ends = this.#connected().then(({ cluster }) => this.#logOffsets(cluster, false));
    this.#heldEnds = await within(ANSWER_TIMEOUT_MS, ends).catch(() => this.#heldEnds);
  }

  async close(): Promise<void> {
    const closed = this.#line?.then(({ cluster }) => cluster.disconnect());
    if (closed !== undefined) await within(CLOSE_TIMEOUT_MS, closed).catch(() => undefined);
  }

  async #ask(): Promise<ConsumerLag | null> {
    const { topics, floor } = this.#options;
    const { cluster, coordinator } = await this.#connected();
    const [committed, starts, ends] = await Promise.all([
      this.#committed(cluster, coordinator),
      this.#logOffsets(cluster, true),
      this.#logOffsets(cluster, false),
    ]);
    return Object.fromEntries(
      topics.map((topic) => {
        const behind = (ends[topic] ?? []).map((end, partition) => {
          // -1: nothing was committed there, so that everything it holds is still to be read.
          const from = Math.max(
            committed[topic]?.[partition] ?? -1,
            starts[topic]?.[partition] ?? 0,
            floor?.[topic]?.[partition] ?? 0,
          );
          return Math.max(0, (this.#heldEnds?.[topic]?.[partition] ?? end) - from);
        });
        return [topic, behind];
      }),
    );
  }

  #connected(): Promise<Line> {
    this.#line ??= this.#connect();
    return this.#line;
  }

  async #connect(): Promise<Line> {
    const { connection, groupId, topics } = this.#options;
    const { brokers } = connection;
    // Another one first each time.
    const first = this.#lines % brokers.length;
    this.#lines += 1;
    const cluster = clusterOf({
      ...connection,
      brokers: [...brokers.slice(first), ...brokers.slice(0, first)],
      clientId: CLIENT_ID,
      probeTimeoutMs: REQUEST_TIMEOUT_MS,
    });
    try {
      await cluster.connect();
      await cluster.addMultipleTargetTopics([...topics]);
      return { cluster, coordinator: await cluster.findGroupCoordinator({ groupId }) };
    } catch (error) {
      void cluster.disconnect().catch(() => undefined);
      throw error;
    }
  }

  #hangUp(): void {
    const line = this.#line;
    this.#line = undefined;
    line?.then(({ cluster }) => cluster.disconnect()).catch(() => undefined);
  }

  async #committed(cluster: Cluster, coordinator: Broker): Promise<Offsets> {
    const { groupId } = this.#options;
    const topics = this.#partitions(cluster).map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => ({ partition, offset: '' })),
    }));
    const { responses } = await coordinator.offsetFetch({ groupId, topics });
    return byTopic(responses);
  }

  /** Where the logs begin, or end. */
  async #logOffsets(cluster: Cluster, fromBeginning: boolean): Promise<Offsets> {
    return byTopic(
      await cluster.fetchTopicsOffset(
        this.#partitions(cluster).map((topic) => ({ ...topic, fromBeginning })),
      ),
    );
  }

  #partitions(cluster: Cluster): { topic: string; partitions: { partition: number }[] }[] {
    return this.#options.topics.map((topic) => ({
      topic,
      partitions: cluster
        .findTopicPartitionMetadata(topic)
        .map(({ partitionId }) => ({ partition: partitionId })),
    }));
  }
}

function byTopic(
  answers: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
  }[],
): Offsets {
  return Object.fromEntries(
    answers.map(({ topic, partitions }) => {
      const offsets: number[] = [];
      for (const { partition, offset } of partitions) offsets[partition] = Number(offset);
      return [topic, offsets];
    }),
  );
}
