import { expect } from 'vitest';

/**
 * Asks until the answer is as expected. Not `page.waitForFunction`: it evaluates its text within the page whenever the first answer is
 * not the expected one, which the pages' content security policy forbids.
 */
export function eventually<T>(ask: () => Promise<T>) {
  return expect.poll(ask, { timeout: 20_000, interval: 50 });
}
