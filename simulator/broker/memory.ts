import type { PartitionLog } from './log.ts';
import type { Timers } from './timers.ts';

/** Above this part of a bound, records that every group has passed are given up. */
const FREE_ABOVE = 0.5;

export interface MemoryLimits {
  /** Memory one partition may occupy. */
  readonly maxPartitionBytes: number;
  /** Memory all partitions together may occupy. */
  readonly maxTotalBytes: number;
}

export interface MemorySources {
  /** Every log there is. */
  logs(): Iterable<PartitionLog>;
  /** The offset below which no group with commits on the partition reads again; 0 if none has committed. */
  passedByAllGroups(log: PartitionLog): number;
}

interface HeldRequest {
  /** Tries to go on; false while there is still no room. */
  readonly attempt: () => boolean;
  readonly cancelTimeout: () => void;
}

/**
 * Keeps the logs within their bounds by back-pressure: up to half of a bound everything is kept for readers
 * to look back; above, what all groups have consumed is freed; beyond, producers wait. Nothing that a group
 * has not yet consumed is ever dropped.
 */
export class MemoryBudget {
  readonly maxPartitionBytes: number;
  readonly maxTotalBytes: number;
  readonly #timers: Timers;
  readonly #sources: MemorySources;
  readonly #held = new Set<HeldRequest>();
  #heldBytes = 0;
  #retryScheduled = false;

  constructor(limits: MemoryLimits, timers: Timers, sources: MemorySources) {
    this.maxPartitionBytes = limits.maxPartitionBytes;
    this.maxTotalBytes = limits.maxTotalBytes;
    this.#timers = timers;
    this.#sources = sources;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  get heldRequests(): number {
    return this.#held.size;
  }

  /** Called by the logs with every segment that comes or goes. */
  occupied(bytes: number): void {
    this.#heldBytes += bytes;
    if (bytes < 0) this.#retryHeld();
  }

  /** Whether the logs can take these appends now, after freeing what may be freed. */
  hasRoomFor(logs: readonly PartitionLog[], batchBytes: readonly number[]): boolean {
    let newBytes = 0;
    for (let index = 0; index < logs.length; index += 1) {
      const log = logs[index] as PartitionLog;
      const bytes = batchBytes[index] as number;
      let needed = log.newMemoryFor(bytes);
      if (needed === 0) continue;
      if (log.heldBytes + needed > FREE_ABOVE * this.maxPartitionBytes) {
        this.#freePartition(log, needed);
        needed = log.newMemoryFor(bytes);
        if (log.heldBytes + needed > this.maxPartitionBytes) return false;
      }
      newBytes += needed;
    }
    if (newBytes === 0) return true;
    this.#freeTotal(newBytes);
    return this.#heldBytes + newBytes <= this.maxTotalBytes;
  }

  /** A group has moved on, or disappeared: what it held back may be freed, and held requests go on. */
  mayBeFreed(log: PartitionLog): void {
    if (this.#isCrowded(log, 0)) this.#freePartition(log, 0);
    this.#retryHeld();
  }

  /**
   * Holds a request until `attempt` succeeds.
   *
   * @returns cancels, without calling anything
   */
  hold(attempt: () => boolean, timeoutMs: number, onTimeout: () => void): () => void {
    const held: HeldRequest = {
      attempt,
      cancelTimeout: this.#timers.after(timeoutMs, () => {
        this.#held.delete(held);
        onTimeout();
      }),
    };
    this.#held.add(held);
    return () => this.#release(held);
  }

  /** Forgets every held request. */
  stop(): void {
    for (const held of this.#held) this.#release(held);
  }

  #release(held: HeldRequest): void {
    this.#held.delete(held);
    held.cancelTimeout();
  }

  /** In the order of arrival, once the current change is complete. */
  #retryHeld(): void {
    if (this.#held.size === 0 || this.#retryScheduled) return;
    this.#retryScheduled = true;
    queueMicrotask(() => {
      this.#retryScheduled = false;
      for (const held of [...this.#held]) {
        if (this.#held.has(held) && held.attempt()) this.#release(held);
      }
    });
  }

  /** Makes room for `newBytes` below the threshold, as far as what was consumed allows. */
  #freePartition(log: PartitionLog, newBytes: number): void {
    const watermark = this.#sources.passedByAllGroups(log);
    while (this.#isCrowded(log, newBytes) && log.freeOldestSegment(watermark));
  }

  /** The largest partitions give first. */
  #freeTotal(newBytes: number): void {
    if (!this.#isCrowdedInTotal(newBytes)) return;
    const logs = [...this.#sources.logs()].sort((a, b) => b.heldBytes - a.heldBytes);
    for (const log of logs) {
      if (!this.#isCrowdedInTotal(newBytes)) return;
      this.#freePartition(log, newBytes);
    }
  }

  #isCrowded(log: PartitionLog, newBytes: number): boolean {
    const partitionIsCrowded = log.heldBytes + newBytes > FREE_ABOVE * this.maxPartitionBytes;
    return partitionIsCrowded || this.#isCrowdedInTotal(newBytes);
  }

  #isCrowdedInTotal(newBytes: number): boolean {
    return this.#heldBytes + newBytes > FREE_ABOVE * this.maxTotalBytes;
  }
}
