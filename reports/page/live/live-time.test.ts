import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LivePoint } from '../../live/frames.ts';
import { pointAt, pointsWithin, WINDOW_MS, windowOf, windowTicks } from './live-time.ts';

const pointsOf = (atMs: readonly number[]) => atMs.map((at) => ({ atMs: at }) as LivePoint);

describe('the time axis of live charts', () => {
  it('has room for a minute at first, then grows, then moves along', () => {
    expect(windowOf([])).toEqual({ fromMs: 0, toMs: 60_000 });
    expect(windowOf(pointsOf([5_000]))).toEqual({ fromMs: 0, toMs: 60_000 });
    expect(windowOf(pointsOf([90_000]))).toEqual({ fromMs: 0, toMs: 90_000 });
    expect(windowOf(pointsOf([900_000]))).toEqual({ fromMs: 300_000, toMs: 900_000 });
  });

  it('shows the seconds that lie within it, whole ones only', () => {
    const points = pointsOf([1_000, 2_000, 3_000]);
    expect(pointsWithin(points, { fromMs: 1_000, toMs: 61_000 })).toEqual(points.slice(1));
    expect(pointsWithin(points, { fromMs: 9_000, toMs: 69_000 })).toEqual([]);
  });

  it('finds the second that an instant lies in, and none where a second is missing', () => {
    const points = pointsOf([1_000, 2_000, 5_000]);
    expect([0, 1, 1_000, 1_001, 2_000, 4_500].map((at) => pointAt(points, at))).toEqual([
      0, 0, 0, 1, 1, 2,
    ]);
    expect([3_000, 5_001, -1].map((at) => pointAt(points, at))).toEqual([null, null, null]);
  });

  it('has ticks within it at multiples of their step, not closer than asked for', () => {
    const window = fc
      .tuple(fc.nat(10_000_000), fc.integer({ min: 60_000, max: WINDOW_MS }))
      .map(([fromMs, lengthMs]) => ({ fromMs, toMs: fromMs + lengthMs }));
    fc.assert(
      fc.property(window, fc.integer({ min: 150, max: 2_000 }), (shown, widthPx) => {
        const ticks = windowTicks(shown, widthPx).map(({ atMs }) => atMs);
        const [first = 0, second = Number.POSITIVE_INFINITY] = ticks;
        for (const at of ticks) {
          expect(at).toBeGreaterThanOrEqual(shown.fromMs);
          expect(at).toBeLessThanOrEqual(shown.toMs);
        }
        const spacePx = ((second - first) / (shown.toMs - shown.fromMs)) * widthPx;
        expect(spacePx).toBeGreaterThanOrEqual(72);
        if (ticks.length > 1) expect(first % (second - first)).toBe(0);
      }),
    );
  });
});
