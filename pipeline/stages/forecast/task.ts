/** What the forecast pool computes: a batch of products in, one row of numbers per product out. */
import { WINDOW_DAYS } from '../demand.ts';
import { FORECAST_NUMBERS, forecastSma } from './sma.ts';

export interface ForecastBatch {
  readonly productCount: number;
  /** {@link WINDOW_DAYS} places per product, of which the first `dayCounts[i]` are filled, oldest first. */
  readonly windows: Int32Array;
  readonly dayCounts: Uint8Array;
  readonly onHandUnits: Float64Array;
}

export function createForecastBatch(productCount: number): ForecastBatch {
  return {
    productCount,
    windows: new Int32Array(productCount * WINDOW_DAYS),
    dayCounts: new Uint8Array(productCount),
    onHandUnits: new Float64Array(productCount),
  };
}

/** @returns {@link FORECAST_NUMBERS} numbers per product, in the order of the batch */
export function forecastBatch(batch: ForecastBatch): Float64Array {
  const results = new Float64Array(batch.productCount * FORECAST_NUMBERS);
  for (let product = 0; product < batch.productCount; product += 1) {
    forecastSma(
      batch.windows,
      product * WINDOW_DAYS,
      batch.dayCounts[product] as number,
      batch.onHandUnits[product] as number,
      results,
      product * FORECAST_NUMBERS,
    );
  }
  return results;
}
