/**
 * Producer id and sequence numbers of an idempotent producer: a broker drops a batch whose sequence numbers it has
 * written, and refuses one that leaves some out (KIP-98).
 */
import type { Broker, Cluster } from 'kafkajs';

/** Sequence numbers are 32-bit and start again from 0. */
const SEQUENCES = 2 ** 31;
const TRANSACTION_TIMEOUT_MS = 30_000;
const FIRST_ATTEMPTS = 20;
const PAUSE_BETWEEN_ATTEMPTS_MS = 500;
/** The broker no longer knows what this producer wrote: it needs a new id, as Kafka's own client takes one. */
const LOST_TYPES = new Set([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
]);

export class ProducerIdentity {
  readonly #cluster: Pick<Cluster, 'findControllerBroker'>;
  #current: ProducerEpoch | undefined;
  #lost = false;

  constructor(cluster: Pick<Cluster, 'findControllerBroker'>) {
    this.#cluster = cluster;
  }

  /** Sends keep the one that they began with. */
  get current(): ProducerEpoch {
    if (this.#current === undefined)
      throw new Error('an idempotent producer sends before it has an id');
    return this.#current;
  }

  /** As long as a cluster that has just started may need to hand out ids. @throws what kafkajs throws */
  async begin(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.renew();
      } catch (error) {
        if (attempt >= FIRST_ATTEMPTS || (error as { retriable?: boolean }).retriable === false) {
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_BETWEEN_ATTEMPTS_MS));
      }
    }
  }

  /** @throws what kafkajs throws; the id stays what it was */
  async renew(): Promise<void> {
    const broker = (await this.#cluster.findControllerBroker()) as Broker & InitProducerId;
    const { producerId, producerEpoch } = await broker.initProducerId({
      transactionTimeout: TRANSACTION_TIMEOUT_MS,
    });
    this.#current = new ProducerEpoch(producerId, producerEpoch);
    this.#lost = false;
  }

  async renewIfLost(): Promise<void> {
    if (this.#lost) await this.renew();
  }

  /** A send under `epoch` failed. */
  failed(epoch: ProducerEpoch | undefined, error: Error): void {
    if (epoch !== this.#current) return;
    if (LOST_TYPES.has(String((error as { type?: unknown }).type))) this.#lost = true;
  }
}

/** Sequence numbers under one producer id. */
export class ProducerEpoch {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly #next = new Map<string, number[]>();

  constructor(producerId: number, producerEpoch: number) {
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
  }

  /** Of the first record of the next batch; the same until {@link used}. */
  next(topic: string, partition: number): number {
    return this.#next.get(topic)?.[partition] ?? 0;
  }

  /** So many records are acknowledged. */
  used(topic: string, partition: number, records: number): void {
    let partitions = this.#next.get(topic);
    if (partitions === undefined) {
      partitions = [];
      this.#next.set(topic, partitions);
    }
    partitions[partition] = ((partitions[partition] ?? 0) + records) % SEQUENCES;
  }
}

/** Not in kafkajs's types. The id is a 64-bit number as text, and is only handed back. */
interface InitProducerId {
  initProducerId(request: {
    transactionTimeout: number;
  }): Promise<{ producerId: number; producerEpoch: number }>;
}
