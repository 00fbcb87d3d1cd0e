/** Reads a batch of a topic-partition record by record, and gives way in between: to heartbeats, to the publisher, to an end. */
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { Observer } from '../observer.ts';
import { within } from './admin.ts';
import type { Intake } from './intake.ts';
import type { Lease } from './lease.ts';
import type { OwnedPartition } from './owned-partition.ts';
import type { Publisher } from './publisher.ts';
import { HANDLER_ATTEMPTS, RecordRetries } from './record-retries.ts';
import { Throttle } from './throttle.ts';

/** Records between heartbeats within a batch. */
const CHUNK_RECORDS = 2000;
/** Publications pending before the intake waits for them. */
const MAX_PENDING_PUBLICATIONS = 5000;
const PUBLISHER_WAIT_MS = 100;

export interface BatchReaderOptions {
  readonly intake: Intake;
  readonly publisher: Publisher;
  readonly observer: Observer;
  /** See `StockConsumerOptions.beforeRecord`. */
  readonly beforeRecord: ((message: KafkaMessage) => Promise<void>) | undefined;
  /** Events that wait for one that is missing, over all partitions. */
  readonly waiting: () => number;
  readonly maxWaiting: number;
  readonly halted: () => boolean;
  /** More events wait than may. */
  readonly onOverflow: () => void;
  readonly pause: (topicIndex: number, partition: number) => void;
  /** Unless there is another reason for it to stand still. */
  readonly resume: (topicIndex: number, partition: number) => void;
}

/** A batch of a topic-partition, and by what right it is read. */
export interface Reading {
  readonly payload: EachBatchPayload;
  readonly topicIndex: number;
  readonly owned: OwnedPartition;
  /** Nothing more is read once it is over. */
  readonly lease: Lease;
  /** When the batch arrived. */
  readonly receivedUs: number;
}

export class BatchReader {
  readonly throttle = new Throttle();
  readonly #options: BatchReaderOptions;
  readonly #retries = new RecordRetries();
  #throttling = false;

  constructor(options: BatchReaderOptions) {
    this.#options = options;
  }

  /** A batch is being read slowly on purpose: nobody hears of this consumer meanwhile. */
  get isThrottling(): boolean {
    return this.#throttling;
  }

  /**
   * @param readTo hears, last of all, how many records were read
   * @throws what heartbeats throw, and what the intake throws, which is a bug
   */
  async read(reading: Reading, readTo: (records: number) => void): Promise<void> {
    const { waiting, maxWaiting, onOverflow } = this.#options;
    const { payload } = reading;
    const { messages } = payload.batch;
    let at = 0;
    try {
      // Nothing else runs within a chunk, so that once a chunk is as good as before each message.
      while (at < messages.length && this.#mayRead(reading)) {
        const taken = await this.#takeChunk(reading, at);
        if (taken === 0) break;
        at += taken;
        if (waiting() > maxWaiting) onOverflow();
        // A slow handler has no time for heartbeats.
        if (this.throttle.isOn) continue;
        if (at < messages.length) await payload.heartbeat();
        await this.#waitForPublisher(reading);
      }
    } finally {
      readTo(at);
    }
  }

  /** Whether a topic-partition stands still until a record of it is tried again. */
  isRetrying(slot: number): boolean {
    return this.#retries.isWaiting(slot);
  }

  /** Forgets what was to be tried again. */
  clear(): void {
    this.#retries.clear();
  }

  /** @returns how many records were taken; 0: nothing more is to be read now */
  async #takeChunk(reading: Reading, at: number): Promise<number> {
    const { intake, beforeRecord } = this.#options;
    const { owned, topicIndex, payload, receivedUs } = reading;
    const { messages } = payload.batch;
    if (this.throttle.isOn && !(await this.#turnCame(reading))) return 0;
    if (beforeRecord !== undefined) return (await this.#takeGuarded(reading, at)) ? 1 : 0;
    const count = Math.min(this.throttle.isOn ? 1 : CHUNK_RECORDS, messages.length - at);
    intake.take(owned, topicIndex, messages, at, at + count, receivedUs);
    return count;
  }

  async #turnCame(reading: Reading): Promise<boolean> {
    this.#throttling = true;
    try {
      await this.throttle.turn(() => this.#mayRead(reading));
    } finally {
      this.#throttling = false;
    }
    return this.#mayRead(reading);
  }

  /** @returns false when the record is to be tried again: its partition is paused meanwhile */
  async #takeGuarded(reading: Reading, at: number): Promise<boolean> {
    const { intake, beforeRecord } = this.#options;
    const { owned, topicIndex, payload, receivedUs } = reading;
    const { messages } = payload.batch;
    const message = messages[at];
    if (message === undefined) return false;
    const slot = intake.slotOf(topicIndex, owned.partition);
    try {
      await beforeRecord?.(message);
    } catch (error) {
      if (!this.#mayRead(reading)) return false;
      const attempts = this.#retries.failedAttempts(slot, message.offset);
      const detail = error instanceof Error ? error.message : String(error);
      if (attempts < HANDLER_ATTEMPTS) {
        this.#retryLater(slot, topicIndex, owned.partition, message.offset, attempts);
        return false;
      }
      this.#retries.done(slot);
      intake.giveUp(owned, topicIndex, message, { detail, attempts }, receivedUs);
      return true;
    }
    // The partition may have gone to somebody else meanwhile.
    if (!this.#mayRead(reading)) return false;
    this.#retries.done(slot);
    intake.take(owned, topicIndex, messages, at, at + 1, receivedUs);
    return true;
  }

  #retryLater(
    slot: number,
    topicIndex: number,
    partition: number,
    offset: string,
    attempts: number,
  ): void {
    const { observer, pause, resume } = this.#options;
    observer.count('handler_retries', 1);
    pause(topicIndex, partition);
    this.#retries.wait(slot, offset, attempts, () => resume(topicIndex, partition));
  }

  /** Alerts and dead letters must not pile up without a bound either. */
  async #waitForPublisher(reading: Reading): Promise<void> {
    const { publisher } = this.#options;
    while (publisher.pending > MAX_PENDING_PUBLICATIONS && this.#mayRead(reading)) {
      const half = publisher.published - MAX_PENDING_PUBLICATIONS / 2;
      await within(PUBLISHER_WAIT_MS, publisher.flushed(half)).catch(() => undefined);
      await reading.payload.heartbeat();
    }
  }

  #mayRead({ payload, lease }: Reading): boolean {
    return !this.#options.halted() && lease.isLive && payload.isRunning() && !payload.isStale();
  }
}
