/** When a pipeline that is not ours is done: a pure decision from what can be seen of it, and the time of each look. */

export interface DrainSight {
  /** Records between the group's committed offsets and the end of the load; null: nobody told this time. */
  readonly behind: number | null;
  /** Acknowledged events without a result; null: no results topic, undefined: not known yet. */
  readonly outstanding: number | null | undefined;
}

export type ExternalDrainState =
  | 'going-on'
  | 'drained'
  /** The group has committed everything, and no more results come. */
  | 'results-missing'
  /** Nothing moves any more. */
  | 'stalled'
  | 'too-late'
  /** Neither offsets nor results tell anything. */
  | 'unseen';

/** Of the whole time: a group that has done nothing for so long will not come to its end by itself. */
const STALL_SHARE = 1 / 2;
/** Results travel on a topic of their own; once everything is committed they are under way for a moment at most. */
const RESULTS_SHARE = 1 / 6;

export class ExternalDrain {
  readonly #allowedMs: number;
  readonly #deadlineMs: number;
  readonly #beganMs: number;
  #behind: number | null = null;
  #outstanding: DrainSight['outstanding'];
  #movedAtMs: number;

  /**
   * @param nowMs any monotonic clock, the same in every call
   * @param allowedMs a minute leaves room for clients that commit every 5 s, as Kafka's own do by default
   */
  constructor(nowMs: number, allowedMs: number) {
    this.#allowedMs = allowedMs;
    this.#beganMs = nowMs;
    this.#movedAtMs = nowMs;
    this.#deadlineMs = nowMs + allowedMs;
  }

  observe({ behind, outstanding }: DrainSight, nowMs: number): ExternalDrainState {
    if ((behind !== null && behind !== this.#behind) || outstanding !== this.#outstanding) {
      this.#movedAtMs = nowMs;
    }
    if (behind !== null) this.#behind = behind;
    this.#outstanding = outstanding;
    const isThrough = this.#behind === null ? outstanding === 0 : this.#behind === 0;
    if (isThrough && (outstanding === null || outstanding === 0)) return 'drained';
    return this.#gaveUp(nowMs);
  }

  #gaveUp(nowMs: number): ExternalDrainState {
    const quietMs = nowMs - this.#movedAtMs;
    const resultsMs = this.#allowedMs * RESULTS_SHARE;
    if (this.#behind === 0 && quietMs >= resultsMs) return 'results-missing';
    const isBlind = this.#behind === null && this.#outstanding === null;
    if (isBlind && nowMs - this.#beganMs >= resultsMs) return 'unseen';
    if (quietMs >= this.#allowedMs * STALL_SHARE) return 'stalled';
    return nowMs >= this.#deadlineMs ? 'too-late' : 'going-on';
  }
}
