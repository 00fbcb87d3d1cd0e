import { describe, expect, it } from 'vitest';
import { type Counter, SILENT } from '../observer.ts';
import { FORECAST_NUMBERS } from '../stages/forecast/sma.ts';
import type { ForecastBatch } from '../stages/forecast/task.ts';
import { ForecastRequests, MAX_BATCH_PRODUCTS } from './forecasts.ts';

/** Products whose window is their own index, and a forecaster that answers when told. */
function requests(products = 2000) {
  const batches: { batch: ForecastBatch; answer: (results: Float64Array | Error) => void }[] = [];
  const stored: [number, number][] = [];
  const counts = new Map<Counter, number>();
  const latencies: number[] = [];
  const errors: string[] = [];
  const gone = new Set<number>();
  let nowUs = 1000;
  const made = new ForecastRequests({
    products,
    source: {
      holds: (productIndex) => !gone.has(productIndex),
      forecastInput: (productIndex, window, at) => {
        window[at] = productIndex;
        return 1;
      },
      onHandUnits: (productIndex) => productIndex * 10,
      storeForecast: (productIndex, results, at) => stored.push([productIndex, results[at] ?? -1]),
    },
    forecaster: {
      submit: (batch) =>
        new Promise((resolve, reject) => {
          batches.push({
            batch,
            answer: (results) => (results instanceof Error ? reject(results) : resolve(results)),
          });
        }),
    },
    observer: {
      ...SILENT,
      latency: (_stage, us) => latencies.push(us),
      count: (counter, by) => counts.set(counter, (counts.get(counter) ?? 0) + by),
    },
    nowUs: () => {
      nowUs += 5;
      return nowUs;
    },
    onError: (error) => errors.push(error.message),
  });
  const batch = async (number: number) => {
    while (batches.length < number) await new Promise((resolve) => setTimeout(resolve, 1));
    const found = batches[number - 1];
    if (found === undefined) throw new Error('no such batch');
    return found;
  };
  return { made, batch, batches, stored, counts, latencies, errors };
}

const resultsOf = ({ productCount, onHandUnits }: ForecastBatch) => {
  const results = new Float64Array(productCount * FORECAST_NUMBERS);
  for (let row = 0; row < productCount; row += 1) {
    results[row * FORECAST_NUMBERS] = onHandUnits[row] ?? -1;
  }
  return results;
};

describe('ForecastRequests', () => {
  it('gathers what closes together and stores each result with its product', async () => {
    const { made, batch, stored, counts, latencies } = requests();
    for (const product of [7, 3, 9]) made.dayClosed(product);
    const first = await batch(1);
    expect(first.batch.productCount).toBe(3);
    first.answer(resultsOf(first.batch));
    await made.stop();
    expect(stored).toEqual([
      [7, 70],
      [3, 30],
      [9, 90],
    ]);
    expect(counts.get('forecasts_requested')).toBe(3);
    expect(counts.get('forecasts_stored')).toBe(3);
    expect(latencies.every((us) => us > 0)).toBe(true);
  });

  it('asks once for a product whose day closes again before its turn', async () => {
    const { made, batch, counts } = requests();
    for (const product of [1, 1, 2, 1]) made.dayClosed(product);
    const first = await batch(1);
    expect(first.batch.productCount).toBe(2);
    expect(counts.get('forecasts_coalesced')).toBe(2);
  });

  it('has one batch under way, and asks again for days that closed meanwhile', async () => {
    const { made, batch, batches } = requests();
    made.dayClosed(1);
    const first = await batch(1);
    made.dayClosed(1);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(batches).toHaveLength(1);
    first.answer(resultsOf(first.batch));
    const second = await batch(2);
    expect(second.batch.windows[0]).toBe(1);
  });

  it('never sends more than a batch may hold', async () => {
    const { made, batch } = requests();
    for (let product = 0; product < MAX_BATCH_PRODUCTS + 1; product += 1) made.dayClosed(product);
    const first = await batch(1);
    expect(first.batch.productCount).toBe(MAX_BATCH_PRODUCTS);
    first.answer(resultsOf(first.batch));
    expect((await batch(2)).batch.productCount).toBe(1);
  });

  it('goes on after a batch that failed', async () => {
    const { made, batch, errors } = requests();
    made.dayClosed(1);
    (await batch(1)).answer(new Error('out of memory'));
    await new Promise((resolve) => setImmediate(resolve));
    made.dayClosed(2);
    expect((await batch(2)).batch.windows[0]).toBe(2);
    expect(errors).toEqual(['out of memory']);
  });

  it('asks for nothing once stopped', async () => {
    const { made, batches } = requests();
    await made.stop();
    made.dayClosed(1);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(batches).toEqual([]);
  });
});
