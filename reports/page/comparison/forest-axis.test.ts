import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forestAxis } from './forest-axis.ts';

const row = (ratio: number | null, low?: number, high?: number, noiseThreshold = 0.05) => ({
  ratio,
  interval: low === undefined || high === undefined ? null : { low, high },
  noiseThreshold,
});

describe('forestAxis', () => {
  it('names round changes, and no change in their middle', () => {
    const { ticks } = forestAxis([row(1.12, 1.08, 1.17)], 4);
    expect(ticks.map(({ text }) => text)).toEqual(['−5 %', 'no change', '+5 %', '+10 %', '+15 %']);
  });

  it('counts in doublings where changes are large', () => {
    const { ticks } = forestAxis([row(3, 0.3, 7)]);
    expect(ticks.map(({ text }) => text)).toEqual(['÷4', '÷2', 'no change', '×2', '×4', '×8']);
  });

  it('has room for the floor even where nothing moved or nothing is known', () => {
    for (const metrics of [[row(1, 1, 1)], [row(null)]]) {
      const { min, max } = forestAxis(metrics);
      expect(min).toBeLessThan(1 / 1.05);
      expect(max).toBeGreaterThan(1.05);
    }
  });

  it('encloses everything up to a factor of eight, and names no change', () => {
    const ratio = fc.double({ min: 0.126, max: 7.9, noNaN: true });
    const share = fc.double({ min: 0, max: 5, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(ratio, ratio, ratio, share), { minLength: 1 }), (rows) => {
        const metrics = rows.map(([middle, a, b, floor]) => {
          return row(middle, Math.min(a, b), Math.max(a, b), floor);
        });
        const { min, max, ticks } = forestAxis(metrics);
        for (const { ratio: value, interval, noiseThreshold } of metrics) {
          for (const one of [value ?? 1, interval?.low ?? 1, interval?.high ?? 1]) {
            expect(one).toBeGreaterThan(min);
            expect(one).toBeLessThan(max);
          }
          expect(1 + noiseThreshold).toBeLessThan(max);
        }
        expect(ticks.filter(({ text }) => text === 'no change')).toHaveLength(1);
        for (const tick of ticks) expect(tick.ratio >= min && tick.ratio <= max).toBe(true);
      }),
    );
  });

  it('is not stretched by what lies beyond', () => {
    const { min, max } = forestAxis([row(100, 0.001, 1e9), row(0, 0, 0)]);
    expect(min).toBeGreaterThan(0.09);
    expect(max).toBeLessThan(12);
  });
});
