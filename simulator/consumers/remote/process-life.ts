/** A consumer in a process of its own, once it is let in: a thread that consumes, and the talk between it and the run. */
import { anchorClock, type ClockAnchor, clockFrom, type NowUs } from '../../../pipeline/clock.ts';
import { StreamstockError } from '../../../pipeline/errors.ts';
import { within } from '../../../pipeline/kafka/admin.ts';
import { type Connection, openConnection } from '../../../pipeline/kafka/connection.ts';
import { MAX_CONSUMED_TOPICS } from '../../../pipeline/topics.ts';
import type { LoadInstants } from '../../../reports/recorder.ts';
import { deferred } from '../../deferred.ts';
import { formatDuration } from '../../scenario/durations.ts';
import { ForecastPool } from '../forecast-pool.ts';
import type { MemberHandle } from '../member-handle.ts';
import type { ConsumerResult, FromConsumer, ToConsumer } from '../messages.ts';
import { startThread } from '../thread.ts';
import type { Word } from './records.ts';
import { SecondTicks } from './second-ticks.ts';
import {
  ALIVE_EVERY_MS,
  type FromProcess,
  type FromRun,
  RUN_LOST_AFTER_MS,
  type Welcome,
} from './words.ts';

export interface ProcessLifeOptions {
  readonly welcome: Welcome;
  readonly connection: Connection;
  readonly group: string;
  readonly say: (word: FromProcess) => void;
  /** What the consumer tells; for a person who looks. */
  readonly onMessage: (message: FromConsumer) => void;
  /** Test seam. */
  readonly runLostAfterMs?: number;
}

export type LifeEnd =
  /** The run said so, or the person at this process. */
  { readonly why: 'over' | 'asked'; readonly result: ConsumerResult | undefined };

const COUNTS_EVERY_MS = 200;
/** Somebody who leaves commits, and that may have to be repeated. */
const LEAVE_TIMEOUT_MS = 15_000;
const FORGOTTEN_LEAVE_MS = 3_000;

export class ProcessLife {
  readonly #options: ProcessLifeOptions;
  readonly #now: NowUs;
  readonly #thread: MemberHandle;
  readonly #forecasts = new ForecastPool();
  readonly #ticks: SecondTicks;
  readonly #timer: NodeJS.Timeout;
  readonly #ended = deferred<LifeEnd>();
  #shown = '';
  #saidMs = performance.now();
  #heardMs = performance.now();
  #leaving = false;
  #failure: Error | undefined;

  constructor(options: ProcessLifeOptions) {
    this.#options = options;
    const { welcome } = options;
    const clock = welcome.clock ?? anchorClock();
    this.#now = clockFrom(clock);
    this.#ticks = new SecondTicks(this.#now, (index) => this.#thread.tell({ type: 'tick', index }));
    this.#thread = this.#startThread(clock);
    this.#timer = setInterval(() => this.#look(), COUNTS_EVERY_MS);
    this.#ended.promise.catch(() => {});
    if (welcome.load !== undefined) this.#begin(welcome.load);
    // Whatever it was that let it finish: the run has its result, or will miss it.
    void this.#thread.gone.then(() => this.leave('over'));
  }

  /** Rejects with StreamstockError WORKER_DIED, RUN_LOST. */
  get ended(): Promise<LifeEnd> {
    return this.#ended.promise;
  }

  heard({ body }: Word): void {
    this.#heardMs = performance.now();
    const word = body as FromRun;
    if (word.type === 'over') void this.leave('over');
    else if (word.type === 'refused') void this.#lost(word.text);
    else if (word.type === 'told') this.#told(word.message);
  }

  /** The run's words have a gap: what it asked for is not known. */
  missed(): void {
    void this.#lost('something that the run said was deleted before it was read');
  }

  /** Hands everything over and leaves the group. May be called again. */
  async leave(why: LifeEnd['why'], timeoutMs = LEAVE_TIMEOUT_MS): Promise<void> {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#thread.tell({ type: 'leave' });
    const result = await within(timeoutMs, this.#thread.result).catch(() => undefined);
    await this.#close();
    this.#say({ type: 'gone', reason: result === undefined ? 'it did not end in time' : null });
    if (this.#failure === undefined) this.#ended.resolve({ why, result });
    else this.#ended.reject(this.#failure);
  }

  #startThread(clock: ClockAnchor): MemberHandle {
    const { welcome, connection, group } = this.#options;
    const { scenario, runId, topicPrefix, name, groupNames, intervalsByTopic } = welcome;
    const { maxWaitingEvents, load } = welcome;
    const slots = MAX_CONSUMED_TOPICS * scenario.pipeline.partitions;
    const processed = new SharedArrayBuffer(slots * Float64Array.BYTES_PER_ELEMENT);
    const task = {
      ...{ scenario, runId, topicPrefix, groupNames, intervalsByTopic, maxWaitingEvents, clock },
      connection: openConnection(connection),
      groupId: group,
      consumerName: name,
      ...(load === undefined ? {} : { load }),
      processed: new Float64Array(processed),
    };
    return startThread(task, {
      onMessage: (message) => this.#said(message),
      onDeath: (error) => void this.#died(error),
    });
  }

  #said(message: FromConsumer): void {
    this.#options.onMessage(message);
    if (message.type === 'forecast') {
      void this.#forecasts.answer(message, (answer, transfer) =>
        this.#thread.tell(answer, transfer),
      );
      return;
    }
    // What happened before the load is of nobody's interest.
    if (message.type === 'interval' && (message.interval.index ?? 0) < 0) return;
    if (message.type === 'finished') this.#sayCounts();
    this.#say({ type: 'said', message });
  }

  #told(message: ToConsumer): void {
    if (message.type === 'leave') void this.leave('over');
    else if (message.type === 'begin') {
      this.#thread.tell({ type: 'tick', index: -1 });
      this.#thread.tell(message);
      this.#begin(message);
    } else this.#thread.tell(message);
  }

  #begin({ startUs }: LoadInstants): void {
    this.#forecasts.begin();
    this.#ticks.begin(startUs);
  }

  #look(): void {
    const nowMs = performance.now();
    this.#sayCounts();
    if (nowMs - this.#saidMs >= ALIVE_EVERY_MS) this.#say({ type: 'alive' });
    const limitMs = this.#options.runLostAfterMs ?? RUN_LOST_AFTER_MS;
    if (nowMs - this.#heardMs >= limitMs) {
      void this.#lost(`nothing was heard of it for ${formatDuration(limitMs)}`);
    }
  }

  #sayCounts(): void {
    const { progress, turns } = this.#thread;
    const shown = `${progress.join()};${turns.join()}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#say({
      type: 'counts',
      progress: Int32Array.from(progress),
      turns: Float64Array.from(turns),
    });
  }

  #say(word: FromProcess): void {
    this.#saidMs = performance.now();
    this.#options.say(word);
  }

  async #lost(reason: string): Promise<void> {
    if (this.#leaving) return;
    this.#failure = new StreamstockError('RUN_LOST', `The run was lost: ${reason}.`, {
      hint: 'If it goes on, start this process again under the same --name.',
    });
    await this.leave('over', FORGOTTEN_LEAVE_MS);
  }

  async #died(error: Error): Promise<void> {
    this.#leaving = true;
    await this.#close();
    this.#say({ type: 'gone', reason: error.message });
    this.#ended.reject(error);
  }

  async #close(): Promise<void> {
    clearInterval(this.#timer);
    this.#ticks.stop();
    await this.#thread.end();
    await this.#forecasts.close();
  }
}
