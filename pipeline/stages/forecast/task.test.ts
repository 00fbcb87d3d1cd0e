import { describe, expect, it } from 'vitest';
import { WINDOW_DAYS } from '../demand.ts';
import { FORECAST_NUMBERS, readForecast } from './sma.ts';
import { createForecastBatch, forecastBatch } from './task.ts';

describe('a forecast batch', () => {
  it('forecasts every product of a batch, each from its own days and stock', () => {
    const results = forecastBatch(batchOfTwo());
    expect(results).toHaveLength(2 * FORECAST_NUMBERS);
    expect(readForecast(results, 0).meanMilliunits).toBe(3000);
    expect(readForecast(results, FORECAST_NUMBERS)).toMatchObject({
      meanMilliunits: 10_000,
      predictedStock7dMilliunits: 30_000,
    });
  });
});

function batchOfTwo() {
  const batch = createForecastBatch(2);
  batch.windows.set([2, 4], 0);
  batch.windows.set([10], WINDOW_DAYS);
  batch.dayCounts.set([2, 1]);
  batch.onHandUnits.set([100, 100]);
  return batch;
}
