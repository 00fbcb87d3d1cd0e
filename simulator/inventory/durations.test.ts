import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Durations } from './durations.ts';

const CENTURY_MS = 100 * 365 * 86_400_000;

describe('durations', () => {
  it('have a median within a thousandth of the sorted one, and exact sums and bounds', () => {
    const ms = fc.oneof(fc.nat({ max: 3000 }), fc.nat({ max: 86_400_000 }), fc.nat(CENTURY_MS));
    fc.assert(
      fc.property(fc.array(ms, { minLength: 1, maxLength: 60 }), (all) => {
        const durations = durationsOf(all);
        const expected = sortedMedian(all);
        expect(durations.count).toBe(all.length);
        expect(durations.sumMs).toBe(all.reduce((sum, each) => sum + each, 0));
        expect([durations.minMs, durations.maxMs]).toEqual([Math.min(...all), Math.max(...all)]);
        const off = Math.abs((durations.medianMs() ?? Number.NaN) - expected);
        expect(off).toBeLessThanOrEqual(expected / 1000);
      }),
    );
  });

  it.each([
    [[7], 7],
    [[86_399_999], 86_399_999],
    [[3, 900], 451.5],
    [[5, 9, 2000], 9],
    [[1_000_003, 5_000_011], 3_000_007],
  ])('of %j have the exact median %d', (all, median) => {
    expect(durationsOf(all).medianMs()).toBe(median);
  });

  it('have no median without samples', () => {
    expect(new Durations().medianMs()).toBeNull();
  });
});

function durationsOf(all: readonly number[]): Durations {
  const durations = new Durations();
  for (const ms of all) durations.add(ms);
  return durations;
}

function sortedMedian(all: readonly number[]): number {
  const sorted = [...all].sort((a, b) => a - b);
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return (lower + upper) / 2;
}
