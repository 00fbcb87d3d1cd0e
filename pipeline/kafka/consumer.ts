/**
 * The Kafka shell around the pipeline: a member of the consumer group that reads the event topics of the partitions it owns,
 * keeps them together in due time, checkpoints what it has processed, and hands over what the group takes away.
 */
import type { Standing } from '../stages/standing.ts';
import { sumStandings } from '../stages/sum-standings.ts';
import { consumedTopics } from '../topics.ts';
import { within } from './admin.ts';
import { Closing } from './closing.ts';
import type {
  Activation,
  GroupJoin,
  StockConsumerOptions,
  TopicPartitionOffsets,
} from './consumer-options.ts';
import { type ConsumerParts, consumerParts } from './consumer-parts.ts';
import type { Intake } from './intake.ts';
import type { OwnedPartition } from './owned-partition.ts';

const DISCONNECT_TIMEOUT_MS = 2000;
/** For the last checkpoint before leaving, and between two attempts at it. */
const LAST_CHECKPOINT_TIMEOUT_MS = 5000;
const LAST_CHECKPOINT_PAUSE_MS = 200;

export class StockConsumer {
  readonly #options: StockConsumerOptions;
  readonly #parts: ConsumerParts;
  readonly #closing: Closing;
  #failed = false;
  #stopping = false;
  #over = false;

  constructor(options: StockConsumerOptions) {
    this.#options = options;
    this.#closing = new Closing(consumedTopics(options.topics, options.interactive === true));
    this.#parts = consumerParts(options, {
      isOver: () => this.#over,
      onJoined: (join) => this.#joined(join),
      onRebalancing: () => this.#rebalancing(),
      onActivated: (owned, activation) => this.#activated(owned, activation),
      onRead: (owned) => this.#closeIfRead(owned),
      onLost: (error) => void this.#lost(error),
      onFailure: (error) => this.#fail(error),
    });
  }

  get intake(): Intake {
    return this.#parts.intake;
  }

  /** It crashed and is on its way back into the group. */
  get away(): boolean {
    return this.#parts.member.away;
  }

  /** Partition numbers assigned by the latest join, ascending. */
  get partitions(): readonly number[] {
    return this.#parts.member.partitions;
  }

  /** Those whose state is there, ascending: they are consumed. */
  get active(): readonly number[] {
    return this.owned.map(({ partition }) => partition);
  }

  /** Σ of the turns taken in the state of a partition, whoever took them; -1: it is not active here. */
  turnsOf(partition: number): number {
    return this.#parts.book.active(partition)?.pipeline.turns ?? -1;
  }

  /** What is consumed now, by partition number: for diagnosis. */
  get owned(): readonly OwnedPartition[] {
    return this.#parts.book.allActive();
  }

  /** Events that wait for one that is missing. */
  get waiting(): number {
    return this.#parts.book.waiting;
  }

  /** Of the active partitions. */
  standing(): Standing {
    return sumStandings(this.owned.map(({ pipeline }) => pipeline.standing()));
  }

  /** How far every topic-partition of the active partitions was read and settled. */
  offsets(): TopicPartitionOffsets[] {
    return this.#parts.feed.offsets();
  }

  /** Resolves when the member has begun to join; `onJoin` and `onActive` tell when it has, and owns something. */
  async start(): Promise<void> {
    const { sender, member, checkpointer, feed } = this.#parts;
    await sender.connect();
    await member.start();
    // Who is slow on purpose is silent: a commit would tell the coordinator that it lives.
    checkpointer.start(() => !feed.isThrottling);
  }

  /**
   * Reads on, and closes the books of every partition that it owns, or will own, when it was read to its ends.
   * `onClosed` tells of each.
   * @param ends by `topic/partition`: the offset behind the last record that has to be read
   * @returns resolves when what could be closed at once is written, or failed to be; it is tried again then
   */
  async close(ends: ReadonlyMap<string, number>): Promise<void> {
    this.#closing.begin(ends);
    const closed = this.owned.filter((owned) => this.#closing.close(owned));
    if (closed.length > 0) await this.#parts.checkpointer.checkpoint();
  }

  /**
   * Takes so many records a second at most, without a heartbeat in between, as a handler that is too slow.
   * @param eventsPerSecond null: as fast as it can
   */
  throttle(eventsPerSecond: number | null): void {
    this.#parts.feed.throttle(eventsPerSecond);
  }

  /** Nothing more is read. What was processed is still checkpointed. */
  halt(): void {
    this.#parts.feed.halt();
  }

  /**
   * Leaves the group and closes every connection, within a bounded time. Never from a handler: it hangs.
   * @param options.checkpoint first makes durable what was processed, so that nobody has to do it again
   */
  async stop({ checkpoint }: { readonly checkpoint: boolean }): Promise<void> {
    const { member, checkpointer, publisher, sender, forecasts, logReader, watch } = this.#parts;
    this.halt();
    if (checkpoint && member.joins > 0 && !this.#failed) {
      await within(LAST_CHECKPOINT_TIMEOUT_MS, this.#lastCheckpoint()).catch((error: Error) =>
        this.#options.onTrouble(`the last checkpoint: ${error.message}`),
      );
    }
    this.#stopping = true;
    member.stop();
    checkpointer.stop();
    publisher.close();
    member.endMembership();
    await Promise.all([
      member.leave(),
      within(DISCONNECT_TIMEOUT_MS, sender.disconnect()).catch(() => undefined),
      forecasts.stop(),
      logReader.close(),
      watch.close(),
    ]);
    this.#over = true;
  }

  /** A rebalance may come in between; what was processed is durable in its next generation then, or somebody else's. */
  async #lastCheckpoint(): Promise<void> {
    while (!this.#stopping && !(await this.#parts.checkpointer.checkpoint())) {
      await new Promise((resolve) => setTimeout(resolve, LAST_CHECKPOINT_PAUSE_MS));
    }
  }

  /** What was processed until now need not be done twice. */
  #rebalancing(): void {
    this.#options.onRebalancing();
    void this.#parts.checkpointer.checkpoint();
  }

  #joined(join: GroupJoin): void {
    const { feed, book, member, activator } = this.#parts;
    const { observer, onJoin, onReleased } = this.#options;
    feed.standStill();
    const { leases, dropped } = book.assign(join.partitions, join.generation);
    if (member.joins > 1) observer.count('rebalances', 1);
    onJoin(join);
    for (const partition of dropped) onReleased(partition);
    for (const lease of leases) void activator.activate(lease);
  }

  /** The state is there: it is consumed. */
  #activated(owned: OwnedPartition, activation: Activation): void {
    const { observer, onActive, onClosed } = this.#options;
    this.#parts.feed.begin(owned);
    if (!activation.kept) observer.count('partitions_restored', 1);
    if (activation.staleCuts > 0) observer.count('changelog_stale_cuts', activation.staleCuts);
    onActive(activation);
    if (owned.books === 'closed') onClosed(owned.partition);
    else this.#closeIfRead(owned);
  }

  #closeIfRead(owned: OwnedPartition): void {
    if (this.#closing.close(owned)) void this.#parts.checkpointer.checkpoint();
  }

  async #lost(error: Error): Promise<void> {
    this.#options.onFatal(await this.#parts.feed.inWords(error));
  }

  #fail(error: Error): void {
    if (this.#failed) return;
    this.#failed = true;
    this.halt();
    // What an event left half done must not become the state that others go on with.
    this.#parts.member.giveUp();
    this.#options.onFatal(error);
  }
}
