/**
 * Keeps the topics of a partition number together in due time. Under lag rare topics would race ahead,
 * and their events wait in the sequencer for those of the busy ones.
 *
 * Per partition number the floor is the smallest last-read due time among the topics that lag (position
 * below the high watermark). Topics more than 100 ms ahead of it are paused, and resumed below 50 ms or
 * when no topic lags. The topic of the floor is never paused, so that something always moves: pausing by
 * the number of waiting events instead can come to a dead stop.
 */

export const PAUSE_AHEAD_US = 100_000;
export const RESUME_AHEAD_US = 50_000;

export interface FlowChange {
  readonly topicIndex: number;
  readonly partition: number;
  readonly action: 'pause' | 'resume';
}

const NO_CHANGE: readonly FlowChange[] = [];

export class FlowControl {
  readonly #topics: number;
  /** By partition × topics + topic. NaN: no due time read since the partition was assigned. */
  readonly #lastDueUs: Float64Array;
  readonly #lagging: Uint8Array;
  readonly #paused: Uint8Array;

  constructor(topics: number, partitions: number) {
    this.#topics = topics;
    this.#lastDueUs = new Float64Array(topics * partitions).fill(Number.NaN);
    this.#lagging = new Uint8Array(topics * partitions);
    this.#paused = new Uint8Array(topics * partitions);
  }

  /** A clean start after an assignment, when the caller has resumed everything. */
  reset(): void {
    this.#lastDueUs.fill(Number.NaN);
    this.#lagging.fill(0);
    this.#paused.fill(0);
  }

  isPaused(topicIndex: number, partition: number): boolean {
    return this.#paused[partition * this.#topics + topicIndex] === 1;
  }

  /**
   * Notes how far a topic-partition was read and decides for its partition number.
   * @param lastDueUs due time of the last event read, epoch microseconds; undefined when none said
   * @param lagging more records are known to follow
   */
  noteBatch(
    topicIndex: number,
    partition: number,
    lastDueUs: number | undefined,
    lagging: boolean,
  ): readonly FlowChange[] {
    const at = partition * this.#topics + topicIndex;
    if (lastDueUs !== undefined) this.#lastDueUs[at] = lastDueUs;
    this.#lagging[at] = lagging ? 1 : 0;
    return this.#decide(partition);
  }

  #decide(partition: number): readonly FlowChange[] {
    const first = partition * this.#topics;
    const end = first + this.#topics;
    let floorUs = Number.POSITIVE_INFINITY;
    for (let at = first; at < end; at += 1) {
      if (this.#lagging[at] === 0) continue;
      const dueUs = this.#lastDueUs[at] as number;
      // Lagging without any due time read: nobody may run ahead of it, and it is never paused.
      if (Number.isNaN(dueUs)) floorUs = Number.NEGATIVE_INFINITY;
      else if (dueUs < floorUs) floorUs = dueUs;
    }
    let changes: FlowChange[] | undefined;
    for (let at = first; at < end; at += 1) {
      const aheadUs = (this.#lastDueUs[at] as number) - floorUs;
      const paused = this.#paused[at] === 1;
      // aheadUs is NaN for a topic that has read nothing, and −∞ when none lags: never paused.
      const pause = aheadUs > PAUSE_AHEAD_US || (paused && aheadUs >= RESUME_AHEAD_US);
      if (pause === paused) continue;
      this.#paused[at] = pause ? 1 : 0;
      changes ??= [];
      changes.push({ topicIndex: at - first, partition, action: pause ? 'pause' : 'resume' });
    }
    return changes ?? NO_CHANGE;
  }
}
