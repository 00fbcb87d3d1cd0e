/**
 * Where a partition's changelog stands, as its owner knows it: which cut comes next, from where a restore would begin,
 * and when a snapshot is due, so that a restore never reads much more than the state itself.
 */

import type { CutHead, Stamp } from './changelog/cut.ts';
import type { OwnEnd, TakenPartition } from './changelog/restore.ts';
import type { WrittenCut } from './changelog/writer.ts';

const MIN_BYTES_BETWEEN_SNAPSHOTS = 1024 * 1024;
/** Times the size of the last snapshot: the changelog costs at most a quarter more, and a restore reads five times the state. */
const MAX_GROWTH = 4;
const MAX_SNAPSHOT_AGE_MS = 600_000;

export class ChangelogPlace {
  /** Number of the latest cut that counts; they count up over all owners. */
  cut = 0;
  /** That cut itself; undefined: the run has none yet. */
  last: Stamp | undefined;
  /** Positions of that cut, by topic. */
  positions: readonly number[] = [];
  /** Up to here nobody but us has written since we have the partition; undefined: it was never claimed. */
  own: OwnEnd | undefined;
  /** Where our latest snapshot begins, and with it every restore; -1: there is none yet. */
  startOffset = -1;
  /** What of it is committed. */
  committedStart = -1;
  #snapshotBytes = 0;
  #bytesSince = 0;
  #snapshotAtMs = 0;

  /**
   * The partition is claimed.
   * @param stateBytes what the state takes that was restored; undefined: it was kept
   */
  claimed(taken: TakenPartition, stateBytes: number | undefined, nowMs: number): void {
    const { head, endOffset, bytes } = taken;
    this.own = { head, endOffset };
    this.cut = head.cut;
    this.last = head;
    this.positions = head.positions;
    if (stateBytes === undefined) return;
    this.#snapshotBytes = stateBytes;
    this.#bytesSince = Math.max(0, bytes - stateBytes);
    this.#snapshotAtMs = nowMs;
  }

  isSnapshotDue(nowMs: number): boolean {
    if (this.#bytesSince === 0) return false;
    const bound = Math.max(MIN_BYTES_BETWEEN_SNAPSHOTS, MAX_GROWTH * this.#snapshotBytes);
    return this.#bytesSince > bound || nowMs - this.#snapshotAtMs >= MAX_SNAPSHOT_AGE_MS;
  }

  /** A cut is acknowledged. */
  written(head: CutHead, written: WrittenCut, nowMs: number): void {
    const { firstOffset, endOffset, records, bytes } = written;
    // Behind something of somebody else it may not count: a later look begins before that.
    const isNext = firstOffset === this.own?.endOffset && endOffset - firstOffset === records;
    if (isNext) this.own = { head, endOffset };
    this.cut = head.cut;
    this.last = head;
    this.positions = head.positions;
    if (head.kind !== 'snapshot') {
      this.#bytesSince += bytes;
      return;
    }
    this.startOffset = firstOffset;
    this.#snapshotBytes = bytes;
    this.#bytesSince = 0;
    this.#snapshotAtMs = nowMs;
  }
}
