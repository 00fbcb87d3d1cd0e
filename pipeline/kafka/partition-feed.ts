/**
 * What the partitions that are consumed are fed with: which topic-partitions are fetched, from where on, and what becomes of
 * the batches that come. A partition is fed from {@link PartitionFeed.begin} on until the group changes, or for good is halted.
 */
import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { Observer } from '../observer.ts';
import { COMMANDS_TOPIC_INDEX } from '../topics.ts';
import { BatchReader, type Reading } from './batch-reader.ts';
import type { TopicPartitionOffsets } from './consumer-options.ts';
import { FetchGate } from './fetch-gate.ts';
import { FlowControl } from './flow-control.ts';
import type { Intake } from './intake.ts';
import type { LogWatch } from './log-watch.ts';
import type { OwnedPartition } from './owned-partition.ts';
import type { PartitionBook } from './partition-book.ts';
import type { Publisher } from './publisher.ts';

export interface PartitionFeedOptions {
  readonly consumer: Pick<Consumer, 'pause' | 'resume' | 'seek'>;
  /** What is consumed, by topic index. */
  readonly topics: readonly string[];
  readonly partitions: number;
  readonly book: PartitionBook;
  readonly intake: Intake;
  readonly publisher: Publisher;
  readonly watch: LogWatch;
  readonly observer: Observer;
  readonly nowUs: () => number;
  /** See `StockConsumerOptions`. */
  readonly beforeRecord: ((message: KafkaMessage) => Promise<void>) | undefined;
  readonly maxWaitingEvents: number;
  /** A batch was read, or as much of it as may be. */
  readonly onProgress: () => void;
  /** The same, and the partition is still ours. */
  readonly onRead: (owned: OwnedPartition) => void;
  /** Too many events wait: nothing more is read. */
  readonly onOverflow: (waiting: number) => void;
  /** A record could not be taken, which is a bug. */
  readonly onFailure: (error: Error) => void;
}

export class PartitionFeed {
  readonly #options: PartitionFeedOptions;
  readonly #topicIndexes: ReadonlyMap<string, number>;
  readonly #gate: FetchGate;
  readonly #flow: FlowControl;
  readonly #reader: BatchReader;
  #halted = false;

  constructor(options: PartitionFeedOptions) {
    const { consumer, topics, partitions, intake, publisher, observer, book } = options;
    this.#options = options;
    this.#topicIndexes = new Map(topics.map((topic, index) => [topic, index]));
    this.#gate = new FetchGate(consumer, topics, partitions);
    this.#flow = new FlowControl(topics.length, partitions);
    this.#reader = new BatchReader({
      ...{ intake, publisher, observer },
      beforeRecord: options.beforeRecord,
      waiting: () => book.waiting,
      maxWaiting: options.maxWaitingEvents,
      halted: () => this.#halted,
      onOverflow: () => this.#overflow(),
      pause: (topicIndex, partition) => this.#gate.pause(topicIndex, partition),
      resume: (topicIndex, partition) => this.#resume(topicIndex, partition),
    });
  }

  /** A batch is being read slowly on purpose: nobody hears of this consumer meanwhile. */
  get isThrottling(): boolean {
    return this.#reader.isThrottling;
  }

  /** @param eventsPerSecond null: as fast as it can */
  throttle(eventsPerSecond: number | null): void {
    this.#reader.throttle.set(eventsPerSecond);
  }

  /** Another assignment: nothing is fetched before it is begun with. */
  standStill(): void {
    this.#gate.closeAll();
    this.#reader.clear();
    this.#flow.reset();
  }

  /** The state of a partition is there: its topics are sought to where it belongs, and fetched. */
  begin({ partition, settle }: OwnedPartition): void {
    const { topics, intake, watch, consumer } = this.#options;
    for (const [topicIndex, topic] of topics.entries()) {
      const position = settle[topicIndex]?.position ?? -1;
      watch.begin(intake.slotOf(topicIndex, partition), position);
      if (position >= 0) consumer.seek({ topic, partition, offset: String(position) });
    }
    if (!this.#halted) this.#gate.open(partition);
  }

  /** Nothing more is read. */
  halt(): void {
    if (this.#halted) return;
    this.#halted = true;
    this.#reader.clear();
    this.#gate.closeAll();
  }

  /** How far every topic-partition that is consumed was read and settled. */
  offsets(): TopicPartitionOffsets[] {
    const { topics, book, intake, watch } = this.#options;
    const active = book.allActive();
    return topics.flatMap((topic, topicIndex) =>
      active.map(({ partition, settle }) => {
        const slot = intake.slotOf(topicIndex, partition);
        const tracker = settle[topicIndex];
        return {
          ...{ topic, partition },
          nextOffset: watch.unbroken(slot, tracker?.position ?? -1),
          settledOffset: watch.unbroken(slot, tracker?.settledOffset ?? -1),
        };
      }),
    );
  }

  /** Trouble that kafkajs logs may be that something was lost. */
  heard(message: string): void {
    const { topics, book, intake, watch } = this.#options;
    const active = book.allActive();
    const slots = topics.flatMap((_, topicIndex) =>
      active.map(({ partition }) => intake.slotOf(topicIndex, partition)),
    );
    // Between two memberships nothing can be sought; the next one begins where the state says.
    watch.heard(message, slots).catch(() => undefined);
  }

  /** @returns what to say of an error that ends the consumer */
  inWords(error: Error): Promise<Error> {
    const { topics, book, watch } = this.#options;
    const positions = book.known().flatMap(({ partition, settle }) =>
      topics.map((topic, topicIndex) => ({
        ...{ topic, partition },
        offset: settle[topicIndex]?.position ?? -1,
      })),
    );
    return watch.inWords(error, positions);
  }

  async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { nowUs, book, intake, watch, onRead } = this.#options;
    const { batch } = payload;
    const receivedUs = nowUs();
    const { partition } = batch;
    const topicIndex = this.#topicIndexes.get(batch.topic);
    if (topicIndex === undefined) return;
    const lease = book.readyLease(partition);
    const owned = book.active(partition);
    // Fetched before the partition was paused: it comes again.
    if (lease === undefined || owned === undefined) return;
    const slot = intake.slotOf(topicIndex, partition);
    if ((await watch.comesTooEarly(slot, batch)) || !lease.isLive) return;
    await this.#read({ payload, topicIndex, owned, lease, receivedUs }, slot);
    if (!lease.isLive) return;
    if (!this.#halted) this.#controlFlow(owned, topicIndex, batch.highWatermark);
    onRead(owned);
  }

  async #read(reading: Reading, slot: number): Promise<void> {
    const { watch, onProgress, onFailure } = this.#options;
    const { payload, lease } = reading;
    const { batch } = payload;
    try {
      await this.#reader.read(reading, (records) => {
        const last = batch.messages[records - 1];
        // After another join kafkajs is to go on where that has sought to.
        if (last !== undefined && lease.isLive) {
          payload.resolveOffset(last.offset);
          watch.read(slot, batch, last.offset);
        }
        onProgress();
      });
    } catch (error) {
      // What kafkajs throws (a rebalance, seen by a heartbeat) it knows how to deal with itself.
      if (error instanceof Error && !error.name.startsWith('KafkaJS')) onFailure(error);
      throw error;
    }
  }

  #controlFlow(owned: OwnedPartition, topicIndex: number, highWatermark: string): void {
    // Commands are due at no instant: nothing waits for them, and they for nothing.
    if (topicIndex === COMMANDS_TOPIC_INDEX) return;
    const { partition } = owned;
    const dueUs = owned.lastDueUs[topicIndex] as number;
    const lagging = (owned.settle[topicIndex]?.position ?? 0) < Number(highWatermark);
    const lastDueUs = Number.isNaN(dueUs) ? undefined : dueUs;
    const changes = this.#flow.noteBatch(topicIndex, partition, lastDueUs, lagging);
    for (const { action, topicIndex: changed } of changes) {
      if (action === 'pause') this.#gate.pause(changed, partition);
      else this.#resume(changed, partition);
    }
  }

  /** Unless there is another reason for it to stand still. */
  #resume(topicIndex: number, partition: number): void {
    const { book, intake } = this.#options;
    if (this.#halted || book.readyLease(partition) === undefined) return;
    if (this.#flow.isPaused(topicIndex, partition)) return;
    if (this.#reader.isRetrying(intake.slotOf(topicIndex, partition))) return;
    this.#gate.resume(topicIndex, partition);
  }

  #overflow(): void {
    if (this.#halted) return;
    this.halt();
    this.#options.onOverflow(this.#options.book.waiting);
  }
}
