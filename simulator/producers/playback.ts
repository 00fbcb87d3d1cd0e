/**
 * How a person plays the plan: faster, slower, not at all, one event at a time. The plan stays what it is; only when its events are
 * due moves. One worker only.
 *
 *   plan offset          slope of a piece: played events a second / events a second of the plan where the piece begins
 *      │        ╱
 *      │       ╱         an event is due where the line reaches its offset: neither a pause nor a slow pace makes it late
 *      │  ────╱  ← pause; a step lets one event out of line and leaves the line as it is
 *      │ ╱
 *      └──────────── wall time
 */
import type { RateCurve } from '../load/rate-curve.ts';

/** What the main thread tells the worker; the first one comes before the start. */
export type PlaybackOrder =
  /** Events a second from now on. */
  | { readonly type: 'play'; readonly eventsPerSecond: number }
  | { readonly type: 'pause' }
  /** The next event is due now, while it is paused. */
  | { readonly type: 'step' };

/** Of the line, up to where the following one begins, in wall time as in the plan. */
interface Piece {
  /** Epoch microseconds. */
  readonly fromUs: number;
  readonly fromOffsetUs: number;
  /** Plan time per wall time; 0: paused. */
  readonly speed: number;
}

const US_PER_SECOND = 1_000_000;

/** From offsets of the plan to wall instants. Pure: it is told what time it is. */
export class Playback {
  readonly #curve: RateCurve;
  /** Oldest first. What the plan has left behind is dropped, and so is a pause that is over: only the last piece may be one. */
  readonly #pieces: Piece[];
  /** Instants of steps that no event has taken yet, oldest first. */
  #stepsUs: number[] = [];
  #takenOffsetUs = 0;

  /**
   * @param curve of the plan: what a rate is relative to
   * @param startUs wall instant of plan offset 0, epoch microseconds
   * @throws Error when an order has a rate that is no positive number
   */
  constructor(curve: RateCurve, startUs: number, first: PlaybackOrder) {
    this.#curve = curve;
    this.#pieces = [{ fromUs: startUs, fromOffsetUs: 0, speed: 0 }];
    this.order(first, startUs);
  }

  /**
   * From `nowUs` on, or from the order before it when that is later. A step means nothing while the plan is played, and steps that
   * no event has taken are forgotten when it is played again.
   * @throws Error as the constructor
   */
  order(order: PlaybackOrder, nowUs: number): void {
    const last = this.#pieces.at(-1) as Piece;
    const atUs = Math.max(nowUs, last.fromUs);
    const isPaused = last.speed === 0;
    if (order.type === 'step' && isPaused) this.#stepsUs.push(atUs);
    if (order.type === 'step' || (order.type === 'pause' && isPaused)) return;
    const reachedOffsetUs = last.fromOffsetUs + (atUs - last.fromUs) * last.speed;
    // Behind what steps have taken.
    const fromOffsetUs = Math.max(reachedOffsetUs, this.#takenOffsetUs);
    const speed = order.type === 'play' ? this.#speedOf(order.eventsPerSecond, fromOffsetUs) : 0;
    if (isPaused || atUs === last.fromUs) this.#pieces.pop();
    this.#pieces.push({ fromUs: atUs, fromOffsetUs, speed });
    this.#stepsUs = [];
  }

  /**
   * When an event is due, whole microseconds; Infinity: not before somebody orders it. To be asked in the order of the plan, as
   * often as one likes; the answers do not decrease.
   */
  dueUs(offsetUs: number): number {
    const pieces = this.#pieces;
    while (pieces.length > 1 && offsetUs >= (pieces[1] as Piece).fromOffsetUs) pieces.shift();
    const { fromUs, fromOffsetUs, speed } = pieces[0] as Piece;
    if (speed === 0) return this.#stepsUs[0] ?? Number.POSITIVE_INFINITY;
    const dueUs = fromUs + Math.max(0, Math.ceil((offsetUs - fromOffsetUs) / speed));
    return Math.min(dueUs, pieces[1]?.fromUs ?? Number.POSITIVE_INFINITY);
  }

  /** The event that {@link dueUs} was asked of last is on its way. */
  take(offsetUs: number): void {
    this.#takenOffsetUs = offsetUs;
    if (this.#pieces[0]?.speed === 0) this.#stepsUs.shift();
  }

  #speedOf(eventsPerSecond: number, offsetUs: number): number {
    if (!(eventsPerSecond > 0 && Number.isFinite(eventsPerSecond)))
      throw new Error(`${eventsPerSecond} events a second cannot be played`);
    const planned = playedAgainst(this.#curve, offsetUs);
    return planned > 0 ? eventsPerSecond / planned : 1;
  }
}

/** Events a second that the plan has at an offset; in a break of the plan its average has to do. */
export function playedAgainst(curve: RateCurve, offsetUs: number): number {
  const { total, durationUs } = curve;
  return (
    curve.ratePerSecondAt(offsetUs) || (durationUs > 0 ? (total * US_PER_SECOND) / durationUs : 0)
  );
}
