/** The event contract: what travels on the topics, and what the stages see of it. */

export const EVENT_TYPES = ['SALE', 'RESTOCK', 'RETURN', 'ALERT'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Position in {@link EVENT_TYPES}: cheap to store and to compare. */
export const SALE = 0;
export const RESTOCK = 1;
export const RETURN = 2;
export const ALERT = 3;
export type EventTypeIndex = 0 | 1 | 2 | 3;

/** The largest quantity a record may carry; more is dead-lettered as absurd. */
export const MAX_QUANTITY_UNITS = 1_000_000_000;

/**
 * One event as the stages see it. Its effect depends on these fields and the product's earlier events,
 * never on a clock.
 */
export interface StockEvent {
  readonly productIndex: number;
  /** Contiguous per product, from 1. */
  readonly productSeq: number;
  readonly type: EventTypeIndex;
  readonly quantityUnits: number;
  /** Business time, epoch milliseconds (UTC). Never decreases with productSeq. */
  readonly virtualMs: number;
  /**
   * A record that is planned (or was found) to be unprocessable: it takes its turn in the sequence, so
   * that the events behind it are released, and has no effect.
   */
  readonly poison: boolean;
}

/** The value of a record on the event topics, as JSON. Unknown fields are ignored. */
export interface EventMessage {
  /** `EVT-<productId>-<productSeq>`. */
  readonly id: string;
  readonly type: EventType;
  readonly productId: string;
  readonly warehouseId: string;
  readonly quantity: number;
  /** ISO 8601, business time. */
  readonly timestamp: string;
  readonly metadata: EventMetadata;
}

export interface EventMetadata {
  readonly generated?: boolean;
  readonly productName?: string;
  readonly category?: string;
  readonly orderId?: string;
  readonly supplierId?: string;
  readonly reason?: string;
  readonly correlationId?: string;
  /** ALERT only: `generated` notices come from the world, `engine` alerts from the pipeline. */
  readonly source?: 'generated' | 'engine';
  /** Envelope: the run this record belongs to; records of other runs are ignored and counted. */
  readonly run?: string;
  /** Envelope: productSeq. */
  readonly seq?: number;
  /** Envelope: the instant the event was due, wall clock, epoch microseconds. */
  readonly due?: number;
  /** Envelope: the instant it was handed to the Kafka client, wall clock, epoch microseconds. */
  readonly handed?: number;
}

/** Headers of records that the world plans as poison, because their value cannot be trusted. */
export const POISON_HEADERS = {
  run: 'streamstock-run',
  seq: 'streamstock-seq',
  due: 'streamstock-due',
} as const;

export function eventId(productId: string, productSeq: number): string {
  return `EVT-${productId}-${productSeq}`;
}
