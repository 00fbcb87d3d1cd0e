import { describe, expect, it } from 'vitest';
import { alertMessage } from '../../../pipeline/kafka/alert-records.ts';
import type { Product, Warehouse } from '../../../pipeline/product.ts';
import { productView } from '../../../pipeline/query/store.fixture.ts';
import type { ActiveAlert, ProductView } from '../../../pipeline/query/views.ts';
import type { AlertChange, AlertTransition } from '../../../pipeline/stages/effects.ts';
import { AlertList } from './alert-list.ts';

const WAREHOUSES: readonly Warehouse[] = Array.from({ length: 5 }, (_, index) => ({
  ...{ index, id: `WH-${index}`, capacityUnits: 1000, categories: [] },
}));

function product(seq?: number): ProductView {
  const alert: ActiveAlert = {
    ...{ id: `ALT-PROD-001-stock-${seq}`, family: 'stock', type: 'LOW_STOCK' },
    ...{ raisedBySeq: seq ?? 0, raisedAtMs: 1000 * (seq ?? 0) },
  };
  return productView(0, { activeAlerts: seq === undefined ? [] : [alert] });
}

function told(seq: number, transition: AlertTransition, run = 'r'): Buffer {
  const view = product();
  const written = alertMessage(
    change(seq, transition),
    { ...view, index: 0 } satisfies Product,
    WAREHOUSES[0] as Warehouse,
    run,
    undefined,
  );
  return Buffer.from(JSON.stringify(written));
}

function change(seq: number, transition: AlertTransition): AlertChange {
  return {
    ...{ transition, productIndex: 0, family: 'stock', type: 'LOW_STOCK', raisedBySeq: seq },
    ...{ raisedAtMs: 1000 * seq, productSeq: seq + 1, atMs: 1000 * seq + 500, stockUnits: 3 },
  };
}

describe('AlertList', () => {
  it('has the active ones of the state first, then the ended ones, newest first', () => {
    const list = new AlertList('r', WAREHOUSES);
    for (const seq of [1, 2, 3]) list.take(told(seq, 'resolved'));
    const alerts = list.alerts([product(9)]);
    expect(alerts.map(({ raisedBySeq, status }) => [raisedBySeq, status])).toEqual([
      [9, 'active'],
      [3, 'resolved'],
      [2, 'resolved'],
      [1, 'resolved'],
    ]);
    expect(alerts[0]).toMatchObject({ severity: 'high', productId: 'PROD-001' });
    expect(alerts[1]).toMatchObject({ resolvedAtMs: 3500, settledByHand: false });
  });

  it('takes an end that was written twice once, and no other record for one', () => {
    const list = new AlertList('r', WAREHOUSES);
    list.take(told(1, 'resolved'));
    list.take(told(1, 'resolved'));
    list.take(told(2, 'raised'));
    list.take(told(3, 'resolved', 'another run'));
    list.take(Buffer.from('"resolved" "engine" and no JSON'));
    list.take(null);
    expect(list.alerts([]).map(({ raisedBySeq }) => raisedBySeq)).toEqual([1]);
  });

  it('keeps so many ended ones, and counts the others', () => {
    const list = new AlertList('r', WAREHOUSES, 10);
    for (let seq = 1; seq <= 47; seq += 1) {
      list.take(told(seq, 'resolved'));
      expect(list.dropped).toBe(Math.max(0, seq - 10));
    }
    expect(list.alerts([]).map(({ raisedBySeq }) => raisedBySeq)).toEqual([
      47, 46, 45, 44, 43, 42, 41, 40, 39, 38,
    ]);
  });

  it('shows what a person settled as settled, active by its condition or not', () => {
    const list = new AlertList('r', WAREHOUSES);
    const before = list.version;
    list.settle('ALT-PROD-001-stock-9', 'dismissed');
    expect(list.version).toBeGreaterThan(before);
    expect(list.alerts([product(9)])).toMatchObject([{ status: 'dismissed', settledByHand: true }]);
    expect(list.activeCount([product(9)])).toBe(0);
    expect(list.activeCount([product(8), product()])).toBe(1);
    list.take(told(9, 'resolved'));
    expect(list.alerts([product()])).toMatchObject([
      { status: 'dismissed', settledByHand: true, resolvedAtMs: 9500 },
    ]);
    expect(list.alerts([product(10)])[0]).toMatchObject({ raisedBySeq: 10, status: 'active' });
  });
});
