/** The members of a run's consumer group as the main thread sees them: start, wait for the group, follow, hit, collect. */
import { clockFrom, type NowUs } from '../../pipeline/clock.ts';
import { StreamstockError } from '../../pipeline/errors.ts';
import { within } from '../../pipeline/kafka/admin.ts';
import { openConnection } from '../../pipeline/kafka/connection.ts';
import { MAX_CONSUMED_TOPICS } from '../../pipeline/topics.ts';
import type { LoadInstants } from '../../reports/recorder.ts';
import type { FaultTargets } from '../faults/targets.ts';
import type { CrashStep } from '../scenario/consumer-faults.ts';
import { BooksToClose } from './books-to-close.ts';
import { ForecastPool } from './forecast-pool.ts';
import { GroupBook } from './group-book.ts';
import type { GroupEvent } from './group-log.ts';
import { GroupNews } from './group-news.ts';
import { GroupReadiness } from './group-readiness.ts';
import { type Life, Lives } from './lives.ts';
import type { MemberHandle, MemberListener, MemberPlace, StartMember } from './member-handle.ts';
import { memberNames, nextMemberName } from './member-names.ts';
import { type EndOffsets, type FromConsumer, PROGRESS } from './messages.ts';
import type {
  ConsumerPoolOptions,
  ConsumerProgress,
  GroupStanding,
  LifeResult,
} from './pool-contract.ts';
import { startThread } from './thread.ts';

const READY_TIMEOUT_MS = 60_000;
const FINISH_TIMEOUT_MS = 15_000;
/** Its last checkpoint, its leave and its connections are each bounded by less. */
const LEAVE_TIMEOUT_MS = 30_000;

export class ConsumerPool implements FaultTargets {
  /**
   * One generation, every partition consumed by somebody.
   * Rejects with StreamstockError GROUP_NOT_READY after a timeout, WORKER_DIED when a consumer is lost.
   */
  readonly ready: Promise<void>;
  readonly #options: ConsumerPoolOptions;
  readonly #nowUs: NowUs;
  readonly #book: GroupBook;
  readonly #books: BooksToClose;
  readonly #readiness: GroupReadiness;
  readonly #news: GroupNews;
  readonly #lives = new Lives();
  readonly #forecasts = new ForecastPool();
  /** Who is there at the start. */
  readonly #names: readonly string[];
  readonly #used: Set<string>;
  readonly #threadNames = new Set<string>();
  /** By slot, shared by all threads: how far anybody has processed. */
  readonly #processed: Float64Array;
  /** By partition: what its owner had taken when one last looked. */
  readonly #turns: Float64Array;
  #load: LoadInstants | undefined;
  #ends: EndOffsets | undefined;
  #finishing = false;
  #terminated = false;

  constructor(options: ConsumerPoolOptions) {
    const { processes } = options;
    const { consumers, partitions } = options.scenario.pipeline;
    this.#options = options;
    this.#nowUs = clockFrom(options.clock);
    this.#book = new GroupBook(partitions);
    this.#books = new BooksToClose(partitions);
    this.#names = processes?.names ?? memberNames(consumers);
    this.#used = new Set(this.#names);
    this.#processed = sharedNumbers(MAX_CONSUMED_TOPICS * partitions);
    this.#turns = new Float64Array(partitions);
    this.#readiness = this.#awaitGroup();
    this.ready = this.#readiness.reached;
    const { onEvent, onInterval, onTrace } = options;
    this.#news = new GroupNews({
      ...{ book: this.#book, books: this.#books, readiness: this.#readiness },
      ...{ forecasts: this.#forecasts, onEvent },
      ...(onInterval === undefined ? {} : { onInterval }),
      ...(onTrace === undefined ? {} : { onTrace }),
    });
    for (const name of this.#names) {
      if (processes === undefined) this.start(name);
      else this.admit(name, (place, listener) => processes.start(name, place, listener));
    }
  }

  /** How many answer a tick. */
  get size(): number {
    return this.#lives.size;
  }

  /** Nobody is started any more. */
  get isFinishing(): boolean {
    return this.#finishing;
  }

  /** What happened in the group until {@link finish}, in the order in which it was told. */
  get log(): readonly GroupEvent[] {
    return this.#news.log;
  }

  /** How the group stands just now. */
  get standing(): GroupStanding {
    return {
      generation: this.#book.generation < 0 ? null : this.#book.generation,
      isRebalancing: this.#book.idle > 0,
      members: this.#lives.living().map(({ id, name, handle }) => ({
        ...{ name, kind: handle.kind },
        membership: this.#book.membership(id),
        isAway: Atomics.load(handle.progress, PROGRESS.away) === 1,
        taken: Atomics.load(handle.progress, PROGRESS.taken),
      })),
    };
  }

  /** By slot (topicIndex × partitions + partition), in shared memory: how far anybody has processed. */
  get processed(): Float64Array {
    return this.#processed;
  }

  /** The load begins. */
  begin(instants: LoadInstants): void {
    this.#load = instants;
    this.#forecasts.begin();
    this.#lives.tellAll({ type: 'begin', ...instants });
  }

  /** Asks every consumer for what it recorded since it was last asked. */
  tick(index: number): void {
    this.#lives.tellAll({ type: 'tick', index });
  }

  /** Cheap, and at most some 20 ms old. */
  progress(): ConsumerProgress {
    for (const partition of this.#turns.keys()) {
      const owner = this.#lives.of(this.#book.ownerOf(partition));
      const turns = owner?.handle.turns[partition] ?? -1;
      if (turns >= 0) this.#turns[partition] = turns;
    }
    return {
      applied: this.#turns.reduce((sum, turns) => sum + turns, 0),
      received: this.#lives.total(PROGRESS.received),
      waiting: this.#lives.total(PROGRESS.waiting),
      away: Math.max(this.#lives.total(PROGRESS.away), this.#book.outside(this.#lives.ids)),
      idle: this.#book.idle,
    };
  }

  /** A consumer that runs somewhere else takes part from now on. Its name must not be taken. */
  admit(name: string, start: (place: MemberPlace, listener: MemberListener) => MemberHandle): void {
    this.#begin(name, (listener) => start(this.#place(), listener));
  }

  /** Whether a member of this name is there, or a thread of the run may be started under it again. */
  isTaken(name: string): boolean {
    return this.#threadNames.has(name) || this.#lives.named(name) !== undefined;
  }

  present(): string[] {
    return this.#lives.names;
  }

  nextName(): string {
    return nextMemberName(this.#used);
  }

  /** Of those who were there at the start, the first that is away: its partitions are waiting for it. */
  absentName(): string | undefined {
    return this.#names.find((name) => this.#lives.named(name) === undefined);
  }

  start(name: string): void {
    if (this.#terminated || this.#finishing || this.#lives.named(name) !== undefined) return;
    this.#threadNames.add(name);
    const { scenario, runId, groupId, topicPrefix, clock, maxWaitingEvents } = this.#options;
    const { checkpointOrder, plant, interactive } = this.#options;
    const task = {
      ...{ scenario, runId, groupId, topicPrefix, clock, maxWaitingEvents },
      connection: openConnection(this.#options.connection),
      consumerName: name,
      ...this.#place(),
      intervalsByTopic: this.#options.intervalsByTopic ?? false,
      processed: this.#processed,
      ...(checkpointOrder === undefined ? {} : { checkpointOrder }),
      ...(interactive === true ? { interactive } : {}),
      ...(plant === undefined ? {} : { plant }),
    };
    this.#begin(name, (listener) => startThread(task, listener));
  }

  async kill(name: string, step: CrashStep | null): Promise<void> {
    const life = this.#lives.named(name);
    if (life === undefined) return;
    life.killed = true;
    await life.handle.kill(step);
  }

  stall(name: string, forMs: number): void {
    this.#lives.named(name)?.handle.tell({ type: 'stall', forMs });
  }

  throttle(name: string, eventsPerSecond: number | null): void {
    this.#lives.named(name)?.handle.tell({ type: 'throttle', eventsPerSecond });
  }

  async leave(name: string): Promise<void> {
    const handle = this.#lives.named(name)?.handle;
    if (handle === undefined) return;
    handle.tell({ type: 'leave' });
    await within(LEAVE_TIMEOUT_MS, handle.result).catch(() =>
      handle.giveUp(`it did not leave within ${LEAVE_TIMEOUT_MS / 1000} s`),
    );
    await handle.end();
  }

  /**
   * Has the books of every partition closed, by whoever owns it then. May be called again to wait on.
   * @returns when each was said to be closed, when so much time has passed, or when nobody is left to do it
   */
  async close(ends: EndOffsets, limitMs: number): Promise<void> {
    if (this.#ends === undefined) this.#lives.tellAll({ type: 'close', ends });
    this.#ends ??= ends;
    if (this.#lives.size === 0) return;
    await this.#books.wait(limitMs);
  }

  /** Reads nothing more. Every life that there ever was is in the results, in the order of their ends. */
  async finish(limitMs = FINISH_TIMEOUT_MS): Promise<readonly LifeResult[]> {
    this.#finishing = true;
    this.#news.end();
    const living = this.#lives.living().map(({ handle }) => handle);
    for (const handle of living) handle.tell({ type: 'finish' });
    const timer = setTimeout(() => {
      for (const handle of living) handle.giveUp(`it did not finish within ${limitMs / 1000} s`);
    }, limitMs);
    await Promise.all(living.map(({ result }) => result));
    clearTimeout(timer);
    // When all have finished: a member that leaves makes the others join again.
    for (const handle of living) handle.tell({ type: 'leave' });
    return this.#lives.results;
  }

  /** CPU of the forecast thread since the load began; undefined where the platform does not tell. */
  forecastCpuUs(): Promise<number | undefined> {
    return this.#forecasts.cpuSinceBeginUs();
  }

  /** Ends every thread, at once where it has not ended by itself. May be called again. */
  async terminate(): Promise<void> {
    this.#terminated = true;
    this.#readiness.fail(new StreamstockError('INTERRUPTED', 'The consumers were ended.'));
    const ended = this.#lives.handles.map((handle) => handle.end());
    await Promise.all([...ended, this.#forecasts.close()]);
  }

  #awaitGroup(): GroupReadiness {
    const { groupId, readyTimeoutMs, onEvent } = this.#options;
    return new GroupReadiness({
      ...{ groupId, book: this.#book, lives: this.#lives, members: this.#names.length },
      timeoutMs: readyTimeoutMs ?? READY_TIMEOUT_MS,
      onReady: (generation) => onEvent({ type: 'ready', generation }),
    });
  }

  #place(): MemberPlace {
    return { groupNames: this.#names, ...(this.#load === undefined ? {} : { load: this.#load }) };
  }

  #begin(name: string, start: StartMember): void {
    this.#used.add(name);
    this.#books.somebodyCame();
    const { handle } = this.#lives.begin(name, start, {
      onMessage: (life, message) => this.#heard(life, message),
      onDeath: (life, error, atUs) => this.#died(life, error, atUs),
    });
    this.#news.note({ type: 'began', member: name, kind: handle.kind, atUs: this.#nowUs() });
    if (this.#ends !== undefined) handle.tell({ type: 'close', ends: this.#ends });
  }

  #heard(life: Life, message: FromConsumer): void {
    if (message.type !== 'finished') this.#news.heard(life, message);
    else this.#ended(life, 'left', () => this.#lives.end(life, message.result));
  }

  #died(life: Life, error: Error, atUs?: number): void {
    if (this.#terminated) return;
    const { name, handle, killed } = life;
    const settle = (): void => {
      this.#lives.end(life);
      if (killed) return;
      // Whoever came on top of those who were waited for may go as well.
      if (this.#names.includes(name)) this.#readiness.fail(error);
      this.#options.onEvent({ type: 'died', name, kind: handle.kind, error });
    };
    this.#ended(life, killed ? 'killed' : 'lost', settle, atUs);
  }

  #ended(
    life: Life,
    end: Extract<GroupEvent, { type: 'ended' }>['end'],
    settle: () => void,
    atUs = this.#nowUs(),
  ): void {
    // A last look at what it took.
    this.progress();
    this.#news.note({ type: 'ended', member: life.name, end, atUs });
    settle();
    this.#book.ended(life.id);
    this.#options.onEvent({ type: 'gone', name: life.name });
    if (this.#lives.size === 0) this.#books.nobodyLeft();
    this.#readiness.look();
  }
}

export function startConsumers(options: ConsumerPoolOptions): ConsumerPool {
  return new ConsumerPool(options);
}

function sharedNumbers(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}
