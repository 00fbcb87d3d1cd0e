import { afterEach, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '../cli.ts';

afterEach(() => vi.restoreAllMocks());

describe('simulate', () => {
  it('says how long shelves were empty and how good the forecasts were', async () => {
    const { out } = await simulateStockout();
    expect(out).toMatch(/^stock-outs 7 episodes on 6 products, 1 still empty at the end: /m);
    expect(out).toMatch(/^forecast {3}off by [0-9.]+ units a day on average · WAPE /m);
  });

  it('has the same figures as JSON, without the stories of single products', async () => {
    const { out } = await simulateStockout('--json');
    const { inventory, totals } = JSON.parse(out);
    expect(Object.keys(inventory)).toEqual(['startMs', 'endMs', 'days', 'stockOuts', 'forecast']);
    expect(inventory.stockOuts).toMatchObject({ episodes: 7, products: 6, unfinished: 1 });
    expect(inventory.stockOuts.meanMs * 7).toBeCloseTo(totals.outOfStockMs, 2);
    expect(inventory.forecast).toMatchObject({ products: 20, productDays: 500 });
    expect(inventory.days.soldUnits).toHaveLength(25);
  });
});

async function simulateStockout(...flags: string[]) {
  let out = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  await runCommandLine(['simulate', 'stockout', ...flags], { out() {}, err() {} });
  return { out };
}
