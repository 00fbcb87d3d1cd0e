import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeatMap } from '../series.ts';
import {
  bandPosition,
  bandText,
  cellEdgesPx,
  fullestBand,
  heatCells,
  heatOf,
} from './heat-cells.ts';
import { heatRamp, oklabOf, RAMP_STEPS, rampStep } from './heat-ramp.ts';

describe('heatCells', () => {
  it('shows the bands from the lowest to the highest with a sample', () => {
    const cells = heatCells(mapOf([[0, 0, 3, 0, 1, 0]]), 10);
    expect(cells).toMatchObject({ firstBand: 2, rows: 3, columns: 1, maxCount: 3 });
    expect([...(cells?.counts ?? [])]).toEqual([3, 0, 1]);
  });

  it('is null when nothing was sampled', () => {
    expect(
      heatCells(
        mapOf([
          [0, 0],
          [0, 0],
        ]),
        10,
      ),
    ).toBeNull();
    expect(heatCells(mapOf([]), 10)).toBeNull();
  });

  it('loses no sample when intervals share a column, and never has more columns than asked for', () => {
    const counts = fc.integer({ min: 1, max: 6 }).chain((bands) =>
      fc.array(fc.array(fc.nat(50), { minLength: bands, maxLength: bands }), {
        minLength: 1,
        maxLength: 60,
      }),
    );
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 80 }), (rows, most) => {
        const cells = heatCells(mapOf(rows), most);
        const total = rows.flat().reduce((sum, count) => sum + count, 0);
        if (cells === null) {
          expect(total).toBe(0);
          return;
        }
        expect(cells.columns).toBeLessThanOrEqual(most);
        expect(cells.counts.reduce((sum, count) => sum + count, 0)).toBe(total);
        expect(cells.maxCount).toBe(Math.max(...cells.counts));
        for (let column = 0; column < cells.columns; column += 1) {
          const from = column * cells.intervalsPerColumn;
          const shared = rows.slice(from, from + cells.intervalsPerColumn);
          for (let row = 0; row < cells.rows; row += 1) {
            const expected = shared.reduce(
              (sum, bands) => sum + (bands[cells.firstBand + row] ?? 0),
              0,
            );
            expect(cells.counts[column * cells.rows + row]).toBe(expected);
          }
        }
      }),
    );
  });
});

describe('cellEdgesPx', () => {
  it('covers a length with whole pixels, without gap or overlap, no cell a pixel larger than another', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.nat(300),
        fc.integer({ min: 1, max: 2000 }),
        (count, from, length) => {
          const edges = cellEdgesPx(count, from, from + length);
          expect(edges[0]).toBe(from);
          expect(edges.at(-1)).toBe(from + length);
          const sizes = edges.slice(1).map((edge, at) => edge - (edges[at] ?? 0));
          expect(edges.every(Number.isInteger)).toBe(true);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('works upwards too', () => {
    expect(cellEdgesPx(2, 100, 0)).toEqual([100, 50, 0]);
  });
});

describe('bands', () => {
  const edgesUs = [0, 10, 100, 1_000, 10_000];

  it('place a latency by ratio, and linearly where a band begins at 0', () => {
    expect(bandPosition(edgesUs, 5)).toBeCloseTo(0.5, 9);
    expect(bandPosition(edgesUs, 10)).toBeCloseTo(1, 9);
    expect(bandPosition(edgesUs, Math.sqrt(10) * 100)).toBeCloseTo(2.5, 9);
    expect(bandPosition(edgesUs, 10_000)).toBeCloseTo(4, 9);
    expect(bandPosition(edgesUs, 10_001)).toBeNull();
  });

  it('are named with one unit where both ends have the same', () => {
    expect(bandText(edgesUs, 1)).toBe('10–100 µs');
    expect(bandText(edgesUs, 2)).toBe('100 µs–1.00 ms');
  });

  it('tell the one with most samples, the lower of two', () => {
    expect(fullestBand([1, 5, 5, 2])).toBe(1);
    expect(fullestBand([0, 0])).toBeNull();
  });
});

describe('heatRamp', () => {
  it('never decreases in heat with the count, and is full at the most', () => {
    expect(heatOf(1000, 1000)).toBe(1);
    expect(heatOf(1, 1)).toBe(1);
    expect(heatOf(0, 10)).toBe(0);
    expect(rampStep(1)).toBe(RAMP_STEPS - 1);
    for (let count = 1; count < 1000; count += 1) {
      expect(heatOf(count + 1, 1000)).toBeGreaterThanOrEqual(heatOf(count, 1000));
    }
  });

  it.each([
    ['light', -1],
    ['dark', 1],
  ] as const)('on %s ground goes one way in lightness, in even steps', (theme, direction) => {
    const lightness = heatRamp(theme).map((colour) => oklabOf(colour)[0]);
    const steps = lightness.slice(1).map((value, at) => (value - (lightness[at] ?? 0)) * direction);
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
    expect(lightness).toHaveLength(RAMP_STEPS);
    expect(Math.min(...steps)).toBeGreaterThan(0);
    expect(Math.max(...steps)).toBeLessThan(2 * mean);
  });
});

function mapOf(counts: readonly (readonly number[])[]): HeatMap {
  const bands = counts[0]?.length ?? 1;
  return { edgesUs: Array.from({ length: bands + 1 }, (_, edge) => 100 * 2 ** edge), counts };
}
