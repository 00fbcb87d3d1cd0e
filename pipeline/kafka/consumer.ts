/**
 * The Kafka shell around the pipeline: a member of the consumer group that reads the event topics of the partitions it owns,
 * keeps them together in due time, checkpoints what it has processed, and hands over what the group takes away.
 */
import type { Cluster, Consumer, ConsumerGroupJoinEvent, EachBatchPayload } from 'kafkajs';
import type { Observer } from '../observer.ts';
import type { Standing } from '../stages/standing.ts';
import { sumStandings } from '../stages/sum-standings.ts';
import { Activator } from './activation.ts';
import { within } from './admin.ts';
import { copartitionAssigner } from './assigner.ts';
import { BatchReader } from './batch-reader.ts';
import { LogReader } from './changelog/log-reader.ts';
import { Restorer } from './changelog/restore.ts';
import { ChangelogWriter } from './changelog/writer.ts';
import { Checkpointer } from './checkpointer.ts';
import { createConsumer, createKafka, type KafkaOptions } from './client.ts';
import { Closing } from './closing.ts';
import type {
  Activation,
  StockConsumerOptions,
  TopicPartitionOffsets,
} from './consumer-options.ts';
import { FetchGate } from './fetch-gate.ts';
import { FlowControl } from './flow-control.ts';
import { ForecastRequests } from './forecasts.ts';
import { GroupOffsets } from './group-offsets.ts';
import { groupTimeouts } from './group-timeouts.ts';
import { Intake } from './intake.ts';
import { createSender, type LeaderSender } from './leader-sender.ts';
import { leaveGroup } from './leave-group.ts';
import { LogWatch } from './log-watch.ts';
import { Membership } from './membership.ts';
import type { OwnedPartition } from './owned-partition.ts';
import { PartitionBook } from './partition-book.ts';
import { PartitionForecasts } from './partition-forecasts.ts';
import { Publisher } from './publisher.ts';
import { MAX_SILENCE_MS, Recovery } from './recovery.ts';

const DEFAULT_MAX_WAITING_EVENTS = 500_000;
const DISCONNECT_TIMEOUT_MS = 2000;
/** For the last checkpoint before leaving, and between two attempts at it. */
const LAST_CHECKPOINT_TIMEOUT_MS = 5000;
const LAST_CHECKPOINT_PAUSE_MS = 200;

export class StockConsumer {
  readonly intake: Intake;
  readonly #options: StockConsumerOptions;
  readonly #observer: Observer;
  readonly #book = new PartitionBook();
  readonly #publisher: Publisher;
  readonly #sender: LeaderSender;
  readonly #logReader: LogReader;
  readonly #consumer: Consumer;
  readonly #gate: FetchGate;
  readonly #checkpointer: Checkpointer;
  readonly #activator: Activator;
  readonly #closing: Closing;
  readonly #flow: FlowControl;
  readonly #forecasts: ForecastRequests;
  readonly #topicIndexes: ReadonlyMap<string, number>;
  readonly #reader: BatchReader;
  readonly #recovery: Recovery;
  readonly #watch: LogWatch;
  #cluster: Cluster | undefined;
  #membership: Membership | undefined;
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
    this.#closing = new Closing(topics.events);
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
    const { sessionTimeoutMs } = groupTimeouts(kind, options);
    this.#recovery = new Recovery({
      kind,
      // Whatever can come back has come back when a session has ended.
      maxSilenceMs:
        MAX_SILENCE_MS[kind] === 0 ? 0 : Math.max(MAX_SILENCE_MS[kind], 2 * sessionTimeoutMs),
      restart: () => this.#rejoin(client),
      onRestart: (error) => options.onTrouble(`joining again: ${error.message}`),
      onLost: (error) => void this.#lost(error),
    });
    this.#sender = createSender(client, {
      acks: -1,
      compression: 'none',
      idempotent: false,
      topics: [...topics.events, topics.deadLetters, topics.changelog],
    });
    this.#publisher = new Publisher({
      sender: this.#sender,
      lanes: kind === 'embedded' ? 'one-broker' : 'topic-partition',
      onFailure: (error) => options.onTrouble(`publishing: ${error.message}`),
    });
    this.intake = new Intake({
      ...options,
      publisher: this.#publisher,
      dayClosed: (productIndex) => {
        if (forecastSource.holds(productIndex)) this.#forecasts.dayClosed(productIndex);
      },
    });
    const forecastSource = new PartitionForecasts(
      this.#book,
      options.partitionOfProduct,
      this.intake.rowOfProduct,
    );
    this.#reader = new BatchReader({
      intake: this.intake,
      publisher: this.#publisher,
      observer,
      beforeRecord: options.beforeRecord,
      waiting: () => this.waiting,
      maxWaiting: options.maxWaitingEvents ?? DEFAULT_MAX_WAITING_EVENTS,
      halted: () => this.#halted,
      onOverflow: () => this.#overflow(),
      pause: (topicIndex, partition) => this.#gate.pause(topicIndex, partition),
      resume: (topicIndex, partition) => this.#resume(topicIndex, partition),
    });
    this.#forecasts = new ForecastRequests({
      products: options.catalogue.products.length,
      source: forecastSource,
      forecaster: options.forecaster,
      observer,
      nowUs,
      onError: (error) => options.onTrouble(`forecasting: ${error.message}`),
    });
    this.#consumer = createConsumer(kafka, {
      kind,
      groupId: options.groupId,
      assigner: copartitionAssigner({
        consumerName,
        reservedFor: options.groupNames,
        onCluster: (cluster) => {
          this.#cluster = cluster;
        },
      }),
      maxTopicPartitions: topics.events.length * options.partitions,
      sessionTimeoutMs: options.sessionTimeoutMs,
      rebalanceTimeoutMs: options.rebalanceTimeoutMs,
    });
    this.#gate = new FetchGate(this.#consumer, topics.events, options.partitions);
    this.#logReader = new LogReader(client, [topics.changelog]);
    const writer = new ChangelogWriter({
      sender: this.#sender,
      topic: topics.changelog,
      onFailure: (error) => options.onTrouble(`writing the changelog: ${error.message}`),
      observer,
    });
    const offsets = new GroupOffsets(() => this.#clusterOfConsumer(), options.groupId);
    const order = options.checkpointOrder ?? 'changelog-first';
    this.#checkpointer = new Checkpointer({
      run: options.runId,
      owner: consumerName,
      topics,
      changelog: options.changelog,
      order,
      active: () => this.#book.allActive(),
      membership: () => this.#membership,
      publisher: this.#publisher,
      writer,
      commit: (committed, by) => offsets.commit(committed, by),
      observer,
      atStep: options.atStep,
      onClosed: options.onClosed,
      onFenced: () => this.#book.endLeases(),
      onTrouble: (error) => options.onTrouble(`committing: ${error.message}`),
      onFatal: (error) => this.#fail(error),
    });
    this.#activator = new Activator({
      owner: consumerName,
      topics,
      changelog: options.changelog,
      positions: order === 'changelog-first' ? 'of-state' : 'committed',
      book: this.#book,
      open: (partition) => this.intake.open(partition),
      restorer: new Restorer({
        reader: this.#logReader,
        writer,
        topic: topics.changelog,
        run: options.runId,
        groupId: options.groupId,
      }),
      offsets,
      checkpointsSettled: () => this.#checkpointer.settled(),
      nowUs,
      onReady: (owned, activation) => this.#activated(owned, activation),
      onTrouble: (error) => options.onTrouble(`restoring: ${error.message}`),
      onFatal: (error) => this.#fail(error),
    });
    this.#listen();
  }

  /** It crashed and is on its way back into the group. */
  get away(): boolean {
    return this.#recovery.away;
  }

  /** Partition numbers assigned by the latest join, ascending. */
  get partitions(): readonly number[] {
    return this.#partitions;
  }

  /** Those whose state is there, ascending: they are consumed. */
  get active(): readonly number[] {
    return this.#book.allActive().map(({ partition }) => partition);
  }

  /** Σ of the turns taken in the state of a partition, whoever took them; -1: it is not active here. */
  turnsOf(partition: number): number {
    return this.#book.active(partition)?.pipeline.turns ?? -1;
  }

  /** What is consumed now, by partition number: for diagnosis. */
  get owned(): readonly OwnedPartition[] {
    return this.#book.allActive();
  }

  /** Events that wait for one that is missing. */
  get waiting(): number {
    return this.#book.waiting;
  }

  /** Of the active partitions. */
  standing(): Standing {
    return sumStandings(this.#book.allActive().map(({ pipeline }) => pipeline.standing()));
  }

  /** How far every topic-partition of the active partitions was read and settled. */
  offsets(): TopicPartitionOffsets[] {
    const active = this.#book.allActive();
    return this.#options.topics.events.flatMap((topic, topicIndex) =>
      active.map(({ partition, settle }) => {
        const slot = this.intake.slotOf(topicIndex, partition);
        const tracker = settle[topicIndex];
        return {
          ...{ topic, partition },
          nextOffset: this.#watch.unbroken(slot, tracker?.position ?? -1),
          settledOffset: this.#watch.unbroken(slot, tracker?.settledOffset ?? -1),
        };
      }),
    );
  }

  /** Resolves when the member has begun to join; `onJoin` and `onActive` tell when it has, and owns something. */
  async start(): Promise<void> {
    await this.#sender.connect();
    await this.#consumer.connect();
    await this.#consumer.subscribe({
      topics: [...this.#options.topics.events],
      fromBeginning: false,
    });
    await this.#run();
    // Who is slow on purpose is silent: a commit would tell the coordinator that it lives.
    this.#checkpointer.start(() => !this.#reader.isThrottling);
  }

  /**
   * Reads on, and closes the books of every partition that it owns, or will own, when it was read to its ends.
   * `onClosed` tells of each.
   * @param ends by `topic/partition`: the offset behind the last record that has to be read
   * @returns resolves when what could be closed at once is written, or failed to be; it is tried again then
   */
  async close(ends: ReadonlyMap<string, number>): Promise<void> {
    this.#closing.begin(ends);
    const closed = this.#book.allActive().filter((owned) => this.#closing.close(owned));
    if (closed.length > 0) await this.#checkpointer.checkpoint();
  }

  /**
   * Takes so many records a second at most, without a heartbeat in between, as a handler that is too slow.
   * @param eventsPerSecond null: as fast as it can
   */
  throttle(eventsPerSecond: number | null): void {
    this.#reader.throttle.set(eventsPerSecond);
  }

  /** Nothing more is read. What was processed is still checkpointed. */
  halt(): void {
    if (this.#halted) return;
    this.#halted = true;
    this.#reader.clear();
    this.#gate.closeAll();
  }

  /**
   * Leaves the group and closes every connection, within a bounded time. Never from a handler: it hangs.
   * @param options.checkpoint first makes durable what was processed, so that nobody has to do it again
   */
  async stop({ checkpoint }: { readonly checkpoint: boolean }): Promise<void> {
    this.halt();
    if (checkpoint && this.#joins > 0 && !this.#failed) {
      await within(LAST_CHECKPOINT_TIMEOUT_MS, this.#lastCheckpoint()).catch((error: Error) =>
        this.#options.onTrouble(`the last checkpoint: ${error.message}`),
      );
    }
    this.#stopping = true;
    this.#recovery.stop();
    this.#checkpointer.stop();
    this.#publisher.close();
    this.#endMembership();
    await Promise.all([
      within(DISCONNECT_TIMEOUT_MS, this.#consumer.disconnect()).catch(() => undefined),
      within(DISCONNECT_TIMEOUT_MS, this.#sender.disconnect()).catch(() => undefined),
      this.#forecasts.stop(),
      this.#logReader.close(),
      this.#watch.close(),
    ]);
  }

  /** A rebalance may come in between; what was processed is durable in its next generation then, or somebody else's. */
  async #lastCheckpoint(): Promise<void> {
    while (!this.#stopping && !(await this.#checkpointer.checkpoint())) {
      await new Promise((resolve) => setTimeout(resolve, LAST_CHECKPOINT_PAUSE_MS));
    }
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

  #listen(): void {
    const { events } = this.#consumer;
    this.#consumer.on(events.RECEIVED_UNSUBSCRIBED_TOPICS, ({ payload }) => {
      this.#generation = payload.generationId;
    });
    this.#consumer.on(events.GROUP_JOIN, (event) => this.#joined(event));
    this.#consumer.on(events.REBALANCING, () => {
      this.#options.onRebalancing();
      void this.#checkpointer.checkpoint();
    });
    this.#consumer.on(events.HEARTBEAT, () => this.#recovery.alive());
    this.#consumer.on(events.CRASH, ({ payload }) => {
      this.#endMembership();
      // What a handler of ours threw is told already.
      if (!this.#failed) this.#recovery.crashed(payload.error);
    });
  }

  #endMembership(): void {
    this.#membership?.end();
    this.#membership = undefined;
    this.#book.endLeases();
  }

  #heard(message: string): void {
    this.#recovery.heard(new Error(message));
    if (this.#stopping) return;
    this.#options.onTrouble(message);
    // Between two memberships nothing can be sought; the next one begins where the state says.
    this.#watch.heard(message, this.#activeSlots()).catch(() => undefined);
  }

  async #lost(error: Error): Promise<void> {
    const positions = this.#book.known().flatMap(({ partition, settle }) =>
      this.#options.topics.events.map((topic, topicIndex) => ({
        ...{ topic, partition },
        offset: settle[topicIndex]?.position ?? -1,
      })),
    );
    this.#options.onFatal(await this.#watch.inWords(error, positions));
  }

  /** Runs to its end within the handler of the event, before anything is fetched for the new assignment. */
  #joined({ payload }: ConsumerGroupJoinEvent): void {
    if (this.#stopping) {
      // It was joining when it was told to stop, and kafkajs forgets that.
      setImmediate(() => void this.#consumer.disconnect().catch(() => undefined));
      return;
    }
    this.#gate.closeAll();
    this.#reader.clear();
    this.#flow.reset();
    this.#recovery.alive();
    this.#memberId = payload.memberId;
    this.#membership?.end();
    this.#membership = new Membership(payload.memberId, this.#generation);
    const [first] = this.#options.topics.events;
    const partitions = payload.memberAssignment[first ?? ''] ?? [];
    this.#partitions = [...partitions].sort((a, b) => a - b);
    const { leases, dropped } = this.#book.assign(this.#partitions, this.#generation);
    this.#joins += 1;
    if (this.#joins > 1) this.#observer.count('rebalances', 1);
    this.#options.onJoin({
      generation: this.#generation,
      consumerName: this.#options.consumerName,
      partitions: this.#partitions,
      durationMs: payload.duration,
    });
    for (const partition of dropped) this.#options.onReleased(partition);
    for (const lease of leases) void this.#activator.activate(lease);
  }

  /** The state is there: its topics are sought to where it belongs, and consumed. */
  #activated(owned: OwnedPartition, activation: Activation): void {
    const { partition, settle } = owned;
    for (const [topicIndex, topic] of this.#options.topics.events.entries()) {
      const position = settle[topicIndex]?.position ?? -1;
      this.#watch.begin(this.intake.slotOf(topicIndex, partition), position);
      if (position >= 0) this.#consumer.seek({ topic, partition, offset: String(position) });
    }
    if (!this.#halted) this.#gate.open(partition);
    if (!activation.kept) this.#observer.count('partitions_restored', 1);
    if (activation.staleCuts > 0) {
      this.#observer.count('changelog_stale_cuts', activation.staleCuts);
    }
    this.#options.onActive(activation);
    if (owned.books === 'closed') this.#options.onClosed(partition);
    else this.#closeIfRead(owned);
  }

  async #eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const receivedUs = this.#options.nowUs();
    const { partition, messages } = batch;
    const topicIndex = this.#topicIndexes.get(batch.topic);
    if (topicIndex === undefined) return;
    const lease = this.#book.readyLease(partition);
    const owned = this.#book.active(partition);
    // Fetched before the partition was paused: it comes again.
    if (lease === undefined || owned === undefined) return;
    const slot = this.intake.slotOf(topicIndex, partition);
    if ((await this.#watch.comesTooEarly(slot, batch)) || !lease.isLive) return;
    const reading = { payload, topicIndex, owned, lease, receivedUs };
    try {
      await this.#reader.read(reading, (records) => {
        const last = messages[records - 1];
        // After another join kafkajs is to go on where that has sought to.
        if (last !== undefined && lease.isLive) {
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
    if (!lease.isLive) return;
    if (!this.#halted) this.#controlFlow(owned, topicIndex, batch.highWatermark);
    this.#closeIfRead(owned);
  }

  #controlFlow(owned: OwnedPartition, topicIndex: number, highWatermark: string): void {
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
    if (this.#halted || this.#book.readyLease(partition) === undefined) return;
    if (this.#flow.isPaused(topicIndex, partition)) return;
    if (this.#reader.isRetrying(this.intake.slotOf(topicIndex, partition))) return;
    this.#gate.resume(topicIndex, partition);
  }

  #closeIfRead(owned: OwnedPartition): void {
    if (this.#closing.close(owned)) void this.#checkpointer.checkpoint();
  }

  #overflow(): void {
    if (this.#halted) return;
    this.halt();
    this.#options.onOverflow(this.waiting);
  }

  #fail(error: Error): void {
    if (this.#failed) return;
    this.#failed = true;
    this.halt();
    // What an event left half done must not become the state that others go on with.
    this.#endMembership();
    this.#options.onFatal(error);
  }

  #clusterOfConsumer(): Cluster {
    if (this.#cluster === undefined) throw new Error('kafkajs no longer hands its cluster out');
    return this.#cluster;
  }

  #activeSlots(): number[] {
    return this.#options.topics.events.flatMap((_, topicIndex) =>
      this.active.map((partition) => this.intake.slotOf(topicIndex, partition)),
    );
  }

  #topicPartition(slot: number): { topic: string; partition: number } {
    const { partitions, topics } = this.#options;
    const topic = topics.events[Math.floor(slot / partitions)] ?? '';
    return { topic, partition: slot % partitions };
  }
}
