import { firstRecordSince, keysOf, maxTimestampOf, placeBatch } from './codec/record-batch.ts';

/**
 * A contiguous piece of a partition's log: batches one behind the other in memory of its own, so that what
 * it occupies is exactly its capacity, and neighbouring batches are read as one slice. Of a piece that was compacted
 * some offsets are missing.
 */
export class Segment {
  readonly capacityBytes: number;
  readonly baseOffset: number;
  readonly #buffer: Buffer;
  #usedBytes = 0;
  /** Batch k covers offsets from `#offsets[k]` to below `#ends[k]` and begins at byte `#positions[k]`. */
  readonly #offsets: number[] = [];
  readonly #ends: number[] = [];
  readonly #positions: number[] = [];

  constructor(baseOffset: number, capacityBytes: number) {
    this.baseOffset = baseOffset;
    this.capacityBytes = capacityBytes;
    this.#buffer = Buffer.allocUnsafeSlow(capacityBytes);
  }

  get freeBytes(): number {
    return this.capacityBytes - this.#usedBytes;
  }

  append(batch: Buffer, baseOffset: number, recordCount: number, leaderEpoch: number): void {
    const at = this.#usedBytes;
    batch.copy(this.#buffer, at);
    placeBatch(this.#buffer, at, baseOffset, leaderEpoch);
    this.#add(baseOffset, baseOffset + recordCount, batch.length);
  }

  /** Whether there is anything to read at or after an offset. */
  reaches(offset: number): boolean {
    return (this.#ends.at(-1) ?? 0) > offset;
  }

  /**
   * Whole batches from the one that holds `offset` (or the next), at most `limitBytes` of them, but at
   * least one where `atLeastOne`. Empty when not even one fits. The segment {@link reaches} the offset.
   */
  slice(offset: number, limitBytes: number, atLeastOne: boolean): Buffer {
    const first = this.#batchFrom(offset);
    const from = this.#positions[first] as number;
    if (this.#usedBytes - from <= limitBytes) return this.#buffer.subarray(from, this.#usedBytes);
    let to = this.#positions[lastAtMost(this.#positions, from + limitBytes)] as number;
    if (to === from && atLeastOne) to = this.#positions[first + 1] ?? this.#usedBytes;
    return this.#buffer.subarray(from, to);
  }

  /** Whether a slice of this segment reaches its last batch. */
  endsWith(slice: Buffer): boolean {
    return slice.byteOffset + slice.length === this.#buffer.byteOffset + this.#usedBytes;
  }

  /** The first record at or after an offset and at or after a timestamp. */
  firstSince(
    fromOffset: number,
    timestampMs: number,
  ): { offset: number; timestampMs: number } | undefined {
    for (let index = this.#batchFrom(fromOffset); index < this.#positions.length; index += 1) {
      const at = this.#positions[index] as number;
      const found = firstRecordSince(this.#buffer, at, fromOffset, timestampMs);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Of the newest record in it. */
  newestMs(): number {
    return this.#positions.reduce(
      (newest, at) => Math.max(newest, maxTimestampOf(this.#buffer, at)),
      Number.NEGATIVE_INFINITY,
    );
  }

  /** Notes for every key in it the offset of its last record; batches that cannot be read are left out. */
  noteKeys(newest: Map<string, number>): void {
    for (const [index, at] of this.#positions.entries()) {
      const base = this.#offsets[index] as number;
      for (const [delta, key] of keysOf(this.#buffer, at)?.entries() ?? []) {
        if (key !== null) newest.set(key, base + delta);
      }
    }
  }

  /**
   * What is left when batches go whose every record has a newer one of the same key.
   *
   * @returns itself when none goes, undefined when all do
   */
  without(newest: ReadonlyMap<string, number>): Segment | undefined {
    const kept = [...this.#positions.keys()].filter((index) => this.#isNeeded(index, newest));
    if (kept.length === this.#positions.length) return this;
    if (kept.length === 0) return undefined;
    const bytes = kept.map((index) => this.#batch(index));
    const rest = new Segment(
      this.baseOffset,
      bytes.reduce((sum, { length }) => sum + length, 0),
    );
    for (const [place, index] of kept.entries()) rest.#take(this, index, bytes[place] as Buffer);
    return rest;
  }

  #isNeeded(index: number, newest: ReadonlyMap<string, number>): boolean {
    const base = this.#offsets[index] as number;
    const keys = keysOf(this.#buffer, this.#positions[index] as number);
    if (keys === undefined) return true;
    return keys.some((key, delta) => key === null || (newest.get(key) ?? -1) <= base + delta);
  }

  #batch(index: number): Buffer {
    const to = this.#positions[index + 1] ?? this.#usedBytes;
    return this.#buffer.subarray(this.#positions[index], to);
  }

  #take(from: Segment, index: number, batch: Buffer): void {
    batch.copy(this.#buffer, this.#usedBytes);
    this.#add(from.#offsets[index] as number, from.#ends[index] as number, batch.length);
  }

  #add(baseOffset: number, endOffset: number, bytes: number): void {
    this.#offsets.push(baseOffset);
    this.#ends.push(endOffset);
    this.#positions.push(this.#usedBytes);
    this.#usedBytes += bytes;
  }

  /** The batch that holds an offset, or where that is missing the next one. */
  #batchFrom(offset: number): number {
    return lastAtMost(this.#ends, offset) + 1;
  }
}

/** Index of the last element ≤ value in an ascending array; -1 if all are larger. */
export function lastAtMost(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
