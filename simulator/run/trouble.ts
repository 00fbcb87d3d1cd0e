/** What went wrong while a run went on: reasons that make it incomplete, and notes that do not. */
import type { ConsumerEvent } from '../consumers/pool.ts';
import type { ProducerEvent } from '../producers/pool.ts';

/** Repeated troubles of a kind are counted, not listed. */
const MAX_NOTES = 20;

export class Trouble {
  producersDied = 0;
  consumersDied = 0;
  readonly #reasons: string[] = [];
  readonly #notes = new Map<string, number>();

  get reasons(): readonly string[] {
    return this.#reasons;
  }

  get notes(): readonly string[] {
    return [...this.#notes].map(([note, times]) =>
      times === 1 ? note : `${note} (${times} times)`,
    );
  }

  add(reason: string): void {
    if (!this.#reasons.includes(reason)) this.#reasons.push(reason);
  }

  ofProducer(event: ProducerEvent): void {
    if (event.type === 'died') {
      this.producersDied += 1;
      this.add(`${event.name} died: ${event.error.message}`);
    } else {
      this.#note(`${event.name}: ${event.message}`);
    }
  }

  ofConsumer(event: ConsumerEvent): void {
    switch (event.type) {
      case 'died':
        this.consumersDied += 1;
        this.add(`${event.name} died: ${event.error.message}`);
        break;
      case 'ownership-changed':
        this.add(
          `partition ${event.partition} changed hands under load, from ${event.from} to ${event.to}`,
        );
        break;
      case 'overflow':
        this.add(`${event.name} had more waiting events than its memory bound allows`);
        break;
      case 'trouble':
        this.#note(`${event.name}: ${event.message}`);
        break;
      default:
        break;
    }
  }

  #note(text: string): void {
    const times = this.#notes.get(text);
    if (times !== undefined || this.#notes.size < MAX_NOTES)
      this.#notes.set(text, (times ?? 0) + 1);
  }
}
