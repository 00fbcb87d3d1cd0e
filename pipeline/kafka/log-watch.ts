/** Watches over what a consumer reads of the logs: that nothing is left out in silence, and what it is that cannot be read. */
import type { Batch } from 'kafkajs';
import { within } from './admin.ts';
import type { KafkaOptions } from './client.ts';
import type { RecordsLost } from './consumer-options.ts';
import { type Gap, GapWatch } from './gap-watch.ts';
import { Inspector, type ReadPosition } from './inspector.ts';
import { isUnreadable } from './recovery.ts';

export interface LogWatchOptions {
  readonly client: KafkaOptions;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly slots: number;
  readonly topicPartition: (slot: number) => { readonly topic: string; readonly partition: number };
  readonly seek: (position: { topic: string; partition: number; offset: string }) => void;
  readonly onRecordsLost: (loss: RecordsLost) => void;
}

const INSPECTION_TIMEOUT_MS = 5000;
const CLOSE_TIMEOUT_MS = 1000;
/** What kafkajs logs when the broker no longer has what it asked for. */
const OUT_OF_RANGE = 'Offset out of range';

export class LogWatch {
  readonly #options: LogWatchOptions;
  readonly #gaps: GapWatch;
  readonly #inspector: Inspector;

  constructor(options: LogWatchOptions) {
    this.#options = options;
    this.#gaps = new GapWatch(options.slots);
    this.#inspector = new Inspector(options.client, options.groupId, options.topics);
  }

  /** A topic-partition is read from here on; -1: from where the group has committed. */
  begin(slot: number, position: number): void {
    this.#gaps.begin(slot, position);
  }

  /** @returns true when the batch lies behind a hole: it is to be left alone, and comes again */
  async comesTooEarly(slot: number, batch: Batch): Promise<boolean> {
    const gap = this.#gaps.before(slot, Number(batch.firstOffset() ?? -1));
    if (gap === undefined) return false;
    this.#goOn(slot, gap, await this.#logStart(slot));
    return true;
  }

  /** The records of a batch were read up to the one with the offset `last`. */
  read(slot: number, batch: Batch, last: string): void {
    // kafkajs goes on behind the markers of transactions at the end of what it filtered.
    const all = last === batch.messages.at(-1)?.offset;
    this.#gaps.read(slot, Number(all ? batch.lastOffset() : last));
  }

  /** Up to where it was read without a hole. */
  unbroken(slot: number, position: number): number {
    return this.#gaps.unbroken(slot, position);
  }

  /** When kafkajs logs that it has gone to the end of some log: it would not notice before something is written there. */
  async heard(message: string, slots: readonly number[]): Promise<void> {
    if (!message.includes(OUT_OF_RANGE)) return;
    for (const slot of slots) {
      const from = this.#gaps.expected(slot);
      if (from < 0) continue;
      const logStart = await this.#logStart(slot);
      if (logStart === undefined || logStart <= this.#gaps.expected(slot)) continue;
      this.#goOn(slot, { from, to: logStart }, logStart);
    }
  }

  /** @returns what to say of an error that ends the consumer: of records that cannot be decoded, which they are */
  async inWords(error: Error, positions: readonly ReadPosition[]): Promise<Error> {
    if (!isUnreadable(error)) return error;
    const search = this.#inspector.firstUnreadable(positions);
    const found = await within(INSPECTION_TIMEOUT_MS, search).catch(() => undefined);
    if (found === undefined) return error;
    const { topic, partition, offset, reason } = found;
    return new Error(
      `the records of ${topic}/${partition} from offset ${offset} on cannot be read: ${reason}`,
      { cause: error },
    );
  }

  async close(): Promise<void> {
    await within(CLOSE_TIMEOUT_MS, this.#inspector.close()).catch(() => undefined);
  }

  #goOn(slot: number, gap: Gap, logStart: number | undefined): void {
    const { topicPartition, seek, onRecordsLost } = this.#options;
    const { topic, partition } = topicPartition(slot);
    const { again, lost } = this.#gaps.resolve(slot, gap, logStart);
    if (lost !== undefined) onRecordsLost({ topic, partition, ...lost });
    seek({ topic, partition, offset: String(again) });
  }

  #logStart(slot: number): Promise<number | undefined> {
    const { topic, partition } = this.#options.topicPartition(slot);
    return within(INSPECTION_TIMEOUT_MS, this.#inspector.logStart(topic, partition)).catch(
      () => undefined,
    );
  }
}
