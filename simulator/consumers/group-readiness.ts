/** Whether a group has once been complete: all who are waited for in one generation, every partition consumed. */
import { StreamstockError } from '../../pipeline/errors.ts';
import { type Deferred, deferred } from '../deferred.ts';
import type { GroupBook } from './group-book.ts';
import type { Life, Lives } from './lives.ts';

export interface GroupReadinessOptions {
  readonly groupId: string;
  /** How many are waited for. */
  readonly members: number;
  readonly timeoutMs: number;
  readonly book: Pick<GroupBook, 'generation' | 'isComplete' | 'missing'>;
  readonly lives: Pick<Lives, 'size' | 'ids'> & {
    living(): readonly Pick<Life, 'id' | 'name'>[];
  };
  readonly onReady: (generation: number) => void;
}

export class GroupReadiness {
  /** Rejects with StreamstockError GROUP_NOT_READY after a timeout, and with whatever else it {@link fail}s. */
  readonly reached: Promise<void>;
  readonly #options: GroupReadinessOptions;
  readonly #end: Deferred<void> = deferred();
  #isReached = false;

  constructor(options: GroupReadinessOptions) {
    this.#options = options;
    this.reached = this.#end.promise;
    const timer = setTimeout(() => this.fail(this.#notReady()), options.timeoutMs);
    const settled = (): void => clearTimeout(timer);
    this.reached.then(settled, settled);
  }

  /** It stays so, whatever becomes of the group. */
  get isReached(): boolean {
    return this.#isReached;
  }

  /** Something has changed in the group. */
  look(): void {
    const { members, book, lives, onReady } = this.#options;
    if (this.#isReached || lives.size < members) return;
    if (!book.isComplete(lives.ids)) return;
    this.#isReached = true;
    onReady(book.generation);
    this.#end.resolve();
  }

  /** Harmless once it is reached. */
  fail(error: Error): void {
    this.#end.reject(error);
  }

  #notReady(): StreamstockError {
    const { groupId, timeoutMs, book, lives } = this.#options;
    const names = new Map(lives.living().map(({ id, name }) => [id, name]));
    return new StreamstockError(
      'GROUP_NOT_READY',
      `The consumer group ${groupId} was not complete within ${timeoutMs / 1000} s: ${book.missing(names)}.`,
      { hint: 'Check that the broker is not overloaded and that nobody else uses this group.' },
    );
  }
}
