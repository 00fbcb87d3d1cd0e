/**
 * Reads what is written to the topics of a run, below the consumers and without costing them anything. Bounded: of topics where
 * that may be, the oldest of what came since the last look is passed over and counted; the others are read whole.
 */

import type { FetchBounds, FetchedPartition } from '../../../pipeline/kafka/changelog/raw-fetch.ts';
import {
  type ReadBatches,
  readBatches,
  UnreadableBatch,
} from '../../../pipeline/kafka/changelog/record-batches.ts';
import {
  type LogOffsets,
  type LogTail,
  OFFSET_OUT_OF_RANGE,
} from '../../../pipeline/kafka/log-tail.ts';
import { LogCursor, type TappedRecord } from './log-cursor.ts';

export interface TapOptions {
  readonly tail: Pick<LogTail, 'ends' | 'starts' | 'since' | 'fetch'>;
  /** `sampled`: the newest are enough. `whole`: every record. `ends`: only how far it goes. */
  readonly topics: ReadonlyMap<string, 'sampled' | 'whole' | 'ends'>;
  /** `start`: everything that is in the topics belongs to the run; else what is older does not. Wall clock, epoch milliseconds. */
  readonly from: 'start' | { readonly sinceMs: number };
  /** In order of offset within a topic-partition. A promise is waited for before more is read. */
  readonly onRecord: (record: TappedRecord) => Promise<void> | undefined;
  /** Records that could not be read, and why: freed meanwhile, or in a format nobody knows here. */
  readonly onLost: (topic: string, partition: number, records: number, why: string) => void;
}

/** Of a topic-partition, a look. */
const MAX_ROUNDS = 8;
const BOUNDS: FetchBounds = {
  maxBytes: 2 * 1024 * 1024,
  maxPartitionBytes: 256 * 1024,
  maxWaitMs: 0,
};

export class Tap {
  readonly #options: TapOptions;
  readonly #cursors: LogCursor[] = [];
  #ends: LogOffsets = new Map();
  #starts: LogOffsets = new Map();
  #isOver = false;

  constructor(options: TapOptions) {
    this.#options = options;
  }

  /** As of the last look: behind the last record. */
  end(topic: string, partition: number): number | undefined {
    return this.#ends.get(topic)?.[partition];
  }

  /** As of the last look for it: the first record that is kept. */
  start(topic: string, partition: number): number | undefined {
    return this.#starts.get(topic)?.[partition];
  }

  /** Where the run began. */
  begin(topic: string, partition: number): number | undefined {
    return this.#cursors.find((each) => each.topic === topic && each.partition === partition)
      ?.begin;
  }

  /** Records that were passed over because more came than is looked at, or because they were gone. */
  get passedOver(): number {
    return this.#cursors.reduce((sum, cursor) => sum + cursor.passedOver, 0);
  }

  /** A look that is under way ends soon, and no other begins. */
  stop(): void {
    this.#isOver = true;
  }

  /** Where the logs begin: what was kept before may be freed. @throws as `LogTail.starts` */
  async lookAtStarts(): Promise<void> {
    this.#starts = await this.#options.tail.starts();
  }

  /**
   * Reads on, one call at a time.
   * @param newest of the records that may be sampled, so many of each topic-partition at most; infinite: all
   * @returns whether everything that was there when it began is read
   * @throws what kafkajs throws; what was read before counts
   */
  async look(newest: number): Promise<boolean> {
    const ends = await this.#options.tail.ends();
    if (this.#cursors.length === 0) await this.#begin(ends);
    this.#ends = ends;
    for (const cursor of this.#cursors) {
      const end = ends.get(cursor.topic)?.[cursor.partition];
      if (end !== undefined) cursor.reachesTo(end, cursor.isSampled ? newest : Infinity);
    }
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const behind = this.#cursors.filter(({ isBehind }) => isBehind);
      if (behind.length === 0 || this.#isOver) return behind.length === 0;
      if (!(await this.#readOn(behind))) return false;
    }
    return this.#cursors.every(({ isBehind }) => !isBehind);
  }

  async #begin(ends: LogOffsets): Promise<void> {
    const { topics, from, tail } = this.#options;
    this.#starts = await tail.starts();
    // Asked for behind the ends, so that whatever is newer than these is found.
    const since = from === 'start' ? this.#starts : await tail.since(from.sinceMs);
    for (const [topic, mode] of topics) {
      if (mode === 'ends') continue;
      for (const [partition, end] of (ends.get(topic) ?? []).entries()) {
        const first = since.get(topic)?.[partition];
        const begin = first === undefined || first < 0 ? end : first;
        this.#cursors.push(new LogCursor(topic, partition, mode === 'sampled', begin ?? 0));
      }
    }
  }

  /** @returns whether any of them came further */
  async #readOn(behind: readonly LogCursor[]): Promise<boolean> {
    const positions = behind.map(({ topic, partition, position }) => ({
      ...{ topic, partition },
      offset: position,
    }));
    const fetched = await this.#options.tail.fetch(positions, BOUNDS);
    let moved = false;
    for (const answer of fetched) {
      const cursor = behind.find(
        ({ topic, partition }) => topic === answer.topic && partition === answer.partition,
      );
      if (cursor === undefined) continue;
      const before = cursor.position;
      await this.#take(cursor, answer);
      moved ||= cursor.position > before;
    }
    return moved;
  }

  async #take(cursor: LogCursor, answer: FetchedPartition): Promise<void> {
    if (answer.errorCode === OFFSET_OUT_OF_RANGE) return this.#skipWhatIsGone(cursor);
    if (answer.errorCode !== 0 || answer.batches.length === 0) return;
    let batches: ReadBatches;
    try {
      batches = await readBatches(answer.batches);
    } catch (error) {
      if (!(error instanceof UnreadableBatch)) throw error;
      this.#lose(cursor, cursor.end, error.message);
      return;
    }
    for (const record of batches.records) {
      const tapped = cursor.take(record);
      if (tapped === undefined) continue;
      const taken = this.#options.onRecord(tapped);
      if (taken !== undefined) await taken;
    }
    if (batches.nextOffset !== undefined) cursor.readTo(batches.nextOffset);
  }

  async #skipWhatIsGone(cursor: LogCursor): Promise<void> {
    await this.lookAtStarts();
    const start = this.start(cursor.topic, cursor.partition) ?? cursor.end;
    this.#lose(cursor, start > cursor.position ? start : cursor.end, 'they are not kept any more');
  }

  #lose(cursor: LogCursor, to: number, why: string): void {
    const lost = cursor.passOver(to);
    if (lost > 0) this.#options.onLost(cursor.topic, cursor.partition, lost, why);
  }
}
