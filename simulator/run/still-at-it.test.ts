import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stillAtIt, TELL_EVERY_MS } from './still-at-it.ts';

describe('stillAtIt', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells for how long the work goes on, and gives what comes of it', async () => {
    const told: number[] = [];
    const slow = new Promise((resolve) => setTimeout(resolve, 3_500, 'done'));
    const work = stillAtIt(slow, (forMs) => told.push(forMs));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(told).toEqual([1_000, 2_000, 3_000]);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await work).toBe('done');
    expect(told).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says nothing of work that is done at once, and is silent after a failure', async () => {
    const tell = vi.fn();
    await expect(stillAtIt(Promise.reject(new Error('no')), tell)).rejects.toThrow('no');
    await vi.advanceTimersByTimeAsync(3 * TELL_EVERY_MS);
    expect(tell).not.toHaveBeenCalled();
  });
});
