import { describe, expect, it } from 'vitest';
import { BooksToClose } from './books-to-close.ts';

const LONG_MS = 60_000;

/** @returns whether somebody who began to wait now need wait no longer */
async function isOver(waiting: Promise<void>): Promise<boolean> {
  const pause = new Promise<false>((resolve) => setImmediate(() => resolve(false)));
  return Promise.race([waiting.then(() => true), pause]);
}

describe('BooksToClose', () => {
  it('waits until every partition is closed, however often one says so', async () => {
    const books = new BooksToClose(2);
    const waiting = books.wait(LONG_MS);
    books.closed(1);
    books.closed(1);
    expect(await isOver(waiting)).toBe(false);
    books.closed(0);
    expect(await isOver(waiting)).toBe(true);
    expect(await isOver(books.wait(LONG_MS))).toBe(true);
  });

  it('does not wait for those who are gone, but for those who came since', async () => {
    const books = new BooksToClose(1);
    const before = books.wait(LONG_MS);
    books.nobodyLeft();
    expect(await isOver(before)).toBe(true);
    books.somebodyCame();
    const after = books.wait(LONG_MS);
    expect(await isOver(after)).toBe(false);
    books.closed(0);
    expect(await isOver(after)).toBe(true);
  });

  it('waits no longer than it may', async () => {
    await expect(new BooksToClose(1).wait(1)).resolves.toBeUndefined();
  });
});
