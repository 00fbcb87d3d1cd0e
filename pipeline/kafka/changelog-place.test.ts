import { describe, expect, it } from 'vitest';
import type { CutHead, CutKind } from './changelog/cut.ts';
import { ChangelogPlace } from './changelog-place.ts';

const MIB = 1024 * 1024;
const head = (cut: number, kind: CutKind = 'changes'): CutHead => ({
  ...{ run: 'run', generation: 1, cut, kind, owner: 'consumer-1' },
  ...{ positions: [cut], follows: undefined, turns: 0, closed: false, tallies: Buffer.alloc(0) },
});
const at = (firstOffset: number, records: number, bytes = 100) => ({
  ...{ firstOffset, endOffset: firstOffset + records, records, bytes },
});

/** Claimed with cut 7, up to offset 20, with so much state. */
function claimed(stateBytes: number, readBytes = stateBytes) {
  const place = new ChangelogPlace();
  const restored = {
    ...{ partition: 0, products: new Map(), dayBlocks: new Map(), records: 10, staleCuts: 0 },
    ...{ head: head(7, 'claim'), endOffset: 20, bytes: readBytes, kept: false },
  };
  place.claimed(restored, stateBytes, 0);
  return place;
}

describe('ChangelogPlace', () => {
  it('knows the log as its own as far as nothing lies between its cuts', () => {
    const place = claimed(0);
    place.written(head(8), at(20, 3), 0);
    expect(place.own).toEqual({ head: head(8), endOffset: 23 });
    // Somebody else's record at offset 23.
    place.written(head(9), at(24, 2), 0);
    expect(place.own).toEqual({ head: head(8), endOffset: 23 });
    // Of a cut in several batches, one may have somebody else's behind it.
    place.written(head(9), { ...at(23, 4), endOffset: 28 }, 0);
    expect(place.own?.endOffset).toBe(23);
    expect([place.cut, place.positions]).toEqual([9, [9]]);
  });

  it('wants a snapshot when the changes outgrow a small state', () => {
    const place = claimed(1000);
    place.written(head(8), at(20, 1, MIB), 0);
    expect(place.isSnapshotDue(0)).toBe(false);
    place.written(head(9), at(21, 1, 1), 0);
    expect(place.isSnapshotDue(0)).toBe(true);
    place.written(head(10, 'snapshot'), at(22, 5, 1000), 0);
    expect(place.isSnapshotDue(0)).toBe(false);
    expect(place.startOffset).toBe(22);
  });

  it('lets the changes of a large state grow to four times its size', () => {
    const place = claimed(MIB);
    place.written(head(8), at(20, 1, 4 * MIB), 0);
    expect(place.isSnapshotDue(0)).toBe(false);
    place.written(head(9), at(21, 1, 1), 0);
    expect(place.isSnapshotDue(0)).toBe(true);
  });

  it('counts what a restore had to read beyond the state', () => {
    expect(claimed(MIB, 6 * MIB).isSnapshotDue(0)).toBe(true);
  });

  it('wants a snapshot of ten minutes of changes, however few', () => {
    const place = claimed(1000);
    expect(place.isSnapshotDue(600_000)).toBe(false);
    place.written(head(8), at(20, 1), 300_000);
    expect([place.isSnapshotDue(599_999), place.isSnapshotDue(600_000)]).toEqual([false, true]);
    place.written(head(9, 'snapshot'), at(21, 5), 600_000);
    place.written(head(10), at(26, 1), 700_000);
    expect(place.isSnapshotDue(1_199_999)).toBe(false);
  });

  it('keeps its measure of the log through a join that leaves it the partition', () => {
    const place = claimed(1000);
    place.written(head(8), at(20, 1, 2 * MIB), 0);
    const kept = {
      ...{ partition: 0, products: new Map(), dayBlocks: new Map(), records: 1, staleCuts: 0 },
      ...{ head: head(9, 'claim'), endOffset: 22, bytes: 50, kept: true },
    };
    place.claimed(kept, undefined, 0);
    expect(place.own).toEqual({ head: head(9, 'claim'), endOffset: 22 });
    expect(place.isSnapshotDue(0)).toBe(true);
  });
});
