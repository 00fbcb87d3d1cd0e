import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ForecastJson } from '../../../pipeline/query/wire.ts';
import { bySoonestStockOut, productDays, stockOutWithin } from './analytics-days.ts';

const clamp = (units: number, most: number) => Math.max(0, Math.min(most, units));

/** As the query side computes it: mean demand, and an error a day that adds up by the root. */
function forecastOf(
  quantity: number,
  perDay: number,
  halfWidth: number | null,
  days = 7,
): ForecastJson {
  const spread = (halfWidth ?? 0) * Math.sqrt(7);
  const seventh = quantity - 7 * perDay;
  return {
    productId: 'PROD-001',
    productName: 'Lamp',
    model: 'sma-7',
    quantity,
    dailyDemand: Array.from({ length: days }, () => perDay),
    dailyStock: Array.from({ length: days }, (_, day) =>
      Math.max(0, quantity - (day + 1) * perDay),
    ),
    predictedStock7d: Math.max(0, seventh),
    confidence: 0.5,
    interval:
      halfWidth === null
        ? null
        : { lower: clamp(seventh - spread, quantity), upper: clamp(seventh + spread, quantity) },
    history: [3, 0, 5],
    daysUntilStockOut: perDay === 0 ? null : quantity / perDay,
  };
}

describe('the days of a product', () => {
  it('are its history, today, and the days to come', () => {
    const days = productDays(forecastOf(100, 4, null, 2));
    expect(days.map(({ offset }) => offset)).toEqual([-3, -2, -1, 0, 1, 2]);
    expect(days.map(({ soldUnits }) => soldUnits)).toEqual([3, 0, 5, null, null, null]);
    expect(days.map(({ demandUnits }) => demandUnits)).toEqual([null, null, null, null, 4, 4]);
    expect(days.map(({ stockUnits }) => stockUnits)).toEqual([null, null, null, 100, 96, 92]);
    expect(days.every(({ lowUnits, highUnits }) => lowUnits === null && highUnits === null)).toBe(
      true,
    );
  });

  it('have a band that begins at the stock of now and meets the interval at the seventh day', () => {
    const forecast = forecastOf(100, 4, 3, 14);
    const days = productDays(forecast);
    const today = days.find(({ offset }) => offset === 0);
    const seventh = days.find(({ offset }) => offset === 7);
    expect([today?.lowUnits, today?.highUnits]).toEqual([100, 100]);
    expect(seventh?.lowUnits).toBeCloseTo(forecast.interval?.lower ?? -1, 9);
    expect(seventh?.highUnits).toBeCloseTo(forecast.interval?.upper ?? -1, 9);
  });

  it('have the band of independent errors wherever one end of the interval tells it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000 }),
        fc.double({ min: 0, max: 500, noNaN: true }),
        fc.double({ min: 0, max: 500, noNaN: true }),
        (quantity, perDay, halfWidth) => {
          const forecast = forecastOf(quantity, perDay, halfWidth, 30);
          const { lower, upper } = forecast.interval ?? { lower: 0, upper: 0 };
          const isKnown = lower > 0 || (upper > 0 && upper < quantity);
          for (const { offset, lowUnits, highUnits, stockUnits } of productDays(forecast)) {
            if (offset < 0) continue;
            const low = lowUnits ?? Number.NaN;
            const high = highUnits ?? Number.NaN;
            expect(low).toBeLessThanOrEqual((stockUnits ?? Number.NaN) + 1e-6);
            expect(high).toBeGreaterThanOrEqual((stockUnits ?? Number.NaN) - 1e-6);
            if (!isKnown) continue;
            const mean = quantity - offset * perDay;
            const width = halfWidth * Math.sqrt(offset);
            expect(low).toBeCloseTo(clamp(mean - width, quantity), 4);
            expect(high).toBeCloseTo(clamp(mean + width, quantity), 4);
          }
        },
      ),
    );
  });
});

describe('the stock-out', () => {
  it('is in sight only within the days that are shown', () => {
    expect(stockOutWithin(forecastOf(20, 4, null, 7))).toBe(5);
    expect(stockOutWithin(forecastOf(40, 4, null, 7))).toBeNull();
    expect(stockOutWithin(forecastOf(40, 4, null, 10))).toBe(10);
    expect(stockOutWithin(forecastOf(40, 0, null, 30))).toBeNull();
  });

  it('orders products: the soonest first, never comes last, ids decide among equals', () => {
    const of = (productId: string, daysUntilStockOut: number | null) => ({
      ...{ ...forecastOf(1, 1, null), productId, daysUntilStockOut },
    });
    const ordered = bySoonestStockOut([of('C', null), of('B', 2), of('A', 2), of('D', 0)]);
    expect(ordered.map(({ productId }) => productId)).toEqual(['D', 'A', 'B', 'C']);
  });
});
