import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeBar } from './terminal-bar.ts';

describe('changeBar', () => {
  it.each<[what: string, ratio: number | null, low: number, high: number, bar: string]>([
    ['no change', 1, 1, 1, '       ┊  ●  ┊       '],
    ['a certain change beyond the threshold', 1.12, 1.1, 1.15, '       ┊  │  ┊   ━●━━'],
    ['an uncertain one', 0.97, 0.9, 1.04, '   ━━━━━●━━━━━       '],
    ['one that is off the bar to the right', 1.5, 1.2, 1.6, '       ┊  │  ┊      ▸'],
    ['one that is off the bar to the left', 0.5, 0.4, 0.96, '◂━━━━━━━  │  ┊       '],
    ['one whose interval begins at nothing', 0.97, 0, 1, '◂━━━━━━━●━━  ┊       '],
    ['nothing', null, 1, 1, '                     '],
    ['nothing left', 0, 0, 0, '                     '],
  ])('draws %s', (_, ratio, low, high, bar) => {
    expect(changeBar({ ratio, interval: { low, high }, noiseThreshold: 0.05 }, 21)).toBe(bar);
  });

  it('draws the change alone where there is no interval', () => {
    expect(changeBar({ ratio: 1.05, interval: null, noiseThreshold: 0.05 }, 13)).toBe(
      '    ┊ │ ●    ',
    );
  });

  it('has no threshold to show where every change is worth a word', () => {
    expect(changeBar({ ratio: 1.05, interval: null, noiseThreshold: 0 }, 13)).toBe('      │ ●    ');
  });

  it('is as wide as it was asked to be, whatever it shows', () => {
    const ratio = fc.double({ min: 0, max: 1e9, noNaN: true });
    const threshold = fc.double({ min: 0, max: 10, noNaN: true });
    const half = fc.integer({ min: 5, max: 12 });
    fc.assert(
      fc.property(
        ratio,
        ratio,
        ratio,
        threshold,
        half,
        (one, other, third, noiseThreshold, size) => {
          const [low = 0, middle = 0, high = 0] = [one, other, third].sort((a, b) => a - b);
          const bar = changeBar(
            { ratio: middle, interval: { low, high }, noiseThreshold },
            2 * size + 1,
          );
          expect(bar).toHaveLength(2 * size + 1);
        },
      ),
    );
  });
});
