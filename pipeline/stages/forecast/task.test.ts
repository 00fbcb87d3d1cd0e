import { Piscina } from 'piscina';
import { describe, expect, it } from 'vitest';
import { WINDOW_DAYS } from '../demand.ts';
import { FORECAST_NUMBERS, readForecast } from './sma.ts';
import { createForecastBatch, forecastBatch } from './task.ts';

describe('the forecast task', () => {
  it('forecasts every product of a batch, each from its own days and stock', () => {
    const results = forecastBatch(batchOfTwo());
    expect(results).toHaveLength(2 * FORECAST_NUMBERS);
    expect(readForecast(results, 0).meanMilliunits).toBe(3000);
    expect(readForecast(results, FORECAST_NUMBERS)).toMatchObject({
      meanMilliunits: 10_000,
      predictedStock7dMilliunits: 30_000,
    });
  });

  it('gives the same numbers in a pool', async () => {
    const pool = new Piscina({
      filename: new URL('./task.ts', import.meta.url).href,
      minThreads: 1,
      maxThreads: 1,
      execArgv: ['--import', 'tsx'],
    });
    try {
      expect(await pool.run(batchOfTwo())).toEqual(forecastBatch(batchOfTwo()));
    } finally {
      await pool.destroy();
    }
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
