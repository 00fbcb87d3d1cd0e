import { describe, expect, it } from 'vitest';
import { Drain, STALL_MS } from './drain.ts';

describe('Drain', () => {
  it('is over when all that was acknowledged took its turn', () => {
    const drain = new Drain(0);
    expect(drain.observe({ acknowledged: 10, applied: 9, received: 10 }, 1)).toBe('going-on');
    expect(drain.observe({ acknowledged: 10, applied: 10, received: 10 }, 2)).toBe('drained');
  });

  it('is over at once when nothing was sent', () => {
    expect(new Drain(0).observe({ acknowledged: 0, applied: 0, received: 0 }, 0)).toBe('drained');
  });

  it('is stalled when neither reading nor applying moved for a while', () => {
    const drain = new Drain(0, 1_000_000);
    drain.observe({ acknowledged: 10, applied: 5, received: 6 }, 100);
    drain.observe({ acknowledged: 10, applied: 5, received: 7 }, STALL_MS);
    expect(drain.observe({ acknowledged: 10, applied: 5, received: 7 }, 2 * STALL_MS - 1)).toBe(
      'going-on',
    );
    expect(drain.observe({ acknowledged: 10, applied: 5, received: 7 }, 2 * STALL_MS)).toBe(
      'stalled',
    );
  });

  it('is not stalled while a consumer is on its way back into the group', () => {
    const drain = new Drain(0, 10 * STALL_MS);
    const still = { acknowledged: 10, applied: 5, received: 5 };
    drain.observe(still, 0);
    expect(drain.observe({ ...still, pending: 1 }, 3 * STALL_MS)).toBe('going-on');
    expect(drain.observe({ ...still, pending: 0 }, 4 * STALL_MS - 1)).toBe('going-on');
    expect(drain.observe({ ...still, pending: 0 }, 4 * STALL_MS)).toBe('stalled');
    expect(drain.observe({ ...still, pending: 1 }, 10 * STALL_MS)).toBe('too-late');
  });

  it('is not over while something is pending: what was applied may have to be applied again', () => {
    const drain = new Drain(0, 500);
    const all = { acknowledged: 10, applied: 10, received: 10 };
    expect(drain.observe({ ...all, pending: 1 }, 1)).toBe('going-on');
    expect(drain.observe(all, 2)).toBe('drained');
    expect(drain.observe({ ...all, pending: 1 }, 499)).toBe('going-on');
    expect(drain.observe({ ...all, pending: 1 }, 500)).toBe('drained');
  });

  it('is too late at its deadline though it still moves', () => {
    const drain = new Drain(0, 500);
    expect(drain.observe({ acknowledged: 10, applied: 1, received: 1 }, 499)).toBe('going-on');
    expect(drain.observe({ acknowledged: 10, applied: 2, received: 2 }, 500)).toBe('too-late');
  });
});
