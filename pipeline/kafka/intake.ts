/**
 * What happens to each record: decoded, offered to the pipeline or dead-lettered, and its offset settled.
 * Synchronous; the consumer around it deals with Kafka, time and failure.
 */
import type { KafkaMessage } from 'kafkajs';
import type { Observer } from '../observer.ts';
import type { Catalogue, Product, Warehouse } from '../product.ts';
import { RecordDecoder, type Rejected, type TracedEvent } from '../stages/decode.ts';
import type { AlertChange } from '../stages/effects.ts';
import { type PipelineOptions, StockPipeline } from '../stages/pipeline.ts';
import { ALERTS_TOPIC_INDEX, type TopicNames } from '../topics.ts';
import { alertMessage } from './alert-records.ts';
import { deadLetterRecord } from './dead-letters.ts';
import type { Publisher } from './publisher.ts';
import { SettleTracker } from './settle.ts';

export interface IntakeOptions {
  readonly catalogue: Catalogue;
  /** What the pipeline needs beside the catalogue and our effects. */
  readonly pipeline: Omit<PipelineOptions<TracedEvent>, 'catalogue' | 'effects'>;
  readonly runId: string;
  readonly consumerName: string;
  readonly topics: TopicNames;
  readonly partitions: number;
  readonly partitionOfProduct: Int32Array;
  readonly publisher: Publisher;
  readonly observer: Observer;
  readonly nowUs: () => number;
  readonly dayClosed: (productIndex: number) => void;
}

/** Business times this far outside of the scenario are still taken; anything beyond is refused. */
const TIME_SLACK_MS = 86_400_000;

export class Intake {
  readonly pipeline: StockPipeline<TracedEvent>;
  /** By slot: topicIndex × partitions + partition. */
  readonly settle: readonly SettleTracker[];
  /** Due time of the last event read, by slot; NaN before the first. */
  readonly lastDueUs: Float64Array;
  /** Records of this run that took their turn with effect, and those read, duplicates included. */
  applied = 0;
  received = 0;
  /** Records of this run whose turn passed and whose dead letter is acknowledged. */
  deadLettered = 0;
  /** Ids of those whose dead letter is acknowledged: productIndex, productSeq, productIndex, … */
  readonly deadLetteredIds: number[] = [];

  readonly #options: IntakeOptions;
  readonly #decoder: RecordDecoder;
  readonly #observer: Observer;
  readonly #nowUs: () => number;
  /** When the event whose turn it is was released; each applied event releases the next. */
  #releasedUs = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#observer = options.observer;
    this.#nowUs = options.nowUs;
    const slots = options.topics.events.length * options.partitions;
    this.settle = Array.from({ length: slots }, () => new SettleTracker());
    this.lastDueUs = new Float64Array(slots).fill(Number.NaN);
    this.#decoder = new RecordDecoder({
      catalogue: options.catalogue,
      runId: options.runId,
      partitionOfProduct: options.partitionOfProduct,
      earliestMs: options.pipeline.startMs - TIME_SLACK_MS,
      latestMs: options.pipeline.endMs + TIME_SLACK_MS,
    });
    this.pipeline = new StockPipeline<TracedEvent>({
      ...options.pipeline,
      catalogue: options.catalogue,
      effects: {
        applied: (event) => this.#applied(event),
        alertChanged: (change, cause) => this.#alertChanged(change, cause),
        dayClosed: (productIndex) => options.dayClosed(productIndex),
      },
    });
  }

  slotOf(topicIndex: number, partition: number): number {
    return topicIndex * this.#options.partitions + partition;
  }

  /**
   * Takes the records `[from, to)` of a batch, in order.
   * @param receivedUs when the batch arrived
   */
  take(
    topicIndex: number,
    partition: number,
    messages: readonly KafkaMessage[],
    from: number,
    to: number,
    receivedUs: number,
  ): void {
    const slot = this.slotOf(topicIndex, partition);
    const tracker = this.settle[slot] as SettleTracker;
    const appliedBefore = this.applied;
    const receivedBefore = this.received;
    for (let at = from; at < to; at += 1) {
      const message = messages[at] as KafkaMessage;
      const offset = Number(message.offset);
      if (offset < tracker.position) {
        this.#observer.count('records_reread', 1);
        continue;
      }
      this.#takeOne(message, offset, topicIndex, partition, slot, tracker, receivedUs);
      tracker.advance(offset);
    }
    this.#observer.count('events_applied', this.applied - appliedBefore);
    this.#observer.count('events_received', this.received - receivedBefore);
  }

  /** A record whose handling failed for good: dead-lettered, whatever stands in it. */
  giveUp(
    topicIndex: number,
    partition: number,
    message: KafkaMessage,
    failure: { readonly detail: string; readonly attempts: number },
    receivedUs: number,
  ): void {
    const slot = this.slotOf(topicIndex, partition);
    const tracker = this.settle[slot] as SettleTracker;
    const offset = Number(message.offset);
    const { key, value, headers } = message;
    const decoded = this.#decoder.decode(key, value, headers, partition);
    const turn =
      decoded.kind === 'event'
        ? { ...decoded, poison: true }
        : decoded.kind === 'rejected'
          ? decoded.turn
          : undefined;
    const appliedBefore = this.applied;
    this.#reject(
      message,
      { turn, reason: 'handler_failed', detail: failure.detail },
      failure.attempts,
      { offset, topicIndex, partition, slot, tracker, receivedUs },
    );
    tracker.advance(offset);
    this.#observer.count('events_applied', this.applied - appliedBefore);
  }

  #takeOne(
    message: KafkaMessage,
    offset: number,
    topicIndex: number,
    partition: number,
    slot: number,
    tracker: SettleTracker,
    receivedUs: number,
  ): void {
    const decoded = this.#decoder.decode(message.key, message.value, message.headers, partition);
    switch (decoded.kind) {
      case 'event': {
        this.received += 1;
        this.lastDueUs[slot] = decoded.dueUs;
        decoded.receivedUs = receivedUs;
        decoded.topicIndex = topicIndex;
        decoded.slot = slot;
        this.#releasedUs = this.#nowUs();
        const placement = this.pipeline.offer(decoded);
        if (placement === 'duplicate') {
          this.#observer.count('records_duplicate', 1);
          return;
        }
        if (placement === 'waiting') decoded.ticket = tracker.hold(offset, 1);
        if (decoded.handedUs >= 0) {
          const { handedUs, dueUs } = decoded;
          this.#observer.latency('delivery', receivedUs - handedUs, dueUs, topicIndex);
        }
        return;
      }
      case 'engine-alert':
        if (decoded.dueUs >= 0) this.lastDueUs[slot] = decoded.dueUs;
        this.#observer.count('records_engine_alert', 1);
        return;
      case 'foreign':
        this.#observer.count('records_foreign', 1);
        return;
      case 'without-envelope':
        this.#observer.count('records_without_envelope', 1);
        return;
      case 'rejected':
        if (decoded.reason === 'unknown_type') this.#observer.count('records_unknown_type', 1);
        this.#reject(message, decoded, 1, {
          offset,
          topicIndex,
          partition,
          slot,
          tracker,
          receivedUs,
        });
        return;
    }
  }

  /** The offset settles when the turn has passed (if it has one) and the dead letter is acknowledged. */
  #reject(
    message: KafkaMessage,
    rejected: Pick<Rejected, 'turn' | 'detail'> & { readonly reason: string },
    attempts: number,
    at: {
      readonly offset: number;
      readonly topicIndex: number;
      readonly partition: number;
      readonly slot: number;
      readonly tracker: SettleTracker;
      readonly receivedUs: number;
    },
  ): void {
    const { topics, publisher, runId, consumerName } = this.#options;
    const { turn } = rejected;
    let parts = 1;
    if (turn !== undefined) {
      this.received += 1;
      if (turn.dueUs >= 0) this.lastDueUs[at.slot] = turn.dueUs;
      turn.receivedUs = at.receivedUs;
      turn.topicIndex = at.topicIndex;
      turn.slot = at.slot;
      this.#releasedUs = this.#nowUs();
      const placement = this.pipeline.offer(turn);
      if (placement === 'duplicate') {
        this.#observer.count('records_duplicate', 1);
        return;
      }
      if (placement === 'waiting') parts = 2;
    }
    const ticket = at.tracker.hold(at.offset, parts);
    if (turn !== undefined && parts === 2) turn.ticket = ticket;
    const source = {
      topic: topics.events[at.topicIndex] ?? '',
      partition: at.partition,
      offset: message.offset,
      timestamp: message.timestamp,
      key: message.key,
      value: message.value,
      headers: message.headers ?? {},
    };
    const { reason, detail } = rejected;
    const note = { reason, detail, attempts, run: runId, consumer: consumerName };
    publisher.publish(deadLetterRecord(topics.deadLetters, source, note), () => {
      this.#observer.count('dead_letters', 1);
      if (turn !== undefined) this.deadLetteredIds.push(turn.productIndex, turn.productSeq);
      if (at.tracker.release(ticket) && turn !== undefined) this.deadLettered += 1;
    });
  }

  #applied(event: TracedEvent): void {
    const appliedUs = this.#nowUs();
    const settled = event.ticket >= 0 && this.settle[event.slot]?.release(event.ticket);
    const { dueUs, topicIndex } = event;
    const observer = this.#observer;
    observer.settled(appliedUs - dueUs, dueUs, topicIndex);
    if (event.poison) {
      if (settled) this.deadLettered += 1;
    } else {
      const releasedUs = this.#releasedUs;
      observer.latency('sequencing', releasedUs - event.receivedUs, dueUs, topicIndex);
      observer.latency('processing', appliedUs - releasedUs, dueUs, topicIndex);
      observer.latency('end_to_end', appliedUs - dueUs, dueUs, topicIndex);
      this.applied += 1;
    }
    this.#releasedUs = appliedUs;
  }

  #alertChanged(change: AlertChange, cause: TracedEvent | undefined): void {
    const { catalogue, topics, publisher, runId, partitionOfProduct } = this.#options;
    const product = catalogue.products[change.productIndex] as Product;
    const warehouse = catalogue.warehouses[product.warehouseIndex] as Warehouse;
    const { transition } = change;
    if (transition === 'raised') this.#observer.count('alerts_raised', 1);
    else if (transition === 'resolved') this.#observer.count('alerts_resolved', 1);
    // Time that passes raises nothing, and what it resolves was due at no instant of the wall clock.
    const timed = cause !== undefined && (transition === 'raised' || transition === 'escalated');
    if (timed) {
      this.#observer.latency('alert', this.#nowUs() - cause.dueUs, cause.dueUs, cause.topicIndex);
    }
    publisher.publish(
      {
        topic: topics.events[ALERTS_TOPIC_INDEX] ?? '',
        partition: partitionOfProduct[change.productIndex] as number,
        key: product.id,
        value: JSON.stringify(alertMessage(change, product, warehouse, runId, cause?.dueUs)),
      },
      () => {
        this.#observer.count('alerts_published', 1);
        if (!timed) return;
        const { dueUs, topicIndex } = cause;
        this.#observer.latency('alert_published', this.#nowUs() - dueUs, dueUs, topicIndex);
      },
    );
  }
}
