import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { productView } from '../store.fixture.ts';
import { productChanges } from './product-changes.ts';
import { MAX_PRICE_DOLLARS } from './schemas/products.ts';

const PRODUCT = productView(0, {
  onHandUnits: 100,
  reorderPointUnits: 40,
  maxCapacityUnits: 500,
});

describe('productChanges', () => {
  it('turns every amount of whole cents into exactly these cents', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 * MAX_PRICE_DOLLARS }), (cents) => {
        const price = Number(`${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`);
        expect(productChanges({ price }, PRODUCT)).toEqual({ priceCents: cents });
      }),
    );
  });

  it('refuses parts of cents, however small', () => {
    for (const price of [0.001, 12.345, 12.340000001, 0.1 + 0.2, 1e-9]) {
      expect(() => productChanges({ price }, PRODUCT), String(price)).toThrow(/two decimals/);
    }
  });

  it('understands unitPrice, but not both names at once', () => {
    expect(productChanges({ unitPrice: 3.5 }, PRODUCT)).toEqual({ priceCents: 350 });
    expect(() => productChanges({ price: 3.5, unitPrice: 3.5 }, PRODUCT)).toThrow(/both/);
  });

  it('leaves away what was not given', () => {
    expect(productChanges({ name: 'Lamp' }, PRODUCT)).toEqual({ name: 'Lamp' });
  });

  it('holds the reorder point against the capacity that the product will have', () => {
    const field = (body: Parameters<typeof productChanges>[0]): unknown => {
      try {
        return productChanges(body, PRODUCT);
      } catch (error) {
        return (error as { field: string }).field;
      }
    };
    expect(field({ reorderPoint: 500 })).toEqual({ reorderPointUnits: 500 });
    expect(field({ reorderPoint: 501 })).toBe('body.reorderPoint');
    expect(field({ reorderPoint: 501, maxCapacity: 501 })).toEqual({
      ...{ reorderPointUnits: 501, maxCapacityUnits: 501 },
    });
    expect(field({ maxCapacity: 99 })).toBe('body.maxCapacity');
    expect(field({ maxCapacity: 100 })).toEqual({ maxCapacityUnits: 100 });
    const empty = { ...PRODUCT, onHandUnits: 0 };
    expect(() => productChanges({ maxCapacity: 39 }, empty)).toThrow(/reorder point of 40/);
  });

  it('lets a name be changed of a product whose settings contradict each other already', () => {
    const odd = { ...PRODUCT, reorderPointUnits: 900 };
    expect(productChanges({ name: 'Lamp' }, odd)).toEqual({ name: 'Lamp' });
  });
});
