/** Commits what is settled, every half second, after its effects are out. */
import type { TopicPartitionOffsetAndMetadata } from 'kafkajs';
import type { Observer } from '../observer.ts';
import type { SettleTracker } from './settle.ts';

export const COMMIT_INTERVAL_MS = 500;

export interface CommitterOptions {
  readonly settle: readonly SettleTracker[];
  readonly topicPartition: (slot: number) => { readonly topic: string; readonly partition: number };
  /** Slots that this consumer owns now. */
  readonly owned: () => readonly number[];
  /** Changes with every join of the group. */
  readonly generation: () => number;
  readonly publisher: { readonly published: number; flushed(watermark: number): Promise<void> };
  readonly commit: (offsets: TopicPartitionOffsetAndMetadata[]) => Promise<void>;
  readonly observer: Observer;
  readonly onError: (error: Error) => void;
}

export class Committer {
  readonly #options: CommitterOptions;
  readonly #committed: Float64Array;
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<boolean> | undefined;

  constructor(options: CommitterOptions) {
    this.#options = options;
    this.#committed = new Float64Array(options.settle.length).fill(-1);
  }

  start(): void {
    this.#timer = setInterval(() => {
      if (this.#underWay === undefined) void this.commit();
    }, COMMIT_INTERVAL_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Another commit than the one under way, if any. @returns false when it failed or came too late */
  async commit(): Promise<boolean> {
    while (this.#underWay !== undefined) await this.#underWay;
    this.#underWay = this.#commitOnce();
    try {
      return await this.#underWay;
    } finally {
      this.#underWay = undefined;
    }
  }

  async #commitOnce(): Promise<boolean> {
    const { settle, topicPartition, publisher, observer } = this.#options;
    // Offsets and watermark belong together: no other turn of the event loop comes between them.
    const generation = this.#options.generation();
    const watermark = publisher.published;
    const slots: number[] = [];
    const offsets: TopicPartitionOffsetAndMetadata[] = [];
    const settled: number[] = [];
    for (const slot of this.#options.owned()) {
      const offset = settle[slot]?.settledOffset ?? -1;
      if (offset <= (this.#committed[slot] as number)) continue;
      slots.push(slot);
      settled.push(offset);
      offsets.push({ ...topicPartition(slot), offset: String(offset) });
    }
    if (slots.length === 0) return true;
    await publisher.flushed(watermark);
    if (this.#options.generation() !== generation) return false;
    try {
      await this.#options.commit(offsets);
    } catch (error) {
      this.#options.onError(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
    for (const [at, slot] of slots.entries()) this.#committed[slot] = settled[at] as number;
    observer.count('offset_commits', 1);
    return true;
  }
}
