import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SecondTicks } from './second-ticks.ts';

const START_US = 1_000_000_000;

describe('the seconds of a load', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: START_US / 1000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function ticksFrom(startUs: number) {
    const asked: { readonly index: number; readonly atMs: number }[] = [];
    const ticks = new SecondTicks(
      () => Date.now() * 1000,
      (index) => asked.push({ index, atMs: Date.now() - START_US / 1000 }),
    );
    ticks.begin(startUs);
    return { ticks, asked };
  }

  it('are asked for as each ends', () => {
    const { ticks, asked } = ticksFrom(START_US);
    vi.advanceTimersByTime(3_500);
    ticks.stop();
    vi.advanceTimersByTime(3_500);
    expect(asked).toEqual([
      { index: 0, atMs: 1_000 },
      { index: 1, atMs: 2_000 },
      { index: 2, atMs: 3_000 },
    ]);
  });

  it('begin with the one that is not over for who comes late', () => {
    const { ticks, asked } = ticksFrom(START_US - 7_400_000);
    vi.advanceTimersByTime(2_000);
    ticks.stop();
    expect(asked).toEqual([
      { index: 7, atMs: 600 },
      { index: 8, atMs: 1_600 },
    ]);
  });

  it('are counted from a load that is still to begin', () => {
    const { ticks, asked } = ticksFrom(START_US + 100_000);
    vi.advanceTimersByTime(1_200);
    ticks.stop();
    expect(asked).toEqual([{ index: 0, atMs: 1_100 }]);
  });
});
