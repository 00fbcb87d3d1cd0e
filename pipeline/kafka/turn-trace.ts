/** What became of single records, for people who watch: a few a second, told by the consumer that took them. */
import { EVENT_TYPES, eventId } from '../event.ts';
import type { TracedEvent } from '../stages/decode.ts';
import type { AlertChange } from '../stages/effects.ts';
import type { Placement } from '../stages/sequencer.ts';
import type { OwnedPartition } from './owned-partition.ts';

export interface TurnTrace {
  /** `EVT-…`, `CMD-…`, or where the record stands when it has no name. */
  readonly eventId: string;
  /** Of a record that cannot be read: its key. */
  readonly productId: string;
  /** 0: it has none. */
  readonly productSeq: number;
  /** `SALE`, …, `UPDATE_PRODUCT`, …; `?` where the record does not say. */
  readonly type: string;
  readonly quantityUnits: number;
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  /** null: it is not known any more. */
  readonly offset: number | null;
  /** `released`: it had waited, and its turn came. */
  readonly placement: 'applied' | 'waiting' | 'duplicate' | 'rejected' | 'released';
  readonly reason: string | null;
  readonly stockBeforeUnits: number;
  readonly stockAfterUnits: number;
  readonly lostUnits: number;
  /** `raised LOW_STOCK`, in the order in which they changed. */
  readonly alerts: readonly string[];
  /** Since it was due; null where nobody knows. */
  readonly receivedAfterUs: number | null;
  readonly appliedAfterUs: number | null;
}

export interface TurnTracerOptions {
  readonly consumerName: string;
  /** By topic index. */
  readonly topics: readonly string[];
  readonly nowUs: () => number;
  readonly onTrace: (trace: TurnTrace) => void;
}

/** Where a record stands, and whose product's it is. */
export interface TracedPlace {
  readonly owned: OwnedPartition;
  readonly topicIndex: number;
  readonly offset: number;
}

/** A record without a turn, and what was done with it. */
export interface TracedRecord {
  /** undefined: it has none. */
  readonly id: string | undefined;
  readonly type: string;
  readonly quantityUnits: number;
  readonly placement: 'applied' | 'duplicate' | 'rejected';
  readonly reason: string | null;
}

/** In any second. */
const MAX_TRACES = 20;
const WINDOW_US = 1_000_000;
/** Of a key that names no product of ours. */
const MAX_KEY_BYTES = 100;

/** The shelf of a product when it was last looked at. */
interface Shelf {
  readonly onHandUnits: number;
  readonly lostUnits: number;
}

interface Followed extends TracedPlace {
  readonly row: number;
  /** undefined: a record without a turn. */
  readonly event: TracedEvent | undefined;
  readonly reason: string | null;
  shelf: Shelf;
}

const NO_SHELF: Shelf = { onHandUnits: 0, lostUnits: 0 };

export class TurnTracer {
  readonly #options: TurnTracerOptions;
  #windowFromUs = Number.NEGATIVE_INFINITY;
  #told = 0;
  #followed: Followed | undefined;
  #alerts: string[] = [];

  constructor(options: TurnTracerOptions) {
    this.#options = options;
  }

  /**
   * A record is about to be taken; {@link end} or {@link settled} must follow.
   * @param nowUs now, as the caller has it at hand
   * @param row of its product; -1: it has none
   * @param reason why it is rejected, if it is
   */
  begin(
    place: TracedPlace,
    row: number,
    nowUs: number,
    event?: TracedEvent,
    reason: string | null = null,
  ): void {
    if (!(nowUs - this.#windowFromUs < WINDOW_US)) {
      this.#windowFromUs = nowUs;
      this.#told = 0;
    }
    if (this.#told >= MAX_TRACES) return;
    this.#alerts = [];
    this.#followed = { ...place, row, event, reason, shelf: shelfOf(place.owned, row) };
  }

  /** An alert of the product changed by what is being taken. */
  alertChanged({ transition, type }: AlertChange): void {
    if (this.#followed !== undefined) this.#alerts.push(`${transition} ${type}`);
  }

  /** An event took its turn: the one that is followed, or one that had waited for it. Its ticket is still held. */
  applied(event: TracedEvent): void {
    const followed = this.#followed;
    if (followed === undefined || this.#told >= MAX_TRACES) return;
    const isFirst = event === followed.event;
    const placement = event.poison ? 'rejected' : isFirst ? 'applied' : 'released';
    this.#tellTurn(followed, event, placement, isFirst ? followed.reason : null);
  }

  /** What had been begun is over. */
  end(placement: Placement): void {
    const followed = this.#followed;
    this.#followed = undefined;
    if (followed?.event === undefined || placement === 'applied') return;
    this.#tellTurn(followed, followed.event, placement, followed.reason);
  }

  /**
   * The same for a record that takes no turn.
   * @param key what to call its product where that is not known
   */
  settled({ id, type, quantityUnits, placement, reason }: TracedRecord, key = ''): void {
    const followed = this.#followed;
    this.#followed = undefined;
    if (followed === undefined) return;
    const { owned, topicIndex, offset, row } = followed;
    const topic = this.#options.topics[topicIndex] ?? '';
    this.#tell(followed, {
      ...{ type, quantityUnits, placement, reason, topic, offset },
      eventId: id ?? `${topic}/${owned.partition}/${offset}`,
      productId: owned.pipeline.catalogue.products[row]?.id ?? key,
      productSeq: 0,
      receivedAfterUs: null,
      appliedAfterUs: null,
    });
  }

  /** A record that nobody can read, or whose product is none of the partition: neither begun nor ended. */
  unreadable(place: TracedPlace, nowUs: number, key: Buffer | null, reason: string): void {
    this.begin(place, -1, nowUs);
    const name = key === null ? '' : key.toString('utf8', 0, MAX_KEY_BYTES);
    this.settled(
      { id: undefined, type: '?', quantityUnits: 0, placement: 'rejected', reason },
      name,
    );
  }

  #tellTurn(
    followed: Followed,
    event: TracedEvent,
    placement: TurnTrace['placement'],
    reason: string | null,
  ): void {
    const { owned } = followed;
    const { productSeq, dueUs, receivedUs, topicIndex, quantityUnits } = event;
    const productId = owned.pipeline.catalogue.products[event.productIndex]?.id ?? '';
    const hasTaken = placement !== 'waiting' && placement !== 'duplicate';
    this.#tell(followed, {
      ...{ productId, productSeq, quantityUnits, placement, reason },
      eventId: eventId(productId, productSeq),
      type: event.poison ? '?' : (EVENT_TYPES[event.type] ?? '?'),
      topic: this.#options.topics[topicIndex] ?? '',
      offset: offsetOf(followed, event),
      receivedAfterUs: dueUs < 0 ? null : receivedUs - dueUs,
      appliedAfterUs: dueUs < 0 || !hasTaken ? null : this.#options.nowUs() - dueUs,
    });
  }

  #tell(
    followed: Followed,
    said: Omit<
      TurnTrace,
      'consumer' | 'partition' | 'stockBeforeUnits' | 'stockAfterUnits' | 'lostUnits' | 'alerts'
    >,
  ): void {
    const { owned, row, shelf: before } = followed;
    const after = shelfOf(owned, row);
    const alerts = this.#alerts;
    followed.shelf = after;
    this.#alerts = [];
    this.#told += 1;
    this.#options.onTrace({
      ...said,
      consumer: this.#options.consumerName,
      partition: owned.partition,
      stockBeforeUnits: before.onHandUnits,
      stockAfterUnits: after.onHandUnits,
      lostUnits: after.lostUnits - before.lostUnits,
      alerts,
    });
  }
}

/** What had waited is held under its offset until it is told of. */
function offsetOf({ event: followed, offset, owned }: Followed, event: TracedEvent): number | null {
  if (event === followed) return offset;
  if (event.ticket < 0) return null;
  return owned.settle[event.topicIndex]?.offsetOf(event.ticket) ?? null;
}

function shelfOf({ pipeline }: OwnedPartition, row: number): Shelf {
  return row < 0 ? NO_SHELF : pipeline.ledgerEntry(row);
}
