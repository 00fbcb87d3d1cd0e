import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALERT, RESTOCK, RETURN, SALE, type StockEvent } from '../../pipeline/event.ts';
import { StockLedger } from '../../pipeline/stages/ledger.ts';
import { event, product } from '../../pipeline/stages/world.fixture.ts';
import { Movements } from './movements.ts';

const POLICIES = ['reject', 'partial', 'backorder'] as const;
const PRODUCTS = [product(0, { openingStockUnits: 0 }), product(1, { maxCapacityUnits: 120 })];

describe('movements', () => {
  it('add up to the book of the pipeline, whatever its policy', () => {
    const happenings = fc.array(
      fc.record({
        productIndex: fc.nat({ max: 1 }),
        type: fc.constantFrom(SALE, SALE, RESTOCK, RETURN, ALERT),
        quantityUnits: fc.integer({ min: 1, max: 150 }),
        poison: fc.boolean(),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...POLICIES), happenings, (shortage, all) => {
        const ledger = new StockLedger(PRODUCTS, shortage);
        const movements = new Movements(PRODUCTS, shortage);
        const sums = PRODUCTS.map(() => ({ demanded: 0, sold: 0, lost: 0, restocked: 0 }));
        for (const fields of all) {
          const happening = event(fields);
          const { productIndex } = happening;
          const before = ledger.onHandUnits(productIndex);
          post(ledger, happening);
          const after = ledger.onHandUnits(productIndex);
          const moved = movements.read(happening, after);
          expect(moved).toBe(!happening.poison && happening.type !== ALERT);
          if (!moved) continue;
          expect([movements.beforeUnits, movements.afterUnits]).toEqual([before, after]);
          const own = sums[productIndex];
          if (own === undefined) throw new Error('unknown product');
          own.demanded += movements.demandedUnits;
          own.sold += movements.soldUnits;
          own.lost += movements.lostUnits;
          own.restocked += movements.restockedUnits;
        }
        for (const [index, own] of sums.entries()) {
          const entry = ledger.entry(index);
          expect(own).toEqual({
            demanded: entry.soldUnits + entry.lostUnits + entry.backlogUnits,
            sold: entry.soldUnits,
            lost: entry.lostUnits,
            restocked: entry.restockedUnits,
          });
        }
      }),
    );
  });
});

function post(
  ledger: StockLedger,
  { productIndex, type, quantityUnits, poison }: StockEvent,
): void {
  if (poison) return;
  if (type === SALE) ledger.sell(productIndex, quantityUnits);
  if (type === RESTOCK) ledger.restock(productIndex, quantityUnits);
  if (type === RETURN) ledger.takeBack(productIndex, quantityUnits);
}
