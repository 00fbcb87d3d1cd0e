import { describe, expect, it } from 'vitest';
import type { Product, Warehouse } from '../product.ts';
import type { AlertChange, AlertType } from '../stages/effects.ts';
import { alertMessage, SEVERITIES } from './alert-records.ts';

const product: Product = {
  index: 0,
  id: 'PROD-001',
  sku: 'SKU-ELE-001',
  name: 'Radio',
  category: 'Electronics',
  warehouseIndex: 0,
  openingStockUnits: 100,
  reorderPointUnits: 20,
  maxCapacityUnits: 500,
  priceCents: 1000,
};
const warehouse: Warehouse = { index: 0, id: 'WH-NORTH', capacityUnits: 10_000, categories: [] };
const change: AlertChange = {
  transition: 'raised',
  productIndex: 0,
  family: 'stock',
  type: 'LOW_STOCK',
  raisedBySeq: 4,
  raisedAtMs: Date.UTC(2026, 0, 5),
  productSeq: 4,
  atMs: Date.UTC(2026, 0, 5),
  stockUnits: 12,
};

describe('alertMessage', () => {
  it('tells of an alert in the shape of the event contract', () => {
    expect(alertMessage(change, product, warehouse, 'run-1', 99)).toMatchObject({
      id: 'ALT-PROD-001-stock-4',
      type: 'ALERT',
      productId: 'PROD-001',
      warehouseId: 'WH-NORTH',
      quantity: 12,
      timestamp: '2026-01-05T00:00:00.000Z',
      metadata: {
        source: 'engine',
        run: 'run-1',
        due: 99,
        alertType: 'LOW_STOCK',
        severity: 'high',
        status: 'active',
        createdAt: '2026-01-05T00:00:00.000Z',
        message: 'Radio is below its reorder point of 20: 12 units on hand.',
      },
    });
  });

  it('keeps the id of an alert through its life and says when it was resolved', () => {
    const atMs = Date.UTC(2026, 0, 7);
    const resolved: AlertChange = { ...change, transition: 'resolved', productSeq: 9, atMs };
    const { id, metadata } = alertMessage(resolved, product, warehouse, 'run-1', undefined);
    expect(id).toBe('ALT-PROD-001-stock-4');
    expect(metadata).toMatchObject({
      status: 'resolved',
      resolvedAt: '2026-01-07T00:00:00.000Z',
      createdAt: '2026-01-05T00:00:00.000Z',
      raisedBySeq: 4,
      changedBySeq: 9,
    });
    expect(metadata).not.toHaveProperty('due');
  });

  it('never carries a productSeq envelope, which would make it an event of the product', () => {
    const { metadata } = alertMessage(change, product, warehouse, 'run-1', 99);
    expect(metadata).not.toHaveProperty('seq');
  });

  const severities: [AlertType, string, string][] = [
    ['CRITICAL_LOW_STOCK', 'critical', 'critical'],
    ['LOW_STOCK', 'high', 'warning'],
    ['RAPID_DEPLETION', 'medium', 'warning'],
    ['OVERSTOCK', 'low', 'info'],
  ];
  it.each(severities)('gives %s the severity %s, or %s of three', (type, four, three) => {
    expect(SEVERITIES[type]).toEqual({ four, three });
  });
});
