import { describe, expect, it } from 'vitest';
import { pairsThatFit, runMs, timeText } from './time-estimate.ts';

describe('runMs', () => {
  it('guesses longer than the load alone, until a run was made', () => {
    expect(runMs({ loadMs: 10_000, tookMs: [] })).toBeGreaterThan(10_000);
    expect(runMs({ loadMs: 10_000, tookMs: [11_000, 13_000] })).toBe(12_000);
  });

  it('follows a machine that changes', () => {
    const tookMs = [90_000, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000];
    expect(runMs({ loadMs: 1000, tookMs })).toBe(10_000);
  });
});

describe('timeText', () => {
  it.each([
    [300, '1 s'],
    [12_400, '12 s'],
    [59_600, '1 min'],
    [61_000, '1 min'],
    [200_300, '3 min 20 s'],
    [3_596_000, '1 h 00 min'],
    [3_900_000, '1 h 05 min'],
  ])('%d ms are %s', (ms, text) => {
    expect(timeText(ms)).toBe(text);
  });
});

describe('pairsThatFit', () => {
  it('counts whole pairs, and never less than none', () => {
    expect(pairsThatFit(100_000, 30_000)).toBe(3);
    expect(pairsThatFit(29_999, 30_000)).toBe(0);
    expect(pairsThatFit(-5, 30_000)).toBe(0);
    expect(pairsThatFit(100, 0)).toBe(0);
  });
});
