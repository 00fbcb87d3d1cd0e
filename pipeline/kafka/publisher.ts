/**
 * Publishes what the pipeline itself has to say: alerts and dead letters. At least once, in order within
 * a lane, each lane with one send outstanding, repeated until it is acknowledged.
 *
 * A lane is what may share a send: everything when there is one broker; one topic-partition otherwise, so that
 * those of other leaders do not wait while one of them is away.
 */
import type { Message } from 'kafkajs';
import type { LeaderSender, PartitionBatch } from './leader-sender.ts';

export interface PublisherRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Record<string, Buffer | string | (Buffer | string)[]>;
  /** What to send in place of it when the broker refuses it for its size. */
  readonly whenTooLarge?: () => Pick<PublisherRecord, 'value' | 'headers'>;
}

export interface PublisherOptions {
  readonly sender: Pick<LeaderSender, 'send'>;
  readonly lanes: 'one-broker' | 'topic-partition';
  /** A failed send is repeated; this hears of it. */
  readonly onFailure: (error: Error) => void;
  /** First pause before a repetition; doubles up to 2 s. */
  readonly retryDelayMs?: number;
}

const MAX_BATCH_RECORDS = 500;
const MAX_BATCH_BYTES = 512 * 1024;
const FIRST_RETRY_DELAY_MS = 100;
const MAX_RETRY_DELAY_MS = 2000;

interface Queued {
  number: number;
  record: PublisherRecord;
  readonly acknowledged: (() => void) | undefined;
}

interface Lane {
  /** Not acknowledged yet, oldest first. */
  readonly queue: Queued[];
  sending: boolean;
}

export class Publisher {
  readonly #options: PublisherOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #waiters: { readonly watermark: number; readonly resolve: () => void }[] = [];
  #published = 0;
  #acknowledged = 0;
  #closed = false;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** Number of the newest record handed to {@link publish}: the watermark to wait for. */
  get published(): number {
    return this.#published;
  }

  /** Records not acknowledged yet. */
  get pending(): number {
    return this.#published - this.#acknowledged;
  }

  /** @param acknowledged called once, when the record is written */
  publish(record: PublisherRecord, acknowledged?: () => void): void {
    this.#published += 1;
    const key = this.#options.lanes === 'one-broker' ? '' : laneKey(record);
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = { queue: [], sending: false };
      this.#lanes.set(key, lane);
    }
    lane.queue.push({ number: this.#published, record, acknowledged });
    if (lane.sending || this.#closed) return;
    lane.sending = true;
    const busy = lane;
    // Later, so that everything published in this turn travels in one send.
    queueMicrotask(() => void this.#drain(busy));
  }

  /** Resolves when every record up to the watermark is acknowledged. Never rejects. */
  flushed(watermark: number): Promise<void> {
    if (this.#oldestPending() > watermark) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ watermark, resolve }));
  }

  /** Sends nothing more and repeats nothing; what is pending stays unacknowledged. */
  close(): void {
    this.#closed = true;
  }

  async #drain(lane: Lane): Promise<void> {
    const firstDelayMs = this.#options.retryDelayMs ?? FIRST_RETRY_DELAY_MS;
    let delayMs = firstDelayMs;
    let limit = MAX_BATCH_RECORDS;
    let failed = false;
    while (lane.queue.length > 0 && !this.#closed) {
      const batch = lane.queue.slice(0, batchCount(lane.queue, limit));
      const failure = await this.#options.sender.send(batchesOf(batch), failed);
      if (failure === undefined) {
        this.#settle(lane, batch, batch);
        [failed, delayMs, limit] = [false, firstDelayMs, MAX_BATCH_RECORDS];
        continue;
      }
      failed = true;
      const { rest, error } = failure;
      const written = batch.filter(({ record }) => !rest.some((part) => holds(part, record)));
      this.#settle(lane, batch, written);
      if (isTooLarge(error) && (batch.length > 1 || shrink(batch[0]))) {
        // One at a time from here on, so that the large one is found and shrunk.
        limit = 1;
        continue;
      }
      this.#options.onFailure(error);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      delayMs = Math.min(delayMs * 2, MAX_RETRY_DELAY_MS);
    }
    lane.sending = false;
  }

  /** Of the batch at the head of the queue, so much is written. */
  #settle(lane: Lane, batch: readonly Queued[], written: readonly Queued[]): void {
    if (written.length === 0) return;
    const left = written === batch ? [] : batch.filter((queued) => !written.includes(queued));
    lane.queue.splice(0, batch.length, ...left);
    this.#acknowledged += written.length;
    for (const { acknowledged } of written) acknowledged?.();
    this.#wake();
  }

  #wake(): void {
    if (this.#waiters.length === 0) return;
    const oldest = this.#oldestPending();
    for (let at = this.#waiters.length - 1; at >= 0; at -= 1) {
      const waiter = this.#waiters[at];
      if (waiter === undefined || oldest <= waiter.watermark) continue;
      this.#waiters.splice(at, 1);
      waiter.resolve();
    }
  }

  #oldestPending(): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const { queue } of this.#lanes.values()) {
      const first = queue[0];
      if (first !== undefined && first.number < oldest) oldest = first.number;
    }
    return oldest;
  }
}

function batchCount(queue: readonly Queued[], limit: number): number {
  let bytes = 0;
  for (let count = 0; count < Math.min(queue.length, limit); count += 1) {
    bytes += queue[count]?.record.value?.length ?? 0;
    if (bytes > MAX_BATCH_BYTES) return Math.max(1, count);
  }
  return Math.min(queue.length, limit);
}

function batchesOf(batch: readonly Queued[]): PartitionBatch[] {
  const byPartition = new Map<string, PartitionBatch & { readonly messages: Message[] }>();
  for (const { record } of batch) {
    const { topic, partition, key, value, headers } = record;
    const message: Message = { key, value };
    if (headers !== undefined) message.headers = headers;
    const name = laneKey(record);
    const known = byPartition.get(name);
    if (known === undefined) byPartition.set(name, { topic, partition, messages: [message] });
    else known.messages.push(message);
  }
  return [...byPartition.values()];
}

function laneKey({ topic, partition }: PublisherRecord): string {
  return `${topic}\u0000${partition}`;
}

function holds(part: PartitionBatch, { topic, partition }: PublisherRecord): boolean {
  return part.topic === topic && part.partition === partition;
}

/** @returns false when there is nothing smaller to send. */
function shrink(queued: Queued | undefined): boolean {
  const smaller = queued?.record.whenTooLarge?.();
  if (queued === undefined || smaller === undefined) return false;
  const { topic, partition, key } = queued.record;
  queued.record = { topic, partition, key, ...smaller };
  return true;
}

/** Broker error codes 10 (MESSAGE_TOO_LARGE) and 18 (RECORD_LIST_TOO_LARGE), however kafkajs wraps them. */
function isTooLarge(error: Error): boolean {
  const { type } = error as { type?: unknown };
  if (type === 'MESSAGE_TOO_LARGE' || type === 'RECORD_LIST_TOO_LARGE') return true;
  return error.cause instanceof Error && error.cause !== error && isTooLarge(error.cause);
}
