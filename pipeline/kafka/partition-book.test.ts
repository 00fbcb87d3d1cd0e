import { describe, expect, it } from 'vitest';
import type { OwnedPartition } from './owned-partition.ts';
import { PartitionBook } from './partition-book.ts';

const owned = (partition: number, waiting = 0) =>
  ({
    partition,
    pipeline: { waiting },
    generation: -1,
    isFresh: false,
  }) as unknown as OwnedPartition;

describe('PartitionBook', () => {
  it('lets nothing be taken of a partition before its state is there', () => {
    const book = new PartitionBook();
    const [lease] = book.assign([3], 1).leases;
    if (lease === undefined) throw new Error('no lease');
    expect([book.readyLease(3), book.active(3), book.allActive()]).toEqual([
      undefined,
      undefined,
      [],
    ]);
    const state = owned(3);
    book.activate(lease, state);
    expect([book.readyLease(3), book.active(3), book.allActive()]).toEqual([lease, state, [state]]);
    expect([state.generation, state.isFresh]).toEqual([1, true]);
  });

  it('ends every lease with the next assignment, and drops what is not in it', () => {
    const book = new PartitionBook();
    const { leases } = book.assign([0, 1], 1);
    for (const lease of leases) book.activate(lease, owned(lease.partition));
    const next = book.assign([1, 2], 2);
    expect(next.dropped).toEqual([0]);
    expect(leases.map(({ isLive }) => isLive)).toEqual([false, false]);
    expect(book.allActive()).toEqual([]);
    expect([book.stateOf(0), book.stateOf(1)?.partition]).toEqual([undefined, 1]);
    expect(next.leases.map(({ partition, generation }) => [partition, generation])).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  it('adds up what waits in what is consumed', () => {
    const book = new PartitionBook();
    const { leases } = book.assign([0, 1], 1);
    for (const lease of leases) book.activate(lease, owned(lease.partition, lease.partition + 1));
    expect(book.waiting).toBe(3);
    book.endLeases();
    expect(book.waiting).toBe(0);
    expect(book.known()).toHaveLength(2);
  });
});
