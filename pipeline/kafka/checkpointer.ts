/**
 * Makes durable what was processed. Every half second: a cut of each partition that changed, all in one turn of the event
 * loop; then, in this order, its effects (alerts, dead letters) are acknowledged, its state is acknowledged, and its offsets
 * are committed. Who takes over in between finds state and position of one instant, and does again what came after it.
 */
import type { Observer } from '../observer.ts';
import type { ChangelogWriter } from './changelog/writer.ts';
import type { CommittedOffset } from './group-offsets.ts';
import { isFenced, isRebalancing, type Membership } from './membership.ts';
import type { OwnedPartition } from './owned-partition.ts';
import { giveBack, type TakenCut, takeCut } from './take-cut.ts';

export const CHECKPOINT_INTERVAL_MS = 500;

/** What has just been done when a step is reached: see `CheckpointerOptions.atStep`. */
export type CheckpointStep = 'effects' | 'published' | 'changelog' | 'commit';

export interface CheckpointerOptions {
  readonly run: string;
  readonly owner: string;
  /** By topic index: what is consumed. */
  readonly sources: readonly string[];
  readonly changelogTopic: string;
  /** false: nothing but the closing of the books is written to the changelog. */
  readonly changelog: boolean;
  readonly order: 'changelog-first' | 'commit-first';
  /** What is consumed now. */
  readonly active: () => readonly OwnedPartition[];
  /** undefined while this consumer is no member. */
  readonly membership: () => Membership | undefined;
  readonly publisher: { readonly published: number; flushed(watermark: number): Promise<void> };
  readonly writer: Pick<ChangelogWriter, 'write'>;
  readonly commit: (offsets: readonly CommittedOffset[], by: Membership) => Promise<void>;
  readonly observer: Pick<Observer, 'count'>;
  /**
   * Reached when cuts are taken (`effects`: applied, nothing of it has left), everything published is acknowledged
   * (`published`), the state is (`changelog`), and the offsets are (`commit`).
   */
  readonly atStep?: ((step: CheckpointStep) => void) | undefined;
  /** The books of the partition are closed, and the changelog has it. */
  readonly onClosed: (partition: number) => void;
  /** The coordinator has gone on without this member. */
  readonly onFenced: () => void;
  /** Offsets were not committed; they will be next time. */
  readonly onTrouble: (error: Error) => void;
  /** State cannot be written, now or ever. */
  readonly onFatal: (error: Error) => void;
}

export class Checkpointer {
  readonly #options: CheckpointerOptions;
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<boolean> | undefined;

  constructor(options: CheckpointerOptions) {
    this.#options = options;
  }

  /** @param mayRun asked before each: whether this is an instant to take one */
  start(mayRun: () => boolean): void {
    this.#timer = setInterval(() => {
      if (this.#underWay === undefined && mayRun()) void this.checkpoint();
    }, CHECKPOINT_INTERVAL_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /**
   * Another one than the one under way, if any.
   * @returns true when all that was processed before the call is durable. Never rejects.
   */
  async checkpoint(): Promise<boolean> {
    while (this.#underWay !== undefined) await this.#underWay;
    this.#underWay = this.#once();
    try {
      return await this.#underWay;
    } finally {
      this.#underWay = undefined;
    }
  }

  /** Resolves when none is under way. */
  async settled(): Promise<void> {
    while (this.#underWay !== undefined) await this.#underWay;
  }

  async #once(): Promise<boolean> {
    const { publisher, order, atStep } = this.#options;
    const membership = this.#options.membership();
    if (membership === undefined) return false;
    const { published } = publisher;
    const taken = this.#take(membership);
    if (taken.length === 0) return true;
    atStep?.('effects');
    if (!(await membership.during(publisher.flushed(published)))) {
      for (const each of taken) giveBack(each);
      return false;
    }
    atStep?.('published');
    if (order === 'commit-first') {
      const committed = await this.#commit(taken, membership);
      return (await this.#write(taken, membership)) && committed;
    }
    return (await this.#write(taken, membership)) && (await this.#commit(taken, membership));
  }

  /** Watermark, cuts and offsets belong together: no other turn of the event loop comes between them. */
  #take({ generation }: Membership): TakenCut[] {
    const { run, owner, changelog, active } = this.#options;
    const plan = { run, owner, changelog, generation, nowMs: performance.now() };
    return active()
      .map((owned) => takeCut(owned, plan))
      .filter((cut) => cut !== undefined);
  }

  /** @returns true when all cuts are acknowledged, and the membership goes on */
  async #write(taken: readonly TakenCut[], membership: Membership): Promise<boolean> {
    const { atStep, onFatal } = this.#options;
    try {
      const written = await Promise.all(taken.map((each) => this.#writeOne(each, membership)));
      if (!written.every(Boolean) || !membership.isCurrent) return false;
    } catch (error) {
      onFatal(asError(error));
      return false;
    }
    atStep?.('changelog');
    return true;
  }

  async #writeOne(taken: TakenCut, membership: Membership): Promise<boolean> {
    const { owned, cut } = taken;
    if (cut === undefined) return true;
    let written: Awaited<ReturnType<ChangelogWriter['write']>>;
    try {
      written = await this.#options.writer.write(cut, () => membership.isCurrent);
    } catch (error) {
      giveBack(taken);
      throw error;
    }
    if (written === undefined) {
      giveBack(taken);
      return false;
    }
    owned.log.written(cut.head, written, performance.now());
    if (cut.head.closed && owned.books === 'closing' && membership.isCurrent) {
      owned.books = 'closed';
      this.#options.onClosed(owned.partition);
    }
    return true;
  }

  async #commit(taken: readonly TakenCut[], membership: Membership): Promise<boolean> {
    const { observer, commit, atStep, onFenced, onTrouble } = this.#options;
    const offsets = this.#offsetsOf(taken);
    if (offsets.length === 0) return true;
    try {
      await commit(offsets, membership);
    } catch (error) {
      // A generation that is over commits nothing; what it left belongs to the next.
      if (!membership.isCurrent) return false;
      // That the group is changing, or has, is no trouble: a join follows.
      if (isFenced(error)) onFenced();
      else if (!isRebalancing(error)) onTrouble(asError(error));
      return false;
    }
    for (const each of taken) noteCommitted(each);
    observer.count('offset_commits', 1);
    atStep?.('commit');
    return true;
  }

  #offsetsOf(taken: readonly TakenCut[]): CommittedOffset[] {
    const { sources: topics, changelogTopic } = this.#options;
    return taken.flatMap(({ owned: { partition, log }, settled }) => {
      const sources = settled
        .map((offset, topicIndex) => ({
          topic: topics[topicIndex] ?? '',
          partition,
          offset,
        }))
        .filter(({ offset }) => offset >= 0);
      if (log.startOffset <= log.committedStart) return sources;
      return [...sources, { topic: changelogTopic, partition, offset: log.startOffset }];
    });
  }
}

function noteCommitted({ owned: { committed, log }, settled }: TakenCut): void {
  for (const [topicIndex, offset] of settled.entries()) {
    if (offset >= 0) committed[topicIndex] = offset;
  }
  log.committedStart = log.startOffset;
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
