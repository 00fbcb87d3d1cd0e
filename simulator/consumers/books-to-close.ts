/** Which partitions' books are still to be closed, and whether anybody is left to do it. */
import { within } from '../../pipeline/kafka/admin.ts';
import { type Deferred, deferred } from '../deferred.ts';

export class BooksToClose {
  readonly #partitions: number;
  readonly #closed = new Set<number>();
  readonly #allClosed: Deferred<void> = deferred();
  #nobodyLeft: Deferred<void> = deferred();

  constructor(partitions: number) {
    this.#partitions = partitions;
  }

  /** May be said more than once of a partition. */
  closed(partition: number): void {
    this.#closed.add(partition);
    if (this.#closed.size === this.#partitions) this.#allClosed.resolve();
  }

  /** Who waits from now on waits for them as well. */
  somebodyCame(): void {
    this.#nobodyLeft = deferred();
  }

  nobodyLeft(): void {
    this.#nobodyLeft.resolve();
  }

  /** @returns when all are closed, when so much time has passed, or when nobody is left to do it */
  async wait(limitMs: number): Promise<void> {
    const over = Promise.race([this.#allClosed.promise, this.#nobodyLeft.promise]);
    await within(limitMs, over).catch(() => undefined);
  }
}
