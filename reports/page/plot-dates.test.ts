import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, dateTicks, dayText, instantText, longDayText, namedDays } from './plot-dates.ts';

const MONDAY_MS = Date.UTC(2026, 0, 5);
const HOUR_MS = DAY_MS / 24;

describe('dateTicks', () => {
  it('names days where days fit', () => {
    const texts = dateTicks(MONDAY_MS, MONDAY_MS + 5 * DAY_MS, 6).map(({ text }) => text);
    expect(texts).toEqual(['5 Jan', '6 Jan', '7 Jan', '8 Jan', '9 Jan', '10 Jan']);
  });

  it('names hours within a day, and midnight by its day', () => {
    const texts = dateTicks(MONDAY_MS + 18 * HOUR_MS, MONDAY_MS + 30 * HOUR_MS, 4).map(
      ({ text }) => text,
    );
    expect(texts).toEqual(['18:00', '21:00', '6 Jan', '03:00', '06:00']);
  });

  it('counts longer steps from the first day, so that they do not begin somewhere in the middle', () => {
    const ticks = dateTicks(MONDAY_MS, MONDAY_MS + 30 * DAY_MS, 5);
    expect(ticks.map(({ text }) => text)).toEqual(['5 Jan', '12 Jan', '19 Jan', '26 Jan', '2 Feb']);
  });

  it('has one tick for a moment', () => {
    expect(dateTicks(MONDAY_MS, MONDAY_MS, 5)).toEqual([{ atMs: MONDAY_MS, text: '5 Jan' }]);
  });

  it('never has more ticks than there is room for, and all within the axis, in order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000 * DAY_MS }),
        fc.integer({ min: 1, max: 4_000 * DAY_MS }),
        fc.integer({ min: 1, max: 20 }),
        (fromMs, extentMs, wanted) => {
          const ticks = dateTicks(fromMs, fromMs + extentMs, wanted);
          expect(ticks.length).toBeLessThanOrEqual(wanted + 1);
          let before = fromMs - 1;
          for (const { atMs } of ticks) {
            expect(atMs).toBeGreaterThan(before);
            expect(atMs).toBeLessThanOrEqual(fromMs + extentMs);
            before = atMs;
          }
        },
      ),
    );
  });
});

describe('namedDays', () => {
  it('names each day, every second or one a week, as there is room', () => {
    expect(namedDays(4, 1, 10)).toEqual([0, 1, 2, 3]);
    expect(namedDays(5, 1, 3)).toEqual([0, 2, 4]);
    expect(namedDays(20, 1, 6)).toEqual([0, 7, 14]);
    expect(namedDays(400, 3, 8)).toEqual([0, 50, 100, 150, 200, 250, 300, 350]);
  });

  it('never names more than there is room for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 30 }),
        (columns, days, wanted) => {
          const named = namedDays(columns, days, wanted);
          expect(named.length).toBeLessThanOrEqual(wanted + 1);
          expect(named[0]).toBe(0);
          expect(named.at(-1)).toBeLessThan(columns);
        },
      ),
    );
  });
});

describe('dates in words', () => {
  it('are of UTC, wherever the reader is', () => {
    expect(dayText(MONDAY_MS + DAY_MS - 1)).toBe('5 Jan');
    expect(longDayText(MONDAY_MS)).toBe('Mon 5 Jan 2026');
    expect(instantText(MONDAY_MS + 14 * HOUR_MS + 300_000)).toBe('5 Jan 2026, 14:05');
  });
});
