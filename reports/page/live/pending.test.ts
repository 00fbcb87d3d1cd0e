import { describe, expect, it } from 'vitest';
import { PATIENCE_MS, Pending } from './pending.ts';

describe('what is pending', () => {
  it('waits until its effect is seen, or for so long that it may be sent again', () => {
    let nowMs = 1_000;
    const pending = new Pending(() => nowMs);
    pending.sent('a');
    pending.sent('b');
    expect([pending.has('a'), pending.has('b'), pending.has('c')]).toEqual([true, true, false]);
    pending.done('a');
    expect(pending.has('a')).toBe(false);
    nowMs += PATIENCE_MS - 1;
    expect(pending.has('b')).toBe(true);
    nowMs += 1;
    expect(pending.has('b')).toBe(false);
  });

  it('knows nothing of another run', () => {
    const pending = new Pending(() => 0);
    pending.sent('a');
    pending.forget();
    expect(pending.has('a')).toBe(false);
  });
});
