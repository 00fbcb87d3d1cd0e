/**
 * Events between "queued by the generator" and "acknowledged", oldest first, in flat arrays: the timeline
 * reuses its event object, and a failed batch must be sent again from here, in order.
 */
import type { EventTypeIndex } from '../../pipeline/event.ts';
import type { PlannedEvent } from '../world/timeline.ts';

export interface QueuedEvent extends PlannedEvent {
  /** Wall clock, epoch microseconds. */
  readonly dueUs: number;
  readonly queuedUs: number;
  readonly handedUs: number;
}

export class EventRing {
  readonly #capacity: number;
  readonly #product: Int32Array;
  readonly #seq: Float64Array;
  readonly #type: Uint8Array;
  readonly #quantity: Float64Array;
  readonly #virtualMs: Float64Array;
  readonly #token: Uint32Array;
  readonly #poison: Uint8Array;
  readonly #dueUs: Float64Array;
  readonly #queuedUs: Float64Array;
  readonly #handedUs: Float64Array;
  readonly #view = {
    productIndex: 0,
    productSeq: 0,
    type: 0 as EventTypeIndex,
    quantityUnits: 0,
    virtualMs: 0,
    poison: false,
    dueOffsetUs: 0,
    token: 0,
    dueUs: 0,
    queuedUs: 0,
    handedUs: 0,
  };
  #head = 0;
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#product = new Int32Array(capacity);
    this.#seq = new Float64Array(capacity);
    this.#type = new Uint8Array(capacity);
    this.#quantity = new Float64Array(capacity);
    this.#virtualMs = new Float64Array(capacity);
    this.#token = new Uint32Array(capacity);
    this.#poison = new Uint8Array(capacity);
    this.#dueUs = new Float64Array(capacity);
    this.#queuedUs = new Float64Array(capacity);
    this.#handedUs = new Float64Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  push(event: PlannedEvent, dueUs: number, queuedUs: number): void {
    if (this.#size === this.#capacity)
      throw new Error('EventRing is full: the caller bounds its size');
    const at = (this.#head + this.#size) % this.#capacity;
    this.#size += 1;
    this.#product[at] = event.productIndex;
    this.#seq[at] = event.productSeq;
    this.#type[at] = event.type;
    this.#quantity[at] = event.quantityUnits;
    this.#virtualMs[at] = event.virtualMs;
    this.#token[at] = event.token;
    this.#poison[at] = event.poison ? 1 : 0;
    this.#dueUs[at] = dueUs;
    this.#queuedUs[at] = queuedUs;
  }

  /** The event `offset` places behind the oldest, in an object that the following call reuses. */
  at(offset: number): QueuedEvent {
    const at = (this.#head + offset) % this.#capacity;
    const view = this.#view;
    view.productIndex = this.#product[at] as number;
    view.productSeq = this.#seq[at] as number;
    view.type = this.#type[at] as EventTypeIndex;
    view.quantityUnits = this.#quantity[at] as number;
    view.virtualMs = this.#virtualMs[at] as number;
    view.token = this.#token[at] as number;
    view.poison = this.#poison[at] === 1;
    view.dueUs = this.#dueUs[at] as number;
    view.queuedUs = this.#queuedUs[at] as number;
    view.handedUs = this.#handedUs[at] as number;
    return view;
  }

  markHanded(offset: number, handedUs: number): void {
    this.#handedUs[(this.#head + offset) % this.#capacity] = handedUs;
  }

  /** Forgets the oldest `count` events. */
  drop(count: number): void {
    this.#head = (this.#head + count) % this.#capacity;
    this.#size -= count;
  }
}
