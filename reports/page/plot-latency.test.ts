import { describe, expect, it } from 'vitest';
import { latencyText, latencyTickText } from './plot-latency.ts';

describe('latencyText', () => {
  it.each([
    [0, '0 µs'],
    [0.25, '0.25 µs'],
    [850.4, '850 µs'],
    [999.4, '999 µs'],
    [999.6, '1.00 ms'],
    [27_400, '27.4 ms'],
    [999_400, '999 ms'],
    [999_600, '1.00 s'],
    [61_250_000, '61.3 s'],
  ])('of %f µs is %s', (us, text) => {
    expect(latencyText(us)).toBe(text);
  });
});

describe('latencyTickText', () => {
  it('has no digit too many', () => {
    expect([1, 100, 1000, 100_000, 1_000_000, 1e7].map(latencyTickText)).toEqual([
      '1 µs',
      '100 µs',
      '1 ms',
      '100 ms',
      '1 s',
      '10 s',
    ]);
  });
});
