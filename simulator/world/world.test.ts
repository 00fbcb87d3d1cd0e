import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALERT, RESTOCK, RETURN, SALE } from '../../pipeline/event.ts';
import { constantLoad, scenarioFixture } from '../scenario/scenario.fixture.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type PlannedEvent, Timeline } from './timeline.ts';
import { buildWorld } from './world.ts';

function replay(scenario: Scenario, owns?: (productIndex: number) => boolean): PlannedEvent[] {
  const timeline = new Timeline(buildWorld(scenario), owns);
  const events: PlannedEvent[] = [];
  for (let event = timeline.next(); event !== undefined; event = timeline.next())
    events.push({ ...event });
  return events;
}

describe('catalogue', () => {
  it('keeps the literal ranges when sizing to demand is off', () => {
    const scenario = scenarioFixture();
    const { catalogue } = buildWorld({
      ...scenario,
      catalogue: { ...scenario.catalogue, products: 500 },
      realism: { ...scenario.realism, demandSizing: false },
    });
    for (const product of catalogue.products) {
      expect(product.openingStockUnits).toBeGreaterThanOrEqual(50);
      expect(product.openingStockUnits).toBeLessThanOrEqual(500);
      expect(product.reorderPointUnits).toBeGreaterThanOrEqual(20);
      expect(product.reorderPointUnits).toBeLessThanOrEqual(100);
      expect(product.maxCapacityUnits).toBe(500);
      expect(product.priceCents).toBeGreaterThanOrEqual(1_000);
      expect(product.priceCents).toBeLessThanOrEqual(500_000);
    }
  });

  it('gives popular products more stock, a higher reorder point and more room', () => {
    const scenario = scenarioFixture();
    const { catalogue } = buildWorld({
      ...scenario,
      catalogue: { ...scenario.catalogue, products: 200 },
    });
    const byWeight = [...catalogue.products].sort(
      (a, b) =>
        (catalogue.popularity.weights[b.index] as number) -
        (catalogue.popularity.weights[a.index] as number),
    );
    expect(byWeight[0]?.openingStockUnits).toBeGreaterThan(50 * 30);
    expect(byWeight[0]?.maxCapacityUnits).toBeGreaterThan(500 * 30);
    expect(byWeight.at(-1)?.maxCapacityUnits).toBe(500);
  });

  it('opens low shelves just above their reorder points', () => {
    const scenario = scenarioFixture();
    const { catalogue } = buildWorld({
      ...scenario,
      catalogue: { ...scenario.catalogue, openingStock: 'low' },
    });
    for (const { openingStockUnits, reorderPointUnits } of catalogue.products) {
      expect(openingStockUnits).toBeGreaterThan(reorderPointUnits);
      expect(openingStockUnits).toBeLessThanOrEqual(Math.ceil(reorderPointUnits * 1.6) + 1);
    }
  });

  it('has unique ids, SKUs and names, opening stock within capacity, and room in each warehouse', () => {
    const scenario = scenarioFixture();
    const { catalogue } = buildWorld({
      ...scenario,
      catalogue: { ...scenario.catalogue, products: 1500, warehouses: 12 },
    });
    for (const field of ['id', 'sku', 'name'] as const) {
      expect(new Set(catalogue.products.map((product) => product[field])).size).toBe(1500);
    }
    const stored = catalogue.warehouses.map(() => 0);
    for (const product of catalogue.products) {
      expect(product.openingStockUnits).toBeLessThanOrEqual(product.maxCapacityUnits);
      const { categories } = catalogue.warehouses[product.warehouseIndex] as {
        categories: readonly string[];
      };
      expect(categories.length === 0 || categories.includes(product.category)).toBe(true);
      stored[product.warehouseIndex] =
        (stored[product.warehouseIndex] ?? 0) + product.openingStockUnits;
    }
    for (const { index, capacityUnits } of catalogue.warehouses) {
      expect(stored[index]).toBeLessThanOrEqual(capacityUnits);
    }
    expect(catalogue.warehouses.slice(0, 5).map(({ id }) => id)).toEqual([
      'WH-NORTH',
      'WH-SOUTH',
      'WH-EAST',
      'WH-WEST',
      'WH-CENTRAL',
    ]);
  });

  it('puts as many units into the history as its events and its mix say', () => {
    const scenario = scenarioFixture();
    const { history } = buildWorld({
      ...scenario,
      catalogue: { ...scenario.catalogue, products: 2000 },
    });
    const soldUnits = history.soldUnits.reduce((sum, units) => sum + units, 0);
    const expectedUnits = 2000 * 20 * (60 / 75) * 25.5;
    expect(history.soldUnits.length).toBe(2000 * 30);
    expect(Math.abs(soldUnits / expectedUnits - 1)).toBeLessThan(0.02);
  });
});

describe('timeline', () => {
  it('numbers the events of each product from 1 without gaps, in order of virtual time', () => {
    const events = replay(scenarioFixture({ load: constantLoad(20, 400_000) }));
    const last = new Map<number, PlannedEvent>();
    for (const event of events) {
      const before = last.get(event.productIndex);
      expect(event.productSeq).toBe((before?.productSeq ?? 0) + 1);
      expect(event.virtualMs).toBeGreaterThanOrEqual(before?.virtualMs ?? 0);
      last.set(event.productIndex, event);
    }
    expect(events.filter(({ type }) => type === RESTOCK).length).toBeGreaterThan(10);
  });

  it('plans exactly the integral of the rate as arrivals, and deliveries beside them', () => {
    const events = replay(scenarioFixture({ load: constantLoad(500, 20_000) }));
    expect(events.filter(({ type }) => type !== RESTOCK).length).toBe(10_000);
  });

  it('is the same plan however the products are shared between workers', () => {
    const scenario = scenarioFixture({ load: constantLoad(500, 8_000), arrivals: 'poisson' });
    const whole = replay(scenario);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 20, maxLength: 20 }),
        (owners) => {
          const shares = [0, 1, 2, 3].map((worker) =>
            replay(scenario, (product) => owners[product] === worker),
          );
          const byProduct = (events: PlannedEvent[]) =>
            events.sort((a, b) => a.productIndex - b.productIndex || a.productSeq - b.productSeq);
          expect(byProduct(shares.flat())).toEqual(byProduct([...whole]));
        },
      ),
      { numRuns: 5 },
    );
  });

  it('differs for another seed', () => {
    expect(replay(scenarioFixture({ seed: '2' }))).not.toEqual(
      replay(scenarioFixture({ seed: '1' })),
    );
  });

  it('draws the types by their weights; deliveries are not drawn in closed replenishment', () => {
    const events = replay(scenarioFixture({ load: constantLoad(1_000, 20_000) }));
    const share = (type: number) =>
      events.filter((event) => event.type === type).length /
      events.filter(({ type: t }) => t !== RESTOCK).length;
    expect(share(SALE)).toBeCloseTo(60 / 75, 1);
    expect(share(RETURN)).toBeCloseTo(10 / 75, 1);
    expect(share(ALERT)).toBeCloseTo(5 / 75, 1);
  });

  it('draws restocks by their weight in open replenishment', () => {
    const events = replay(
      scenarioFixture({ load: constantLoad(1_000, 20_000), replenishment: { mode: 'open' } }),
    );
    expect(events.length).toBe(20_000);
    expect(events.filter(({ type }) => type === RESTOCK).length / 20_000).toBeCloseTo(0.25, 1);
  });

  it('delivers each order at its exact instant, a lead time after the event that caused it', () => {
    const events = replay(scenarioFixture({ load: constantLoad(200, 60_000) }));
    const day = 86_400_000;
    for (const [position, event] of events.entries()) {
      if (event.type !== RESTOCK) continue;
      const earlier = events
        .slice(0, position)
        .filter(({ productIndex }) => productIndex === event.productIndex);
      const caused = earlier.some(
        ({ virtualMs }) =>
          event.virtualMs - virtualMs >= day && event.virtualMs - virtualMs <= 3 * day,
      );
      expect(caused).toBe(true);
    }
  });

  it('keeps shelves above their reorder points when depletion is off', () => {
    const scenario = scenarioFixture({ load: constantLoad(2_000, 10_000) });
    const world = buildWorld({ ...scenario, realism: { ...scenario.realism, depletion: false } });
    const timeline = new Timeline(world);
    let low = 0;
    for (let event = timeline.next(); event !== undefined; event = timeline.next()) {
      if (event.type === RESTOCK) {
        const product = world.catalogue.products[event.productIndex];
        if (timeline.onHandUnits(event.productIndex) <= (product?.reorderPointUnits ?? 0)) low += 1;
      }
    }
    expect(low).toBe(0);
  });

  it('plans poison in the share asked for, and lets it change nothing else', () => {
    const poisoned = replay(
      scenarioFixture({ poisonPerMillion: 50_000, load: constantLoad(1_000, 20_000) }),
    );
    const count = poisoned.filter(({ poison }) => poison).length;
    expect(count).toBeGreaterThan(700);
    expect(count).toBeLessThan(1_300);
    expect(poisoned.every(({ type, poison }) => !(poison && type === RESTOCK))).toBe(true);
  });
});
