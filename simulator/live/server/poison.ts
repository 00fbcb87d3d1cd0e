/** Records that no consumer can process, as they turn up on real topics. They carry no envelope: nobody planned them. */
import type { Product, Warehouse } from '../../../pipeline/product.ts';
import type { Poison } from '../../../reports/live/controls.ts';

export interface PoisonRecord {
  readonly key: string;
  readonly value: string;
}

/** @param product whose event it pretends to be */
export function poisonRecord(kind: Poison, product: Product, warehouse: Warehouse): PoisonRecord {
  const event = {
    type: 'SALE',
    productId: product.id,
    warehouseId: warehouse.id,
    quantity: 1,
  };
  const { id: key } = product;
  switch (kind) {
    case 'not-json':
      return { key, value: JSON.stringify(event).slice(0, -12) };
    case 'unknown-product':
      return { key, value: JSON.stringify({ ...event, productId: 'PROD-UNKNOWN' }) };
    case 'negative-quantity':
      return { key, value: JSON.stringify({ ...event, quantity: -5 }) };
    case 'missing-field': {
      const { quantity: _, ...rest } = event;
      return { key, value: JSON.stringify(rest) };
    }
  }
}
