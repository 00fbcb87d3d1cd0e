/** What comes of taking records and has to leave: alerts that change, and records that cannot be taken. */
import type { KafkaMessage } from 'kafkajs';
import type { Observer } from '../observer.ts';
import type { Warehouse } from '../product.ts';
import type { Rejected, TracedEvent } from '../stages/decode.ts';
import type { AlertChange } from '../stages/effects.ts';
import { ALERTS_TOPIC_INDEX, consumedTopics, type TopicNames } from '../topics.ts';
import { alertMessage } from './alert-records.ts';
import { deadLetterRecord } from './dead-letters.ts';
import type { OwnedPartition } from './owned-partition.ts';
import type { Publisher } from './publisher.ts';

export interface PublicationsOptions {
  readonly runId: string;
  readonly consumerName: string;
  readonly topics: TopicNames;
  /** People may intervene: `inventory.commands` is consumed too, and records without an envelope take effect. */
  readonly interactive?: boolean;
  readonly publisher: Publisher;
  readonly observer: Observer;
  readonly nowUs: () => number;
}

/** Why a record goes to the dead letters. */
export interface Rejection extends Pick<Rejected, 'detail'> {
  readonly reason: string;
  /** How often it was tried. */
  readonly attempts: number;
}

export class Publications {
  readonly #options: PublicationsOptions;
  readonly #consumed: readonly string[];

  constructor(options: PublicationsOptions) {
    this.#options = options;
    this.#consumed = consumedTopics(options.topics, options.interactive === true);
  }

  /** @param cause undefined: time that passes, or a change by hand */
  alertChanged(
    { partition, pipeline }: OwnedPartition,
    change: AlertChange,
    cause: TracedEvent | undefined,
  ): void {
    const { topics, publisher, runId, observer, nowUs } = this.#options;
    const product = pipeline.product(change.productIndex);
    const warehouse = pipeline.catalogue.warehouses[product.warehouseIndex] as Warehouse;
    const { transition } = change;
    if (transition === 'raised') observer.count('alerts_raised', 1);
    else if (transition === 'resolved') observer.count('alerts_resolved', 1);
    // Time that passes raises nothing, and what it resolves was due at no instant of the wall clock.
    const timed = cause !== undefined && (transition === 'raised' || transition === 'escalated');
    if (timed) observer.latency('alert', nowUs() - cause.dueUs, cause.dueUs, cause.topicIndex);
    publisher.publish(
      {
        topic: topics.events[ALERTS_TOPIC_INDEX] ?? '',
        partition,
        key: product.id,
        value: JSON.stringify(alertMessage(change, product, warehouse, runId, cause?.dueUs)),
      },
      () => {
        observer.count('alerts_published', 1);
        if (!timed) return;
        const { dueUs, topicIndex } = cause;
        observer.latency('alert_published', nowUs() - dueUs, dueUs, topicIndex);
      },
    );
  }

  /** @param acknowledged called once, when the dead letter is written */
  deadLetter(
    message: KafkaMessage,
    { topicIndex, partition }: { readonly topicIndex: number; readonly partition: number },
    { reason, detail, attempts }: Rejection,
    acknowledged: () => void,
  ): void {
    const { topics, publisher, runId, consumerName, observer } = this.#options;
    const source = {
      topic: this.#consumed[topicIndex] ?? '',
      partition,
      offset: message.offset,
      timestamp: message.timestamp,
      key: message.key,
      value: message.value,
      headers: message.headers ?? {},
    };
    const note = { reason, detail, attempts, run: runId, consumer: consumerName };
    publisher.publish(deadLetterRecord(topics.deadLetters, source, note), () => {
      observer.count('dead_letters', 1);
      acknowledged();
    });
  }
}
