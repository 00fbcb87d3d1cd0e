import { describe, expect, it } from 'vitest';
import { pairsNeeded, runsNeededPerSide } from './enough-runs.ts';

describe('what a gate needs', () => {
  // 2 / 2^n for pairs, 2 / (2n choose n) for sides, against 0.05 ÷ the number of metrics.
  it.each([
    [1, 6, 4],
    [2, 7, 5],
    [6, 8, 5],
    [8, 9, 6],
  ])('%d metrics need %d pairs, or %d runs a side', (metrics, pairs, runs) => {
    expect(pairsNeeded(metrics)).toBe(pairs);
    expect(runsNeededPerSide(metrics)).toBe(runs);
  });
});
