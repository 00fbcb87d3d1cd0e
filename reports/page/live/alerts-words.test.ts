import { describe, expect, it } from 'vitest';
import type { AlertJson } from '../../../pipeline/query/wire.ts';
import { alertTimes, groupText, lastsText, orderText } from './alerts-words.ts';

const ALERT: AlertJson = {
  id: 'ALT-PROD-001-stock-7',
  type: 'LOW_STOCK',
  severity: 'high',
  severity3: 'warning',
  productId: 'PROD-001',
  productName: 'Lamp',
  warehouseId: 'WH-NORTH',
  message: 'm',
  recommendation: 'r',
  status: 'active',
  resolved: false,
  createdAt: '2026-01-05T14:05:09.000Z',
  resolvedAt: null,
  settledByHand: false,
};

describe('the times of an alert', () => {
  it.each([
    [{}, 'Raised 2026-01-05 14:05:09 UTC.'],
    [
      { status: 'resolved', resolvedAt: '2026-01-06T00:00:00.000Z' },
      'Raised 2026-01-05 14:05:09 UTC, ended by itself 2026-01-06 00:00:00 UTC.',
    ],
    [
      { status: 'resolved', settledByHand: true },
      'Raised 2026-01-05 14:05:09 UTC, marked as resolved by hand.',
    ],
    [
      { status: 'dismissed', settledByHand: true },
      'Raised 2026-01-05 14:05:09 UTC, dismissed by hand.',
    ],
    [{ status: 'resolved' }, 'Raised 2026-01-05 14:05:09 UTC, ended.'],
  ] as const)('of %j', (fields, text) => {
    expect(alertTimes({ ...ALERT, ...fields })).toBe(text);
  });
});

describe('a recommendation', () => {
  it.each([
    [null, ''],
    [0, 'Out of stock now or within a day.'],
    [0.4, 'Out of stock now or within a day.'],
    [1, 'Out of stock in 1 day.'],
    [3.25, 'Out of stock in 3.25 days.'],
    [120.4, 'Out of stock in 120 days.'],
  ])('that lasts %j days says: %s', (daysUntilStockOut, text) => {
    expect(lastsText({ daysUntilStockOut })).toBe(text);
  });

  it('counts what it does not show', () => {
    expect(groupText('critical', 3, 3)).toBe('Critical: now (3)');
    expect(groupText('low', 12, 1_300)).toBe(
      'Low: when there is time (1,300, the first 12 are shown)',
    );
    expect(orderText(1)).toBe('Restock 1 unit');
    expect(orderText(1_200)).toBe('Restock 1,200 units');
  });
});
