/**
 * The Kafka shell around the pipeline: a member of the consumer group that reads the event topics, keeps
 * them together in due time, commits what is settled, and says when something is wrong.
 */
import type { Consumer, ConsumerGroupJoinEvent, EachBatchPayload } from 'kafkajs';
import type { Observer } from '../observer.ts';
import { within } from './admin.ts';
import { copartitionAssigner } from './assigner.ts';
import { BatchReader } from './batch-reader.ts';
import { createConsumer, createKafka, type KafkaOptions } from './client.ts';
import { Committer } from './committer.ts';
import type { StockConsumerOptions, TopicPartitionOffsets } from './consumer-options.ts';
import { FlowControl } from './flow-control.ts';
import { ForecastRequests } from './forecasts.ts';
import { Intake } from './intake.ts';
import { createSender, type LeaderSender } from './leader-sender.ts';
import { leaveGroup } from './leave-group.ts';
import { LogWatch } from './log-watch.ts';
import { Publisher } from './publisher.ts';
import { Recovery } from './recovery.ts';

const DEFAULT_MAX_WAITING_EVENTS = 500_000;
const DISCONNECT_TIMEOUT_MS = 2000;

export class StockConsumer {
  readonly intake: Intake;
  readonly #options: StockConsumerOptions;
  readonly #observer: Observer;
  readonly #publisher: Publisher;
  readonly #sender: LeaderSender;
  readonly #consumer: Consumer;
  readonly #committer: Committer;
  readonly #flow: FlowControl;
  readonly #forecasts: ForecastRequests;
  readonly #topicIndexes: ReadonlyMap<string, number>;
  readonly #reader: BatchReader;
  readonly #recovery: Recovery;
  readonly #watch: LogWatch;
  #partitions: readonly number[] = [];
  #generation = -1;
  #memberId = '';
  #joins = 0;
  #halted = false;
  #failed = false;
  #stopping = false;

  constructor(options: StockConsumerOptions) {
    const { connection, topics, consumerName, observer, nowUs } = options;
    this.#options = options;
    this.#observer = observer;
    this.#topicIndexes = new Map(topics.events.map((topic, index) => [topic, index]));
    this.#flow = new FlowControl(topics.events.length, options.partitions);
    const { kind } = connection;
    const client = { ...connection, clientId: `streamstock-${consumerName}` };
    const kafka = createKafka({ ...client, onError: (message) => this.#heard(message) });
    this.#watch = new LogWatch({
      client,
      groupId: options.groupId,
      topics: topics.events,
      slots: topics.events.length * options.partitions,
      topicPartition: (slot) => this.#topicPartition(slot),
      seek: (position) => this.#consumer.seek(position),
      onRecordsLost: options.onRecordsLost,
    });
    this.#recovery = new Recovery({
      kind,
      restart: () => this.#rejoin(client),
      onRestart: (error) => options.onTrouble(`joining again: ${error.message}`),
      onLost: (error) => void this.#lost(error),
    });
    this.#sender = createSender(client, {
      acks: -1,
      compression: 'none',
      idempotent: false,
      topics: [...topics.events, topics.deadLetters],
    });
    this.#publisher = new Publisher({
      sender: this.#sender,
      lanes: kind === 'embedded' ? 'one-broker' : 'topic-partition',
      onFailure: (error) => options.onTrouble(`publishing: ${error.message}`),
    });
    this.intake = new Intake({
      ...options,
      publisher: this.#publisher,
      dayClosed: (productIndex) => this.#forecasts.dayClosed(productIndex),
    });
    this.#reader = new BatchReader({
      intake: this.intake,
      publisher: this.#publisher,
      observer,
      beforeRecord: options.beforeRecord,
      maxWaiting: options.maxWaitingEvents ?? DEFAULT_MAX_WAITING_EVENTS,
      halted: () => this.#halted,
      onOverflow: () => this.#overflow(),
      pause: (topicIndex, partition) => this.#pause(topicIndex, partition),
      resume: (topicIndex, partition) => {
        if (!this.#flow.isPaused(topicIndex, partition)) this.#resume(topicIndex, partition);
      },
    });
    this.#forecasts = new ForecastRequests({
      products: options.catalogue.products.length,
      source: this.intake.pipeline,
      forecaster: options.forecaster,
      observer,
      nowUs,
      onError: (error) => options.onTrouble(`forecasting: ${error.message}`),
    });
    this.#consumer = createConsumer(kafka, {
      kind,
      groupId: options.groupId,
      assigner: copartitionAssigner({ consumerName, reservedFor: options.groupNames }),
      maxTopicPartitions: topics.events.length * options.partitions,
    });
    this.#committer = new Committer({
      settle: this.intake.settle,
      topicPartition: (slot) => this.#topicPartition(slot),
      owned: () => this.#ownedSlots(),
      generation: () => this.#generation,
      publisher: this.#publisher,
      commit: (offsets) => this.#consumer.commitOffsets(offsets),
      observer,
      onError: (error) => options.onTrouble(`committing: ${error.message}`),
    });
    this.#listen();
  }

  /** It crashed and is on its way back into the group. */
  get away(): boolean {
    return this.#recovery.away;
  }

  /** Partition numbers owned since the last join, ascending. */
  get partitions(): readonly number[] {
    return this.#partitions;
  }

  /** How far every owned topic-partition was read and settled. */
  offsets(): TopicPartitionOffsets[] {
    return this.#ownedSlots().map((slot) => {
      const tracker = this.intake.settle[slot];
      return {
        ...this.#topicPartition(slot),
        nextOffset: this.#watch.unbroken(slot, tracker?.position ?? -1),
        settledOffset: this.#watch.unbroken(slot, tracker?.settledOffset ?? -1),
      };
    });
  }

  /** Resolves when the member has begun to join; `onJoin` tells when it has. */
  async start(): Promise<void> {
    await this.#sender.connect();
    await this.#consumer.connect();
    await this.#consumer.subscribe({
      topics: [...this.#options.topics.events],
      fromBeginning: false,
    });
    await this.#run();
    this.#committer.start();
  }

  /** After a crash kafkajs has closed everything; what was subscribed stays so. */
  async #rejoin(client: KafkaOptions): Promise<void> {
    if (this.#memberId !== '') {
      await leaveGroup(client, this.#options.groupId, this.#memberId);
      this.#memberId = '';
    }
    await this.#run();
  }

  async #run(): Promise<void> {
    await this.#consumer.connect();
    if (this.#stopping) return;
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 1,
      eachBatch: (payload) => this.#eachBatch(payload),
    });
  }

  /** Nothing more is read. Offsets stay where they are. */
  halt(): void {
    if (this.#halted) return;
    this.#halted = true;
    this.#reader.clear();
    this.#pauseAll();
  }

  /**
   * Reads nothing more, closes the pipeline's books, waits until everything is published and commits.
   * @returns publications that were not acknowledged in time
   */
  async finish(productIndexes: Iterable<number>, timeoutMs: number): Promise<number> {
    this.halt();
    this.#committer.stop();
    await within(timeoutMs, this.#forecasts.stop()).catch(() => undefined);
    this.intake.pipeline.finish(productIndexes);
    await within(timeoutMs, this.#publisher.flushed(this.#publisher.published)).catch(
      () => undefined,
    );
    const unpublished = this.#publisher.pending;
    await within(timeoutMs, this.#committer.commit()).catch((error: Error) => {
      this.#options.onTrouble(`committing: ${error.message}`);
    });
    return unpublished;
  }

  /** Leaves the group and closes every connection, within a bounded time. Never from a handler: it hangs. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#recovery.stop();
    this.halt();
    this.#committer.stop();
    this.#publisher.close();
    await Promise.all([
      within(DISCONNECT_TIMEOUT_MS, this.#consumer.disconnect()).catch(() => undefined),
      within(DISCONNECT_TIMEOUT_MS, this.#sender.disconnect()).catch(() => undefined),
      this.#watch.close(),
    ]);
  }

  #listen(): void {
    const { events } = this.#consumer;
    this.#consumer.on(events.RECEIVED_UNSUBSCRIBED_TOPICS, ({ payload }) => {
      this.#generation = payload.generationId;
    });
    this.#consumer.on(events.GROUP_JOIN, (event) => this.#joined(event));
    this.#consumer.on(events.HEARTBEAT, () => this.#recovery.alive());
    // What a handler of ours threw is told already.
    this.#consumer.on(events.CRASH, ({ payload }) => {
      if (!this.#failed) this.#recovery.crashed(payload.error);
    });
  }

  #heard(message: string): void {
    this.#recovery.heard(new Error(message));
    if (this.#stopping) return;
    this.#options.onTrouble(message);
    // Between two memberships nothing can be sought; the next one begins where the group has committed.
    this.#watch.heard(message, this.#ownedSlots()).catch(() => undefined);
  }

  async #lost(error: Error): Promise<void> {
    const positions = this.offsets().map(({ topic, partition, nextOffset }) => ({
      ...{ topic, partition },
      offset: nextOffset,
    }));
    this.#options.onFatal(await this.#watch.inWords(error, positions));
  }

  #joined({ payload }: ConsumerGroupJoinEvent): void {
    if (this.#stopping) {
      // It was joining when it was told to stop, and kafkajs forgets that.
      setImmediate(() => void this.#consumer.disconnect().catch(() => undefined));
      return;
    }
    this.#recovery.alive();
    this.#memberId = payload.memberId;
    const [first] = this.#options.topics.events;
    const partitions = payload.memberAssignment[first ?? ''] ?? [];
    this.#partitions = [...partitions].sort((a, b) => a - b);
    this.#joins += 1;
    if (this.#joins > 1) this.#observer.count('rebalances', 1);
    // kafkajs keeps partitions paused across a rejoin.
    this.#reader.clear();
    this.#flow.reset();
    if (this.#halted) this.#pauseAll();
    else this.#consumer.resume(this.#options.topics.events.map((topic) => ({ topic })));
    this.#options.onJoin({
      generation: this.#generation,
      consumerName: this.#options.consumerName,
      partitions: this.#partitions,
      durationMs: payload.duration,
    });
  }

  async #eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const receivedUs = this.#options.nowUs();
    const { partition, messages } = batch;
    const topicIndex = this.#topicIndexes.get(batch.topic);
    if (topicIndex === undefined) return;
    const slot = this.intake.slotOf(topicIndex, partition);
    if (await this.#watch.comesTooEarly(slot, batch)) return;
    try {
      await this.#reader.read(payload, topicIndex, receivedUs, (records) => {
        const last = messages[records - 1];
        if (last !== undefined) {
          payload.resolveOffset(last.offset);
          this.#watch.read(slot, batch, last.offset);
        }
        this.#options.onProgress();
      });
    } catch (error) {
      // What kafkajs throws (a rebalance, seen by a heartbeat) it knows how to deal with itself.
      if (error instanceof Error && !error.name.startsWith('KafkaJS')) this.#fail(error);
      throw error;
    }
    if (!this.#halted) this.#controlFlow(topicIndex, partition, batch.highWatermark);
  }

  #controlFlow(topicIndex: number, partition: number, highWatermark: string): void {
    const slot = this.intake.slotOf(topicIndex, partition);
    const dueUs = this.intake.lastDueUs[slot] as number;
    const lagging = (this.intake.settle[slot]?.position ?? 0) < Number(highWatermark);
    const lastDueUs = Number.isNaN(dueUs) ? undefined : dueUs;
    const changes = this.#flow.noteBatch(topicIndex, partition, lastDueUs, lagging);
    for (const { action, topicIndex: changed, partition: number } of changes) {
      if (action === 'pause') this.#pause(changed, number);
      else if (!this.#reader.isRetrying(this.intake.slotOf(changed, number))) {
        this.#resume(changed, number);
      }
    }
  }

  #pause(topicIndex: number, partition: number): void {
    this.#consumer.pause([{ topic: this.#topic(topicIndex), partitions: [partition] }]);
  }

  #resume(topicIndex: number, partition: number): void {
    this.#consumer.resume([{ topic: this.#topic(topicIndex), partitions: [partition] }]);
  }

  #overflow(): void {
    if (this.#halted) return;
    this.halt();
    this.#options.onOverflow(this.intake.pipeline.waiting);
  }

  #fail(error: Error): void {
    if (this.#failed) return;
    this.#failed = true;
    this.halt();
    this.#options.onFatal(error);
  }

  #pauseAll(): void {
    try {
      this.#consumer.pause(this.#options.topics.events.map((topic) => ({ topic })));
    } catch {
      // Not joined yet: the join will see that we are halted.
    }
  }

  #ownedSlots(): number[] {
    return this.#options.topics.events.flatMap((_, topicIndex) =>
      this.#partitions.map((partition) => this.intake.slotOf(topicIndex, partition)),
    );
  }

  #topicPartition(slot: number): { topic: string; partition: number } {
    const { partitions } = this.#options;
    return { topic: this.#topic(Math.floor(slot / partitions)), partition: slot % partitions };
  }

  #topic(topicIndex: number): string {
    return this.#options.topics.events[topicIndex] ?? '';
  }
}
