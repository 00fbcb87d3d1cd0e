/**
 * The way to one partition leader: a queue in order of due time and at most one batch under way. A batch
 * that fails is sent again unchanged until it is acknowledged, so that nothing overtakes it and an idempotent
 * broker recognises the repetition by its sequence numbers.
 */
import type { NowUs } from '../../pipeline/clock.ts';
import type { Observer } from '../../pipeline/observer.ts';
import { ALERTS_TOPIC_INDEX } from '../../pipeline/topics.ts';
import type { PlannedEvent } from '../world/timeline.ts';
import type { OutgoingRecord, RecordEncoder } from './encode.ts';
import { EventRing, type QueuedEvent } from './event-ring.ts';

/**
 * Bytes of one batch: below the 1 MB that brokers accept by default, even when all goes to one partition. Events: kafkajs
 * groups a batch by partition in time that grows with the square of a partition's share.
 */
const MAX_BATCH_EVENTS = 500;
const MAX_BATCH_BYTES = 900_000;
/** Key, headers and framing of a record, roughly; values are counted exactly. */
const RECORD_OVERHEAD_BYTES = 100;
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 2_000;

export interface TopicBatch {
  readonly topic: string;
  readonly messages: OutgoingRecord[];
}

export interface LaneContext {
  readonly encoder: RecordEncoder;
  readonly partitionOf: Int32Array;
  /** Names in the order of `EVENT_TOPICS`. */
  readonly topics: readonly string[];
  readonly observer: Observer;
  readonly now: NowUs;
  readonly lingerUs: number;
  /** Resolves when the brokers have acknowledged every record (acks 0: when they are written). */
  readonly send: (batch: TopicBatch[]) => Promise<void>;
  readonly handedOver: (productIndex: number, productSeq: number) => void;
  readonly acknowledged: (productIndex: number, productSeq: number) => void;
  /** The lane has room again. */
  readonly freed: (events: number) => void;
  readonly troubled: (error: unknown) => void;
}

export class Lane {
  readonly #context: LaneContext;
  readonly #ring: EventRing;
  #underWay = false;
  #shed = false;

  constructor(context: LaneContext, capacity: number) {
    this.#context = context;
    this.#ring = new EventRing(capacity);
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
    const { batch, events } = this.#handOver();
    this.#underWay = true;
    void this.#deliver(batch, events);
  }

  #handOver(): { batch: TopicBatch[]; events: number } {
    const { encoder, partitionOf, topics, observer, now, handedOver } = this.#context;
    const handedUs = now();
    const byTopic: Array<TopicBatch | undefined> = [];
    let events = 0;
    let bytes = 0;
    while (events < this.#ring.size && events < MAX_BATCH_EVENTS && bytes < MAX_BATCH_BYTES) {
      const event = this.#ring.at(events);
      const topicIndex = topicIndexOf(event);
      const topicBatch = byTopic[topicIndex] ?? {
        topic: topics[topicIndex] as string,
        messages: [],
      };
      byTopic[topicIndex] = topicBatch;
      const partition = partitionOf[event.productIndex] as number;
      const record = encoder.encode(event, partition, event.dueUs, handedUs);
      topicBatch.messages.push(record);
      bytes += record.value.length + RECORD_OVERHEAD_BYTES;
      this.#ring.markHanded(events, handedUs);
      observer.latency('queue', handedUs - event.queuedUs, event.dueUs, topicIndex);
      handedOver(event.productIndex, event.productSeq);
      events += 1;
    }
    observer.count('events_sent', events);
    return { batch: byTopic.filter((topic) => topic !== undefined), events };
  }

  async #deliver(batch: TopicBatch[], events: number): Promise<void> {
    const { send, observer, now, acknowledged, freed, troubled } = this.#context;
    let retryMs = FIRST_RETRY_MS;
    for (;;) {
      try {
        await send(batch);
        break;
      } catch (error) {
        if (this.#shed) return;
        observer.count('send_failures', 1);
        troubled(error);
        await new Promise((resolve) => setTimeout(resolve, retryMs));
        if (this.#shed) return;
        retryMs = Math.min(2 * retryMs, MAX_RETRY_MS);
      }
    }
    const ackUs = now();
    for (let offset = 0; offset < events; offset += 1) {
      const event = this.#ring.at(offset);
      observer.latency('produce', ackUs - event.handedUs, event.dueUs, topicIndexOf(event));
      acknowledged(event.productIndex, event.productSeq);
    }
    observer.count('events_acknowledged', events);
    this.#ring.drop(events);
    this.#underWay = false;
    freed(events);
  }
}

/** Event types and their topics stand in the same order. */
export function topicIndexOf(event: Pick<QueuedEvent, 'type'>): number {
  return event.type <= ALERTS_TOPIC_INDEX ? event.type : ALERTS_TOPIC_INDEX + 1;
}
