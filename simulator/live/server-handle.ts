/** The live server's thread as the run sees it: started, spoken with, closed. What is said after its end is passed over. */
import { Worker } from 'node:worker_threads';
import { StreamstockError } from '../../pipeline/errors.ts';
import { within } from '../../pipeline/kafka/admin.ts';
import { entry, flagsFor } from '../consumers/thread-entry.ts';
import { deferred } from '../deferred.ts';
import type { FromLiveServer, LiveServerTask, ToLiveServer } from './contract.ts';

export interface LiveAddress {
  /** With a slash at its end. */
  readonly url: string;
  /** For the other machines of the network; none unless shared. */
  readonly sharedUrls: readonly string[];
}

export type LiveNews = Exclude<
  FromLiveServer,
  { readonly type: 'listening' | 'failed' | 'closed' }
>;

/** Collecting the young generation is the largest hidden cost of the default size. */
const YOUNG_GENERATION_MB = 64;
/** A page that does not take its last words must not keep anybody. */
const CLOSE_TIMEOUT_MS = 1_000;

export class LiveServer {
  /** Rejects with StreamstockError PORT_UNAVAILABLE, and WORKER_DIED when the thread ended. */
  readonly listening: Promise<LiveAddress>;
  readonly #worker: Worker;
  readonly #closed = deferred<void>();
  #onNews: (news: LiveNews) => void = () => undefined;
  #isListening = false;
  #over = false;

  /** @param onLost the thread ended by itself: the run goes on without a page */
  constructor(task: LiveServerTask, onLost: (message: string) => void) {
    const file = entryOfServer();
    const listening = deferred<LiveAddress>();
    this.listening = listening.promise;
    this.#worker = new Worker(file, {
      ...flagsFor(file),
      name: 'live',
      workerData: task,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    this.#worker.on('message', (message: FromLiveServer) => {
      if (message.type === 'listening') {
        this.#isListening = true;
        listening.resolve(message);
      }
      if (message.type === 'failed') listening.reject(failure(message));
      else if (message.type === 'closed') this.#closed.resolve();
      else if (message.type !== 'listening' && !this.#over) this.#onNews(message);
    });
    const ended = (reason: string): void => {
      listening.reject(new StreamstockError('WORKER_DIED', `The live page was lost: ${reason}`));
      this.#closed.resolve();
      if (this.#isListening && !this.#over) onLost(reason);
      this.#over = true;
    };
    this.#worker.on('error', (error) => ended(messageOf(error)));
    this.#worker.on('exit', (code) => ended(`its thread ended with code ${code}`));
  }

  /** Who listens from now on; what came before is passed over. */
  onNews(listener: (news: LiveNews) => void): void {
    this.#onNews = listener;
  }

  tell(message: ToLiveServer): void {
    if (!this.#over) this.#worker.postMessage(message);
  }

  /** Ends every stream and connection, then the thread; within a bounded time. May be called again. */
  async close(): Promise<void> {
    if (!this.#over) {
      this.tell({ type: 'close' });
      this.#over = true;
    }
    await within(CLOSE_TIMEOUT_MS, this.#closed.promise).catch(() => undefined);
    await this.#worker.terminate();
  }
}

function entryOfServer(): URL {
  return entry('../live/server/thread');
}

function failure({ code, message, hint }: Extract<FromLiveServer, { type: 'failed' }>): Error {
  const known = code === 'PORT_UNAVAILABLE' ? 'PORT_UNAVAILABLE' : 'START_FAILED';
  return new StreamstockError(known, message, hint === undefined ? {} : { hint });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
