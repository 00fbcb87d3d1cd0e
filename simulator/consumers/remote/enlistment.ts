/** The process's way into a run: says hello every second until the run of the group has answered. */
import { hostname } from 'node:os';
import { StreamstockError } from '../../../pipeline/errors.ts';
import { deferred } from '../../deferred.ts';
import { formatDuration } from '../../scenario/durations.ts';
import type { MachineClock } from './machine.ts';
import type { Word } from './records.ts';
import { type FromRun, type Hello, PROTOCOL_VERSION, RUN, type Welcome } from './words.ts';

export interface EnlistmentOptions {
  readonly name: string | null;
  readonly toolVersion: string;
  readonly clock: MachineClock;
  /** How long a run may take to show itself. */
  readonly patienceMs: number;
  /** Whose run it is, for messages: `group shop at localhost:9092`. */
  readonly where: string;
  readonly hint: string;
  readonly say: (to: string, word: Hello) => void;
  /** What the run waits for; undefined: nothing was heard of it yet. */
  readonly onWaiting: (text: string | undefined) => void;
}

export interface Enlisted {
  readonly welcome: Welcome;
  /** How the run is called on the line. */
  readonly run: string;
}

const HELLO_EVERY_MS = 1_000;

export class Enlistment {
  readonly #options: EnlistmentOptions;
  readonly #done = deferred<Enlisted>();
  readonly #timer: NodeJS.Timeout;
  #answeredMs = performance.now();
  #answered = false;

  constructor(options: EnlistmentOptions) {
    this.#options = options;
    this.#done.promise.catch(() => {});
    this.#timer = setInterval(() => this.#again(), HELLO_EVERY_MS);
    this.#again();
  }

  /** Rejects with StreamstockError RUN_NOT_FOUND, MEMBER_REFUSED. */
  get enlisted(): Promise<Enlisted> {
    return this.#done.promise;
  }

  heard({ from, body }: Word): void {
    if (!from.startsWith(`${RUN}:`)) return;
    const word = body as FromRun;
    if (word.type === 'wait' || word.type === 'alive') {
      this.#answered = true;
      this.#answeredMs = performance.now();
      if (word.type === 'wait') this.#options.onWaiting(word.text);
    } else if (word.type === 'refused') {
      this.#end();
      this.#done.reject(new StreamstockError(word.code, word.text, { hint: word.hint }));
    } else if (word.type === 'welcome') {
      this.#end();
      this.#done.resolve({ welcome: word, run: from });
    } else if (word.type === 'over') {
      // The next run of the group may come soon.
      this.#answered = false;
      this.#options.onWaiting(undefined);
    }
  }

  /** Nobody wants to take part any more. */
  abandon(error: StreamstockError): void {
    this.#end();
    this.#done.reject(error);
  }

  #again(): void {
    const { name, toolVersion, clock, patienceMs, where, hint } = this.#options;
    if (performance.now() - this.#answeredMs >= patienceMs) {
      const time = formatDuration(patienceMs);
      const what = this.#answered
        ? `The run of ${where} has been silent for ${time}.`
        : `No run of ${where} answered within ${time}.`;
      this.abandon(new StreamstockError('RUN_NOT_FOUND', what, { hint }));
      return;
    }
    if (!this.#answered) this.#options.onWaiting(undefined);
    this.#options.say(RUN, {
      type: 'hello',
      ...{ protocol: PROTOCOL_VERSION, name, toolVersion, clock },
      host: hostname(),
      pid: process.pid,
    });
  }

  #end(): void {
    clearInterval(this.#timer);
  }
}
