import { firstRecordSince, placeBatch } from './codec/record-batch.ts';

/**
 * A contiguous piece of a partition's log: batches one behind the other in memory of its own, so that what
 * it occupies is exactly its capacity, and neighbouring batches are read as one slice.
 */
export class Segment {
  readonly capacityBytes: number;
  readonly baseOffset: number;
  readonly #buffer: Buffer;
  #usedBytes = 0;
  /** Batch k covers offsets from `#offsets[k]` and begins at byte `#positions[k]`. */
  readonly #offsets: number[] = [];
  readonly #positions: number[] = [];

  constructor(baseOffset: number, capacityBytes: number) {
    this.baseOffset = baseOffset;
    this.capacityBytes = capacityBytes;
    this.#buffer = Buffer.allocUnsafeSlow(capacityBytes);
  }

  get freeBytes(): number {
    return this.capacityBytes - this.#usedBytes;
  }

  append(batch: Buffer, baseOffset: number, leaderEpoch: number): void {
    const at = this.#usedBytes;
    batch.copy(this.#buffer, at);
    placeBatch(this.#buffer, at, baseOffset, leaderEpoch);
    this.#offsets.push(baseOffset);
    this.#positions.push(at);
    this.#usedBytes = at + batch.length;
  }

  /**
   * Whole batches from the one that holds `offset` (or the first), at most `limitBytes` of them, but at
   * least one where `atLeastOne`. Empty when not even one fits.
   */
  slice(offset: number, limitBytes: number, atLeastOne: boolean): Buffer {
    const first = this.#batchHolding(offset);
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
    for (let index = this.#batchHolding(fromOffset); index < this.#positions.length; index += 1) {
      const at = this.#positions[index] as number;
      const found = firstRecordSince(this.#buffer, at, fromOffset, timestampMs);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #batchHolding(offset: number): number {
    return Math.max(0, lastAtMost(this.#offsets, offset));
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
