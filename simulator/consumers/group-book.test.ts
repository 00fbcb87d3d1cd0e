import { describe, expect, it } from 'vitest';
import { GroupBook } from './group-book.ts';

const FIRST = 1;
const SECOND = 2;

function join(consumerName: string, generation: number, partitions: readonly number[]) {
  return { consumerName, generation, partitions, durationMs: 1 };
}

function active(partition: number, generation: number, kept = false) {
  return { partition, generation, kept };
}

/** Two members, two partitions each, in generation 3. */
function settled(): GroupBook {
  const book = new GroupBook(4);
  book.joined(FIRST, join('a', 3, [0, 2]));
  book.joined(SECOND, join('b', 3, [1, 3]));
  for (const partition of [0, 2]) book.active(FIRST, 'a', active(partition, 3));
  for (const partition of [1, 3]) book.active(SECOND, 'b', active(partition, 3));
  return book;
}

describe('GroupBook', () => {
  it('is complete when all are in one generation and every partition is consumed', () => {
    const book = new GroupBook(2);
    book.joined(FIRST, join('a', 1, [0, 1]));
    book.active(FIRST, 'a', active(0, 1));
    book.active(FIRST, 'a', active(1, 1));
    expect(book.isComplete([FIRST])).toBe(true);
    expect(book.isComplete([FIRST, SECOND])).toBe(false);
    book.joined(SECOND, join('b', 2, [1]));
    book.active(SECOND, 'b', active(1, 2));
    expect(book.isComplete([FIRST, SECOND])).toBe(false);
    book.joined(FIRST, join('a', 2, [0]));
    expect(book.isComplete([FIRST, SECOND])).toBe(false);
    book.active(FIRST, 'a', active(0, 2, true));
    expect(book.isComplete([FIRST, SECOND])).toBe(true);
  });

  it('tells of each generation once', () => {
    const book = settled();
    expect(book.joined(FIRST, join('a', 4, [0, 2]))).toBe(true);
    expect(book.joined(SECOND, join('b', 4, [1, 3]))).toBe(false);
  });

  it('counts nothing as consumed once a newer generation is heard of', () => {
    const book = settled();
    expect(book.idle).toBe(0);
    book.joined(SECOND, join('b', 4, [0, 1, 2, 3]));
    expect(book.idle).toBe(4);
    expect(book.ownerOf(0)).toBe(FIRST);
    book.active(SECOND, 'b', active(0, 4));
    expect(book.ownerOf(0)).toBe(SECOND);
    expect(book.idle).toBe(3);
  });

  it('does not believe who is behind', () => {
    const book = settled();
    book.joined(SECOND, join('b', 4, [0, 1, 2, 3]));
    book.active(SECOND, 'b', active(0, 4));
    expect(book.active(FIRST, 'a', active(0, 3, true))).toBeUndefined();
    expect(book.ownerOf(0)).toBe(SECOND);
    book.released(FIRST, 0);
    expect(book.isActive(0)).toBe(true);
    book.active(FIRST, 'a', active(2, 3, true));
    expect(book.isActive(2)).toBe(false);
  });

  it('names who had the state before, unless it was kept', () => {
    const book = settled();
    book.joined(SECOND, join('b', 4, [0, 1, 3]));
    expect(book.active(SECOND, 'b', active(0, 4))).toEqual({ partition: 0, from: 'a', to: 'b' });
    expect(book.active(SECOND, 'b', active(1, 4, true))).toBeUndefined();
    expect(book.active(SECOND, 'b', active(3, 4))).toEqual({ partition: 3, from: 'b', to: 'b' });
  });

  it('knows who has not come to the newest generation yet', () => {
    const book = settled();
    expect(book.outside([FIRST, SECOND])).toBe(0);
    expect(book.outside([FIRST, SECOND, 3])).toBe(1);
    book.joined(SECOND, join('b', 4, [0, 1, 2, 3]));
    expect(book.outside([FIRST, SECOND])).toBe(1);
  });

  it('leaves the partitions of who is gone to nobody', () => {
    const book = settled();
    book.ended(FIRST);
    expect([book.idle, book.isActive(0), book.isActive(1)]).toEqual([2, false, true]);
  });

  it('says what is missing', () => {
    const book = new GroupBook(2);
    const lives = new Map([
      [FIRST, 'a'],
      [SECOND, 'b'],
    ]);
    expect(book.missing(lives)).toBe('a, b did not join');
    book.joined(FIRST, join('a', 1, [0, 1]));
    expect(book.missing(lives)).toBe('b did not join');
    book.joined(SECOND, join('b', 2, [1]));
    expect(book.missing(lives)).toBe(
      'a is in generation 1 with partitions [0, 1]; b is in generation 2 with partitions [1]; 2 of 2 partitions are not consumed',
    );
  });
});
