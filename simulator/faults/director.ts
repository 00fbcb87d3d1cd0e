/**
 * Plays a timetable of faults on the members of a run. What has begun comes to its end (a restart, a lifted throttle) unless
 * the run is ended; nothing begins any more once the rest is called off.
 */
import { deferred } from '../deferred.ts';
import type { CrashStep, FaultAction } from '../scenario/consumer-faults.ts';
import { FaultTimers } from './fault-timers.ts';
import { leftOver, wordsOf } from './fault-words.ts';
import type { FaultTargets } from './targets.ts';
import type { CountedFault, FaultTimetable, PlannedFault, TimedFault } from './timetable.ts';

export interface FaultDirectorOptions {
  readonly timetable: FaultTimetable;
  readonly targets: FaultTargets;
  /** Since the load began. */
  readonly nowMs: () => number;
  /** Events of the run that have been applied so far. */
  readonly applied: () => number;
  /** Something was done to a consumer: a sentence without a full stop. */
  readonly onMark: (text: string) => void;
  /** A fault was passed over, and why. */
  readonly onNote: (text: string) => void;
}

type Action<Kind extends FaultAction['kind']> = Extract<FaultAction, { kind: Kind }>;

/** As often as a person could tell the difference. */
const COUNT_EVERY_MS = 10;
/** A member that has nothing to checkpoint reaches no step of it: it is killed where it is. */
export const STEP_WAIT_MS = 5_000;

export class FaultDirector {
  /** Nothing is under way, and nothing will begin. */
  readonly done: Promise<void>;
  readonly #options: FaultDirectorOptions;
  readonly #done = deferred<void>();
  readonly #timers = new FaultTimers();
  #timed: readonly TimedFault[];
  #counted: readonly CountedFault[];
  #underWay = 0;
  #ended = false;
  /** Being killed, or leaving: nothing else is done to them. */
  readonly #going = new Set<string>();
  /** Gone, and to come again: what keeps the restart from happening. */
  readonly #expected = new Map<string, () => void>();
  /** Newcomers whose time is over: they are not started again. */
  readonly #visited = new Set<string>();
  /** Called at every change of who is away. */
  readonly #waiting: Array<() => void> = [];
  /** Which throttle holds: an earlier one's end must not lift a later one. */
  readonly #throttles = new Map<string, PlannedFault>();

  constructor(options: FaultDirectorOptions) {
    this.#options = options;
    this.#timed = options.timetable.timed;
    this.#counted = options.timetable.counted;
    this.done = this.#done.promise;
  }

  /** Members that are gone and will be started again: as long as there are any, nobody need despair. */
  get expected(): number {
    return this.#expected.size;
  }

  /**
   * Resolves when nobody is being killed or leaving, and all who were to be started again have been.
   *
   * @returns whether there was anybody to wait for: then what had been applied may have been lost again
   */
  async allBack(): Promise<boolean> {
    let waited = false;
    while (!this.#ended && this.#going.size + this.#expected.size > 0) {
      waited = true;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return waited;
  }

  /** The load begins. */
  begin(): void {
    this.#playTimed();
    this.#playCounted();
    this.#check();
  }

  /** Nothing begins any more; restarts that are due will come. May be called again. */
  callOff(): void {
    this.#timed = [];
    this.#counted = [];
    this.#check();
  }

  /** Nothing happens any more, whatever was due: the run is over. May be called again. */
  end(): void {
    this.#ended = true;
    this.#timers.clear();
    this.#expected.clear();
    this.#done.resolve();
    this.#wake();
  }

  #playTimed(): void {
    const nowMs = this.#options.nowMs();
    const due = this.#timed.filter(({ atMs }) => atMs <= nowMs);
    this.#timed = this.#timed.slice(due.length);
    for (const fault of due) this.#play(fault);
    const [next] = this.#timed;
    if (next !== undefined) {
      this.#timers.after(next.atMs - this.#options.nowMs(), () => this.#playTimed());
    }
    this.#check();
  }

  #playCounted(): void {
    if (this.#counted.length === 0) return;
    const applied = this.#options.applied();
    const due = this.#counted.filter(({ atEvents }) => atEvents <= applied);
    this.#counted = this.#counted.slice(due.length);
    for (const fault of due) this.#play(fault);
    if (this.#counted.length > 0) {
      this.#timers.after(COUNT_EVERY_MS, () => this.#playCounted());
    }
    this.#check();
  }

  #play(fault: PlannedFault): void {
    if (this.#ended) return;
    const name = this.#nameFor(fault);
    if (name === undefined) {
      this.#options.onNote(leftOver(fault));
      return;
    }
    this.#underWay += 1;
    switch (fault.action.kind) {
      case 'kill':
        void this.#kill(name, fault.action);
        return;
      case 'leave':
        this.#mark(wordsOf(name, fault.action));
        void this.#leave(name, fault.action.restartAfterMs);
        return;
      case 'stall':
        this.#stall(name, fault.action);
        return;
      case 'throttle':
        this.#throttle(name, fault, fault.action);
        return;
      case 'join':
        this.#join(name, fault.action);
        return;
    }
  }

  /** undefined: nobody of that name is there, or for a newcomer, somebody is. */
  #nameFor({ action, target, pick }: PlannedFault): string | undefined {
    const present = this.#options.targets.present();
    if (action.kind === 'join') {
      if (target === 'any') return this.#options.targets.nextName();
      return present.includes(target) || this.#expected.has(target) ? undefined : target;
    }
    const free = present.filter((name) => !this.#going.has(name));
    if (target === 'any') return free[Math.floor(pick * free.length)];
    return free.includes(target) ? target : undefined;
  }

  async #kill(name: string, action: Action<'kill'>): Promise<void> {
    const { step, restartAfterMs } = action;
    this.#going.add(name);
    if (step === null) await this.#killAtOnce(name, action);
    else await this.#killInStep(name, action, step);
    this.#going.delete(name);
    if (!this.#ended) this.#comeBack(name, restartAfterMs, `${name} is started again`);
  }

  #killAtOnce(name: string, action: Action<'kill'>): Promise<void> {
    this.#mark(wordsOf(name, { ...action, step: null }));
    return this.#options.targets.kill(name, null);
  }

  /** The mark comes with the death, since time axes shall show that. */
  async #killInStep(name: string, action: Action<'kill'>, step: CrashStep): Promise<void> {
    let inStep = true;
    const giveUp = this.#timers.after(STEP_WAIT_MS, () => {
      inStep = false;
      void this.#killAtOnce(name, action);
    });
    await this.#options.targets.kill(name, step);
    giveUp();
    if (inStep) this.#mark(wordsOf(name, action));
  }

  async #leave(name: string, restartAfterMs: number | null): Promise<void> {
    this.#going.add(name);
    await this.#options.targets.leave(name);
    this.#going.delete(name);
    if (!this.#ended) this.#comeBack(name, restartAfterMs, `${name} comes back`);
  }

  #comeBack(name: string, afterMs: number | null, text: string): void {
    if (afterMs === null || this.#visited.has(name)) {
      this.#over();
      return;
    }
    const cancel = this.#timers.after(afterMs, () => {
      this.#expected.delete(name);
      this.#options.targets.start(name);
      this.#mark(text);
      this.#over();
    });
    this.#expected.set(name, () => {
      cancel();
      this.#expected.delete(name);
      this.#over();
    });
  }

  #stall(name: string, action: Action<'stall'>): void {
    this.#mark(wordsOf(name, action));
    this.#options.targets.stall(name, action.forMs);
    this.#timers.after(action.forMs, () => this.#over());
  }

  #throttle(name: string, fault: PlannedFault, action: Action<'throttle'>): void {
    const { targets } = this.#options;
    this.#mark(wordsOf(name, action));
    this.#throttles.set(name, fault);
    targets.throttle(name, action.eventsPerSecond);
    this.#timers.after(action.forMs, () => {
      if (this.#throttles.get(name) === fault) {
        this.#throttles.delete(name);
        targets.throttle(name, null);
        if (targets.present().includes(name)) this.#mark(`${name} is throttled no longer`);
      }
      this.#over();
    });
  }

  #join(name: string, action: Action<'join'>): void {
    this.#visited.delete(name);
    this.#mark(wordsOf(name, action));
    this.#options.targets.start(name);
    if (action.forMs === null) this.#over();
    else this.#timers.after(action.forMs, () => this.#visitEnds(name));
  }

  /** Wherever the newcomer is by now: there, being killed, or about to be started again. */
  #visitEnds(name: string): void {
    this.#visited.add(name);
    this.#expected.get(name)?.();
    if (this.#going.has(name) || !this.#options.targets.present().includes(name)) {
      this.#over();
      return;
    }
    this.#mark(wordsOf(name, { kind: 'leave', restartAfterMs: null }));
    void this.#leave(name, null);
  }

  #mark(text: string): void {
    if (!this.#ended) this.#options.onMark(text);
  }

  #over(): void {
    this.#underWay -= 1;
    this.#wake();
    this.#check();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #check(): void {
    if (this.#underWay === 0 && this.#timed.length === 0 && this.#counted.length === 0) this.end();
  }
}
