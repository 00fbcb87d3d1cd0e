/**
 * From the bytes of a record to an event, or to the reason why it is none. Pure and total: whatever
 * stands in a record, decoding answers and never throws.
 */
import {
  ALERT,
  type EventTypeIndex,
  POISON_HEADERS,
  RESTOCK,
  RETURN,
  SALE,
  type StockEvent,
} from '../event.ts';
import type { Catalogue } from '../product.ts';
import { isoMs } from './iso-time.ts';
import {
  excerpt,
  Fault,
  faultOfQuantity,
  isObject,
  type JsonObject,
  missingOrWrong,
  parseObject,
  type Rejection,
} from './record-fault.ts';

/** An event, with the notes of its journey that latencies and offsets need. */
export interface TracedEvent extends StockEvent {
  readonly kind: 'event';
  /** Of the catalogue, until whoever owns its partition puts the product's row there in its place. */
  productIndex: number;
  /** Envelope: due, wall clock, epoch microseconds; -1 when a poison record does not say. */
  readonly dueUs: number;
  /** Envelope: handed to the Kafka client, epoch microseconds; -1 when the record does not say. */
  readonly handedUs: number;
  /** Set by the consumer: when its batch arrived, epoch microseconds. */
  receivedUs: number;
  /** Set by the consumer: position in `EVENT_TOPICS`. */
  topicIndex: number;
  /** Set by the consumer: which topic-partition it came from. */
  slot: number;
  /** Set by the consumer: what its offset waits under while unsettled; -1 when it does not wait. */
  ticket: number;
}

export type Decoded =
  | TracedEvent
  | { readonly kind: 'foreign' }
  | { readonly kind: 'without-envelope' }
  | EventByHand
  | { readonly kind: 'engine-alert'; readonly dueUs: number }
  | Rejected;

/** What a person wrote to an event topic of an interactive run: it takes effect when it comes. */
export interface EventByHand {
  readonly kind: 'by-hand';
  /** Of the catalogue. */
  readonly productIndex: number;
  readonly type: EventTypeIndex;
  readonly quantityUnits: number;
  /** undefined where nothing is said. */
  readonly id: string | undefined;
  readonly virtualMs: number | undefined;
}

/** To be dead-lettered. With a trustworthy envelope, `turn` is the poison event that takes its turn. */
export interface Rejected {
  readonly kind: 'rejected';
  readonly reason: Rejection;
  readonly detail: string;
  readonly turn: TracedEvent | undefined;
}

export interface DecoderOptions {
  readonly catalogue: Catalogue;
  /** Records of other runs are foreign. */
  readonly runId: string;
  /** Partition number of each product: a record elsewhere would give the product a second writer. */
  readonly partitionOfProduct: Int32Array;
  /** Business times outside of `[earliestMs, latestMs]` are refused (they would close days without end). */
  readonly earliestMs: number;
  readonly latestMs: number;
  /** Records without an envelope are events {@link EventByHand by hand}, and not passed over. */
  readonly interactive?: boolean;
}

export type RecordHeaders = Readonly<
  Record<string, Buffer | string | readonly (Buffer | string)[] | undefined>
>;

const FOREIGN: Decoded = { kind: 'foreign' };
const WITHOUT_ENVELOPE: Decoded = { kind: 'without-envelope' };
const MAX_SEQ = 2 ** 31 - 1;

export class RecordDecoder {
  readonly #runId: string;
  readonly #productIndexes = new Map<string, number>();
  readonly #warehouseIndexes = new Map<string, number>();
  readonly #warehouseOfProduct: Int32Array;
  readonly #partitionOfProduct: Int32Array;
  readonly #earliestMs: number;
  readonly #latestMs: number;
  readonly #interactive: boolean;

  constructor(options: DecoderOptions) {
    const { products, warehouses } = options.catalogue;
    this.#runId = options.runId;
    this.#partitionOfProduct = options.partitionOfProduct;
    this.#earliestMs = options.earliestMs;
    this.#latestMs = options.latestMs;
    this.#interactive = options.interactive ?? false;
    this.#warehouseOfProduct = Int32Array.from(products, (product) => product.warehouseIndex);
    for (const product of products) this.#productIndexes.set(product.id, product.index);
    // The aliases WH-1 … WH-5 count the warehouses; a warehouse really called so comes first.
    for (const warehouse of warehouses.slice(0, 5)) {
      this.#warehouseIndexes.set(`WH-${warehouse.index + 1}`, warehouse.index);
    }
    for (const warehouse of warehouses) this.#warehouseIndexes.set(warehouse.id, warehouse.index);
  }

  /** @param partition the number of the partition that the record was read from */
  decode(
    key: Buffer | null,
    value: Buffer | null,
    headers: RecordHeaders | undefined,
    partition: number,
  ): Decoded {
    if (headers !== undefined && headers[POISON_HEADERS.run] !== undefined) {
      return this.#decodePoison(key, value, headers, partition);
    }
    const parsed = parseObject(value);
    if (parsed instanceof Fault) return rejected(parsed, undefined);
    const metadata = parsed.metadata;
    if (metadata === undefined) return this.#withoutEnvelope(parsed, partition);
    if (!isObject(metadata))
      return rejected(new Fault('invalid_metadata', 'not an object'), undefined);
    const run = metadata.run;
    if (run !== this.#runId && typeof run === 'string') return FOREIGN;
    if (metadata.source === 'engine') {
      return { kind: 'engine-alert', dueUs: instantUs(metadata.due) };
    }
    if (run === undefined) return this.#withoutEnvelope(parsed, partition);
    return this.#decodeOwn(parsed, metadata, partition);
  }

  /** @returns undefined for ids that the catalogue does not have */
  productIndexOf(id: string): number | undefined {
    return this.#productIndexes.get(id);
  }

  /** Whoever types a record leaves out what we know ourselves. */
  #withoutEnvelope(parsed: JsonObject, partition: number): Decoded {
    if (!this.#interactive) return WITHOUT_ENVELOPE;
    const productIndex = this.#productIndex(parsed.productId);
    if (typeof productIndex !== 'number') return rejected(productIndex, undefined);
    const own = this.#partitionOfProduct[productIndex];
    if (own !== partition) {
      return rejected(new Fault('wrong_partition', `belongs to ${own}`), undefined);
    }
    const { id, timestamp } = parsed;
    if (id !== undefined && typeof id !== 'string')
      return rejected(missingOrWrong('id', id), undefined);
    const type = typeIndex(parsed.type);
    if (typeof type !== 'number') return rejected(type, undefined);
    const placeFault = this.#faultOfPlace(parsed.warehouseId, productIndex);
    if (parsed.warehouseId !== undefined && placeFault !== undefined) {
      return rejected(placeFault, undefined);
    }
    const quantityFault = faultOfQuantity(parsed.quantity, type === ALERT ? 0 : 1);
    if (quantityFault !== undefined) return rejected(quantityFault, undefined);
    const virtualMs = timestamp === undefined ? undefined : this.#instant(timestamp);
    if (virtualMs instanceof Fault) return rejected(virtualMs, undefined);
    const quantityUnits = parsed.quantity as number;
    return { kind: 'by-hand', productIndex, type, quantityUnits, id, virtualMs };
  }

  #decodeOwn(parsed: JsonObject, metadata: JsonObject, partition: number): Decoded {
    const productIndex = this.#productIndex(parsed.productId);
    const seq = metadata.seq;
    const dueUs = instantUs(metadata.due);
    const handedUs = instantUs(metadata.handed);
    if (metadata.run !== this.#runId || !isSeq(seq)) {
      return rejected(
        new Fault('invalid_envelope', 'run must be text, seq a whole number from 1'),
        undefined,
      );
    }
    if (typeof productIndex !== 'number') return rejected(productIndex, undefined);
    if (this.#partitionOfProduct[productIndex] !== partition) {
      return rejected(
        new Fault('wrong_partition', `belongs to ${this.#partitionOfProduct[productIndex]}`),
        undefined,
      );
    }
    if (dueUs < 0) {
      const turn = poisonTurn(productIndex, seq, dueUs, handedUs);
      return rejected(new Fault('invalid_envelope', 'due must be a number'), turn);
    }
    const body = this.#body(parsed, productIndex);
    if (body instanceof Fault)
      return rejected(body, poisonTurn(productIndex, seq, dueUs, handedUs));
    return {
      kind: 'event',
      productIndex,
      productSeq: seq,
      type: body.type,
      quantityUnits: body.quantityUnits,
      virtualMs: body.virtualMs,
      poison: false,
      dueUs,
      handedUs,
      receivedUs: 0,
      topicIndex: 0,
      slot: 0,
      ticket: -1,
    };
  }

  /**
   * A record that the world plans as unprocessable: its headers and key say whose turn it takes, its
   * value is examined only to say what is wrong with it.
   */
  #decodePoison(
    key: Buffer | null,
    value: Buffer | null,
    headers: RecordHeaders,
    partition: number,
  ): Decoded {
    if (headerText(headers[POISON_HEADERS.run]) !== this.#runId) return FOREIGN;
    const reason = this.#faultOf(value);
    const productIndex = this.#productIndexes.get(key === null ? '' : key.toString());
    const seq = headerNumber(headers[POISON_HEADERS.seq]);
    if (productIndex === undefined || !isSeq(seq)) return rejected(reason, undefined);
    if (this.#partitionOfProduct[productIndex] !== partition) return rejected(reason, undefined);
    const dueUs = instantUs(headerNumber(headers[POISON_HEADERS.due]));
    return rejected(reason, poisonTurn(productIndex, seq, dueUs, -1));
  }

  #faultOf(value: Buffer | null): Fault {
    const parsed = parseObject(value);
    if (parsed instanceof Fault) return parsed;
    const productIndex = this.#productIndex(parsed.productId);
    if (typeof productIndex !== 'number') return productIndex;
    const body = this.#body(parsed, productIndex);
    return body instanceof Fault
      ? body
      : new Fault('planned_poison', 'marked as poison by its headers');
  }

  #productIndex(productId: unknown): number | Fault {
    if (typeof productId !== 'string') return missingOrWrong('productId', productId);
    return this.#productIndexes.get(productId) ?? new Fault('unknown_product', excerpt(productId));
  }

  #body(
    parsed: JsonObject,
    productIndex: number,
  ): { type: EventTypeIndex; quantityUnits: number; virtualMs: number } | Fault {
    const id = parsed.id;
    if (typeof id !== 'string') return missingOrWrong('id', id);
    const type = typeIndex(parsed.type);
    if (typeof type !== 'number') return type;
    const placeFault = this.#faultOfPlace(parsed.warehouseId, productIndex);
    if (placeFault !== undefined) return placeFault;
    const quantityFault = faultOfQuantity(parsed.quantity, type === ALERT ? 0 : 1);
    if (quantityFault !== undefined) return quantityFault;
    const virtualMs = this.#instant(parsed.timestamp);
    if (virtualMs instanceof Fault) return virtualMs;
    return { type, quantityUnits: parsed.quantity as number, virtualMs };
  }

  #faultOfPlace(warehouseId: unknown, productIndex: number): Fault | undefined {
    if (typeof warehouseId !== 'string') return missingOrWrong('warehouseId', warehouseId);
    const warehouseIndex = this.#warehouseIndexes.get(warehouseId);
    if (warehouseIndex === undefined) return new Fault('unknown_warehouse', excerpt(warehouseId));
    const isOwn = warehouseIndex === this.#warehouseOfProduct[productIndex];
    return isOwn ? undefined : new Fault('wrong_warehouse', excerpt(warehouseId));
  }

  #instant(timestamp: unknown): number | Fault {
    if (typeof timestamp !== 'string') return missingOrWrong('timestamp', timestamp);
    const virtualMs = isoMs(timestamp);
    if (Number.isNaN(virtualMs)) return new Fault('invalid_timestamp', excerpt(timestamp));
    if (virtualMs < this.#earliestMs || virtualMs > this.#latestMs) {
      return new Fault('timestamp_out_of_range', timestamp);
    }
    return virtualMs;
  }
}

function isSeq(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_SEQ;
}

/** Epoch microseconds, or -1 when it is none. */
function instantUs(value: unknown): number {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : -1;
}

function typeIndex(type: unknown): EventTypeIndex | Fault {
  switch (type) {
    case 'SALE':
      return SALE;
    case 'RESTOCK':
      return RESTOCK;
    case 'RETURN':
      return RETURN;
    case 'ALERT':
      return ALERT;
    default:
      return typeof type === 'string'
        ? new Fault('unknown_type', excerpt(type))
        : missingOrWrong('type', type);
  }
}

function rejected(reason: Fault, turn: TracedEvent | undefined): Rejected {
  return { kind: 'rejected', reason: reason.reason, detail: reason.detail, turn };
}

function poisonTurn(
  productIndex: number,
  productSeq: number,
  dueUs: number,
  handedUs: number,
): TracedEvent {
  return {
    kind: 'event',
    productIndex,
    productSeq,
    type: ALERT,
    quantityUnits: 0,
    virtualMs: 0,
    poison: true,
    dueUs,
    handedUs,
    receivedUs: 0,
    topicIndex: 0,
    slot: 0,
    ticket: -1,
  };
}

function headerText(value: RecordHeaders[string]): string {
  if (typeof value === 'string') return value;
  return Buffer.isBuffer(value) ? value.toString() : '';
}

function headerNumber(value: RecordHeaders[string]): number {
  const text = headerText(value);
  return /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
}
