import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDurationMs } from './durations.ts';

describe('parseDurationMs', () => {
  it('reads every unit, alone and together', () => {
    expect(
      ['500ms', '20s', '1m30s', '2h', '3d', '1d12h', '0s', '1.5s', '0.25m'].map(parseDurationMs),
    ).toEqual([500, 20_000, 90_000, 7_200_000, 259_200_000, 129_600_000, 0, 1500, 15_000]);
  });

  it('refuses numbers without a unit, unknown units, blanks and fractions of a millisecond', () => {
    for (const text of [
      '20',
      '',
      's',
      '1 s',
      '-1s',
      '1w',
      '1,5s',
      '1s ',
      '1e3s',
      '1.5ms',
      '0.0001s',
      '999999999999d',
    ]) {
      expect(parseDurationMs(text), text).toBeUndefined();
    }
  });

  it('reads back what formatDuration writes', () => {
    fc.assert(
      fc.property(fc.nat(), (durationMs) => {
        expect(parseDurationMs(formatDuration(durationMs))).toBe(durationMs);
      }),
    );
  });
});

describe('formatDuration', () => {
  it('is as short as people write it', () => {
    expect(
      [0, 500, 20_000, 90_000, 7_200_000, 129_600_000, 61_001, 1500].map(formatDuration),
    ).toEqual(['0s', '500ms', '20s', '1m30s', '2h', '1d12h', '1m1.001s', '1.5s']);
  });
});
