/** What the members of a group tell: kept for the story of the group, and passed on to whom it concerns. */
import type { BooksToClose } from './books-to-close.ts';
import type { ForecastPool } from './forecast-pool.ts';
import type { GroupBook } from './group-book.ts';
import type { GroupEvent } from './group-log.ts';
import type { GroupReadiness } from './group-readiness.ts';
import type { Life } from './lives.ts';
import type { FromConsumer } from './messages.ts';
import type { ConsumerPoolOptions } from './pool-contract.ts';

export interface GroupNewsOptions
  extends Pick<ConsumerPoolOptions, 'onEvent' | 'onInterval' | 'onTrace'> {
  readonly book: GroupBook;
  readonly readiness: GroupReadiness;
  readonly books: BooksToClose;
  readonly forecasts: ForecastPool;
}

type Told<Type extends FromConsumer['type']> = Extract<FromConsumer, { readonly type: Type }>;
/** That it has finished is the end of a life, and no news of the group. */
export type News = Exclude<FromConsumer, Told<'finished'>>;

export class GroupNews {
  readonly #options: GroupNewsOptions;
  readonly #log: GroupEvent[] = [];
  #isOver = false;

  constructor(options: GroupNewsOptions) {
    this.#options = options;
  }

  /** What happened in the group until {@link end}, in the order in which it was told. */
  get log(): readonly GroupEvent[] {
    return this.#log;
  }

  note(event: GroupEvent): void {
    if (!this.#isOver) this.#log.push(event);
  }

  /** What happens from now on belongs to no story. */
  end(): void {
    this.#isOver = true;
  }

  heard(life: Life, message: News): void {
    const { book, books, forecasts, onEvent, onInterval } = this.#options;
    const { id, name, handle, told } = life;
    switch (message.type) {
      case 'joined':
        this.#joined(life, message);
        return;
      case 'active':
        this.#active(life, message);
        return;
      case 'released':
        book.released(id, message.partition);
        this.note({ member: name, ...message });
        return;
      case 'rebalancing':
      case 'first-applied':
        this.note({ member: name, ...message });
        return;
      case 'closed':
        books.closed(message.partition);
        return;
      case 'forecast':
        void forecasts.answer(message, (...answer) => handle.tell(...answer));
        return;
      case 'interval':
        told.add(message.interval);
        onInterval?.(name, message.interval);
        return;
      case 'trace':
        this.#options.onTrace?.(message.trace);
        return;
      case 'overflow':
      case 'records-lost':
      case 'trouble':
        onEvent({ ...message, name });
        return;
      case 'fatal':
    }
  }

  #joined({ id, name }: Life, { join, atUs }: Told<'joined'>): void {
    const { book, readiness, onEvent } = this.#options;
    const { generation, partitions } = join;
    const isNew = book.joined(id, join);
    this.note({ type: 'joined', member: name, atUs, generation, partitions });
    if (isNew && readiness.isReached) onEvent({ type: 'rebalance', generation });
    readiness.look();
  }

  #active({ id, name }: Life, message: Told<'active'>): void {
    const { book, readiness, onEvent } = this.#options;
    const handover = book.active(id, name, message);
    this.note({ member: name, ...message });
    if (handover !== undefined && readiness.isReached) onEvent({ type: 'handover', ...handover });
    readiness.look();
  }
}
