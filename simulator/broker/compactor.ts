import type { PartitionLog } from './log.ts';
import type { Timers } from './timers.ts';

/** As Kafka's `min.cleanable.dirty.ratio`: so much of a log is new before it is looked through again. */
const NEW_RATIO = 0.5;
const LEAST_NEW_BYTES = 256 * 1024;
/** Between two steps, so that whoever wants something of the broker comes first. */
const STEP_EVERY_MS = 1;
/** Bound of the memory that a pass takes; what lies behind so many keys has to wait. */
const MOST_KEYS = 500_000;

/**
 * Compacts logs whose topic asks for it (`cleanup.policy`), as Kafka's log cleaner does: of the part that is old enough,
 * batches go in which every record has a newer one with the same key in that part. Unlike Kafka's it opens no compressed
 * batches and rewrites none, so that a batch stays as long as one of its records is needed.
 *
 * A log is looked through again when half of it is new, a segment at a time: what it costs is in proportion to what is
 * written, and nobody waits for more than a segment.
 */
export class Compactor {
  readonly #timers: Timers;
  readonly #nowMs: () => number;
  readonly #underWay = new Map<PartitionLog, () => void>();

  /** @param nowMs in the time of the records */
  constructor(timers: Timers, nowMs: () => number) {
    this.#timers = timers;
    this.#nowMs = nowMs;
  }

  /** Something was appended. */
  wrote(log: PartitionLog): void {
    if (log.cleanup.compaction === undefined) return;
    if (log.uncompactedBytes < Math.max(LEAST_NEW_BYTES, NEW_RATIO * log.heldBytes)) return;
    this.begin(log);
  }

  /** Looks through a log without waiting for more, where its topic asks for that. */
  begin(log: PartitionLog): void {
    const { compaction } = log.cleanup;
    if (compaction === undefined || this.#underWay.has(log)) return;
    log.uncompactedBytes = 0;
    this.#goOn(log, passOver(log, this.#nowMs() - compaction.lagMs));
  }

  stop(): void {
    for (const cancel of this.#underWay.values()) cancel();
    this.#underWay.clear();
  }

  #goOn(log: PartitionLog, steps: Iterator<void>): void {
    const cancel = this.#timers.after(STEP_EVERY_MS, () => {
      if (log.deleted || steps.next().done === true) this.#underWay.delete(log);
      else this.#goOn(log, steps);
    });
    this.#underWay.set(log, cancel);
  }
}

/** A step a segment. What is appended meanwhile is left to the next pass; segments that are freed meanwhile are gone. */
function* passOver(log: PartitionLog, beforeMs: number): Generator<void, void> {
  const segments = log.segmentsBefore(beforeMs);
  const newest = new Map<string, number>();
  let read = 0;
  for (const segment of segments) {
    segment.noteKeys(newest);
    read += 1;
    if (newest.size > MOST_KEYS) break;
    yield;
  }
  for (const segment of segments.slice(0, read)) {
    log.replaceSegment(segment, segment.without(newest));
    yield;
  }
}
