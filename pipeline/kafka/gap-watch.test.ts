import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GapWatch } from './gap-watch.ts';

describe('GapWatch', () => {
  it('finds nothing before the first batch, nor in batches that follow each other or overlap', () => {
    const watch = new GapWatch(1);
    expect(watch.before(0, 500)).toBeUndefined();
    watch.read(0, 509);
    expect(watch.before(0, 510)).toBeUndefined();
    expect(watch.before(0, 300)).toBeUndefined();
    watch.read(0, 350);
    expect(watch.before(0, 511)).toEqual({ from: 510, to: 511 });
  });

  it('reads a gap again, and believes it when nothing was trimmed: markers of transactions', () => {
    const watch = new GapWatch(1);
    watch.read(0, 9);
    const gap = watch.before(0, 11);
    expect(gap).toEqual({ from: 10, to: 11 });
    expect(watch.resolve(0, gap ?? { from: 0, to: 0 }, 0)).toEqual({ again: 10 });
    expect(watch.before(0, 11)).toBeUndefined();
    watch.read(0, 12);
    expect(watch.before(0, 14)).toEqual({ from: 13, to: 14 });
    expect(watch.unbroken(0, 14)).toBe(14);
  });

  it('says what was trimmed, goes on where the log begins now, and remembers where the hole began', () => {
    const watch = new GapWatch(2);
    watch.read(1, 9);
    const gap = watch.before(1, 40) ?? { from: 0, to: 0 };
    expect(watch.resolve(1, gap, 25)).toEqual({ again: 25, lost: { from: 10, to: 25 } });
    expect(watch.before(1, 25)).toBeUndefined();
    watch.read(1, 60);
    expect(watch.unbroken(1, 61)).toBe(10);
    expect(watch.unbroken(0, 61)).toBe(61);
  });

  it('accounts for every offset of a log that is trimmed at random: read or lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ batch: fc.integer({ min: 1, max: 9 }), trim: fc.nat(30) }), {
          minLength: 1,
        }),
        (steps) => {
          const watch = new GapWatch(1);
          const lost: number[] = [];
          const read: number[] = [];
          let [position, logStart, end] = [0, 0, 0];
          for (const { batch, trim } of steps) {
            end += 20;
            logStart = Math.min(Math.max(logStart, trim * 3), end);
            // As kafkajs does it: to the end of the log when the position is no longer there.
            if (position < logStart) position = end;
            if (position >= end) end = position + 5;
            const gap = watch.before(0, position);
            if (gap !== undefined) {
              const { again, lost: hole } = watch.resolve(0, gap, logStart);
              for (let at = hole?.from ?? 0; at < (hole?.to ?? 0); at += 1) lost.push(at);
              position = again;
            }
            for (let at = 0; at < batch && position < end; at += 1) read.push(position++);
            watch.read(0, position - 1);
          }
          const first = read[0] ?? 0;
          const seen = [...read, ...lost].sort((a, b) => a - b);
          expect(seen).toEqual(Array.from({ length: position - first }, (_, at) => first + at));
        },
      ),
    );
  });
});
