import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { productView } from '../store.fixture.ts';
import type { ProductView } from '../views.ts';
import { PRODUCT_ORDERS, PRODUCT_STATUSES } from './schemas/products.ts';
import { type ProductSelection, selectProducts } from './select-products.ts';

const PRODUCTS: readonly ProductView[] = Array.from({ length: 40 }, (_, index) =>
  productView(index),
);

const wanted: fc.Arbitrary<ProductSelection> = fc.record(
  {
    search: fc.constantFrom('', 'prod-00', 'FOOD', 'thing 3', ' sku ', 'nothing like it'),
    category: fc.constantFrom('Food', 'Toys'),
    warehouseIndex: fc.nat(4),
    status: fc.constantFrom(...PRODUCT_STATUSES),
    sort: fc.constantFrom(...PRODUCT_ORDERS),
    order: fc.constantFrom('asc' as const, 'desc' as const),
  },
  { requiredKeys: [] },
);

/** One product at a time, by the words of the API's description. */
function isMeant(product: ProductView, selection: ProductSelection): boolean {
  const { search, category, warehouseIndex, status } = selection;
  const texts = [product.id, product.sku, product.name, product.category].join('\n').toLowerCase();
  if (search !== undefined && !texts.includes(search.trim().toLowerCase())) return false;
  if (category !== undefined && category !== product.category) return false;
  if (warehouseIndex !== undefined && warehouseIndex !== product.warehouseIndex) return false;
  const { onHandUnits, reorderPointUnits, maxCapacityUnits } = product;
  switch (status) {
    case 'critical':
      return onHandUnits < 10;
    case 'low':
      return onHandUnits < 10 || onHandUnits < reorderPointUnits;
    case 'overstock':
      return onHandUnits > 0.9 * maxCapacityUnits;
    case 'ok':
      return (
        onHandUnits >= Math.max(10, reorderPointUnits) && onHandUnits <= 0.9 * maxCapacityUnits
      );
    default:
      return true;
  }
}

describe('selectProducts', () => {
  it('finds what is meant, each once, and nothing else', () => {
    fc.assert(
      fc.property(wanted, (selection) => {
        const ids = selectProducts(PRODUCTS, selection).map(({ id }) => id);
        const meant = PRODUCTS.filter((each) => isMeant(each, selection)).map(({ id }) => id);
        expect([...ids].sort()).toEqual([...meant].sort());
      }),
    );
  });

  it('orders ties by id in both directions, so that pages do not overlap', () => {
    const upwards = selectProducts(PRODUCTS, { sort: 'warehouse' });
    const downwards = selectProducts(PRODUCTS, { sort: 'warehouse', order: 'desc' });
    expect(upwards.slice(0, 2).map(({ id }) => id)).toEqual(['PROD-001', 'PROD-006']);
    expect(downwards.slice(0, 2).map(({ id }) => id)).toEqual(['PROD-005', 'PROD-010']);
  });

  it('orders by numbers as numbers', () => {
    const stock = selectProducts(PRODUCTS, { sort: 'quantity', order: 'desc' }).map(
      ({ onHandUnits }) => onHandUnits,
    );
    expect(stock).toEqual(stock.toSorted((a, b) => b - a));
  });

  it('keeps the order of the catalogue, and turns it round when asked to', () => {
    expect(selectProducts(PRODUCTS, {})).toEqual(PRODUCTS);
    expect(selectProducts(PRODUCTS, { order: 'desc' })).toEqual(PRODUCTS.toReversed());
  });
});
