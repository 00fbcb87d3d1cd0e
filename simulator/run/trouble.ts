/** What went wrong while a run went on: reasons that make it incomplete, and notes that do not. */
import type { NowUs } from '../../pipeline/clock.ts';
import type { RunMark } from '../../reports/record.ts';
import type { Missing } from '../../reports/verdict.ts';
import type { Handover } from '../consumers/group-book.ts';
import type { ConsumerEvent } from '../consumers/pool-contract.ts';
import type { ProducerEvent } from '../producers/pool.ts';

/** Repeated troubles of a kind are counted, not listed. */
const MAX_NOTES = 20;
/** More of them can neither be drawn nor read. */
const MAX_MARKS = 200;

export class Trouble {
  consumersDied = 0;
  readonly #reasons: Missing[] = [];
  readonly #texts = new Set<string>();
  readonly #notes = new Map<string, number>();
  #hopeless = false;
  readonly #onHopeless: Array<() => void> = [];
  readonly #onRefused: Array<() => void> = [];
  readonly #now: NowUs;
  readonly #marks: RunMark[] = [];
  #loadStartedUs = Number.POSITIVE_INFINITY;
  #onMark: (mark: RunMark) => void = () => {};

  constructor(now: NowUs) {
    this.#now = now;
  }

  /** What happens from now on has an instant of the run. */
  loadBegins(loadStartedUs: number, onMark: (mark: RunMark) => void): void {
    this.#loadStartedUs = loadStartedUs;
    this.#onMark = onMark;
  }

  /** In order of time. */
  get marks(): readonly RunMark[] {
    return this.#marks;
  }

  mark(kind: RunMark['kind'], text: string): void {
    if (this.#loadStartedUs === Number.POSITIVE_INFINITY) return;
    const mayBeMany = kind === 'trouble' || kind === 'rebalance' || kind === 'fault';
    if (mayBeMany && this.#marks.length >= MAX_MARKS) return;
    const atMs = Math.max(0, Math.round((this.#now() - this.#loadStartedUs) / 1000));
    const mark = { atMs, kind, text };
    this.#marks.push(mark);
    this.#onMark(mark);
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

  /** Called when brokers refuse for good what is sent: what is under way to the consumers may still arrive. */
  onRefused(action: () => void): void {
    this.#onRefused.push(action);
  }

  get reasons(): readonly Missing[] {
    return this.#reasons;
  }

  get notes(): readonly string[] {
    return [...this.#notes].map(([note, times]) =>
      times === 1 ? note : `${note} (${times} times)`,
    );
  }

  add(reason: string): void {
    this.#add(reason, 'trouble');
  }

  #add(reason: string, kind: RunMark['kind']): void {
    if (this.#texts.has(reason)) return;
    this.#texts.add(reason);
    const atMs = Math.round((this.#now() - this.#loadStartedUs) / 1000);
    this.#reasons.push(atMs >= 0 ? { text: reason, atMs } : reason);
    this.mark(kind, reason);
  }

  ofBroker(error: Error): void {
    this.#add(error.message, 'lost');
    this.#loseHope();
  }

  ofProducer(event: ProducerEvent): void {
    if (event.type === 'died') {
      this.#add(`${event.name} was lost: ${event.error.message}`, 'lost');
    } else if (event.type === 'refused') {
      this.#add(`the brokers refuse the events of ${event.name}: ${event.message}`, 'trouble');
      for (const action of this.#onRefused.splice(0)) action();
    } else {
      this.note(`${event.name}: ${event.message}`);
    }
  }

  ofConsumer(event: ConsumerEvent): void {
    switch (event.type) {
      case 'died':
        // Others take over, but nobody had planned it. Of a process that comes and goes somebody else decides.
        if (event.kind === 'process') {
          this.mark('lost', event.error.message);
          this.remark(event.error.message);
        } else {
          this.consumersDied += 1;
          this.#add(event.error.message, 'lost');
        }
        break;
      case 'rebalance':
        this.mark(
          'rebalance',
          `the group shares its partitions anew: generation ${event.generation}`,
        );
        break;
      case 'overflow':
        this.add(`${event.name} had more waiting events than its memory bound allows`);
        break;
      case 'records-lost': {
        const { topic, partition, from, to } = event.loss;
        this.add(
          `the broker trimmed offsets ${from} to ${to - 1} of ${topic}/${partition} before ${event.name} read them`,
        );
        break;
      }
      case 'trouble':
        this.note(`${event.name}: ${event.message}`);
        break;
      default:
        break;
    }
  }

  /** A partition began anew, because nothing durable stands behind the offsets. */
  stateLeftBehind({ partition, from, to }: Handover): void {
    const how = from === to ? `came back to ${to}` : `changed hands, from ${from} to ${to}`;
    this.add(
      `partition ${partition} ${how} under load, and without a changelog its state stayed behind`,
    );
  }

  /** Nobody consumes any more, and nobody will. */
  nobodyConsumes(): void {
    if (this.#reasons.length === 0) this.#add('no consumer was left', 'lost');
    this.#loseHope();
  }

  #loseHope(): void {
    this.#hopeless = true;
    for (const action of this.#onHopeless.splice(0)) action();
  }

  /** For the record alone: it belongs to no instant of the load. */
  remark(text: string): void {
    if (this.#notes.size < MAX_NOTES) this.#notes.set(text, 1);
  }

  /** Worth knowing, and no reason to doubt the run. */
  note(text: string): void {
    const times = this.#notes.get(text);
    if (times === undefined) this.mark('trouble', text);
    if (times !== undefined || this.#notes.size < MAX_NOTES)
      this.#notes.set(text, (times ?? 0) + 1);
  }
}
