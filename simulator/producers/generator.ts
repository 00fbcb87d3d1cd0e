/**
 * The open loop of one worker: every event is queued at the instant it is due, whatever the system does,
 * until the bound on events in flight is reached. Nothing is queued early.
 */
import type { NowUs } from '../../pipeline/clock.ts';
import type { Observer } from '../../pipeline/observer.ts';
import type { PlannedEvent } from '../world/timeline.ts';
import { type Lane, topicIndexOf } from './lane.ts';
import type { Playback } from './playback.ts';

/**
 * An event queued later than this after it was due is counted as late, with its cause. The end-to-end target of the field is
 * 100 ms: a generator that is later than that cannot judge it.
 */
export const LATE_US = 100_000;
/** Longest slice in which `precise` pacing blocks the thread: sockets are served in between. */
const PRECISE_SLICE_US = 150;
/** Below this distance `precise` pacing blocks; above it a timer is exact enough. */
const PRECISE_RANGE_US = 2_500;

export interface GeneratorOptions {
  readonly next: () => PlannedEvent | undefined;
  readonly laneOf: (event: PlannedEvent) => Lane;
  readonly lanes: readonly Lane[];
  readonly observer: Observer;
  readonly now: NowUs;
  /** Wall instant of plan offset 0, epoch microseconds. */
  readonly startUs: number;
  /** Moves when events are due; absent: at their offset from the start. */
  readonly playback?: Playback;
  readonly maxInFlight: number;
  readonly lingerUs: number;
  readonly pacing: 'timer' | 'precise';
  readonly planned: (event: PlannedEvent) => void;
}

export class Generator {
  readonly #options: GeneratorOptions;
  readonly #cell = new Int32Array(new SharedArrayBuffer(4));
  readonly #finished: Promise<void>;
  #finish: () => void = () => {};
  #pending: PlannedEvent | undefined;
  #inFlight = 0;
  /** The bound was full until this instant: events due before it are late because of the system. */
  #windowFullUntilUs = 0;
  #windowFull = false;
  #stopped = false;
  #shed = false;
  #scheduled: NodeJS.Timeout | NodeJS.Immediate | undefined;

  constructor(options: GeneratorOptions) {
    this.#options = options;
    this.#finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /** @returns when every planned event is acknowledged, or shed */
  run(): Promise<void> {
    this.#pending = this.#options.next();
    this.#turn();
    return this.#finished;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** The playback has got an order: events may be due at other times now. */
  replay(): void {
    if (this.#pending !== undefined) this.#turn();
  }

  /** Plans nothing more. */
  stop(): void {
    this.#stopped = true;
    this.#turn();
  }

  /** Gives up what is not acknowledged. */
  shed(): void {
    this.#stopped = true;
    this.#shed = true;
    for (const lane of this.#options.lanes) lane.shed();
    this.#turn();
  }

  /** A lane got an acknowledgement for so many events. */
  freed(events: number): void {
    this.#inFlight -= events;
    this.#turn();
  }

  #turn(): void {
    this.#unschedule();
    const nowUs = this.#queueDue();
    for (const lane of this.#options.lanes) lane.pump(nowUs);
    const planEnded = this.#stopped || this.#pending === undefined;
    if (this.#shed || (planEnded && this.#inFlight === 0)) {
      this.#finish();
      return;
    }
    this.#schedule(nowUs, planEnded);
  }

  #queueDue(): number {
    const { playback, maxInFlight, now, observer, laneOf, next, planned } = this.#options;
    let nowUs = now();
    while (!this.#stopped && this.#pending !== undefined) {
      const event = this.#pending;
      const dueUs = this.#dueUs(event);
      if (dueUs > nowUs) {
        // Time passed while events were queued: look again before waiting.
        nowUs = now();
        if (dueUs > nowUs) break;
      }
      if (this.#inFlight >= maxInFlight) {
        this.#windowFull = true;
        break;
      }
      if (this.#windowFull) {
        this.#windowFull = false;
        this.#windowFullUntilUs = nowUs;
      }
      const lagUs = nowUs - dueUs;
      observer.latency('plan_lag', lagUs, dueUs, topicIndexOf(event));
      if (lagUs > LATE_US) {
        observer.count(dueUs <= this.#windowFullUntilUs ? 'late_window' : 'late_generator', 1);
      }
      observer.count('events_due', 1);
      observer.due(dueUs);
      planned(event);
      laneOf(event).push(event, dueUs, nowUs);
      this.#inFlight += 1;
      playback?.take(event.dueOffsetUs);
      this.#pending = next();
    }
    return nowUs;
  }

  #dueUs({ dueOffsetUs }: PlannedEvent): number {
    const { startUs, playback } = this.#options;
    return playback === undefined ? startUs + dueOffsetUs : playback.dueUs(dueOffsetUs);
  }

  #schedule(nowUs: number, planEnded: boolean): void {
    const { lingerUs, pacing } = this.#options;
    const lingering = this.#options.lanes.some((lane) => lane.idle && lane.size > 0);
    let waitUs = lingering ? Math.max(1, lingerUs) : Number.POSITIVE_INFINITY;
    if (!planEnded && !this.#windowFull && this.#pending !== undefined) {
      waitUs = Math.min(waitUs, this.#dueUs(this.#pending) - nowUs);
    }
    // Otherwise only an acknowledgement can change anything, and it calls back.
    if (waitUs === Number.POSITIVE_INFINITY) return;
    if (pacing === 'timer') {
      this.#scheduled = setTimeout(
        () => this.#turn(),
        Math.max(1, Math.min(waitUs / 1000, 60_000)),
      );
    } else if (waitUs > PRECISE_RANGE_US) {
      const timerMs = Math.min((waitUs - PRECISE_RANGE_US) / 1000, 60_000);
      this.#scheduled = setTimeout(() => this.#turn(), Math.max(1, timerMs));
    } else {
      this.#scheduled = setImmediate(() => {
        const leftUs = nowUs + waitUs - this.#options.now();
        if (leftUs > 0) Atomics.wait(this.#cell, 0, 0, Math.min(leftUs, PRECISE_SLICE_US) / 1000);
        this.#turn();
      });
    }
  }

  #unschedule(): void {
    clearTimeout(this.#scheduled as NodeJS.Timeout | undefined);
    clearImmediate(this.#scheduled as NodeJS.Immediate | undefined);
    this.#scheduled = undefined;
  }
}
