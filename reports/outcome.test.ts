import { describe, expect, it } from 'vitest';
import { runOutcome } from './outcome.ts';

describe('runOutcome', () => {
  const none = { LOW_STOCK: 0, CRITICAL_LOW_STOCK: 0, OVERSTOCK: 0, RAPID_DEPLETION: 0 };
  const totals = {
    demandedUnits: 315,
    servedUnits: 252,
    soldUnits: 270,
    lostUnits: 30,
    lostRevenueCents: 900,
    backlogUnits: 15,
    saleLines: 20,
    shortLines: 3,
    restockedUnits: 60,
    returnedUnits: 8,
    clippedUnits: 2,
    poisonCount: 1,
    noticeCount: 2,
    stockUnits: 120,
    stockValueCents: 4_560,
    stockOutProducts: 1,
    emptyProducts: 0,
    outOfStockMs: 5,
    alertChanges: {
      raised: { ...none, LOW_STOCK: 5, OVERSTOCK: 2 },
      escalated: { ...none, CRITICAL_LOW_STOCK: 3 },
      deescalated: { ...none, LOW_STOCK: 2 },
      resolved: { ...none, LOW_STOCK: 4, CRITICAL_LOW_STOCK: 1 },
    },
    activeAlerts: { ...none, OVERSTOCK: 2 },
  };

  it('has the fill rate, and alerts in all and by type', () => {
    const outcome = runOutcome(totals, 2);
    expect(outcome.totals).toMatchObject({
      products: 2,
      fillRate: 252 / 315,
      alertsRaised: 7,
      alertsEscalated: 3,
      alertsResolved: 5,
    });
    expect(outcome.alertsByType).toContainEqual({
      type: 'LOW_STOCK',
      raised: 5,
      byEscalation: -1,
      resolved: 4,
      activeAtEnd: 0,
    });
    for (const { raised, byEscalation, resolved, activeAtEnd } of outcome.alertsByType) {
      expect(raised + byEscalation - resolved).toBe(activeAtEnd);
    }
  });

  it('knows no fill rate where nobody asked for anything', () => {
    expect(runOutcome({ ...totals, demandedUnits: 0 }, 2).totals.fillRate).toBeNull();
  });
});
