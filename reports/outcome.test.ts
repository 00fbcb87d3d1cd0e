import { describe, expect, it } from 'vitest';
import { productRowFrom, runOutcome } from './outcome.ts';

const FIELDS = [31, 1, 2, 100, 40, 5, 20, 3, 90, 10, 60, 8, 38, 3_600_000, 4, 3];
const LINE = ['p', 'PROD-001', ...FIELDS, 'ab12', 1500, 0, 640, -1];
describe('productRowFrom', () => {
  it('gives the fields of a product line their names', () => {
    expect(productRowFrom(LINE)).toMatchObject({
      id: 'PROD-001',
      appliedSeq: 31,
      openingUnits: 100,
      onHandUnits: 40,
      soldUnits: 90,
      alertsResolved: 3,
      trailHash: 'ab12',
      halfWidthMilliunits: -1,
    });
    expect(productRowFrom(LINE.slice(1))).toEqual(productRowFrom(LINE));
  });

  it('refuses lines that are too short or hold something else', () => {
    expect(() => productRowFrom(LINE.slice(0, -1))).toThrow(/22 fields, not 21/);
    expect(() => productRowFrom(LINE.with(5, 1.5))).toThrow(/openingUnits is 1.5/);
    expect(() => productRowFrom(LINE.with(1, 7))).toThrow(/id is 7/);
  });
});

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
      deescalated: none,
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
      resolved: 4,
      activeAtEnd: 0,
    });
  });

  it('knows no fill rate where nobody asked for anything', () => {
    expect(runOutcome({ ...totals, demandedUnits: 0 }, 2).totals.fillRate).toBeNull();
  });
});
