import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALERT_TYPES, AlertTrail } from './alert-trail.ts';
import { AlertEngine } from './alerts.ts';
import { alertTallies } from './standing.ts';
import { StockWindow } from './stock-window.ts';

describe('alert tallies', () => {
  it('know what is active from the changes alone', () => {
    const products = [0, 1].map((index) => ({
      index,
      id: `PROD-00${index + 1}`,
      sku: 'SKU-ELE-001',
      name: 'Lamp',
      category: 'Electronics',
      warehouseIndex: 0,
      openingStockUnits: 60,
      reorderPointUnits: 40,
      maxCapacityUnits: 100,
      priceCents: 100,
    }));
    const movement = fc.record({
      product: fc.nat(1),
      minutes: fc.integer({ min: 1, max: 120 }),
      stockUnits: fc.integer({ min: 0, max: 100 }),
    });
    fc.assert(
      fc.property(fc.array(movement), (movements) => {
        const trail = new AlertTrail(2);
        const window = new StockWindow(Float64Array.of(60, 60));
        const engine = new AlertEngine(products, window, (change) => trail.append(change));
        const stock = [60, 60];
        let atMs = 0;
        for (const [place, { product, minutes, stockUnits }] of movements.entries()) {
          atMs += minutes * 60_000;
          engine.pass(product, atMs, stock[product] as number);
          engine.moved(product, place + 1, atMs, stockUnits);
          stock[product] = stockUnits;
        }
        const tallies = alertTallies(trail.changes());
        for (const type of ALERT_TYPES) {
          const active = [0, 1].filter((product) => engine.activeTypes(product).includes(type));
          expect(tallies[type].active).toBe(active.length);
        }
      }),
    );
  });
});
