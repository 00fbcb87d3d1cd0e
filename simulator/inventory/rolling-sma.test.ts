import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WINDOW_DAYS } from '../../pipeline/stages/demand.ts';
import { FORECAST_NUMBERS, forecastSma, readForecast } from '../../pipeline/stages/forecast/sma.ts';
import { RollingSma } from './rolling-sma.ts';

const units = fc.oneof(fc.constant(0), fc.nat({ max: 6 }), fc.nat({ max: 5000 }));

describe('the rolling forecast', () => {
  it('is the pipeline’s own after every day, for products that take turns', () => {
    const days = fc.array(fc.tuple(fc.nat({ max: 1 }), units), { maxLength: 150, size: 'max' });
    fc.assert(
      fc.property(days, (all) => {
        const sma = new RollingSma(2);
        const known: number[][] = [[], []];
        for (const [product, soldUnits] of all) {
          sma.push(product, soldUnits);
          const window = known[product] ?? [];
          window.push(soldUnits);
          expect(read(sma, product)).toEqual(afresh(window));
        }
      }),
    );
  });

  it('cuts a day to what the pipeline’s window can hold', () => {
    const sma = new RollingSma(1);
    sma.push(0, 2 ** 40);
    expect(sma.meanMilliunits(0)).toBe(1000 * (2 ** 31 - 1));
  });

  it('knows nothing before the first day', () => {
    expect(new RollingSma(1).days(0)).toBe(0);
    expect(read(new RollingSma(1), 0)).toEqual([0, -1]);
  });
});

function read(sma: RollingSma, product: number): number[] {
  return [sma.meanMilliunits(product), sma.halfWidthMilliunits(product)];
}

function afresh(days: readonly number[]): number[] {
  const window = Int32Array.from(days.slice(-WINDOW_DAYS));
  const results = new Float64Array(FORECAST_NUMBERS);
  forecastSma(window, 0, window.length, 0, results, 0);
  const { meanMilliunits, halfWidthMilliunits } = readForecast(results, 0);
  return [meanMilliunits, halfWidthMilliunits];
}
