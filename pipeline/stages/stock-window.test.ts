import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StockWindow, WINDOW_MS } from './stock-window.ts';

describe('the stock window', () => {
  it('knows the stock of an hour ago, like a list that forgets nothing', () => {
    const step = fc.record({
      product: fc.nat({ max: 2 }),
      laterMs: fc.oneof(fc.constant(0), fc.nat({ max: WINDOW_MS }), fc.nat({ max: 3 * WINDOW_MS })),
      units: fc.nat({ max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
        const window = new StockWindow(Float64Array.of(3, 0, 9));
        const lists: [number, number][][] = [[], [], []];
        const openings = [3, 0, 9];
        let nowMs = 0;
        for (const { product, laterMs, units } of steps) {
          nowMs += laterMs;
          expireUntil(window, product, nowMs);
          const list = lists[product] ?? [];
          const gone = list.filter(([atMs]) => atMs <= nowMs - WINDOW_MS).at(-1);
          expect(window.hourAgoUnits(product)).toBe(gone?.[1] ?? openings[product]);
          expect(window.nextExpiryMs(product)).toBeGreaterThan(nowMs);
          window.record(product, nowMs, units);
          list.push([nowMs, units]);
        }
      }),
    );
  });

  it('lets a level leave exactly one hour after its instant', () => {
    const window = new StockWindow(Float64Array.of(50));
    window.record(0, 1_000, 20);
    expect(window.nextExpiryMs(0)).toBe(1_000 + WINDOW_MS);
    window.expireNext(0);
    expect(window.hourAgoUnits(0)).toBe(20);
    expect(window.nextExpiryMs(0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('keeps one level for several movements of an instant, the last', () => {
    const window = new StockWindow(Float64Array.of(50));
    window.record(0, 1_000, 20);
    window.record(0, 1_000, 30);
    window.expireNext(0);
    expect(window.hourAgoUnits(0)).toBe(30);
    expect(window.nextExpiryMs(0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('uses freed places again, over all products', () => {
    const window = new StockWindow(new Float64Array(10));
    for (let step = 0; step < 5_000; step += 1) {
      const nowMs = step * (WINDOW_MS / 4);
      expireUntil(window, step % 10, nowMs);
      window.record(step % 10, nowMs, 1 + (step % 7));
    }
    expect(window.poolSize).toBeLessThanOrEqual(20);
  });

  it('uses the places of a last hour again that another one replaces', () => {
    const window = new StockWindow(Float64Array.of(50));
    for (let ms = 0; ms < 20; ms += 1) window.record(0, ms, ms);
    const lastHour = window.state(0);
    for (let round = 0; round < 100; round += 1) window.install(0, lastHour);
    expect(window.poolSize).toBe(20);
    expect(window.state(0)).toEqual(lastHour);
  });

  it('grows beyond its first pool without forgetting', () => {
    const window = new StockWindow(Float64Array.of(0));
    for (let ms = 0; ms < 5_000; ms += 1) window.record(0, ms, 1 + (ms % 2));
    for (let ms = 0; ms < 5_000; ms += 1) {
      expect(window.nextExpiryMs(0)).toBe(ms + WINDOW_MS);
      window.expireNext(0);
      expect(window.hourAgoUnits(0)).toBe(1 + (ms % 2));
    }
  });
});

function expireUntil(window: StockWindow, product: number, untilMs: number): void {
  while (window.nextExpiryMs(product) <= untilMs) window.expireNext(product);
}
