/**
 * Keeps the members topic of an embedded broker short: it keeps everything in memory, and what was said a minute ago is of no
 * use to anybody. A cluster has a retention for that, and deleting would need one more right there.
 */
import { withAdmin } from '../../../pipeline/kafka/admin.ts';
import type { Connection } from '../../../pipeline/kafka/connection.ts';

const KEEP_MS = 60_000;
const EVERY_MS = 10_000;

export class MembersTrim {
  readonly #connection: Connection;
  readonly #topic: string;
  /** Where the end was, and when, in order. */
  readonly #ends: { readonly offset: number; readonly atMs: number }[] = [];
  #trimming: Promise<void> | undefined;
  #trimmedMs = Number.NEGATIVE_INFINITY;

  constructor(connection: Connection, topic: string) {
    this.#connection = connection;
    this.#topic = topic;
  }

  /** Everything before `offset` was read. To be called now and then. */
  passed(offset: number, nowMs: number): void {
    if (this.#connection.kind !== 'embedded') return;
    if (nowMs - (this.#ends.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY) >= EVERY_MS) {
      this.#ends.push({ offset, atMs: nowMs });
    }
    if (nowMs - this.#trimmedMs < EVERY_MS) return;
    const old = this.#ends.findLastIndex(({ atMs }) => nowMs - atMs >= KEEP_MS);
    const end = this.#ends[old];
    if (end === undefined || this.#trimming !== undefined) return;
    this.#ends.splice(0, old + 1);
    this.#trimmedMs = nowMs;
    this.#trimming = this.#deleteBefore(end.offset).finally(() => {
      this.#trimming = undefined;
    });
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    await this.#trimming;
  }

  /** What could not be deleted now goes with the next time. */
  async #deleteBefore(offset: number): Promise<void> {
    await withAdmin(this.#connection, async (admin) => {
      // kafkajs deletes in topics alone that it has been asked about before.
      await admin.fetchTopicOffsets(this.#topic);
      await admin.deleteTopicRecords({
        topic: this.#topic,
        partitions: [{ partition: 0, offset: String(offset) }],
      });
    }).catch(() => undefined);
  }
}
