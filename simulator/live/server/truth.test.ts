import { describe, expect, it } from 'vitest';
import { type EventTypeIndex, RESTOCK, RETURN, SALE } from '../../../pipeline/event.ts';
import { productView } from '../../../pipeline/query/store.fixture.ts';
import type { ProductView } from '../../../pipeline/query/views.ts';
import { scenarioFixture } from '../../scenario/scenario.fixture.ts';
import { Timeline } from '../../world/timeline.ts';
import { buildWorld } from '../../world/world.ts';
import { Truth } from './truth.ts';

const world = buildWorld(
  scenarioFixture({ poisonPerMillion: 20_000, replenishment: { mode: 'open' } }),
);

/** A pipeline that rejects short sales, fed with events in any order. */
class Shelves {
  readonly rows = world.catalogue.products.map((product) => ({
    ...{ product, onHand: product.openingStockUnits, sold: 0, lost: 0, restocked: 0, returned: 0 },
    seqs: new Set<number>(),
  }));

  take(event: {
    productIndex: number;
    productSeq: number;
    type: EventTypeIndex;
    quantityUnits: number;
    poison: boolean;
  }): void {
    const row = this.rows[event.productIndex];
    if (row === undefined) return;
    row.seqs.add(event.productSeq);
    if (event.poison) return;
    const units = event.quantityUnits;
    if (event.type === SALE) {
      if (units <= row.onHand) {
        row.onHand -= units;
        row.sold += units;
      } else row.lost += units;
    } else if (event.type === RESTOCK || event.type === RETURN) {
      if (event.type === RESTOCK) row.restocked += units;
      else row.returned += units;
      row.onHand = Math.min(row.product.maxCapacityUnits, row.onHand + units);
    }
  }

  views(): ProductView[] {
    return this.rows.map(({ product, onHand, sold, lost, restocked, returned, seqs }) => {
      let appliedSeq = 0;
      while (seqs.has(appliedSeq + 1)) appliedSeq += 1;
      return productView(product.index, {
        ...{ id: product.id, productIndex: product.index, appliedSeq, onHandUnits: onHand },
        ...{ soldUnits: sold, lostUnits: lost, restockedUnits: restocked, returnedUnits: returned },
        ...{ backlogUnits: 0, waitingSeqs: [], touchedByHand: false },
      });
    });
  }
}

function plan() {
  const timeline = new Timeline(world);
  const events = [];
  for (let event = timeline.next(); event !== undefined; event = timeline.next()) {
    events.push({ ...event });
  }
  return events;
}

describe('Truth', () => {
  it('finds nothing wrong at any moment of a run in order', () => {
    const truth = new Truth(world);
    const shelves = new Shelves();
    for (const [at, event] of plan().entries()) {
      shelves.take(event);
      if (at % 97 !== 0) continue;
      const { wrongStock, comparedProducts } = truth.compare(shelves.views());
      expect(wrongStock).toEqual([]);
      expect(comparedProducts).toBe(world.catalogue.products.length);
    }
  });

  it('names the shelves that are wrong, and what they should hold', () => {
    const truth = new Truth(world);
    const shelves = new Shelves();
    const events = plan();
    // Sales overtake the deliveries before them, and find empty shelves.
    const late = events.filter(({ type }) => type === RESTOCK);
    const delivered = new Set(late.map(({ productIndex }) => productIndex));
    for (const event of events) if (event.type !== RESTOCK) shelves.take(event);
    const before = truth.compare(shelves.views());
    expect(before.wrongStock).toEqual([]);
    expect(before.comparedProducts).toBe(world.catalogue.products.length - delivered.size);
    for (const event of late) shelves.take(event);
    const { wrongStock, comparedProducts } = truth.compare(shelves.views());
    expect(comparedProducts).toBe(world.catalogue.products.length);
    const timeline = new Timeline(world);
    while (timeline.next() !== undefined);
    const expected = shelves.rows.flatMap(({ product: { id, index }, onHand }) =>
      onHand === timeline.onHandUnits(index)
        ? []
        : [{ productId: id, onHandUnits: onHand, expectedUnits: timeline.onHandUnits(index) }],
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(wrongStock).toEqual(expected);
  });

  it('says nothing of a product that somebody touched', () => {
    const shelves = new Shelves();
    const views = shelves.views().map((view) => ({ ...view, onHandUnits: 1, touchedByHand: true }));
    expect(new Truth(world).compare(views)).toEqual({ wrongStock: [], comparedProducts: 0 });
  });
});
