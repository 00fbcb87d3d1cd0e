import { describe, expect, it } from 'vitest';
import { Closing } from './closing.ts';
import { openPartition, takeSale } from './owned-partition.fixture.ts';

const ends = (a: number, b: number) =>
  new Map([
    ['a/3', a],
    ['b/3', b],
    ['a/4', 99],
  ]);

describe('Closing', () => {
  it('leaves books open until it knows where everything ends', () => {
    const closing = new Closing(['a', 'b']);
    const owned = openPartition(3);
    takeSale(owned, { topicIndex: 0, offset: 100, row: 0, seq: 1 });
    expect([closing.close(owned), owned.books, owned.pipeline.closed]).toEqual([
      false,
      'open',
      false,
    ]);
  });

  it('closes books once, when the last topic was read to its end', () => {
    const closing = new Closing(['a', 'b']);
    const owned = openPartition(3);
    closing.begin(ends(6, 1));
    takeSale(owned, { topicIndex: 0, offset: 5, row: 0, seq: 1 });
    expect([closing.close(owned), owned.books]).toEqual([false, 'open']);
    takeSale(owned, { topicIndex: 1, offset: 0, row: 0, seq: 2 });
    expect([closing.close(owned), owned.books, owned.pipeline.closed]).toEqual([
      true,
      'closing',
      true,
    ]);
    expect([closing.close(owned), owned.books]).toEqual([false, 'closing']);
    owned.books = 'closed';
    expect([closing.close(owned), owned.books]).toEqual([false, 'closed']);
  });

  it('is one record short of the end when the last one is missing', () => {
    const closing = new Closing(['a', 'b']);
    const owned = openPartition(3);
    closing.begin(ends(6, 0));
    takeSale(owned, { topicIndex: 0, offset: 4, row: 0, seq: 1 });
    expect(closing.close(owned)).toBe(false);
  });

  it('has nothing to wait for where nothing was written, or no end is known', () => {
    const closing = new Closing(['a', 'b']);
    closing.begin(ends(0, 0));
    expect([closing.close(openPartition(3)), closing.close(openPartition(5))]).toEqual([
      true,
      true,
    ]);
    expect(closing.close(openPartition(4))).toBe(false);
  });

  it('counts what was read, whether or not it has had its turn', () => {
    const closing = new Closing(['a', 'b']);
    const owned = openPartition(3);
    closing.begin(ends(1, 0));
    takeSale(owned, { topicIndex: 0, offset: 0, row: 0, seq: 2 });
    expect([owned.pipeline.waiting, closing.close(owned)]).toEqual([1, true]);
  });
});
