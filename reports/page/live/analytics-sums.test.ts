import { describe, expect, it } from 'vitest';
import type { WarehouseJson } from '../../../pipeline/query/wire.ts';
import { categoriesOf, shareOf } from './analytics-sums.ts';

function warehouse(id: string, stock: WarehouseJson['stock']): WarehouseJson {
  return {
    ...{ id, capacityUnits: 100, onHandUnits: 0, utilisation: 0, products: 0, lowStock: 0 },
    ...{ valueDollars: 0, categories: [], stock },
  };
}

describe('categories', () => {
  it('add up over the warehouses, the most valuable first', () => {
    const tea = { category: 'Tea', products: 2, onHandUnits: 10, lowStock: 1, valueDollars: 50 };
    const toys = { category: 'Toys', products: 1, onHandUnits: 3, lowStock: 0, valueDollars: 70 };
    const found = categoriesOf([warehouse('A', [tea, toys]), warehouse('B', [tea])]);
    expect(found).toEqual([
      { category: 'Tea', products: 4, onHandUnits: 20, lowStock: 2, valueDollars: 100 },
      toys,
    ]);
    expect(categoriesOf([])).toEqual([]);
  });

  it('have no share of nothing', () => {
    expect(shareOf(3, 4)).toBe(0.75);
    expect(shareOf(0, 0)).toBe(0);
  });
});
