import { Piscina } from 'piscina';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createForecastBatch, forecastBatch } from '../../pipeline/stages/forecast/task.ts';
import { CPU_QUESTION } from './forecast-thread.ts';

describe('the forecast thread', () => {
  let pool: Piscina;
  beforeAll(() => {
    pool = new Piscina({
      filename: new URL('./forecast-thread.ts', import.meta.url).href,
      minThreads: 1,
      maxThreads: 1,
      execArgv: ['--import', 'tsx'],
    });
  });
  afterAll(() => pool.destroy());

  it('gives the numbers of the pipeline', async () => {
    const batch = createForecastBatch(1);
    batch.windows.set([2, 4], 0);
    batch.dayCounts.set([2]);
    batch.onHandUnits.set([100]);
    expect(await pool.run(batch)).toEqual(forecastBatch(batch));
  });

  it.runIf(process.platform === 'linux')('tells the CPU it has used', async () => {
    const before: number = await pool.run(CPU_QUESTION);
    await pool.run(createForecastBatch(50_000));
    expect(await pool.run(CPU_QUESTION)).toBeGreaterThan(before);
  });
});
