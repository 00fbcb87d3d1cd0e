/** Carries out what a person asks of a classroom run: on its producers, on its consumers, or by ending it for another one. */
import { clockFrom, type NowUs } from '../../pipeline/clock.ts';
import type { LoggedAction } from '../../reports/interaction.ts';
import type { ControlAction } from '../../reports/live/controls.ts';
import type { ConsumerPool } from '../consumers/pool.ts';
import type { WatchedRun } from '../run/watcher.ts';
import type { ClassroomState } from './contract.ts';
import type { Treatment } from './group-view.ts';

/** What only the server or the session can do does not come here. */
export type DeskAction = Exclude<
  ControlAction,
  { readonly action: 'poison' | 'duplicate' | 'sequencer' | 'restart' | 'lesson' | 'end' }
>;

export interface DeskOptions {
  readonly run: WatchedRun;
  readonly start: ClassroomState;
  readonly onState: (state: ClassroomState) => void;
}

/** Why something cannot be done just now. */
export class ControlRefused extends Error {
  readonly code: string;
  /** Which part of the request. */
  readonly field: string | undefined;

  constructor(code: string, message: string, field?: string) {
    super(message);
    this.code = code;
    this.field = field;
  }
}

/** Each is a thread with connections of its own. */
const MAX_CONSUMERS = 12;

export class ControlDesk {
  /** By name of those who are there: whoever comes back was treated with nothing. */
  readonly treatments = new Map<string, Treatment>();
  readonly #run: WatchedRun;
  readonly #onState: DeskOptions['onState'];
  readonly #nowUs: NowUs;
  #state: ClassroomState;

  constructor({ run, start, onState }: DeskOptions) {
    this.#run = run;
    this.#state = start;
    this.#onState = onState;
    this.#nowUs = clockFrom(run.clock);
  }

  get state(): ClassroomState {
    return this.#state;
  }

  /** Where the run is: what an action is logged with. */
  position(): Pick<LoggedAction, 'atMs' | 'atEvents'> {
    const elapsedMs = (this.#nowUs() - this.#run.loadStartedUs) / 1000;
    return {
      atMs: Math.max(0, Math.round(elapsedMs)),
      atEvents: this.#run.producers.progress().sent,
    };
  }

  /**
   * @returns the name of the consumer that it concerns, where the action leaves that open
   * @throws ControlRefused
   */
  carryOut(action: DeskAction): string | undefined {
    switch (action.action) {
      case 'rate':
        this.#setRate(action.ratePerSecond);
        return undefined;
      case 'pause':
        this.#pause();
        return undefined;
      case 'resume':
        this.#resume();
        return undefined;
      case 'step':
        this.#step();
        return undefined;
      case 'add-consumer':
        return this.#addConsumer();
      case 'remove-consumer':
        void this.#pool(action.name).leave(action.name);
        this.treatments.delete(action.name);
        return undefined;
      case 'kill-consumer':
        void this.#pool(action.name).kill(action.name, null);
        this.treatments.delete(action.name);
        return undefined;
      case 'slow-consumer':
        this.#slow(action.name, action.eventsPerSecond);
        return undefined;
      case 'stall-consumer':
        this.#stall(action.name, action.forMs);
        return undefined;
    }
  }

  #setRate(ratePerSecond: number): void {
    if (!this.#state.isPaused) this.#run.producers.play(playing(ratePerSecond));
    this.#become({ ratePerSecond });
  }

  #pause(): void {
    if (this.#state.isPaused)
      throw new ControlRefused('ALREADY_PAUSED', 'The run is paused already.');
    this.#run.producers.play({ type: 'pause' });
    this.#become({ isPaused: true });
  }

  #resume(): void {
    if (!this.#state.isPaused) throw new ControlRefused('NOT_PAUSED', 'The run is not paused.');
    this.#run.producers.play(playing(this.#state.ratePerSecond));
    this.#become({ isPaused: false });
  }

  #step(): void {
    if (!this.#state.isPaused) {
      throw new ControlRefused('NOT_PAUSED', 'Pause the run first, then step.', 'body.action');
    }
    this.#run.producers.play({ type: 'step' });
  }

  #addConsumer(): string {
    const pool = this.#ownPool();
    if (pool.size >= MAX_CONSUMERS) {
      throw new ControlRefused(
        'TOO_MANY_CONSUMERS',
        `There are ${MAX_CONSUMERS} consumers already.`,
      );
    }
    const name = pool.absentName() ?? pool.nextName();
    pool.start(name);
    return name;
  }

  #slow(name: string, eventsPerSecond: number | null): void {
    this.#pool(name).throttle(name, eventsPerSecond);
    this.#treat(name, { throttlePerSecond: eventsPerSecond });
  }

  #stall(name: string, forMs: number): void {
    this.#pool(name).stall(name, forMs);
    this.#treat(name, { stalledUntilUs: this.#nowUs() + forMs * 1000 });
  }

  #treat(name: string, change: Partial<Treatment>): void {
    const before = this.treatments.get(name) ?? { throttlePerSecond: null, stalledUntilUs: 0 };
    this.treatments.set(name, { ...before, ...change });
  }

  /** @throws ControlRefused when nobody of that name is there */
  #pool(name: string): ConsumerPool {
    const pool = this.#ownPool();
    const present = pool.present();
    if (!present.includes(name)) {
      const known = present.length === 0 ? 'nobody is there' : `there are ${present.join(', ')}`;
      throw new ControlRefused(
        'UNKNOWN_CONSUMER',
        `No consumer is called ${name}: ${known}.`,
        'body.name',
      );
    }
    return pool;
  }

  #ownPool(): ConsumerPool {
    const { consumers } = this.#run;
    if (consumers === undefined)
      throw new ControlRefused('NOT_OURS', 'The consumers are not ours.');
    return consumers.pool;
  }

  #become(change: Partial<ClassroomState>): void {
    this.#state = { ...this.#state, ...change };
    this.#onState(this.#state);
  }
}

function playing(eventsPerSecond: number) {
  return { type: 'play', eventsPerSecond } as const;
}
