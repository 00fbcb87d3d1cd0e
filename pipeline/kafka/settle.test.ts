import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SettleTracker } from './settle.ts';

describe('SettleTracker', () => {
  it('has nothing to commit before the first record', () => {
    expect(new SettleTracker().settledOffset).toBe(-1);
  });

  it('commits the read position while nothing waits', () => {
    const tracker = new SettleTracker();
    tracker.advance(41);
    expect(tracker.settledOffset).toBe(42);
  });

  it('never commits past the oldest waiting record', () => {
    const tracker = new SettleTracker();
    const first = tracker.hold(10, 1);
    tracker.advance(10);
    const second = tracker.hold(11, 1);
    tracker.advance(11);
    tracker.advance(12);
    expect(tracker.settledOffset).toBe(10);
    tracker.release(second);
    expect(tracker.settledOffset).toBe(10);
    tracker.release(first);
    expect(tracker.settledOffset).toBe(13);
  });

  it('settles a dead letter only after its turn and its acknowledgement, in either order', () => {
    const tracker = new SettleTracker();
    const ticket = tracker.hold(5, 2);
    tracker.advance(5);
    expect(tracker.release(ticket)).toBe(false);
    expect(tracker.settledOffset).toBe(5);
    expect(tracker.release(ticket)).toBe(true);
    expect(tracker.settledOffset).toBe(6);
  });

  it('refuses a ticket twice', () => {
    const tracker = new SettleTracker();
    const first = tracker.hold(1, 1);
    const second = tracker.hold(2, 1);
    tracker.release(second);
    expect(() => tracker.release(second)).toThrow('not held');
    tracker.release(first);
    expect(() => tracker.release(first)).toThrow('not held');
  });

  it('agrees with a plain list, for any order of holding and releasing', () => {
    const step = fc.record({ gap: fc.nat(3), parts: fc.nat(2), pick: fc.nat() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const tracker = new SettleTracker();
        const waiting: { offset: number; ticket: number; parts: number }[] = [];
        let next = 0;
        for (const { gap, parts, pick } of steps) {
          const offset = next + gap;
          if (parts > 0) waiting.push({ offset, parts, ticket: tracker.hold(offset, parts) });
          tracker.advance(offset);
          next = offset + 1;
          if (pick % 3 === 0 && waiting.length > 0) {
            const at = pick % waiting.length;
            const chosen = waiting[at];
            if (chosen === undefined) continue;
            chosen.parts -= 1;
            expect(tracker.release(chosen.ticket)).toBe(chosen.parts === 0);
            if (chosen.parts === 0) waiting.splice(at, 1);
          }
          expect(tracker.settledOffset).toBe(
            Math.min(next, ...waiting.map((entry) => entry.offset)),
          );
          expect(tracker.unsettled).toBe(waiting.length);
        }
      }),
    );
  });
});
