/** What went wrong while a run went on: reasons that make it incomplete, and notes that do not. */
import type { ConsumerEvent } from '../consumers/pool.ts';
import type { ProducerEvent } from '../producers/pool.ts';

/** Repeated troubles of a kind are counted, not listed. */
const MAX_NOTES = 20;

export class Trouble {
  consumersDied = 0;
  readonly #consumers: number;
  readonly #reasons: string[] = [];
  readonly #notes = new Map<string, number>();
  #hopeless = false;
  readonly #onHopeless: Array<() => void> = [];

  /** @param consumers how many there are at the start */
  constructor(consumers: number) {
    this.#consumers = consumers;
  }

  /** Nothing more can be applied, however long one waits. */
  get hopeless(): boolean {
    return this.#hopeless;
  }

  /** Called when the run becomes hopeless, or at once if it is. */
  onHopeless(action: () => void): void {
    if (this.#hopeless) action();
    else this.#onHopeless.push(action);
  }

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

  ofBroker(error: Error): void {
    this.add(error.message);
    this.#loseHope();
  }

  ofProducer(event: ProducerEvent): void {
    if (event.type === 'died') {
      this.add(`${event.name} was lost: ${event.error.message}`);
    } else {
      this.#note(`${event.name}: ${event.message}`);
    }
  }

  ofConsumer(event: ConsumerEvent): void {
    switch (event.type) {
      case 'died':
        this.consumersDied += 1;
        this.add(event.error.message);
        if (this.consumersDied >= this.#consumers) this.#loseHope();
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

  #loseHope(): void {
    this.#hopeless = true;
    for (const action of this.#onHopeless.splice(0)) action();
  }

  #note(text: string): void {
    const times = this.#notes.get(text);
    if (times !== undefined || this.#notes.size < MAX_NOTES)
      this.#notes.set(text, (times ?? 0) + 1);
  }
}
