import type { BatchHeader } from './codec/record-batch.ts';
import type { MemoryBudget } from './memory.ts';
import { PartitionProducers } from './producers.ts';
import { Segment } from './segment.ts';

/** The only leader epoch there is: one broker leads everything for ever. */
export const LEADER_EPOCH = 0;
const FIRST_SEGMENT_BYTES = 16 * 1024;
const LARGEST_SEGMENT_BYTES = 1024 * 1024;
/** A partition's bound is used in at least this many steps. */
const SEGMENTS_PER_BOUND = 8;

/** How a log is cleaned, beside what consumers have passed. */
export interface Cleanup {
  /** Of records with the same key only the newest has to stay; absent: all stay. */
  readonly compaction?: {
    /** Records younger than this are left alone. */
    readonly lagMs: number;
  };
  /** What every group has passed may go. */
  readonly deletes: boolean;
}

/** Told about every append, and about the partition's end. */
export interface LogListener {
  /** @param bytes readable bytes that were added; Infinity when the partition was deleted */
  appended(bytes: number): void;
}

/**
 * One partition: record batches as opaque bytes in segments, base offsets assigned here. Offsets
 * `logStartOffset` (oldest readable) ≤ offset < `highWatermark` (next to be written); compaction leaves holes among them.
 */
export class PartitionLog {
  readonly topic: string;
  readonly partition: number;
  readonly producers = new PartitionProducers();
  readonly listeners = new Set<LogListener>();
  logStartOffset = 0;
  highWatermark = 0;
  deleted = false;
  cleanup: Cleanup = { deletes: true };
  /** Since compaction last looked. */
  uncompactedBytes = 0;
  readonly #budget: MemoryBudget;
  readonly #segments: Segment[] = [];
  #heldBytes = 0;

  constructor(topic: string, partition: number, budget: MemoryBudget) {
    this.topic = topic;
    this.partition = partition;
    this.#budget = budget;
  }

  /** Memory occupied by segments, written or not. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Memory that appending `bytes` would newly occupy. */
  newMemoryFor(bytes: number): number {
    const last = this.#segments.at(-1);
    return last !== undefined && last.freeBytes >= bytes ? 0 : this.#nextSegmentBytes(bytes);
  }

  /**
   * Appends one checked batch; the bytes are copied.
   *
   * @returns its base offset
   */
  append(batch: Buffer, header: BatchHeader): number {
    const baseOffset = this.highWatermark;
    let segment = this.#segments.at(-1);
    if (segment === undefined || segment.freeBytes < batch.length) {
      segment = new Segment(baseOffset, this.#nextSegmentBytes(batch.length));
      this.#segments.push(segment);
      this.#occupy(segment.capacityBytes);
    }
    segment.append(batch, baseOffset, header.recordCount, LEADER_EPOCH);
    this.highWatermark = baseOffset + header.recordCount;
    this.uncompactedBytes += batch.length;
    this.producers.appended(header, baseOffset);
    for (const listener of this.listeners) listener.appended(batch.length);
    return baseOffset;
  }

  /**
   * Collects whole batches from the one that holds `offset`, or the next where it is missing, up to `limitBytes`.
   *
   * @param atLeastOne whether the first batch is returned even if it is larger than the limit
   * @param into receives the slices, one a segment
   * @returns bytes collected
   */
  read(offset: number, limitBytes: number, atLeastOne: boolean, into: Buffer[]): number {
    if (offset >= this.highWatermark) return 0;
    let bytes = 0;
    for (let index = this.#segmentHolding(offset); index < this.#segments.length; index += 1) {
      const segment = this.#segments[index] as Segment;
      if (!segment.reaches(offset)) continue;
      const slice = segment.slice(offset, limitBytes - bytes, atLeastOne && bytes === 0);
      if (slice.length === 0) break;
      into.push(slice);
      bytes += slice.length;
      // What did not fit must not be skipped for something smaller in the next segment.
      if (!segment.endsWith(slice) || bytes >= limitBytes) break;
    }
    return bytes;
  }

  /** The first readable record at or after a timestamp. */
  firstSince(timestampMs: number): { offset: number; timestampMs: number } | undefined {
    for (const segment of this.#segments) {
      const found = segment.firstSince(this.logStartOffset, timestampMs);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Forgets everything below `offset`; memory is freed a segment at a time. */
  deleteBelow(offset: number): void {
    if (offset <= this.logStartOffset) return;
    this.logStartOffset = offset;
    while (this.#segments.length > 0 && this.#firstSegmentEnd() <= offset) this.#dropFirst();
  }

  /**
   * Frees the oldest segment if all its records lie below `watermark`, and moves the log's start.
   *
   * @returns whether anything was freed
   */
  freeOldestSegment(watermark: number): boolean {
    if (this.#segments.length === 0) return false;
    const end = this.#firstSegmentEnd();
    if (end > watermark) return false;
    this.#dropFirst();
    this.logStartOffset = Math.max(this.logStartOffset, end);
    return true;
  }

  /** Full segments from the oldest on, up to the first with a record that is younger than that. */
  segmentsBefore(timestampMs: number): Segment[] {
    const full = this.#segments.slice(0, -1);
    const young = full.findIndex((segment) => segment.newestMs() > timestampMs);
    return young < 0 ? full : full.slice(0, young);
  }

  /** Puts what is left of a segment in its place, if it is still there; undefined: nothing is left. */
  replaceSegment(old: Segment, rest: Segment | undefined): void {
    const index = this.#segments.indexOf(old);
    if (index < 0 || rest === old) return;
    this.#segments.splice(index, 1, ...(rest === undefined ? [] : [rest]));
    this.#occupy((rest?.capacityBytes ?? 0) - old.capacityBytes);
  }

  /** Frees everything and wakes whoever waits for records. */
  delete(): void {
    this.deleted = true;
    while (this.#segments.length > 0) this.#dropFirst();
    for (const listener of [...this.listeners]) listener.appended(Number.POSITIVE_INFINITY);
  }

  #firstSegmentEnd(): number {
    return this.#segments[1]?.baseOffset ?? this.highWatermark;
  }

  #dropFirst(): void {
    const dropped = this.#segments.shift();
    if (dropped !== undefined) this.#occupy(-dropped.capacityBytes);
  }

  #occupy(bytes: number): void {
    this.#heldBytes += bytes;
    this.#budget.occupied(bytes);
  }

  /** Doubles from small to large, and never leaves a bound's last bytes unusable. */
  #nextSegmentBytes(batchBytes: number): number {
    const bound = this.#budget.maxPartitionBytes;
    const largest = Math.min(LARGEST_SEGMENT_BYTES, Math.ceil(bound / SEGMENTS_PER_BOUND));
    const previous = this.#segments.at(-1)?.capacityBytes ?? 0;
    const wanted = Math.min(largest, Math.max(FIRST_SEGMENT_BYTES, 2 * previous));
    return Math.max(batchBytes, Math.min(wanted, bound - this.#heldBytes));
  }

  #segmentHolding(offset: number): number {
    let low = 0;
    let high = this.#segments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#segments[middle] as Segment).baseOffset <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}
