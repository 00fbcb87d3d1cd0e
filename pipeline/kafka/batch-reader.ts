/** Reads a batch of a topic-partition record by record, and gives way in between: to heartbeats, to the publisher, to an end. */
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { Observer } from '../observer.ts';
import { within } from './admin.ts';
import type { Intake } from './intake.ts';
import type { Publisher } from './publisher.ts';
import { HANDLER_ATTEMPTS, RecordRetries } from './record-retries.ts';

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
  readonly maxWaiting: number;
  readonly halted: () => boolean;
  /** More events wait than may. */
  readonly onOverflow: () => void;
  readonly pause: (topicIndex: number, partition: number) => void;
  /** Unless there is another reason for it to stand still. */
  readonly resume: (topicIndex: number, partition: number) => void;
}

export class BatchReader {
  readonly #options: BatchReaderOptions;
  readonly #retries = new RecordRetries();

  constructor(options: BatchReaderOptions) {
    this.#options = options;
  }

  /**
   * @param receivedUs when the batch arrived
   * @param readTo hears, last of all, how many records were read
   * @throws what heartbeats throw, and what the intake throws, which is a bug
   */
  async read(
    payload: EachBatchPayload,
    topicIndex: number,
    receivedUs: number,
    readTo: (records: number) => void,
  ): Promise<void> {
    const { intake, beforeRecord, maxWaiting, onOverflow } = this.#options;
    const { partition, messages } = payload.batch;
    let at = 0;
    try {
      // Nothing else runs within a chunk, so that once a chunk is as good as before each message.
      while (at < messages.length && this.#mayRead(payload)) {
        if (beforeRecord === undefined) {
          const to = Math.min(at + CHUNK_RECORDS, messages.length);
          intake.take(topicIndex, partition, messages, at, to, receivedUs);
          at = to;
        } else {
          const taken = await this.#takeGuarded(topicIndex, partition, messages, at, receivedUs);
          if (!taken) break;
          at += 1;
        }
        if (intake.pipeline.waiting > maxWaiting) onOverflow();
        if (at < messages.length) await payload.heartbeat();
        await this.#waitForPublisher(payload);
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

  /** @returns false when the record is to be tried again: its partition is paused meanwhile */
  async #takeGuarded(
    topicIndex: number,
    partition: number,
    messages: readonly KafkaMessage[],
    at: number,
    receivedUs: number,
  ): Promise<boolean> {
    const { intake, beforeRecord } = this.#options;
    const message = messages[at];
    if (message === undefined) return false;
    const slot = intake.slotOf(topicIndex, partition);
    try {
      await beforeRecord?.(message);
    } catch (error) {
      const attempts = this.#retries.failedAttempts(slot, message.offset);
      const detail = error instanceof Error ? error.message : String(error);
      if (attempts < HANDLER_ATTEMPTS) {
        this.#retryLater(slot, topicIndex, partition, message.offset, attempts);
        return false;
      }
      this.#retries.done(slot);
      intake.giveUp(topicIndex, partition, message, { detail, attempts }, receivedUs);
      return true;
    }
    this.#retries.done(slot);
    intake.take(topicIndex, partition, messages, at, at + 1, receivedUs);
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
  async #waitForPublisher(payload: EachBatchPayload): Promise<void> {
    const { publisher } = this.#options;
    while (publisher.pending > MAX_PENDING_PUBLICATIONS && this.#mayRead(payload)) {
      const half = publisher.published - MAX_PENDING_PUBLICATIONS / 2;
      await within(PUBLISHER_WAIT_MS, publisher.flushed(half)).catch(() => undefined);
      await payload.heartbeat();
    }
  }

  #mayRead(payload: EachBatchPayload): boolean {
    return !this.#options.halted() && payload.isRunning() && !payload.isStale();
  }
}
