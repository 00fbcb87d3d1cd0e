/**
 * What happens to each record: decoded, offered to the pipeline or dead-lettered, and its offset settled.
 * Synchronous; the consumer around it deals with Kafka, time and failure.
 */
import type { KafkaMessage } from 'kafkajs';
import type { Observer } from '../observer.ts';
import type { Catalogue, DemandHistory } from '../product.ts';
import { RecordDecoder, type Rejected, type TracedEvent } from '../stages/decode.ts';
import type { Shortage } from '../stages/ledger.ts';
import { partitionLayout } from '../stages/partition-layout.ts';
import { PartitionPipeline } from '../stages/partition-pipeline.ts';
import type { Placement } from '../stages/sequencer.ts';
import { COMMANDS_TOPIC_INDEX, consumedTopics } from '../topics.ts';
import { HandIntake } from './hand-intake.ts';
import { OwnedPartition } from './owned-partition.ts';
import { Publications, type PublicationsOptions } from './publications.ts';
import type { SettleTracker } from './settle.ts';
import { type TurnTrace, TurnTracer } from './turn-trace.ts';

export interface IntakeOptions extends PublicationsOptions {
  readonly catalogue: Catalogue;
  /** What the pipelines need beside the catalogue and our effects. */
  readonly pipeline: {
    readonly history: DemandHistory;
    /** Virtual epoch milliseconds that bound the scenario. */
    readonly startMs: number;
    readonly endMs: number;
    readonly shortage: Shortage;
    readonly ordering: 'sequence' | 'arrival';
  };
  readonly partitions: number;
  readonly partitionOfProduct: Int32Array;
  /** By slot, shared by all consumers of a process: how far anybody has processed; records below count as processed again. */
  readonly processed?: Float64Array;
  /** A day of the product is complete. */
  readonly dayClosed: (productIndex: number) => void;
  /** The first record of this run was taken since the partition became active. */
  readonly onFirstApplied?: (partition: number) => void;
  /** What became of single records, a few a second; absent: nobody watches. */
  readonly onTrace?: (trace: TurnTrace) => void;
}

/** Where a record came from. */
interface RecordPlace {
  readonly owned: OwnedPartition;
  readonly offset: number;
  readonly topicIndex: number;
  readonly tracker: SettleTracker;
  readonly receivedUs: number;
}

/** Business times this far outside of the scenario are still taken; anything beyond is refused. */
const TIME_SLACK_MS = 86_400_000;

export class Intake {
  /** Records of this run that took their turn with effect here, and those read, duplicates included. */
  applied = 0;
  received = 0;
  /** By partition: catalogue indexes of its products. */
  readonly productIndexes: readonly Int32Array[];
  /** By catalogue index. */
  readonly rowOfProduct: Int32Array;
  /** By topic index: what is consumed. */
  readonly topics: readonly string[];

  readonly #options: IntakeOptions;
  readonly #decoder: RecordDecoder;
  readonly #publications: Publications;
  readonly #observer: Observer;
  readonly #nowUs: () => number;
  readonly #tracer: TurnTracer | undefined;
  readonly #byHand: HandIntake;
  /** When the event whose turn it is was released; each applied event releases the next. */
  #releasedUs = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#publications = new Publications(options);
    this.#observer = options.observer;
    this.#nowUs = options.nowUs;
    this.topics = consumedTopics(options.topics, options.interactive === true);
    const layout = partitionLayout(options.partitionOfProduct, options.partitions);
    this.productIndexes = layout.productIndexes;
    this.rowOfProduct = layout.rowOfProduct;
    this.#decoder = new RecordDecoder({
      catalogue: options.catalogue,
      runId: options.runId,
      partitionOfProduct: options.partitionOfProduct,
      earliestMs: options.pipeline.startMs - TIME_SLACK_MS,
      latestMs: options.pipeline.endMs + TIME_SLACK_MS,
      interactive: options.interactive === true,
    });
    const { runId, partitionOfProduct, observer, nowUs, onTrace, consumerName } = options;
    const { rowOfProduct, topics } = this;
    const tracer = onTrace && new TurnTracer({ consumerName, topics, nowUs, onTrace });
    this.#tracer = tracer;
    this.#byHand = new HandIntake({
      ...{ runId, partitionOfProduct, rowOfProduct, observer, nowUs, tracer },
      productIndexOf: (id) => this.#decoder.productIndexOf(id),
      reject: (message, { reason, detail }, { owned, topicIndex, offset }) => {
        const tracker = owned.settle[topicIndex] as SettleTracker;
        const at = { owned, offset, topicIndex, tracker, receivedUs: 0 };
        this.#reject(message, { turn: undefined, reason, detail }, 1, at);
      },
    });
  }

  /** A partition with the state that the world opens with. */
  open(partition: number): OwnedPartition {
    const { catalogue, pipeline } = this.#options;
    const productIndexes = this.productIndexes[partition];
    if (productIndexes === undefined) throw new Error(`No partition has the number ${partition}.`);
    return new OwnedPartition(
      partition,
      this.topics.length,
      (owned) =>
        new PartitionPipeline<TracedEvent>({
          ...pipeline,
          partition,
          catalogue,
          productIndexes,
          waitingEvents: owned.waitingEvents.codec,
          effects: {
            applied: (event) => this.#applied(owned, event),
            alertChanged: (change, cause) => {
              this.#tracer?.alertChanged(change);
              this.#publications.alertChanged(owned, change, cause);
            },
            dayClosed: (row) => this.#options.dayClosed(productIndexes[row] as number),
          },
        }),
    );
  }

  slotOf(topicIndex: number, partition: number): number {
    return topicIndex * this.#options.partitions + partition;
  }

  topicPartition(slot: number): { readonly topic: string; readonly partition: number } {
    const { partitions } = this.#options;
    const topic = this.topics[Math.floor(slot / partitions)] ?? '';
    return { topic, partition: slot % partitions };
  }

  /**
   * Takes the records `[from, to)` of a batch, in order.
   * @param receivedUs when the batch arrived
   */
  take(
    owned: OwnedPartition,
    topicIndex: number,
    messages: readonly KafkaMessage[],
    from: number,
    to: number,
    receivedUs: number,
  ): void {
    const { processed } = this.#options;
    const slot = this.slotOf(topicIndex, owned.partition);
    const processedBefore = processed?.[slot] ?? 0;
    const tracker = owned.settle[topicIndex] as SettleTracker;
    const appliedBefore = this.applied;
    const receivedBefore = this.received;
    let again = 0;
    for (let at = from; at < to; at += 1) {
      const message = messages[at] as KafkaMessage;
      const offset = Number(message.offset);
      if (offset < tracker.position) {
        this.#observer.count('records_reread', 1);
        continue;
      }
      if (offset < processedBefore) again += 1;
      this.#takeOne(owned, message, offset, topicIndex, tracker, receivedUs);
      tracker.advance(offset);
    }
    if (again > 0) this.#observer.count('records_reprocessed', again);
    if (processed !== undefined) raise(processed, slot, tracker.position);
    this.#observer.count('events_applied', this.applied - appliedBefore);
    this.#observer.count('events_received', this.received - receivedBefore);
    if (owned.isFresh && this.received > receivedBefore) {
      owned.isFresh = false;
      this.#options.onFirstApplied?.(owned.partition);
    }
  }

  /** A record whose handling failed for good: dead-lettered, whatever stands in it. */
  giveUp(
    owned: OwnedPartition,
    topicIndex: number,
    message: KafkaMessage,
    failure: { readonly detail: string; readonly attempts: number },
    receivedUs: number,
  ): void {
    const tracker = owned.settle[topicIndex] as SettleTracker;
    const offset = Number(message.offset);
    if (offset < tracker.position) return;
    const { key, value, headers } = message;
    const decoded = this.#decoder.decode(key, value, headers, owned.partition);
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
      { owned, offset, topicIndex, tracker, receivedUs },
    );
    tracker.advance(offset);
    this.#observer.count('events_applied', this.applied - appliedBefore);
  }

  #takeOne(
    owned: OwnedPartition,
    message: KafkaMessage,
    offset: number,
    topicIndex: number,
    tracker: SettleTracker,
    receivedUs: number,
  ): void {
    if (topicIndex === COMMANDS_TOPIC_INDEX) {
      this.#byHand.takeCommand(message, { owned, topicIndex, offset });
      return;
    }
    const { key, value, headers } = message;
    const decoded = this.#decoder.decode(key, value, headers, owned.partition);
    switch (decoded.kind) {
      case 'event': {
        this.received += 1;
        owned.lastDueUs[topicIndex] = decoded.dueUs;
        decoded.receivedUs = receivedUs;
        decoded.topicIndex = topicIndex;
        decoded.productIndex = this.rowOfProduct[decoded.productIndex] as number;
        this.#releasedUs = this.#nowUs();
        const tracer = this.#tracer;
        tracer?.begin(
          { owned, topicIndex, offset },
          decoded.productIndex,
          this.#releasedUs,
          decoded,
        );
        const placement = owned.pipeline.offer(decoded);
        tracer?.end(placement);
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
        if (decoded.dueUs >= 0) owned.lastDueUs[topicIndex] = decoded.dueUs;
        this.#observer.count('records_engine_alert', 1);
        return;
      case 'by-hand':
        this.#byHand.takeEvent(decoded, message, { owned, topicIndex, offset });
        return;
      case 'foreign':
        this.#observer.count('records_foreign', 1);
        return;
      case 'without-envelope':
        this.#observer.count('records_without_envelope', 1);
        return;
      case 'rejected':
        if (decoded.reason === 'unknown_type') this.#observer.count('records_unknown_type', 1);
        if (decoded.turn === undefined) {
          const place = { owned, topicIndex, offset };
          this.#tracer?.unreadable(place, this.#nowUs(), key, decoded.detail);
        }
        this.#reject(message, decoded, 1, { owned, offset, topicIndex, tracker, receivedUs });
        return;
    }
  }

  /** The offset settles when the turn has passed (if it has one) and the dead letter is acknowledged. */
  #reject(
    message: KafkaMessage,
    rejected: Pick<Rejected, 'turn' | 'detail'> & { readonly reason: string },
    attempts: number,
    at: RecordPlace,
  ): void {
    const { turn } = rejected;
    const placement = turn === undefined ? 'applied' : this.#offerPoison(turn, at, rejected.detail);
    if (placement === 'duplicate') {
      this.#observer.count('records_duplicate', 1);
      return;
    }
    const ticket = at.tracker.hold(at.offset, placement === 'waiting' ? 2 : 1);
    if (turn !== undefined && placement === 'waiting') turn.ticket = ticket;
    const { reason, detail } = rejected;
    const { topicIndex, owned, tracker } = at;
    this.#publications.deadLetter(
      message,
      { topicIndex, partition: owned.partition },
      { reason, detail, attempts },
      () => tracker.release(ticket),
    );
  }

  #offerPoison(turn: TracedEvent, at: RecordPlace, detail: string): Placement {
    const { owned, topicIndex, receivedUs } = at;
    this.received += 1;
    if (turn.dueUs >= 0) owned.lastDueUs[topicIndex] = turn.dueUs;
    turn.receivedUs = receivedUs;
    turn.topicIndex = topicIndex;
    turn.productIndex = this.rowOfProduct[turn.productIndex] as number;
    this.#releasedUs = this.#nowUs();
    this.#tracer?.begin(at, turn.productIndex, this.#releasedUs, turn, detail);
    const placement = owned.pipeline.offer(turn);
    this.#tracer?.end(placement);
    return placement;
  }

  #applied(owned: OwnedPartition, event: TracedEvent): void {
    const appliedUs = this.#nowUs();
    const { dueUs, topicIndex } = event;
    this.#tracer?.applied(event);
    if (event.ticket >= 0) owned.settle[topicIndex]?.release(event.ticket);
    const observer = this.#observer;
    observer.settled(appliedUs - dueUs, dueUs, topicIndex);
    if (!event.poison) {
      const releasedUs = this.#releasedUs;
      observer.latency('sequencing', releasedUs - event.receivedUs, dueUs, topicIndex);
      observer.latency('processing', appliedUs - releasedUs, dueUs, topicIndex);
      observer.latency('end_to_end', appliedUs - dueUs, dueUs, topicIndex);
      this.applied += 1;
    }
    this.#releasedUs = appliedUs;
  }
}

/** Others may have come further. A look and a write are not one step: what counts as processed again is good to a batch. */
function raise(offsets: Float64Array, slot: number, offset: number): void {
  if ((offsets[slot] as number) < offset) offsets[slot] = offset;
}
