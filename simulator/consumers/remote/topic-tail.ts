/** Follows one partition from its end on, without a group: whoever listens hears what is written from now on, and at once. */
import type { Cluster } from 'kafkajs';
import { within } from '../../../pipeline/kafka/admin.ts';
import { clusterOf } from '../../../pipeline/kafka/cluster-access.ts';
import type { Connection } from '../../../pipeline/kafka/connection.ts';

export interface TopicTailOptions {
  readonly connection: Connection;
  readonly topic: string;
  readonly partition: number;
  readonly onRecord: (value: Buffer | null, offset: number) => void;
  /** It could not be read, and is tried again. */
  readonly onFailure: (error: Error) => void;
}

const CLIENT_ID = 'streamstock-members';
const REQUEST_TIMEOUT_MS = 5_000;
/** A long poll: what is written ends it at once. */
const WAIT_MS = 500;
const MAX_BYTES = 2 * 2 ** 20;
const RETRY_MS = 250;
const CLOSE_TIMEOUT_MS = 1_000;

interface FetchedPartition {
  readonly messages: readonly { readonly offset: string; readonly value: Buffer | null }[];
}

export class TopicTail {
  readonly #options: TopicTailOptions;
  #cluster: Cluster | undefined;
  #closed = false;
  /** Offset of the next record. */
  #position = -1;
  #following: Promise<void> = Promise.resolve();

  constructor(options: TopicTailOptions) {
    this.#options = options;
  }

  get position(): number {
    return this.#position;
  }

  /**
   * Resolves when nothing that is written from then on will be missed. May be called again when it failed, or did not.
   * @throws what kafkajs throws: no broker answers, there is no such topic, it may not be read
   */
  async open(): Promise<void> {
    if (this.#position >= 0) return;
    const cluster = await this.#connected();
    this.#position = await this.#offset(cluster, false);
    this.#following = this.#follow();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#hangUp();
    await within(CLOSE_TIMEOUT_MS, this.#following).catch(() => undefined);
  }

  async #follow(): Promise<void> {
    while (!this.#closed) {
      try {
        await this.#fetch(await this.#connected());
      } catch (error) {
        if (this.#closed) return;
        this.#options.onFailure(error instanceof Error ? error : new Error(String(error)));
        await this.#recover(error);
      }
    }
  }

  async #fetch(cluster: Cluster): Promise<void> {
    const { topic, partition, onRecord } = this.#options;
    const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
    if (nodeId === undefined) throw new Error(`${topic}/${partition} has no leader`);
    const broker = await cluster.findBroker({ nodeId });
    const { responses } = (await broker.fetch({
      maxWaitTime: WAIT_MS,
      minBytes: 1,
      maxBytes: MAX_BYTES,
      isolationLevel: 0,
      topics: [
        {
          topic,
          partitions: [{ partition, fetchOffset: String(this.#position), maxBytes: MAX_BYTES }],
        },
      ],
    })) as { responses: readonly { readonly partitions: readonly FetchedPartition[] }[] };
    for (const { offset, value } of responses[0]?.partitions[0]?.messages ?? []) {
      const at = Number(offset);
      // A batch comes as a whole, also when the position lies within it.
      if (at < this.#position || this.#closed) continue;
      this.#position = at + 1;
      onRecord(value, at);
    }
  }

  /** Leaders move and connections break; what was deleted before it could be read is left out, and the listener sees the gap. */
  async #recover(error: unknown): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    if ((error as { type?: unknown }).type !== 'OFFSET_OUT_OF_RANGE') {
      this.#hangUp();
      return;
    }
    try {
      this.#position = await this.#offset(await this.#connected(), true);
    } catch {
      this.#hangUp();
    }
  }

  async #offset(cluster: Cluster, fromBeginning: boolean): Promise<number> {
    const { topic, partition } = this.#options;
    const [answer] = await cluster.fetchTopicsOffset([
      { topic, partitions: [{ partition }], fromBeginning },
    ]);
    const offset = Number(answer?.partitions[0]?.offset ?? Number.NaN);
    if (!Number.isSafeInteger(offset))
      throw new Error(`${topic}/${partition} does not tell its end`);
    return offset;
  }

  async #connected(): Promise<Cluster> {
    if (this.#cluster !== undefined) return this.#cluster;
    const { connection, topic } = this.#options;
    const cluster = clusterOf({
      ...connection,
      clientId: CLIENT_ID,
      probeTimeoutMs: REQUEST_TIMEOUT_MS,
    });
    try {
      await cluster.connect();
      await cluster.addMultipleTargetTopics([topic]);
    } catch (error) {
      void cluster.disconnect().catch(() => undefined);
      throw error;
    }
    if (this.#closed) {
      void cluster.disconnect().catch(() => undefined);
      throw new Error('nobody listens any more');
    }
    this.#cluster = cluster;
    return cluster;
  }

  #hangUp(): void {
    void this.#cluster?.disconnect().catch(() => undefined);
    this.#cluster = undefined;
  }
}
