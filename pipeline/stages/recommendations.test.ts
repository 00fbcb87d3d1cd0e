import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRIORITIES } from './recommendation-rules.ts';
import type { Words } from './recommendation-words.ts';
import { recommend as found, type Recommendation, wordsOf } from './recommendations.ts';
import type { StockPosition } from './stock-assessment.ts';
import type { WarehousePosition } from './warehouse-advice.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 0, 20);

/** Sells ten a day, and lasts for twenty days: nothing to say. */
function position(fields: Partial<StockPosition> = {}): StockPosition {
  return {
    productId: 'PROD-001',
    productName: 'Radio',
    warehouseId: 'WH-NORTH',
    onHandUnits: 200,
    backlogUnits: 0,
    reorderPointUnits: 40,
    maxCapacityUnits: 500,
    dailySoldUnits: [10, 10, 10, 10, 10, 10, 10],
    soldUnits: 300,
    lostUnits: 0,
    shortLines: 0,
    meanMilliunits: 10_000,
    halfWidthMilliunits: 0,
    leadTimeDays: undefined,
    overstockSinceMs: undefined,
    isDepleting: false,
    ...fields,
  };
}

type Said = Recommendation & Words;

function recommend(
  products: Iterable<StockPosition>,
  warehouses: readonly WarehousePosition[],
  nowMs: number,
): Said[] {
  return found(products, warehouses, nowMs).map((recommendation) => ({
    ...recommendation,
    ...wordsOf(recommendation, warehouses, nowMs),
  }));
}

function adviceOn(fields: Partial<StockPosition>): Said[] {
  return recommend([position(fields)], [], NOW_MS);
}

describe('what each rule says', () => {
  it('nothing of a product that sells as it should', () => {
    expect(adviceOn({})).toEqual([]);
  });

  it('expedite: the stock does not last until an ordinary delivery comes', () => {
    expect(adviceOn({ onHandUnits: 25, halfWidthMilliunits: undefined })).toMatchObject([
      {
        kind: 'expedite',
        priority: 'high',
        action: 'Order 75 units now, by the fastest way.',
        reason: 'Stock-out in 2.5 days at 10 a day. An ordinary delivery takes 3 days.',
        units: 75,
        daysUntilStockOut: 2.5,
      },
    ]);
  });

  it('expedite is critical when next to nothing is left, and owes what was promised', () => {
    expect(adviceOn({ onHandUnits: 0, backlogUnits: 12 })).toMatchObject([
      {
        kind: 'expedite',
        priority: 'critical',
        reason:
          'Out of stock, and 12 units owed. Demand: 10 a day. An ordinary delivery takes 3 days.',
        units: 112,
        daysUntilStockOut: 0,
      },
    ]);
    expect(adviceOn({ onHandUnits: 9 })).toMatchObject([
      { priority: 'critical', reason: expect.stringContaining('Stock-out within a day at 10') },
    ]);
  });

  it('expedite goes by the lead time of the product where it is known', () => {
    expect(adviceOn({ onHandUnits: 100, leadTimeDays: 12 })).toMatchObject([
      { kind: 'expedite', priority: 'high', units: 90 },
    ]);
    expect(adviceOn({ onHandUnits: 0, leadTimeDays: 1 / 3 })).toMatchObject([
      { kind: 'expedite', reason: expect.stringContaining('An ordinary delivery takes 8 hours.') },
    ]);
    expect(adviceOn({ onHandUnits: 0, leadTimeDays: 1.4 })).toMatchObject([
      { kind: 'expedite', reason: expect.stringContaining('takes 1.5 days.') },
    ]);
  });

  it('says the time of a delivery in the singular where it is one day', () => {
    const advice = adviceOn({
      ...{ onHandUnits: 40, lostUnits: 300, shortLines: 4, leadTimeDays: 1 },
      ...{ reorderPointUnits: 10 },
    });
    const reasons = advice.map(({ reason }) => reason).join(' ');
    expect(reasons).toMatch(/The 1 day until a delivery comes takes \d+ units\./);
  });

  it('where deliveries come at once nothing is hurried', () => {
    const advice = adviceOn({ onHandUnits: 0, lostUnits: 50, shortLines: 9, leadTimeDays: 0 });
    expect(advice.map(({ kind }) => kind)).toEqual(['reorder']);
  });

  it('reorder: below the reorder point, while there is time', () => {
    const slow = { meanMilliunits: 1_000, dailySoldUnits: [1, 1, 1, 1, 1, 1, 1] };
    expect(adviceOn({ onHandUnits: 39, ...slow })).toMatchObject([
      {
        kind: 'reorder',
        priority: 'medium',
        action: 'Order 1 unit now.',
        reason: '39 units on hand, below the reorder point of 40. Stock-out in 39 days at 1 a day.',
        units: 1,
      },
    ]);
    expect(adviceOn({ onHandUnits: 9, ...slow })).toMatchObject([
      { kind: 'reorder', priority: 'high', units: 31 },
    ]);
  });

  it('reorder: not below it yet, and soon too low for a delivery to come in time', () => {
    expect(adviceOn({ onHandUnits: 39, reorderPointUnits: 20 })).toMatchObject([
      { kind: 'reorder', priority: 'medium', units: 61 },
    ]);
  });

  it('orders for what demand varies by as well, as far as there is room', () => {
    expect(adviceOn({ onHandUnits: 39, halfWidthMilliunits: 4_000 })).toMatchObject([
      { units: Math.ceil(100 + 4 * Math.sqrt(10)) - 39 },
    ]);
    expect(adviceOn({ onHandUnits: 39, maxCapacityUnits: 60 })).toMatchObject([{ units: 21 }]);
  });

  it('follows sales that rise, and says so', () => {
    const rising = { dailySoldUnits: [4, 4, 4, 4, 18, 18, 18], meanMilliunits: 10_000 };
    expect(adviceOn({ onHandUnits: 39, reorderPointUnits: 20, ...rising })).toMatchObject([
      {
        kind: 'reorder',
        priority: 'high',
        units: 180 - 39,
        reason: expect.stringContaining('Sales are rising: 18 a day of late.'),
      },
    ]);
  });

  it('is more urgent where a shelf empties within the hour', () => {
    const fields = { onHandUnits: 39, reorderPointUnits: 20 };
    expect(adviceOn({ ...fields, isDepleting: true })).toMatchObject([
      { priority: 'high', reason: expect.stringContaining('More than 30 % of it went') },
    ]);
  });

  it('reorders what was asked for and never sold, up to the reorder point', () => {
    const unseen = { meanMilliunits: 0, dailySoldUnits: [0, 0, 0], soldUnits: 0, lostUnits: 30 };
    expect(adviceOn({ onHandUnits: 0, ...unseen })).toMatchObject([
      { kind: 'expedite', priority: 'critical', units: 40 },
    ]);
  });

  it('raises the reorder point after repeated stock-outs, by demand that was not served as well', () => {
    const short = { shortLines: 4, lostUnits: 300, reorderPointUnits: 30 };
    expect(adviceOn(short)).toMatchObject([
      {
        kind: 'raise-reorder-point',
        priority: 'medium',
        action: 'Raise the reorder point from 30 to 60.',
        reason:
          'The stock was too small for 4 sales. 300 units could not be sold. The 3 days until a delivery comes take 60 units.',
      },
    ]);
    expect(adviceOn({ ...short, shortLines: 2 })).toEqual([]);
    expect(adviceOn({ ...short, reorderPointUnits: 60 })).toEqual([]);
    expect(adviceOn({ ...short, maxCapacityUnits: 210 })).toMatchObject([
      { kind: 'raise-reorder-point' },
      { kind: 'hold-orders' },
    ]);
  });

  it('lowers the reorder point of a persistent overstock', () => {
    const full = { onHandUnits: 480, reorderPointUnits: 300 };
    const since = (days: number) => ({ overstockSinceMs: NOW_MS - days * DAY_MS });
    expect(adviceOn({ ...full, ...since(4) })).toMatchObject([
      {
        kind: 'lower-reorder-point',
        priority: 'low',
        action: 'Lower the reorder point from 300 to 30.',
        reason: 'Overstocked for 4 days. The 3 days until a delivery comes take 30 units.',
      },
    ]);
    expect(adviceOn({ ...full, ...since(2) })).toMatchObject([{ kind: 'hold-orders' }]);
    expect(adviceOn({ ...full, reorderPointUnits: 35, ...since(4) })).toMatchObject([
      { kind: 'hold-orders', action: 'Order none until the stock is below 35.' },
    ]);
  });

  it('reviews a slow mover, once a week is known', () => {
    const still = { meanMilliunits: 0, soldUnits: 0 };
    const week = [0, 0, 0, 0, 0, 0, 0];
    expect(adviceOn({ ...still, dailySoldUnits: week })).toMatchObject([
      {
        kind: 'review-slow-mover',
        priority: 'low',
        reason: 'None sold in 7 days; 200 units on hand.',
      },
    ]);
    expect(adviceOn({ meanMilliunits: 1_500 })).toMatchObject([
      { reason: '200 units on hand last for 133 days at 1.5 a day.' },
    ]);
    expect(adviceOn({ ...still, dailySoldUnits: week.slice(1) })).toEqual([]);
  });

  it('holds orders for a shelf that is all but full', () => {
    expect(adviceOn({ onHandUnits: 475 })).toMatchObject([
      { kind: 'hold-orders', reason: '475 units on hand fill 95 % of the capacity of 500.' },
    ]);
    expect(adviceOn({ onHandUnits: 450 })).toEqual([]);
  });

  it('moves stock out of a warehouse above 90 %', () => {
    const warehouse = (warehouseId: string, onHandUnits: number) => {
      return { warehouseId, onHandUnits, capacityUnits: 10_000 };
    };
    expect(recommend([], [warehouse('WH-A', 9_501), warehouse('WH-B', 4_000)], NOW_MS)).toEqual([
      {
        kind: 'rebalance-warehouse',
        priority: 'medium',
        action: 'Move 501 units out of WH-A, or send its deliveries to WH-B, which is 40 % full.',
        reason: '9501 units fill 95 % of its capacity of 10000.',
        product: undefined,
        units: 0,
        warehouseId: 'WH-A',
        daysUntilStockOut: undefined,
      },
    ]);
    expect(recommend([], [warehouse('WH-A', 9_000)], NOW_MS)).toEqual([]);
    expect(recommend([], [warehouse('WH-A', 10_001)], NOW_MS)).toMatchObject([
      { priority: 'high', action: expect.stringContaining('hold its deliveries') },
    ]);
  });
});

const units = fc.integer({ min: 0, max: 600 });
const milliunits = fc.option(fc.integer({ min: 0, max: 60_000 }), { nil: undefined });
const positions = fc
  .record({
    productId: fc.constantFrom('PROD-001', 'PROD-002', 'PROD-003', 'PROD-004'),
    onHandUnits: units,
    backlogUnits: fc.integer({ min: 0, max: 30 }),
    reorderPointUnits: fc.integer({ min: 1, max: 100 }),
    maxCapacityUnits: fc.integer({ min: 100, max: 600 }),
    dailySoldUnits: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 7 }),
    soldUnits: units,
    lostUnits: fc.oneof(fc.constant(0), units),
    shortLines: fc.integer({ min: 0, max: 9 }),
    meanMilliunits: milliunits,
    halfWidthMilliunits: milliunits,
    leadTimeDays: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
    overstockSinceMs: fc.option(fc.integer({ min: NOW_MS - 9 * DAY_MS, max: NOW_MS }), {
      nil: undefined,
    }),
    isDepleting: fc.boolean(),
  })
  .map((fields) =>
    position({ ...fields, onHandUnits: Math.min(fields.onHandUnits, fields.maxCapacityUnits) }),
  );

const isShortage = ({ kind }: Recommendation) => kind === 'expedite' || kind === 'reorder';

/** 0: nothing to order; higher: more urgent. */
function urgency(of: StockPosition): number {
  const advice = recommend([of], [], NOW_MS).find(isShortage);
  return advice === undefined ? 0 : PRIORITIES.length - PRIORITIES.indexOf(advice.priority);
}

describe('whatever the position', () => {
  it('an order fits on the shelf, and is one', () => {
    fc.assert(
      fc.property(positions, (of) => {
        for (const advice of recommend([of], [], NOW_MS)) {
          if (isShortage(advice)) {
            expect(advice.units).toBeGreaterThan(0);
            expect(advice.units).toBeLessThanOrEqual(of.maxCapacityUnits - of.onHandUnits);
            expect(Number.isInteger(advice.units)).toBe(true);
          }
        }
      }),
    );
  });

  it('nobody is told to reorder what nobody buys', () => {
    fc.assert(
      fc.property(positions, (of) => {
        const idle = { ...of, meanMilliunits: 0, lostUnits: 0, backlogUnits: 0 };
        expect(recommend([idle], [], NOW_MS).filter(isShortage)).toEqual([]);
      }),
    );
  });

  it('more stock never makes an order more urgent or larger', () => {
    fc.assert(
      fc.property(positions, fc.integer({ min: 1, max: 300 }), (of, more) => {
        const fuller = { ...of, onHandUnits: of.onHandUnits + more };
        expect(urgency(fuller)).toBeLessThanOrEqual(urgency(of));
        const before = recommend([of], [], NOW_MS).find(isShortage)?.units;
        const after = recommend([fuller], [], NOW_MS).find(isShortage)?.units;
        if (before !== undefined && after !== undefined) expect(after).toBeLessThanOrEqual(before);
      }),
    );
  });

  it('nobody is told to order and to hold orders, or to raise a point and to lower it', () => {
    fc.assert(
      fc.property(positions, (of) => {
        const kinds = recommend([of], [], NOW_MS).map(({ kind }) => kind);
        expect(new Set(kinds).size).toBe(kinds.length);
        if (kinds.includes('expedite') || kinds.includes('reorder')) {
          expect(kinds.filter((kind) => /hold|lower|review/.test(kind))).toEqual([]);
          expect(kinds.includes('expedite') && kinds.includes('reorder')).toBe(false);
        }
        if (kinds.includes('raise-reorder-point')) {
          expect(kinds).not.toContain('lower-reorder-point');
        }
      }),
    );
  });

  it('a new reorder point fits on the shelf and is another one', () => {
    fc.assert(
      fc.property(positions, (of) => {
        for (const { kind, action } of recommend([of], [], NOW_MS)) {
          const point = Number(/ to (\d+)\.$/.exec(action)?.[1]);
          if (kind === 'raise-reorder-point') {
            expect(point).toBeGreaterThan(of.reorderPointUnits);
            expect(point).toBeLessThanOrEqual(of.maxCapacityUnits / 2);
          }
          if (kind === 'lower-reorder-point') expect(point).toBeLessThan(of.reorderPointUnits);
        }
      }),
    );
  });

  it('the order of the products changes nothing; ties go by product id', () => {
    const several = fc.uniqueArray(positions, { selector: ({ productId }) => productId });
    fc.assert(
      fc.property(several, (all) => {
        const sorted = recommend(all, [], NOW_MS);
        expect(recommend(all.toReversed(), [], NOW_MS)).toEqual(sorted);
        const ranks = sorted.map(({ priority }) => PRIORITIES.indexOf(priority));
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        for (const [at, advice] of sorted.entries()) {
          const next = sorted[at + 1];
          const isTie =
            next !== undefined &&
            next.priority === advice.priority &&
            next.daysUntilStockOut === advice.daysUntilStockOut;
          const [id, nextId] = [advice.product?.productId ?? '', next?.product?.productId ?? ''];
          if (isTie) expect(id <= nextId).toBe(true);
        }
      }),
    );
  });
});
