/** How far a topic-partition was read, and what was passed over. */
import type { LogRecord } from '../../../pipeline/kafka/changelog/record-batches.ts';

export interface TappedRecord extends LogRecord {
  readonly topic: string;
  readonly partition: number;
}

export class LogCursor {
  readonly topic: string;
  readonly partition: number;
  readonly isSampled: boolean;
  /** Offset of the first record that counts. */
  readonly begin: number;
  #position: number;
  #end: number;
  #passedOver = 0;

  constructor(topic: string, partition: number, isSampled: boolean, begin: number) {
    this.topic = topic;
    this.partition = partition;
    this.isSampled = isSampled;
    this.begin = begin;
    this.#position = begin;
    this.#end = begin;
  }

  /** Offset of the next record to read. */
  get position(): number {
    return this.#position;
  }

  /** Behind the last record that is known to be there. */
  get end(): number {
    return this.#end;
  }

  get isBehind(): boolean {
    return this.#position < this.#end;
  }

  get passedOver(): number {
    return this.#passedOver;
  }

  /** @param newest what lies more than so many before the end is passed over */
  reachesTo(end: number, newest: number): void {
    this.#end = Math.max(this.#end, end);
    if (this.#end - this.#position > newest) this.passOver(this.#end - newest);
  }

  /** @returns how many were passed over by it */
  passOver(to: number): number {
    const count = Math.max(0, to - this.#position);
    this.#passedOver += count;
    this.#position += count;
    this.#end = Math.max(this.#end, this.#position);
    return count;
  }

  /** @returns undefined for a record of the same batch that was taken, or passed over, before */
  take(record: LogRecord): TappedRecord | undefined {
    if (record.offset < this.#position) return undefined;
    this.#position = record.offset + 1;
    const { topic, partition } = this;
    return { topic, partition, ...record };
  }

  /** Behind a batch whose last records were compacted away. */
  readTo(offset: number): void {
    this.#position = Math.max(this.#position, offset);
  }
}
