import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { productView, StoreFixture } from '../store.fixture.ts';
import type { ProductView } from '../views.ts';
import { forecastJson, soonestOutFirst } from './forecast.ts';
import { warehousesJson } from './warehouses.ts';

describe('what lies in a warehouse, by category', () => {
  it('adds up to the warehouse, and to the products of each category', () => {
    const store = new StoreFixture();
    const warehouses = warehousesJson(store);
    for (const warehouse of warehouses) {
      const sum = (value: (one: (typeof warehouse.stock)[number]) => number) =>
        warehouse.stock.reduce((total, one) => total + value(one), 0);
      expect(sum(({ products }) => products)).toBe(warehouse.products);
      expect(sum(({ onHandUnits }) => onHandUnits)).toBe(warehouse.onHandUnits);
      expect(sum(({ lowStock }) => lowStock)).toBe(warehouse.lowStock);
      expect(sum(({ valueDollars }) => valueDollars)).toBeCloseTo(warehouse.valueDollars, 6);
    }
    const ofCategory = new Map<string, number>();
    for (const { category, onHandUnits } of store.products()) {
      ofCategory.set(category, (ofCategory.get(category) ?? 0) + onHandUnits);
    }
    const found = new Map<string, number>();
    for (const { category, onHandUnits } of warehouses.flatMap(({ stock }) => stock)) {
      found.set(category, (found.get(category) ?? 0) + onHandUnits);
    }
    expect(found).toEqual(ofCategory);
  });
});

describe('the order of forecasts', () => {
  it('is by days until the stock is gone, without the products that have no forecast', () => {
    const product = fc.record({
      onHandUnits: fc.nat(300),
      meanMilliunits: fc.option(fc.nat(60_000), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(product, { maxLength: 40 }), (products) => {
        const views = products.map(({ onHandUnits, meanMilliunits }, index): ProductView => {
          const forecast =
            meanMilliunits === undefined
              ? undefined
              : {
                  ...{ meanMilliunits, predictedStock7dMilliunits: 0 },
                  ...{ confidenceThousandths: 500, halfWidthMilliunits: -1 },
                };
          return productView(index, { onHandUnits, forecast });
        });
        const ordered = soonestOutFirst(views);
        const days = ordered.map((view) => forecastJson(view, 1)?.daysUntilStockOut ?? Infinity);
        expect(days).toEqual(days.toSorted((one, other) => one - other || 0));
        expect(new Set(ordered)).toEqual(
          new Set(views.filter(({ forecast }) => forecast !== undefined)),
        );
      }),
    );
  });
});
