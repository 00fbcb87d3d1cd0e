/** The members of a run's consumer group as the main thread sees them: start, wait for the group, follow, hit, collect. */
import type { ClockAnchor, NowUs } from '../../pipeline/clock.ts';
import { clockFrom } from '../../pipeline/clock.ts';
import { StreamstockError } from '../../pipeline/errors.ts';
import { within } from '../../pipeline/kafka/admin.ts';
import { type Connection, openConnection } from '../../pipeline/kafka/connection.ts';
import type { RecordsLost } from '../../pipeline/kafka/consumer-options.ts';
import { EVENT_TOPICS } from '../../pipeline/topics.ts';
import type { LoadInstants, RecorderSnapshot } from '../../reports/recorder.ts';
import type { ThreadInterval } from '../../reports/thread-interval.ts';
import { type Deferred, deferred } from '../deferred.ts';
import type { FaultTargets } from '../faults/targets.ts';
import type { CrashStep } from '../scenario/consumer-faults.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { ForecastPool } from './forecast-pool.ts';
import { GroupBook, type Handover } from './group-book.ts';
import type { GroupEvent } from './group-log.ts';
import { IntervalSum } from './interval-sum.ts';
import type { MemberHandle, MemberListener, MemberPlace, StartMember } from './member-handle.ts';
import { inOrderOfName, memberNames, nextMemberName } from './member-names.ts';
import {
  type ConsumerResult,
  type EndOffsets,
  type FromConsumer,
  PROGRESS,
  type ToConsumer,
} from './messages.ts';
import { startThread } from './thread.ts';

export interface ConsumerPoolOptions {
  readonly scenario: Scenario;
  readonly connection: Connection;
  readonly runId: string;
  readonly groupId: string;
  readonly topicPrefix: string;
  readonly clock: ClockAnchor;
  /** Who is there at the start; absent: as many threads as the scenario wants. */
  readonly processes?: { readonly names: readonly string[]; readonly start: StartProcess };
  /** Default 60 s. */
  readonly readyTimeoutMs?: number;
  /** Events that may wait for their turn in one consumer; default 500,000. */
  readonly maxWaitingEvents?: number;
  /** Intervals keep topics apart. */
  readonly intervalsByTopic?: boolean;
  readonly onEvent: (event: ConsumerEvent) => void;
  /** Answers to {@link ConsumerPool.tick}, and one last interval of each life that ends in order. */
  readonly onInterval?: (name: string, interval: ThreadInterval) => void;
}

export type StartProcess = (
  name: string,
  place: MemberPlace,
  listener: MemberListener,
) => MemberHandle;

export type ConsumerEvent =
  | { readonly type: 'ready'; readonly generation: number }
  /** Under load: the partitions are shared out anew. Once a generation. */
  | { readonly type: 'rebalance'; readonly generation: number }
  /** Under load: a partition came to another life, which restored its state, if there was anything to restore it from. */
  | ({ readonly type: 'handover' } & Handover)
  /** Too many events wait; this consumer reads nothing more: the run is incomplete. */
  | { readonly type: 'overflow'; readonly name: string; readonly waiting: number }
  /** The broker trimmed what was still to be read: the run is incomplete. */
  | { readonly type: 'records-lost'; readonly name: string; readonly loss: RecordsLost }
  /** Nobody had asked for it. */
  | {
      readonly type: 'died';
      readonly name: string;
      readonly kind: MemberHandle['kind'];
      readonly error: Error;
    }
  /** A life is over, in whatever way; nothing more is heard of it. */
  | { readonly type: 'gone'; readonly name: string }
  | { readonly type: 'trouble'; readonly name: string; readonly message: string };

export interface ConsumerProgress {
  /** Turns taken in the state that counts: of each partition, that of its present owner. What a crash undid is not in it. */
  readonly applied: number;
  /** Records of this run that were read, duplicates included. */
  readonly received: number;
  /** Events waiting for one that is missing. */
  readonly waiting: number;
  /** Consumers that crashed and are on their way back into the group. */
  readonly away: number;
  /** Partitions that nobody consumes just now. */
  readonly idle: number;
}

/** What is left of one life of a consumer. */
export interface LifeResult {
  readonly name: string;
  /** undefined when it was killed or lost; then what follows is what it had told by intervals. */
  readonly result: ConsumerResult | undefined;
  readonly measurements: RecorderSnapshot;
  readonly cpuUs: number | undefined;
  /** Turns that it took itself. */
  readonly taken: number;
}

interface Life {
  readonly id: number;
  readonly name: string;
  readonly handle: MemberHandle;
  readonly told: IntervalSum;
  /** A death that somebody asked for. */
  killed: boolean;
}

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
  readonly #ready: Deferred<void> = deferred();
  readonly #forecasts = new ForecastPool();
  readonly #names: readonly string[];
  readonly #used: Set<string>;
  readonly #threadNames = new Set<string>();
  readonly #lives = new Map<number, Life>();
  /** Of all lives: one that has finished may still be leaving. */
  readonly #handles: MemberHandle[] = [];
  readonly #results: LifeResult[] = [];
  readonly #log: GroupEvent[] = [];
  /** By slot, shared by all threads: how far anybody has processed. */
  readonly #processed: Float64Array;
  /** By partition: what its owner had taken when one last looked. */
  readonly #turns: Float64Array;
  readonly #closed = new Set<number>();
  readonly #allClosed: Deferred<void> = deferred();
  readonly #nobodyLeft: Array<() => void> = [];
  #begun = 0;
  #isReady = false;
  #load: LoadInstants | undefined;
  #ends: EndOffsets | undefined;
  #finishing = false;
  #terminated = false;

  constructor(options: ConsumerPoolOptions) {
    const { consumers, partitions } = options.scenario.pipeline;
    this.#options = options;
    this.#nowUs = clockFrom(options.clock);
    this.#book = new GroupBook(partitions);
    this.#names = options.processes?.names ?? memberNames(consumers);
    this.#used = new Set(this.#names);
    this.#processed = sharedNumbers(EVENT_TOPICS.length * partitions);
    this.#turns = new Float64Array(partitions);
    this.ready = this.#ready.promise;
    const timer = setTimeout(() => this.#notReady(), options.readyTimeoutMs ?? READY_TIMEOUT_MS);
    this.ready.then(
      () => clearTimeout(timer),
      () => clearTimeout(timer),
    );
    const { processes } = options;
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
    return this.#log;
  }

  /** The load begins. */
  begin(instants: LoadInstants): void {
    this.#load = instants;
    this.#forecasts.begin();
    this.#tellAll({ type: 'begin', ...instants });
  }

  /** Asks every consumer for what it recorded since it was last asked. */
  tick(index: number): void {
    this.#tellAll({ type: 'tick', index });
  }

  /** Cheap, and at most some 20 ms old. */
  progress(): ConsumerProgress {
    for (const partition of this.#turns.keys()) {
      const owner = this.#lives.get(this.#book.ownerOf(partition) ?? -1);
      const turns = owner?.handle.turns[partition] ?? -1;
      if (turns >= 0) this.#turns[partition] = turns;
    }
    return {
      applied: this.#turns.reduce((sum, turns) => sum + turns, 0),
      received: this.#total(PROGRESS.received),
      waiting: this.#total(PROGRESS.waiting),
      away: this.#total(PROGRESS.away),
      idle: this.#book.idle,
    };
  }

  /** A consumer that runs somewhere else takes part from now on. Its name must not be taken. */
  admit(name: string, start: (place: MemberPlace, listener: MemberListener) => MemberHandle): void {
    this.#used.add(name);
    this.#begin(name, (listener) => start(this.#place(), listener));
  }

  /** Whether a member of this name is there, or a thread of the run may be started under it again. */
  isTaken(name: string): boolean {
    return this.#threadNames.has(name) || this.#lifeOf(name) !== undefined;
  }

  present(): string[] {
    return [...this.#lives.values()].map(({ name }) => name).sort(inOrderOfName);
  }

  nextName(): string {
    return nextMemberName(this.#used);
  }

  start(name: string): void {
    if (this.#terminated || this.#finishing || this.#lifeOf(name) !== undefined) return;
    this.#used.add(name);
    this.#threadNames.add(name);
    const { scenario, runId, groupId, topicPrefix, clock, maxWaitingEvents } = this.#options;
    const task = {
      ...{ scenario, runId, groupId, topicPrefix, clock, maxWaitingEvents },
      connection: openConnection(this.#options.connection),
      consumerName: name,
      ...this.#place(),
      intervalsByTopic: this.#options.intervalsByTopic ?? false,
      processed: this.#processed,
    };
    this.#begin(name, (listener) => startThread(task, listener));
  }

  async kill(name: string, step: CrashStep | null): Promise<void> {
    const life = this.#lifeOf(name);
    if (life === undefined) return;
    life.killed = true;
    await life.handle.kill(step);
  }

  stall(name: string, forMs: number): void {
    this.#lifeOf(name)?.handle.tell({ type: 'stall', forMs });
  }

  throttle(name: string, eventsPerSecond: number | null): void {
    this.#lifeOf(name)?.handle.tell({ type: 'throttle', eventsPerSecond });
  }

  async leave(name: string): Promise<void> {
    const handle = this.#lifeOf(name)?.handle;
    if (handle === undefined) return;
    handle.tell({ type: 'leave' });
    const limitMs = LEAVE_TIMEOUT_MS;
    await within(limitMs, handle.result).catch(() =>
      handle.giveUp(`it did not leave within ${limitMs / 1000} s`),
    );
    await handle.end();
  }

  /**
   * Has the books of every partition closed, by whoever owns it then. May be called again to wait on.
   * @returns when each was said to be closed, when so much time has passed, or when nobody is left to do it
   */
  async close(ends: EndOffsets, limitMs: number): Promise<void> {
    if (this.#ends === undefined) this.#tellAll({ type: 'close', ends });
    this.#ends ??= ends;
    if (this.#lives.size === 0) return;
    const left = new Promise<void>((resolve) => this.#nobodyLeft.push(resolve));
    await within(limitMs, Promise.race([this.#allClosed.promise, left])).catch(() => undefined);
  }

  /** Reads nothing more. Every life that there ever was is in the results, in the order of their ends. */
  async finish(limitMs = FINISH_TIMEOUT_MS): Promise<readonly LifeResult[]> {
    this.#finishing = true;
    const living = [...this.#lives.values()].map(({ handle }) => handle);
    for (const { tell } of living) tell({ type: 'finish' });
    const timer = setTimeout(() => {
      for (const { giveUp } of living) giveUp(`it did not finish within ${limitMs / 1000} s`);
    }, limitMs);
    await Promise.all(living.map(({ result }) => result));
    clearTimeout(timer);
    // When all have finished: a member that leaves makes the others join again.
    for (const { tell } of living) tell({ type: 'leave' });
    return this.#results;
  }

  /** CPU of the forecast thread since the load began; undefined where the platform does not tell. */
  forecastCpuUs(): Promise<number | undefined> {
    return this.#forecasts.cpuSinceBeginUs();
  }

  /** Ends every thread, at once where it has not ended by itself. May be called again. */
  async terminate(): Promise<void> {
    this.#terminated = true;
    this.#ready.reject(new StreamstockError('INTERRUPTED', 'The consumers were ended.'));
    await Promise.all([...this.#handles.map(({ end }) => end()), this.#forecasts.close()]);
  }

  #place(): MemberPlace {
    return { groupNames: this.#names, ...(this.#load === undefined ? {} : { load: this.#load }) };
  }

  #begin(name: string, start: StartMember): void {
    this.#begun += 1;
    const id = this.#begun;
    const handle = start({
      onMessage: (message) => this.#heard(id, message),
      onDeath: (error) => this.#died(id, error),
    });
    this.#handles.push(handle);
    this.#lives.set(id, { id, name, handle, told: new IntervalSum(), killed: false });
    this.#note({ type: 'began', member: name, kind: handle.kind, atUs: this.#nowUs() });
    if (this.#ends !== undefined) handle.tell({ type: 'close', ends: this.#ends });
  }

  #heard(id: number, message: FromConsumer): void {
    const life = this.#lives.get(id);
    if (life === undefined) return;
    const { name } = life;
    switch (message.type) {
      case 'joined': {
        const isNew = this.#book.joined(id, message.join);
        const { generation, partitions } = message.join;
        const { atUs } = message;
        this.#note({ type: 'joined', member: name, atUs, generation, partitions });
        if (isNew && this.#isReady) this.#options.onEvent({ type: 'rebalance', generation });
        this.#checkReady();
        return;
      }
      case 'active':
        this.#active(life, message);
        return;
      case 'released':
        this.#book.released(id, message.partition);
        this.#note({ member: name, ...message });
        return;
      case 'rebalancing':
      case 'first-applied':
        this.#note({ member: name, ...message });
        return;
      case 'closed':
        this.#closed.add(message.partition);
        if (this.#closed.size === this.#turns.length) this.#allClosed.resolve();
        return;
      case 'forecast':
        void this.#forecasts.answer(message, (...answer) => life.handle.tell(...answer));
        return;
      case 'interval':
        life.told.add(message.interval, this.#load !== undefined);
        this.#options.onInterval?.(name, message.interval);
        return;
      case 'finished':
        this.#finished(life, message.result);
        return;
      case 'overflow':
      case 'records-lost':
      case 'trouble':
        this.#options.onEvent({ ...message, name });
        return;
      case 'fatal':
    }
  }

  #active(life: Life, message: Extract<FromConsumer, { type: 'active' }>): void {
    const { id, name } = life;
    const handover = this.#book.active(id, name, message);
    this.#note({ member: name, ...message });
    if (handover !== undefined && this.#isReady) {
      this.#options.onEvent({ type: 'handover', ...handover });
    }
    this.#checkReady();
  }

  #finished(life: Life, result: ConsumerResult): void {
    const { measurements, cpuUs } = result;
    this.#end(life, { result, measurements, cpuUs });
    if (!this.#finishing)
      this.#note({ type: 'ended', member: life.name, end: 'left', atUs: this.#nowUs() });
    this.#gone(life);
  }

  #died(id: number, error: Error): void {
    const life = this.#lives.get(id);
    if (life === undefined || this.#terminated) return;
    const { name, handle, told, killed } = life;
    this.#end(life, { result: undefined, measurements: told.snapshot(), cpuUs: told.cpuUs });
    const end = killed ? 'killed' : 'lost';
    this.#note({ type: 'ended', member: name, end, atUs: this.#nowUs() });
    if (!killed) {
      this.#ready.reject(error);
      this.#options.onEvent({ type: 'died', name, kind: handle.kind, error });
    }
    this.#gone(life);
  }

  #end(life: Life, rest: Omit<LifeResult, 'name' | 'taken'>): void {
    const { id, name, handle, told } = life;
    // A last look at what it took.
    this.progress();
    const taken = Atomics.load(handle.progress, PROGRESS.taken);
    this.#results.push({ name, taken, ...rest });
    told.destroy();
    this.#lives.delete(id);
    this.#book.ended(id);
  }

  #gone({ name }: Life): void {
    this.#options.onEvent({ type: 'gone', name });
    if (this.#lives.size > 0) return;
    for (const resolve of this.#nobodyLeft.splice(0)) resolve();
  }

  #checkReady(): void {
    if (this.#isReady) return;
    if (this.#lives.size < this.#names.length || !this.#book.isComplete(this.#lives.keys())) return;
    this.#isReady = true;
    this.#options.onEvent({ type: 'ready', generation: this.#book.generation });
    this.#ready.resolve();
  }

  #notReady(): void {
    const names = new Map([...this.#lives].map(([id, { name }]) => [id, name]));
    const seconds = (this.#options.readyTimeoutMs ?? READY_TIMEOUT_MS) / 1000;
    this.#ready.reject(
      new StreamstockError(
        'GROUP_NOT_READY',
        `The consumer group ${this.#options.groupId} was not complete within ${seconds} s: ${this.#book.missing(names)}.`,
        { hint: 'Check that the broker is not overloaded and that nobody else uses this group.' },
      ),
    );
  }

  #lifeOf(name: string): Life | undefined {
    return [...this.#lives.values()].find((life) => life.name === name);
  }

  #note(event: GroupEvent): void {
    if (!this.#finishing) this.#log.push(event);
  }

  #tellAll(message: ToConsumer): void {
    for (const { handle } of this.#lives.values()) handle.tell(message);
  }

  #total(slot: number): number {
    let total = 0;
    for (const { handle } of this.#lives.values()) total += Atomics.load(handle.progress, slot);
    return total;
  }
}

function sharedNumbers(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}

export function startConsumers(options: ConsumerPoolOptions): ConsumerPool {
  return new ConsumerPool(options);
}
