/**
 * The Kafka shell around the pipeline: a member of the consumer group that reads the event topics, keeps
 * them together in due time, commits what is settled, and says when something is wrong.
 */
import type { Consumer, ConsumerGroupJoinEvent, EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { Observer } from '../observer.ts';
import { within } from './admin.ts';
import { copartitionAssigner } from './assigner.ts';
import { createConsumer, createKafka, type KafkaOptions } from './client.ts';
import { Committer } from './committer.ts';
import type { StockConsumerOptions, TopicPartitionOffsets } from './consumer-options.ts';
import { FlowControl } from './flow-control.ts';
import { ForecastRequests } from './forecasts.ts';
import { type Gap, GapWatch } from './gap-watch.ts';
import { Inspector } from './inspector.ts';
import { Intake } from './intake.ts';
import { createSender, type LeaderSender } from './leader-sender.ts';
import { leaveGroup } from './leave-group.ts';
import { Publisher } from './publisher.ts';
import { HANDLER_ATTEMPTS, RecordRetries } from './record-retries.ts';
import { isUnreadable, Recovery } from './recovery.ts';

const DEFAULT_MAX_WAITING_EVENTS = 500_000;
/** Records between heartbeats within a batch. */
const CHUNK_RECORDS = 2000;
/** Publications pending before the intake waits for them. */
const MAX_PENDING_PUBLICATIONS = 5000;
const PUBLISHER_WAIT_MS = 100;
const DISCONNECT_TIMEOUT_MS = 2000;
const INSPECTION_TIMEOUT_MS = 5000;
/** What kafkajs logs when the broker no longer has what it asked for. */
const OUT_OF_RANGE = 'Offset out of range';

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
  readonly #retries = new RecordRetries();
  readonly #recovery: Recovery;
  readonly #gaps: GapWatch;
  readonly #inspector: Inspector;
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
    this.#gaps = new GapWatch(topics.events.length * options.partitions);
    this.#inspector = new Inspector(client, options.groupId, topics.events);
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
        nextOffset: this.#gaps.unbroken(slot, tracker?.position ?? -1),
        settledOffset: this.#gaps.unbroken(slot, tracker?.settledOffset ?? -1),
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
    this.#retries.clear();
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
      within(DISCONNECT_TIMEOUT_MS, this.#inspector.close()).catch(() => undefined),
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
    if (message.includes(OUT_OF_RANGE)) void this.#lookForTrimmed();
  }

  /** kafkajs has gone to the end of some log, and would notice nothing until something is written there. */
  async #lookForTrimmed(): Promise<void> {
    for (const slot of this.#ownedSlots()) {
      const from = this.#gaps.expected(slot);
      if (from < 0) continue;
      const logStart = await this.#logStart(slot);
      if (logStart === undefined || logStart <= this.#gaps.expected(slot)) continue;
      this.#goOn(slot, { from, to: logStart }, logStart);
    }
  }

  async #lost(error: Error): Promise<void> {
    const unreadable = isUnreadable(error)
      ? await within(
          INSPECTION_TIMEOUT_MS,
          this.#inspector.firstUnreadable(
            this.offsets().map(({ topic, partition, nextOffset }) => ({
              topic,
              partition,
              offset: nextOffset,
            })),
          ),
        ).catch(() => undefined)
      : undefined;
    if (unreadable === undefined) {
      this.#options.onFatal(error);
      return;
    }
    const { topic, partition, offset, reason } = unreadable;
    this.#options.onFatal(
      new Error(
        `the records of ${topic}/${partition} from offset ${offset} on cannot be read: ${reason}`,
      ),
    );
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
    this.#retries.clear();
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
    const gap = this.#gaps.before(slot, Number(batch.firstOffset() ?? -1));
    if (gap !== undefined) {
      await this.#readAgain(slot, gap);
      return;
    }
    let at = 0;
    try {
      // Nothing else runs within a chunk, so that once a chunk is as good as before each message.
      while (at < messages.length && this.#mayRead(payload)) {
        if (this.#options.beforeRecord === undefined) {
          const to = Math.min(at + CHUNK_RECORDS, messages.length);
          this.intake.take(topicIndex, partition, messages, at, to, receivedUs);
          at = to;
        } else {
          const taken = await this.#takeGuarded(topicIndex, partition, messages, at, receivedUs);
          if (!taken) break;
          at += 1;
        }
        if (this.intake.pipeline.waiting > this.#maxWaiting) this.#overflow();
        if (at < messages.length) await payload.heartbeat();
        await this.#waitForPublisher(payload);
      }
    } catch (error) {
      // What kafkajs throws (a rebalance, seen by a heartbeat) it knows how to deal with itself.
      if (error instanceof Error && !error.name.startsWith('KafkaJS')) this.#fail(error);
      throw error;
    } finally {
      const last = messages[at - 1];
      if (last !== undefined) {
        payload.resolveOffset(last.offset);
        // kafkajs goes on behind the markers of transactions at the end of what it filtered.
        const all = at === messages.length;
        this.#gaps.read(slot, Number(all ? batch.lastOffset() : last.offset));
      }
      this.#options.onProgress();
    }
    if (!this.#halted) this.#controlFlow(topicIndex, partition, batch.highWatermark);
  }

  async #readAgain(slot: number, gap: Gap): Promise<void> {
    this.#goOn(slot, gap, await this.#logStart(slot));
  }

  #goOn(slot: number, gap: Gap, logStart: number | undefined): void {
    const { topic, partition } = this.#topicPartition(slot);
    const { again, lost } = this.#gaps.resolve(slot, gap, logStart);
    if (lost !== undefined) this.#options.onRecordsLost({ topic, partition, ...lost });
    this.#consumer.seek({ topic, partition, offset: String(again) });
  }

  #logStart(slot: number): Promise<number | undefined> {
    const { topic, partition } = this.#topicPartition(slot);
    return within(INSPECTION_TIMEOUT_MS, this.#inspector.logStart(topic, partition)).catch(
      () => undefined,
    );
  }

  /** @returns false when the record is to be tried again: its partition is paused meanwhile */
  async #takeGuarded(
    topicIndex: number,
    partition: number,
    messages: readonly KafkaMessage[],
    at: number,
    receivedUs: number,
  ): Promise<boolean> {
    const message = messages[at];
    if (message === undefined) return false;
    const slot = this.intake.slotOf(topicIndex, partition);
    try {
      await this.#options.beforeRecord?.(message);
    } catch (error) {
      const attempts = this.#retries.failedAttempts(slot, message.offset);
      const detail = error instanceof Error ? error.message : String(error);
      if (attempts < HANDLER_ATTEMPTS) {
        this.#retryLater(slot, topicIndex, partition, message.offset, attempts);
        return false;
      }
      this.#retries.done(slot);
      this.intake.giveUp(topicIndex, partition, message, { detail, attempts }, receivedUs);
      return true;
    }
    this.#retries.done(slot);
    this.intake.take(topicIndex, partition, messages, at, at + 1, receivedUs);
    return true;
  }

  #retryLater(
    slot: number,
    topicIndex: number,
    partition: number,
    offset: string,
    attempts: number,
  ): void {
    this.#observer.count('handler_retries', 1);
    const topicPartition = [{ topic: this.#topic(topicIndex), partitions: [partition] }];
    this.#consumer.pause(topicPartition);
    this.#retries.wait(slot, offset, attempts, () => {
      if (!this.#flow.isPaused(topicIndex, partition)) this.#consumer.resume(topicPartition);
    });
  }

  #controlFlow(topicIndex: number, partition: number, highWatermark: string): void {
    const slot = this.intake.slotOf(topicIndex, partition);
    const dueUs = this.intake.lastDueUs[slot] as number;
    const lagging = (this.intake.settle[slot]?.position ?? 0) < Number(highWatermark);
    const lastDueUs = Number.isNaN(dueUs) ? undefined : dueUs;
    const changes = this.#flow.noteBatch(topicIndex, partition, lastDueUs, lagging);
    for (const change of changes) {
      const topicPartition = [
        { topic: this.#topic(change.topicIndex), partitions: [change.partition] },
      ];
      const changed = this.intake.slotOf(change.topicIndex, change.partition);
      if (change.action === 'pause') this.#consumer.pause(topicPartition);
      else if (!this.#retries.isWaiting(changed)) this.#consumer.resume(topicPartition);
    }
  }

  /** Alerts and dead letters must not pile up without a bound either. */
  async #waitForPublisher(payload: EachBatchPayload): Promise<void> {
    while (this.#publisher.pending > MAX_PENDING_PUBLICATIONS && this.#mayRead(payload)) {
      const half = this.#publisher.published - MAX_PENDING_PUBLICATIONS / 2;
      await within(PUBLISHER_WAIT_MS, this.#publisher.flushed(half)).catch(() => undefined);
      await payload.heartbeat();
    }
  }

  #mayRead(payload: EachBatchPayload): boolean {
    return !this.#halted && payload.isRunning() && !payload.isStale();
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

  get #maxWaiting(): number {
    return this.#options.maxWaitingEvents ?? DEFAULT_MAX_WAITING_EVENTS;
  }
}
