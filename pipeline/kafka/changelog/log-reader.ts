/**
 * Reads stretches of topic-partitions without a group: what lies between two offsets, in order, once. One connection
 * serves any number of reads at the same time; leaders that move are followed.
 */
import type { Broker, Cluster } from 'kafkajs';
import { StreamstockError } from '../../errors.ts';
import { accessError } from '../access-trouble.ts';
import { within } from '../admin.ts';
import type { KafkaOptions } from '../client.ts';
import { clusterOf } from '../cluster-access.ts';
import { isFinal } from '../recovery.ts';
import { fetchBatches } from './raw-fetch.ts';
import {
  type LogRecord,
  type ReadBatches,
  readBatches,
  UnreadableBatch,
} from './record-batches.ts';

export interface ReadOptions {
  /** Asked between two fetches; false ends the reading early, without an error. */
  readonly wanted?: () => boolean;
  /** Without any answer for so long it is given up. */
  readonly maxSilenceMs?: number;
}

export type OnRecord = (record: LogRecord, offset: number) => void;

const DEFAULT_SILENCE_MS = 30_000;
const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 1000;
const CLOSE_TIMEOUT_MS = 1000;
const LATEST = -1;
const EARLIEST = -2;

export class LogReader {
  readonly #options: KafkaOptions;
  readonly #topics: readonly string[];
  readonly #cluster: Cluster;
  #connected: Promise<void> | undefined;
  #closed = false;
  /** One at a time: kafkajs keeps what the last of them says. */
  #refreshing: Promise<void> | undefined;

  /** @param topics all that will be read; they have to exist by then */
  constructor(options: KafkaOptions, topics: readonly string[]) {
    this.#options = options;
    this.#topics = topics;
    this.#cluster = clusterOf(options);
  }

  /**
   * Hands over every record in `[from, to)`, in order. Holds a few MiB at a time, and waits for nobody: what is to be read
   * must be in the log.
   * @param to `end`: everything that was acknowledged before the call
   * @returns where the next read begins: `to`, or less when it was not wanted any more
   * @throws StreamstockError LOG_UNREADABLE when the log no longer has it, or it cannot be decoded; BROKER_UNREACHABLE when
   *   nobody answers; NOT_AUTHORIZED. What `onRecord` throws comes through.
   */
  async read(
    topic: string,
    partition: number,
    from: number,
    to: number | 'end',
    onRecord: OnRecord,
    options: ReadOptions = {},
  ): Promise<number> {
    const place = { topic, partition };
    const { wanted = () => true } = options;
    const end = to === 'end' ? await this.#offsetOf(place, LATEST, options) : to;
    let position = from;
    let progressMs = performance.now();
    while (position < end && wanted()) {
      const batches = await this.#fetch({ ...place, offset: position }, options);
      if (batches.nextOffset === undefined) {
        await this.#waitForMore(place, progressMs, options);
        continue;
      }
      progressMs = performance.now();
      for (const record of batches.records) {
        // A batch is read whole, whatever part of it was asked for.
        if (record.offset >= position && record.offset < end) onRecord(record, record.offset);
      }
      position = Math.max(position, batches.nextOffset);
    }
    return Math.max(from, Math.min(position, end));
  }

  /** @returns by partition: the offset behind everything that was acknowledged. @throws as {@link read} */
  async ends(topic: string, options: ReadOptions = {}): Promise<number[]> {
    const partitions = await this.#try(`the partitions of ${topic}`, options, async () =>
      this.#cluster
        .findTopicPartitionMetadata(topic)
        .map(({ partitionId }) => partitionId)
        .sort((a, b) => a - b),
    );
    return Promise.all(
      partitions.map((partition) => this.#offsetOf({ topic, partition }, LATEST, options)),
    );
  }

  /** @returns the first offset that is kept. @throws as {@link read} */
  start(topic: string, partition: number, options: ReadOptions = {}): Promise<number> {
    return this.#offsetOf({ topic, partition }, EARLIEST, options);
  }

  /** @returns by partition: where the group has committed; -1: nowhere. @throws as {@link read} */
  async committed(
    groupId: string,
    topic: string,
    partitions: readonly number[],
    options: ReadOptions = {},
  ): Promise<Map<number, number>> {
    const asked = partitions.map((partition) => ({ partition, offset: '' }));
    return this.#try(`the offsets of group ${groupId}`, options, async () => {
      const coordinator = await this.#cluster.findGroupCoordinator({ groupId });
      const { responses } = await coordinator.offsetFetch({
        groupId,
        topics: [{ topic, partitions: asked }],
      });
      const answers = responses.flatMap((response) => response.partitions);
      return new Map(answers.map(({ partition, offset }) => [partition, Number(offset)]));
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await within(CLOSE_TIMEOUT_MS, this.#cluster.disconnect()).catch(() => undefined);
  }

  /** A leader that does not show yet what it has acknowledged. */
  async #waitForMore(place: Place, sinceMs: number, options: ReadOptions): Promise<void> {
    const { maxSilenceMs = DEFAULT_SILENCE_MS } = options;
    const { topic, partition } = place;
    if (performance.now() - sinceMs > maxSilenceMs) {
      throw silence(`${topic}/${partition}`, new Error('records before its end are not shown'));
    }
    await sleep(FIRST_PAUSE_MS);
  }

  async #fetch(
    position: Place & { readonly offset: number },
    options: ReadOptions,
  ): Promise<ReadBatches> {
    const { topic, partition, offset } = position;
    const answer = await this.#try(`${topic}/${partition}`, options, async () => {
      try {
        return await fetchBatches(await this.#leaderOf(position), position);
      } catch (error) {
        if (typeOf(error) !== 'OFFSET_OUT_OF_RANGE') throw error;
        throw unreadable(`Offset ${offset} of ${topic}/${partition} is not kept any more`, error);
      }
    });
    try {
      return await readBatches(answer);
    } catch (error) {
      if (!(error instanceof UnreadableBatch)) throw error;
      throw unreadable(`${topic}/${partition} cannot be read: ${error.message}`, error);
    }
  }

  /** Not from the answer to a fetch: a new leader may not know yet what was acknowledged before it led, and says so here. */
  #offsetOf(place: Place, timestamp: number, options: ReadOptions): Promise<number> {
    const { topic, partition } = place;
    return this.#try(`${topic}/${partition}`, options, async () => {
      const broker = (await this.#leaderOf(place)) as Broker & ListOffsets;
      const { responses } = await broker.listOffsets({
        isolationLevel: 0,
        topics: [{ topic, partitions: [{ partition, timestamp }] }],
      });
      return Number(responses[0]?.partitions[0]?.offset);
    });
  }

  async #leaderOf({ topic, partition }: Place): Promise<Broker> {
    const leader = this.#cluster
      .findTopicPartitionMetadata(topic)
      .find(({ partitionId }) => partitionId === partition)?.leader;
    if (leader === undefined || leader < 0) throw new NoLeader(`${topic}/${partition} has none`);
    return this.#cluster.findBroker({ nodeId: String(leader) });
  }

  /** Again and again while the trouble may pass: leaders move, brokers start again. */
  async #try<T>(what: string, options: ReadOptions, ask: () => Promise<T>): Promise<T> {
    const { maxSilenceMs = DEFAULT_SILENCE_MS, wanted = () => true } = options;
    const deadlineMs = performance.now() + maxSilenceMs;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      try {
        await this.#connect();
        return await ask();
      } catch (error) {
        if (error instanceof StreamstockError) throw error;
        const lasting = accessError(error, this.#options);
        if (lasting !== undefined) throw lasting;
        if (this.#closed || !mayPass(error) || performance.now() > deadlineMs || !wanted()) {
          throw silence(what, error);
        }
      }
      await sleep(pauseMs);
      await this.#refresh().catch(() => undefined);
    }
  }

  async #connect(): Promise<void> {
    if (this.#closed) throw new Error('the connection was closed');
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

  #refresh(): Promise<void> {
    this.#refreshing ??= this.#cluster.refreshMetadata().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }
}

interface Place {
  readonly topic: string;
  readonly partition: number;
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
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
    }[];
  }>;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

class NoLeader extends Error {}

function mayPass(error: unknown): boolean {
  if (!(error instanceof Error) || isFinal(error)) return false;
  return error instanceof NoLeader || error.name.startsWith('KafkaJS');
}

function typeOf(error: unknown): unknown {
  return (error as { readonly type?: unknown }).type;
}

function unreadable(what: string, cause: unknown): StreamstockError {
  return new StreamstockError('LOG_UNREADABLE', `${what}.`, {
    hint: 'Check retention and compression of the topic, and that no two runs share a group.',
    cause,
  });
}

function silence(what: string, cause: unknown): StreamstockError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StreamstockError(
    'BROKER_UNREACHABLE',
    `The cluster did not answer for ${what}: ${reason}`,
    { hint: 'Check that the brokers are healthy.', cause },
  );
}
