import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passedRecord } from '../record.fixture.ts';
import { marksInRow, rowAtMs, runTime, timeText, timeTicks } from './run-time.ts';

const phase = (fromMs: number, toMs: number, startPerSecond: number, endPerSecond: number) => ({
  fromMs,
  toMs,
  startPerSecond,
  endPerSecond,
});

function timeOf(phases: ReturnType<typeof phase>[], intervals = 12) {
  const load = { durationMs: 10_000, warmUpMs: 2_000, phases };
  const marks = [
    { atMs: 4_100, kind: 'rebalance', text: 'one' },
    { atMs: 99_000, kind: 'trouble', text: 'after the end' },
  ] as const;
  return runTime(passedRecord({ load, marks }), { intervalMs: 1_000, intervals });
}

describe('runTime', () => {
  it('names phases by their rates and what follows the load a drain', () => {
    const time = timeOf([phase(0, 4_000, 125, 125), phase(4_000, 10_000, 125, 5_000)]);
    expect(time.phases.map(({ label, fromMs, toMs }) => [label, fromMs, toMs])).toEqual([
      ['125/s', 0, 4_000],
      ['125 → 5,000/s', 4_000, 10_000],
      ['drain', 10_000, 12_000],
    ]);
  });

  it('leaves jumps out, and cuts what was never reached', () => {
    const time = timeOf(
      [phase(0, 4_000, 1, 1), phase(4_000, 4_000, 1, 9), phase(4_000, 10_000, 9, 9)],
      6,
    );
    expect(time.phases.map(({ label, toMs }) => [label, toMs])).toEqual([
      ['1/s', 4_000],
      ['9/s', 6_000],
    ]);
  });

  it('tells slow rates by the minute', () => {
    const [first] = timeOf([phase(0, 10_000, 1 / 6, 1 / 6)]).phases;
    expect(first?.label).toBe('10/min');
  });

  it('knows which marks lie in an interval, and drops those beyond the axis', () => {
    const time = timeOf([]);
    expect(marksInRow(time, 4).map(({ text }) => text)).toEqual(['one']);
    expect(marksInRow(time, 5)).toEqual([]);
    expect(time.marks).toHaveLength(1);
  });

  it('finds the interval of an instant', () => {
    const time = timeOf([]);
    expect([0, 999, 1_000, 11_999, 12_000, -1].map((ms) => rowAtMs(time, ms))).toEqual([
      0,
      0,
      1,
      11,
      null,
      null,
    ]);
  });
});

describe('timeTicks', () => {
  it('stands on round instants', () => {
    expect(timeTicks(35_000, 700).map(({ text }) => text)).toEqual([
      '0 s',
      '5 s',
      '10 s',
      '15 s',
      '20 s',
      '25 s',
      '30 s',
      '35 s',
    ]);
    expect(timeTicks(600_000, 400).map(({ text }) => text)).toEqual([
      '0 s',
      '2:00',
      '4:00',
      '6:00',
      '8:00',
      '10:00',
    ]);
  });

  it('leaves room between any two, for any length of run', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 500, max: 40 * 86_400_000 }),
        fc.integer({ min: 100, max: 1_200 }),
        (endMs, widthPx) => {
          const ticks = timeTicks(endMs, widthPx);
          expect(ticks[0]?.atMs).toBe(0);
          const stepMs = ticks[1]?.atMs ?? endMs;
          expect(((stepMs / endMs) * widthPx).toFixed(3)).not.toBe('0.000');
          if (ticks.length > 1) expect((stepMs / endMs) * widthPx).toBeGreaterThanOrEqual(63.9);
          expect(ticks.at(-1)?.atMs ?? 0).toBeLessThanOrEqual(endMs);
        },
      ),
    );
  });
});

describe('timeText', () => {
  it('grows with the time', () => {
    expect([0, 2_500, 45_000, 60_000, 90_000, 3_600_000, 3_661_000].map(timeText)).toEqual([
      '0 s',
      '2.5 s',
      '45 s',
      '1:00',
      '1:30',
      '1:00:00',
      '1:01:01',
    ]);
  });
});
