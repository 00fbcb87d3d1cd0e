import { describe, expect, it } from 'vitest';
import { dollars, duration, inWords, milliseconds, percent, perSecond, whole } from './numbers.ts';

describe('numbers', () => {
  it('groups thousands and keeps at most three decimals', () => {
    expect([whole(1_234_567), whole(0.12345), whole(12)]).toEqual(['1,234,567', '0.123', '12']);
  });

  it('counts nouns', () => {
    expect([inWords(1, 'event'), inWords(0, 'event')]).toEqual(['1 event', '0 events']);
  });

  it('never rounds a share up to all, nor down to nothing', () => {
    expect([1, 0.99999999, 0.01, 0.0213, 0.000001, 0].map(percent)).toEqual([
      '100 %',
      '99.99 %',
      '1 %',
      '2.13 %',
      '< 0.01 %',
      '0 %',
    ]);
  });

  it('shows rates no more precisely than they matter', () => {
    expect([1_204.4, 52.688, 9.5, 1 / 6, 0].map(perSecond)).toEqual([
      '1,204',
      '52.7',
      '9.5',
      '0.167',
      '0',
    ]);
  });

  it('shows milliseconds with three significant digits', () => {
    expect([0, 1, 42, 999, 1_534, 27_380, 1_204_000].map(milliseconds)).toEqual([
      '0',
      '0.001',
      '0.042',
      '0.999',
      '1.53',
      '27.4',
      '1,204',
    ]);
  });

  it('shows durations in two units at most', () => {
    expect([850, 12_540, 59_990, 60_000, 250_000, 12_000_000, 190_800_000].map(duration)).toEqual([
      '850 ms',
      '12.5 s',
      '60 s',
      '1 min',
      '4 min 10 s',
      '3 h 20 min',
      '2 d 5 h',
    ]);
  });

  it('shows money in whole dollars', () => {
    expect(dollars(123_456_789)).toBe('$1,234,568');
  });
});
