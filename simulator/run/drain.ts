/** When a run is over: pure decisions from counts, so that no clock is hidden in them. */

/** How long after the last due instant the system may still work off what is under way. */
export const DRAIN_DEADLINE_MS = 60_000;
/** Consumers that have not moved for this long will not come to the end by themselves. */
export const STALL_MS = 10_000;

export interface DrainCounts {
  /** Events the brokers acknowledged. */
  readonly acknowledged: number;
  /** Events that took their turn in the pipeline, poison included. */
  readonly applied: number;
  /** Events read, in whatever state. */
  readonly received: number;
  /**
   * What one waits for, until the deadline: consumers on their way back into the group, partitions that are being handed
   * over, faults that are still played.
   */
  readonly pending?: number;
}

export type DrainState = 'going-on' | 'drained' | 'stalled' | 'too-late';

/** Feeds on counts and the time of each; says how the drain stands. */
export class Drain {
  readonly #deadlineMs: number;
  #movedAtMs: number;
  #last: DrainCounts | undefined;

  /** @param nowMs any monotonic clock, the same in every call */
  constructor(nowMs: number, deadlineMs = DRAIN_DEADLINE_MS) {
    this.#deadlineMs = nowMs + deadlineMs;
    this.#movedAtMs = nowMs;
  }

  observe(counts: DrainCounts, nowMs: number): DrainState {
    const pending = counts.pending ?? 0;
    // What was applied and not checkpointed may have to be applied again by another consumer.
    if (counts.applied >= counts.acknowledged && pending === 0) return 'drained';
    const last = this.#last;
    const moved = last?.applied !== counts.applied || last.received !== counts.received;
    if (moved || pending > 0) {
      this.#movedAtMs = nowMs;
      this.#last = counts;
    }
    if (nowMs - this.#movedAtMs >= STALL_MS) return 'stalled';
    if (nowMs < this.#deadlineMs) return 'going-on';
    return counts.applied >= counts.acknowledged ? 'drained' : 'too-late';
  }
}
