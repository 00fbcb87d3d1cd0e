/**
 * Which topic-partitions kafkajs fetches. Always named one by one: when a single partition is paused, kafkajs forgets that
 * all of its topic were, and it keeps what is paused through a rejoin.
 */
import type { Consumer } from 'kafkajs';

export class FetchGate {
  readonly #consumer: Pick<Consumer, 'pause' | 'resume'>;
  readonly #topics: readonly string[];
  readonly #numbers: readonly number[];

  constructor(
    consumer: Pick<Consumer, 'pause' | 'resume'>,
    topics: readonly string[],
    partitions: number,
  ) {
    this.#consumer = consumer;
    this.#topics = topics;
    this.#numbers = Array.from({ length: partitions }, (_, partition) => partition);
  }

  /** Takes effect at once, but for batches that have come already. */
  closeAll(): void {
    try {
      this.#consumer.pause(
        this.#topics.map((topic) => ({ topic, partitions: [...this.#numbers] })),
      );
    } catch {
      // Not joined yet: the join closes everything anyhow.
    }
  }

  /** All topics of a partition number. */
  open(partition: number): void {
    this.#consumer.resume(this.#topics.map((topic) => ({ topic, partitions: [partition] })));
  }

  pause(topicIndex: number, partition: number): void {
    this.#consumer.pause([{ topic: this.#topic(topicIndex), partitions: [partition] }]);
  }

  resume(topicIndex: number, partition: number): void {
    this.#consumer.resume([{ topic: this.#topic(topicIndex), partitions: [partition] }]);
  }

  #topic(topicIndex: number): string {
    return this.#topics[topicIndex] ?? '';
  }
}
