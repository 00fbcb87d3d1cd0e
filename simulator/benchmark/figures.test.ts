import { describe, expect, it } from 'vitest';
import { backlogGrowth, spread, watchedPerEventUs } from './figures.ts';

describe('spread', () => {
  it('knows the middle of odd and even counts', () => {
    expect(spread([5, 1, 3])).toEqual({ min: 1, median: 3, max: 5 });
    expect(spread([4, 1, 3, 2])).toEqual({ min: 1, median: 2.5, max: 4 });
  });
});

describe('backlogGrowth', () => {
  const samples = (backlogAt: (second: number) => number) =>
    Array.from({ length: 40 }, (_, index) => {
      const second = index / 2;
      const planned = 1_000 * second;
      return { elapsedMs: 1_000 * second, planned, applied: planned - backlogAt(second) };
    });

  it('is the slope of a backlog that grows', () => {
    expect(backlogGrowth(samples((second) => 25 * second)).growth).toBeCloseTo(25, 6);
  });

  it('is zero for a backlog that came early and stayed', () => {
    const { growth, worst } = backlogGrowth(samples((second) => Math.min(second, 3) * 100));
    expect(growth).toBeCloseTo(0, 6);
    expect(worst).toBe(300);
  });
});

describe('watchedPerEventUs', () => {
  it('is what was used between the first and the last sample, for each event applied meanwhile', () => {
    const samples = [
      { applied: 100, watchedCpuUs: 5_000 },
      { applied: 600, watchedCpuUs: 6_000 },
      { applied: 1_100, watchedCpuUs: 25_000 },
    ];
    expect(watchedPerEventUs(samples)).toBe(20);
  });

  it('is not known without samples, events or readings', () => {
    expect(watchedPerEventUs([])).toBeUndefined();
    expect(watchedPerEventUs([{ applied: 1, watchedCpuUs: 2 }])).toBeUndefined();
    const blind = { applied: 1, watchedCpuUs: undefined };
    expect(watchedPerEventUs([blind, { ...blind, applied: 9 }])).toBeUndefined();
  });
});
