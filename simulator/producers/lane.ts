/**
 * The way to one partition leader: a queue in order of due time and at most one batch under way. What of a batch
 * fails is sent again unchanged until it is acknowledged, so that nothing overtakes it and an idempotent
 * broker recognises the repetition by its sequence numbers. Leaders that move later make no difference to that: the
 * sender finds them, and a batch that then has several goes to each of them at once.
 */
import type { NowUs } from '../../pipeline/clock.ts';
import type { PartitionBatch, SendFailure } from '../../pipeline/kafka/leader-sender.ts';
import type { Observer } from '../../pipeline/observer.ts';
import { ALERTS_TOPIC_INDEX } from '../../pipeline/topics.ts';
import type { PlannedEvent } from '../world/timeline.ts';
import type { OutgoingRecord, RecordEncoder } from './encode.ts';
import { EventRing, type QueuedEvent } from './event-ring.ts';

/** Bytes of one batch: below the 1 MB that brokers accept by default, even when all goes to one partition. */
const MAX_BATCH_EVENTS = 500;
const MAX_BATCH_BYTES = 900_000;
/** Key, headers and framing of a record, roughly; values are counted exactly. */
const RECORD_OVERHEAD_BYTES = 100;
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 2_000;

export interface LaneContext {
  readonly encoder: RecordEncoder;
  readonly partitionOf: Int32Array;
  readonly partitions: number;
  /** Names in the order of `EVENT_TOPICS`. */
  readonly topics: readonly string[];
  readonly observer: Observer;
  readonly now: NowUs;
  readonly lingerUs: number;
  /**
   * Resolves when what becomes of every record is known: all acknowledged (acks 0: written), or what of it is not.
   * @param apart it has failed before
   */
  readonly send: (
    batches: readonly PartitionBatch[],
    apart: boolean,
  ) => Promise<SendFailure | undefined>;
  readonly handedOver: (productIndex: number, productSeq: number) => void;
  readonly acknowledged: (productIndex: number, productSeq: number) => void;
  /** The lane has room again. */
  readonly freed: (events: number) => void;
  /** @param attempt how often the same events were tried, from 1 */
  readonly troubled: (error: unknown, attempt: number) => void;
}

export class Lane {
  readonly #context: LaneContext;
  readonly #ring: EventRing;
  /** By topicIndex × partitions + partition: the batch that is being made up. */
  readonly #open: Array<LaneBatch | undefined>;
  #underWay = false;
  #shed = false;

  constructor(context: LaneContext, capacity: number) {
    this.#context = context;
    this.#ring = new EventRing(capacity);
    this.#open = new Array<LaneBatch | undefined>(context.topics.length * context.partitions).fill(
      undefined,
    );
  }

  /** Events queued or under way. */
  get size(): number {
    return this.#ring.size;
  }

  get idle(): boolean {
    return !this.#underWay;
  }

  push(event: PlannedEvent, dueUs: number, queuedUs: number): void {
    this.#ring.push(event, dueUs, queuedUs);
  }

  /** Gives up everything not yet acknowledged. */
  shed(): void {
    this.#shed = true;
  }

  /** Sends what is queued if nothing is under way and the oldest event has lingered long enough. */
  pump(nowUs: number): void {
    if (this.#underWay || this.#shed || this.#ring.size === 0) return;
    if (nowUs - this.#ring.at(0).queuedUs < this.#context.lingerUs) return;
    const { batches, events } = this.#handOver();
    this.#underWay = true;
    void this.#deliver(batches, events);
  }

  #handOver(): { batches: LaneBatch[]; events: number } {
    const { encoder, partitionOf, partitions, topics, observer, now, handedOver } = this.#context;
    const handedUs = now();
    const batches: LaneBatch[] = [];
    let events = 0;
    let bytes = 0;
    while (events < this.#ring.size && events < MAX_BATCH_EVENTS && bytes < MAX_BATCH_BYTES) {
      const event = this.#ring.at(events);
      const topicIndex = topicIndexOf(event);
      const partition = partitionOf[event.productIndex] as number;
      const slot = topicIndex * partitions + partition;
      let batch = this.#open[slot];
      if (batch === undefined) {
        batch = { slot, topic: topics[topicIndex] as string, partition, messages: [] };
        this.#open[slot] = batch;
        batches.push(batch);
      }
      const record = encoder.encode(event, event.dueUs, handedUs);
      batch.messages.push(record);
      bytes += record.value.length + RECORD_OVERHEAD_BYTES;
      this.#ring.markHanded(events, handedUs);
      observer.latency('queue', handedUs - event.queuedUs, event.dueUs, topicIndex);
      handedOver(event.productIndex, event.productSeq);
      events += 1;
    }
    for (const { slot } of batches) this.#open[slot] = undefined;
    observer.count('events_sent', events);
    return { batches, events };
  }

  async #deliver(batches: readonly PartitionBatch[], events: number): Promise<void> {
    const { send, observer, freed, troubled } = this.#context;
    let outstanding: readonly PartitionBatch[] = batches;
    let retryMs = FIRST_RETRY_MS;
    for (let attempt = 1; ; attempt += 1) {
      const failure = await send(outstanding, outstanding !== batches);
      if (failure === undefined) break;
      this.#acknowledge(events, slotsWithout(outstanding, failure.rest));
      outstanding = failure.rest;
      if (this.#shed) return;
      observer.count('send_failures', 1);
      troubled(failure.error, attempt);
      await new Promise((resolve) => setTimeout(resolve, retryMs));
      if (this.#shed) return;
      retryMs = Math.min(2 * retryMs, MAX_RETRY_MS);
    }
    this.#acknowledge(events, outstanding === batches ? undefined : slotsOf(outstanding));
    this.#ring.drop(events);
    this.#underWay = false;
    freed(events);
  }

  /** @param slots of which topic-partitions; undefined: of all */
  #acknowledge(events: number, slots: ReadonlySet<number> | undefined): void {
    if (slots?.size === 0) return;
    const { observer, now, acknowledged, partitionOf, partitions } = this.#context;
    const ackUs = now();
    let count = 0;
    for (let offset = 0; offset < events; offset += 1) {
      const event = this.#ring.at(offset);
      const topicIndex = topicIndexOf(event);
      if (slots !== undefined) {
        const partition = partitionOf[event.productIndex] as number;
        if (!slots.has(topicIndex * partitions + partition)) continue;
      }
      observer.latency('produce', ackUs - event.handedUs, event.dueUs, topicIndex);
      acknowledged(event.productIndex, event.productSeq);
      count += 1;
    }
    observer.count('events_acknowledged', count);
  }
}

/** What a lane hands over for one topic-partition. */
interface LaneBatch extends PartitionBatch {
  readonly slot: number;
  readonly messages: OutgoingRecord[];
}

function slotsOf(batches: readonly PartitionBatch[]): Set<number> {
  return new Set(batches.map((batch) => (batch as LaneBatch).slot));
}

function slotsWithout(
  batches: readonly PartitionBatch[],
  rest: readonly PartitionBatch[],
): Set<number> {
  return slotsOf(batches.filter((batch) => !rest.includes(batch)));
}

/** Event types and their topics stand in the same order. */
export function topicIndexOf(event: Pick<QueuedEvent, 'type'>): number {
  return event.type <= ALERTS_TOPIC_INDEX ? event.type : ALERTS_TOPIC_INDEX + 1;
}
