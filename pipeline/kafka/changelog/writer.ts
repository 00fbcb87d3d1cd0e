/**
 * Writes cuts to the changelog, at least once and in order: one request under way for each partition, repeated unchanged until
 * it is acknowledged or the partition has another owner. A cut that was given up half-way has no head, and counts for nothing.
 */
import type { Message } from 'kafkajs';
import { StreamstockError } from '../../errors.ts';
import type { Observer } from '../../observer.ts';
import type { LeaderSender } from '../leader-sender.ts';
import type { Cut } from './cut.ts';
import { type ChangelogRecord, cutRecords } from './records.ts';

export interface ChangelogWriterOptions {
  /** Has to wait for acknowledgements, and to know the topic. */
  readonly sender: Pick<LeaderSender, 'send'>;
  readonly topic: string;
  /** A failed send is repeated; this hears of it. */
  readonly onFailure: (error: Error) => void;
  readonly observer: Pick<Observer, 'count'>;
  /** First pause before a repetition; doubles up to 2 s. */
  readonly retryDelayMs?: number;
}

/** Where a cut stands in the log. */
export interface WrittenCut {
  /** Where a restore finds all of it. */
  readonly firstOffset: number;
  /** Behind its head. */
  readonly endOffset: number;
  readonly records: number;
  readonly bytes: number;
}

const MAX_BATCH_BYTES = 512 * 1024;
/** Of a record within a batch, beside key and value; an upper bound. */
const RECORD_OVERHEAD_BYTES = 32;
const FIRST_RETRY_DELAY_MS = 100;
const MAX_RETRY_DELAY_MS = 2000;

export class ChangelogWriter {
  readonly #options: ChangelogWriterOptions;
  /** By partition: ends when its latest cut does. */
  readonly #queues = new Map<number, Promise<unknown>>();

  constructor(options: ChangelogWriterOptions) {
    this.#options = options;
  }

  /**
   * @param stillMine false: nothing more is written, and what was is left without a head. Whether a head that was under way
   *   arrived is not known then.
   * @returns undefined when the partition was no longer ours
   * @throws StreamstockError CHANGELOG_REFUSED when a single record is larger than the broker takes
   */
  async write(cut: Cut, stillMine: () => boolean): Promise<WrittenCut | undefined> {
    const before = this.#queues.get(cut.partition) ?? Promise.resolve();
    const writing = before.then(() => this.#write(cut, stillMine));
    const settled = writing.catch(() => undefined);
    this.#queues.set(cut.partition, settled);
    try {
      return await writing;
    } finally {
      if (this.#queues.get(cut.partition) === settled) this.#queues.delete(cut.partition);
    }
  }

  async #write(cut: Cut, stillMine: () => boolean): Promise<WrittenCut | undefined> {
    const records = cutRecords(cut);
    let limit = MAX_BATCH_BYTES;
    let firstOffset = -1;
    let endOffset = -1;
    let at = 0;
    while (at < records.length) {
      const batch = batchFrom(records, at, limit);
      const sent = await this.#send(cut.partition, batch, stillMine);
      if (sent === 'lost') return undefined;
      if (sent === 'too-large') {
        if (batch.length === 1) throw refused(this.#options.topic, batch[0]);
        limit = Math.floor(bytesOf(batch) / 2);
        continue;
      }
      if (at === 0) firstOffset = sent;
      endOffset = sent + batch.length;
      at += batch.length;
    }
    const bytes = records.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
    this.#count(cut, records.length, bytes);
    return { firstOffset, endOffset, records: records.length, bytes };
  }

  /** @returns where it was written */
  async #send(
    partition: number,
    messages: readonly Message[],
    stillMine: () => boolean,
  ): Promise<number | 'too-large' | 'lost'> {
    const { sender, topic, onFailure, retryDelayMs = FIRST_RETRY_DELAY_MS } = this.#options;
    const batch = { topic, partition, messages };
    for (let delayMs = retryDelayMs; ; delayMs = Math.min(2 * delayMs, MAX_RETRY_DELAY_MS)) {
      if (!stillMine()) return 'lost';
      let offset = -1;
      const failure = await sender.send([batch], true, (_, baseOffset) => {
        offset = baseOffset;
      });
      if (failure === undefined) {
        if (offset < 0) throw new Error('the broker does not say where it wrote a cut');
        return offset;
      }
      if (isTooLarge(failure.error)) return 'too-large';
      onFailure(failure.error);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }

  #count({ head }: Cut, records: number, bytes: number): void {
    const { observer } = this.#options;
    if (head.kind !== 'claim') observer.count('changelog_cuts', 1);
    if (head.kind === 'snapshot') observer.count('changelog_snapshots', 1);
    observer.count('changelog_records', records);
    observer.count('changelog_bytes', bytes);
  }
}

/** At least one record, whatever its size. */
function batchFrom(
  records: readonly ChangelogRecord[],
  from: number,
  limit: number,
): ChangelogRecord[] {
  let bytes = 0;
  let to = from;
  for (const record of records.slice(from)) {
    bytes += sizeOf(record);
    if (bytes > limit && to > from) break;
    to += 1;
  }
  return records.slice(from, to);
}

function bytesOf(batch: readonly ChangelogRecord[]): number {
  return batch.reduce((sum, record) => sum + sizeOf(record), 0);
}

function sizeOf({ key, value }: ChangelogRecord): number {
  return key.length + value.length + RECORD_OVERHEAD_BYTES;
}

/** Broker error codes 10 and 18. */
function isTooLarge(error: Error): boolean {
  const { type } = error as { readonly type?: unknown };
  return type === 'MESSAGE_TOO_LARGE' || type === 'RECORD_LIST_TOO_LARGE';
}

function refused(topic: string, record: ChangelogRecord | undefined): StreamstockError {
  return new StreamstockError(
    'CHANGELOG_REFUSED',
    `The broker does not take the state of ${record?.key} into ${topic}: it has ${record?.value.length} bytes.`,
    {
      hint: 'Raise max.message.bytes of the topic; many events that wait for an earlier one make a state large.',
    },
  );
}
