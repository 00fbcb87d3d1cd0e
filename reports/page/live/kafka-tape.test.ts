import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PartitionCell } from '../../live/frames.ts';
import { nextWindow, offsetAt, roundStep, tapeOf } from './kafka-tape.ts';

function cell(startOffset: number, endOffset: number, position: number | null): PartitionCell {
  const lagRecords = position === null ? null : endOffset - position;
  return { partition: 0, startOffset, endOffset, position, lagRecords, owner: null };
}

const anyCell = fc
  .tuple(fc.nat(1e6), fc.nat(1e6), fc.nat(1e6))
  .map(([start, kept, lag]) => cell(start, start + kept, start + kept - Math.min(kept, lag)));
const anyWindow = fc.constantFrom(30, 600, 75_000);
const anyWidth = fc.integer({ min: 60, max: 900 });

describe('the window of a tape', () => {
  it('holds the whole lag with room to spare, and what passes by', () => {
    fc.assert(
      fc.property(
        fc.option(fc.constantFrom(30, 3_000, 375_000)),
        fc.nat(1e8),
        fc.nat(1e5),
        (current, lag, passing) => {
          const window = nextWindow(current, lag, passing);
          expect(lag).toBeLessThanOrEqual(window * 0.8 + 1e-6);
          expect(passing).toBeLessThanOrEqual(window);
        },
      ),
    );
  });

  it('is short for a calm partition, and shrinks only when a shorter one has room', () => {
    expect(nextWindow(null, 0, 0)).toBe(30);
    expect(nextWindow(30, 25, 0)).toBe(120);
    expect(nextWindow(120, 20, 0)).toBe(120);
    expect(nextWindow(120, 12, 0)).toBe(30);
  });

  it('stays where it is while the lag swings around a limit', () => {
    let window = nextWindow(null, 25, 0);
    for (const lag of [23, 25, 22, 26, 20]) {
      const next = nextWindow(window, lag, 0);
      expect(next).toBe(window);
      window = next;
    }
  });
});

describe('the lane of a partition', () => {
  it('has kept range, caret and notches in their order within the lane', () => {
    fc.assert(
      fc.property(anyCell, anyWindow, anyWidth, (partition, window, widthPx) => {
        const tape = tapeOf(partition, window, widthPx);
        if (tape === null || tape.caret === null) throw new Error('all offsets are known');
        expect(tape.keptFrom).toBeGreaterThanOrEqual(0);
        expect(tape.caret).toBeGreaterThanOrEqual(tape.keptFrom);
        expect(tape.caret).toBeLessThanOrEqual(widthPx);
        expect(tape.notches).toEqual(tape.notches.toSorted((one, other) => one - other));
        for (const at of tape.notches) {
          expect(at).toBeGreaterThan(tape.keptFrom);
          expect(at).toBeLessThan(widthPx);
        }
        expect(tape.notches.length).toBeLessThanOrEqual(widthPx / 7 + 1);
      }),
    );
  });

  it('fills as much of it as the lag is of the window', () => {
    const tape = tapeOf(cell(0, 100, 85), 30, 300);
    expect(tape).toMatchObject({ keptFrom: 0, caret: 150, isCaretCut: false });
    expect(tapeOf(cell(0, 100, 10), 30, 300)).toMatchObject({ caret: 0, isCaretCut: true });
    expect(tapeOf(cell(90, 100, 100), 30, 300)).toMatchObject({ keptFrom: 200, caret: 300 });
  });

  it('puts each notch where its record begins, so that notches move with the records', () => {
    const before = tapeOf(cell(0, 100, 100), 30, 300)?.notches ?? [];
    const after = tapeOf(cell(0, 103, 103), 30, 300)?.notches ?? [];
    expect(before[0]).toBe(10);
    expect(after.slice(0, -3)).toEqual(before.map((at) => at - 30).filter((at) => at > 0));
  });

  it('is not drawn while its end is unknown, and nobody is shown where nobody reads', () => {
    expect(tapeOf({ ...cell(0, 1, null), endOffset: null }, 30, 300)).toBeNull();
    expect(tapeOf(cell(0, 10, null), 30, 300)?.caret).toBeNull();
  });
});

describe('the record under the pointer', () => {
  it('is the one whose place on the tape holds the pointer, wherever one is kept', () => {
    fc.assert(
      fc.property(
        anyCell,
        anyWindow,
        anyWidth,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (partition, window, widthPx, share) => {
          const { startOffset, endOffset } = partition;
          if (startOffset === null || endOffset === null) return;
          const offset = offsetAt(partition, window, widthPx, share * widthPx);
          if (startOffset === endOffset) {
            expect(offset).toBeUndefined();
            return;
          }
          if (offset === undefined) throw new Error('a record is kept');
          expect(offset).toBeGreaterThanOrEqual(startOffset);
          expect(offset).toBeLessThan(endOffset);
          const scale = widthPx / window;
          const left = widthPx - (endOffset - offset) * scale;
          const isUnder = left <= share * widthPx + 1e-6 && share * widthPx <= left + scale + 1e-6;
          expect(isUnder || offset === startOffset || offset === endOffset - 1).toBe(true);
        },
      ),
    );
  });
});

it('steps are 1, 2 or 5 with zeros behind', () => {
  expect([0.2, 1, 1.1, 2.5, 7, 11, 499].map(roundStep)).toEqual([1, 1, 2, 5, 10, 20, 500]);
});
