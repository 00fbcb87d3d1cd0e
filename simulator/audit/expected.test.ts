import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventTypeIndex, StockEvent } from '../../pipeline/event.ts';
import { ALERT, RESTOCK, RETURN, SALE } from '../../pipeline/event.ts';
import type { Catalogue } from '../../pipeline/product.ts';
import { type ExpectedPeriod, type ExpectedProduct, ExpectedWorld } from './expected.ts';

const START_MS = Date.UTC(2026, 0, 5);
const HOUR_MS = 3_600_000;
const END_MS = START_MS + 48 * HOUR_MS;
/** Opening 100, reorder point 40, capacity 200. */
const CATALOGUE = catalogueOf(100);

describe('ledger', () => {
  it.each([
    ['reject', { onHandUnits: 100, soldUnits: 0, lostUnits: 130, backlogUnits: 0 }],
    ['partial', { onHandUnits: 0, soldUnits: 100, lostUnits: 30, backlogUnits: 0 }],
    ['backorder', { onHandUnits: 0, soldUnits: 100, lostUnits: 0, backlogUnits: 30 }],
  ] as const)('answers a sale larger than the stock by policy: %s', (shortage, outcome) => {
    const result = play([[SALE, 130, 1]], { shortage });
    expect(result).toMatchObject({ ...outcome, saleLines: 1, shortLines: 1 });
  });

  it('serves the backlog first and clips what does not fit', () => {
    const result = play(
      [
        [SALE, 130, 1],
        [RETURN, 5, 2],
        [RESTOCK, 300, 3],
      ],
      { shortage: 'backorder' },
    );
    expect(result).toMatchObject({
      backlogUnits: 0,
      soldUnits: 130,
      returnedUnits: 5,
      restockedUnits: 300,
      onHandUnits: 200,
      clippedUnits: 75,
    });
  });

  it('counts notices and poison and lets them change nothing', () => {
    const world = new ExpectedWorld(CATALOGUE, period());
    world.take(event(1, ALERT, 50, 1));
    world.take({ ...event(2, SALE, 50, 2), poison: true });
    world.take({ ...event(3, ALERT, 50, 2), poison: true });
    world.finish();
    expect(world.product(0)).toMatchObject({
      lastSeq: 3,
      noticeCount: 1,
      poisonSeqs: [2, 3],
      poisonCount: 2,
      onHandUnits: 100,
      saleLines: 0,
      trailHash: '',
    });
  });

  it('measures how long the shelf was empty, to the end of the scenario', () => {
    const result = play([
      [SALE, 100, 1],
      [RESTOCK, 10, 4],
      [SALE, 10, 40],
    ]);
    expect(result.outOfStockMs).toBe((3 + 8) * HOUR_MS);
    expect(play([], {}, catalogueOf(0)).outOfStockMs).toBe(END_MS - START_MS);
  });

  it('conserves units under every policy', () => {
    const movement = fc.tuple(
      fc.constantFrom<EventTypeIndex>(SALE, RESTOCK, RETURN, ALERT),
      fc.integer({ min: 1, max: 150 }),
      fc.integer({ min: 0, max: 48 }),
    );
    const shortage = fc.constantFrom('reject', 'partial', 'backorder');
    fc.assert(
      fc.property(fc.array(movement), shortage, (movements, policy) => {
        const inOrder = movements.toSorted((a, b) => a[2] - b[2]);
        const row = play(inOrder, { shortage: policy });
        const { onHandUnits, restockedUnits, returnedUnits, soldUnits, clippedUnits } = row;
        expect(100 + restockedUnits + returnedUnits - soldUnits - clippedUnits).toBe(onHandUnits);
        expect(onHandUnits).toBeGreaterThanOrEqual(0);
        expect(onHandUnits).toBeLessThanOrEqual(200);
        const demanded = inOrder.reduce((sum, [type, q]) => sum + (type === SALE ? q : 0), 0);
        expect(soldUnits + row.lostUnits + row.backlogUnits).toBe(demanded);
      }),
    );
  });

  it('refuses events out of their order', () => {
    const world = new ExpectedWorld(CATALOGUE, period());
    expect(() => world.take(event(2, SALE, 1, 1))).toThrow(/productSeq 2 came after 0/);
  });
});

describe('alerts', () => {
  it('raises, escalates, de-escalates and resolves low stock as one alert', () => {
    const result = play([
      [SALE, 20, 1], // 80
      [SALE, 20, 3], // 60
      [SALE, 15, 5], // 45
      [SALE, 10, 7], // 35
      [SALE, 10, 9], // 25
      [SALE, 7, 11], // 18
      [SALE, 5, 13], // 13
      [SALE, 3, 15], // 10
      [SALE, 1, 17], // 9
      [RETURN, 5, 19], // 14
      [RESTOCK, 26, 21], // 40
    ]);
    expect(result.trailHash).toBe(
      chained([
        [4, 7, 'raised LOW_STOCK', 35],
        [9, 17, 'escalated CRITICAL_LOW_STOCK', 9],
        [10, 19, 'deescalated LOW_STOCK', 14],
        [11, 21, 'resolved LOW_STOCK', 40],
      ]),
    );
    expect(result).toMatchObject({ alertsRaised: 1, alertsResolved: 1 });
  });

  it('raises overstock above nine tenths of the capacity, not at them', () => {
    const result = play([
      [RESTOCK, 80, 1], // 180
      [RESTOCK, 1, 2], // 181
      [SALE, 1, 3], // 180
    ]);
    expect(result.trailHash).toBe(
      chained([
        [2, 2, 'raised OVERSTOCK', 181],
        [3, 3, 'resolved OVERSTOCK', 180],
      ]),
    );
  });

  it('raises rapid depletion beyond three tenths of the stock an hour ago, not at them', () => {
    const result = play([
      [SALE, 30, 1], // 70 of 100
      [SALE, 1, 1.5], // 69 of 100
    ]);
    expect(result.trailHash).toBe(
      chained([
        [2, 1.5, 'raised RAPID_DEPLETION', 69],
        // One hour after the first sale: P = 70, S = 69.
        [2, 2, 'resolved RAPID_DEPLETION', 69],
      ]),
    );
  });

  it('resolves rapid depletion at the first instant at which the hour has passed far enough', () => {
    const result = play([
      [SALE, 10, 1], // 90
      [SALE, 25, 1.25], // 65 of 100: raised
      [SALE, 20, 1.5], // 45
      [RESTOCK, 60, 4], // after everything resolved
    ]);
    expect(result.trailHash).toBe(
      chained([
        [2, 1.25, 'raised RAPID_DEPLETION', 65],
        // At 2: P = 90, 45 is half of it. At 2.25: P = 65, 45 is 20 below: 200 > 195 still holds.
        [3, 2.5, 'resolved RAPID_DEPLETION', 45],
      ]),
    );
  });

  it('lets what expires at the instant of a movement happen before it', () => {
    const result = play([
      [SALE, 40, 1], // 60: raised
      [SALE, 1, 2], // P is 60 by now
    ]);
    expect(result.trailHash).toBe(
      chained([
        [1, 1, 'raised RAPID_DEPLETION', 60],
        [1, 2, 'resolved RAPID_DEPLETION', 60],
      ]),
    );
  });

  it('takes the last of several movements at one instant as the stock an hour ago', () => {
    const result = play([
      [SALE, 50, 1], // 50: raised
      [RESTOCK, 60, 1], // 110: resolved
      [SALE, 45, 1.5], // 65 of 100: raised
      [SALE, 11, 2.4], // 54
    ]);
    expect(result.trailHash).toBe(
      chained([
        [1, 1, 'raised RAPID_DEPLETION', 50],
        [2, 1, 'resolved RAPID_DEPLETION', 110],
        [3, 1.5, 'raised RAPID_DEPLETION', 65],
        // At 2: P = 110, not 50, so it still holds. At 2.5: P = 65, S = 54.
        [4, 2.5, 'resolved RAPID_DEPLETION', 54],
      ]),
    );
  });

  it('resolves at the end of the scenario only what expires by then', () => {
    const halfAnHourLeft = play([[SALE, 50, 47.5]]);
    expect(halfAnHourLeft).toMatchObject({ alertsRaised: 1, alertsResolved: 0 });
    const exactlyAnHourLeft = play([[SALE, 50, 47]]);
    expect(exactlyAnHourLeft).toMatchObject({ alertsRaised: 1, alertsResolved: 1 });
  });

  it('raises nothing before the first movement', () => {
    expect(play([], {}, catalogueOf(0))).toMatchObject({ alertsRaised: 0, trailHash: '' });
  });

  it('moves instants outside the scenario or out of order to where they count', () => {
    const strange = play([
      [SALE, 100, -3], // the start
      [RESTOCK, 50, 10],
      [SALE, 50, 8], // 10
      [RESTOCK, 20, 99], // the end
    ]);
    expect(strange).toEqual(
      play([
        [SALE, 100, 0],
        [RESTOCK, 50, 10],
        [SALE, 50, 10],
        [RESTOCK, 20, 48],
      ]),
    );
    expect(strange.outOfStockMs).toBe(48 * HOUR_MS);
  });

  it('agrees with looking everything up in the whole history', () => {
    const movement = fc.tuple(
      fc.constantFrom<EventTypeIndex>(SALE, SALE, SALE, RESTOCK, RETURN),
      fc.integer({ min: 1, max: 60 }),
      // Quarters of an hour, so that instants coincide with each other and with expiries.
      fc.integer({ min: 0, max: 60 }).map((quarters) => quarters / 4),
    );
    const few = fc.array(movement, { maxLength: 80 });
    const many = fc.array(movement, { minLength: 200, maxLength: 300 });
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: few }, many), (movements) => {
        const inOrder = movements.toSorted((a, b) => a[2] - b[2]);
        expect(play(inOrder).trailHash).toBe(chained(depletionAndAllFromHistory(inOrder)));
      }),
    );
  });
});

type Movement = readonly [type: EventTypeIndex, units: number, hour: number];
type TrailLine = readonly [seq: number, hour: number, change: string, stock: number];

/** The trail by brute force: every quarter of an hour in turn, the past looked up in the full history. */
function depletionAndAllFromHistory(movements: readonly Movement[]): TrailLine[] {
  const trail: TrailLine[] = [];
  const history: { hour: number; stock: number }[] = [];
  const active = new Map<string, string>();
  let stock = 100;
  const past = (hour: number) => {
    return history.findLast((level) => level.hour <= hour - 1)?.stock ?? 100;
  };
  const depletes = (hour: number) => past(hour) > 0 && 10 * (past(hour) - stock) > 3 * past(hour);
  for (let hour = 0; hour <= 48; hour += 0.25) {
    if (active.has('depletion') && !depletes(hour)) {
      trail.push([history.length, hour, 'resolved RAPID_DEPLETION', stock]);
      active.delete('depletion');
    }
    for (const [type, units] of movements.filter((movement) => movement[2] === hour)) {
      if (type !== SALE) stock = Math.min(200, stock + units);
      else if (units <= stock) stock -= units;
      history.push({ hour, stock });
      const low = stock < 10 ? 'CRITICAL_LOW_STOCK' : stock < 40 ? 'LOW_STOCK' : undefined;
      const conditions: [string, string | undefined][] = [
        ['stock', low],
        ['overstock', stock > 180 ? 'OVERSTOCK' : undefined],
        ['depletion', depletes(hour) ? 'RAPID_DEPLETION' : undefined],
      ];
      for (const [family, type] of conditions) {
        const was = active.get(family);
        if (was === type) continue;
        const worse = type === 'CRITICAL_LOW_STOCK' ? 'escalated' : 'deescalated';
        const change = type === undefined ? 'resolved' : was === undefined ? 'raised' : worse;
        trail.push([history.length, hour, `${change} ${type ?? was}`, stock]);
        if (type === undefined) active.delete(family);
        else active.set(family, type);
      }
    }
  }
  return trail;
}

function play(
  movements: readonly Movement[],
  changes: Partial<ExpectedPeriod> = {},
  catalogue = CATALOGUE,
): ExpectedProduct {
  const world = new ExpectedWorld(catalogue, { ...period(), ...changes });
  for (const [at, [type, units, hour]] of movements.entries()) {
    world.take(event(at + 1, type, units, hour));
  }
  world.finish();
  return world.product(0);
}

function chained(lines: readonly TrailLine[]): string {
  let hash = '';
  for (const [seq, hour, change, stock] of lines) {
    const line = `${change} ${seq} ${START_MS + hour * HOUR_MS} ${stock}`;
    hash = createHash('sha256')
      .update(hash + line, 'utf8')
      .digest('hex');
  }
  return hash;
}

function event(seq: number, type: EventTypeIndex, units: number, hour: number): StockEvent {
  return {
    productIndex: 0,
    productSeq: seq,
    type,
    quantityUnits: units,
    virtualMs: START_MS + hour * HOUR_MS,
    poison: false,
  };
}

function period(): ExpectedPeriod {
  return { startMs: START_MS, endMs: END_MS, shortage: 'reject' };
}

function catalogueOf(openingStockUnits: number): Catalogue {
  const product = {
    index: 0,
    id: 'PROD-001',
    sku: 'SKU-ELE-001',
    name: 'Lamp',
    category: 'Electronics',
    warehouseIndex: 0,
    openingStockUnits,
    reorderPointUnits: 40,
    maxCapacityUnits: 200,
    priceCents: 1_000,
  };
  const warehouse = { index: 0, id: 'WH-NORTH', capacityUnits: 10_000, categories: [] };
  return { products: [product], warehouses: [warehouse] };
}
