import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_TYPES } from '../../event.ts';
import { eventView } from '../store.fixture.ts';
import { type EventSelection, selectEvents } from './select-events.ts';

/** Some numbers are missing, as where records were passed over. */
const EVENTS = Array.from({ length: 120 }, (_, at) => eventView(1_000 + at + 5 * (at >> 4)));

const aNumber = fc.integer({ min: 990, max: 1_200 });
const wanted: fc.Arbitrary<EventSelection> = fc.record(
  {
    type: fc.constantFrom(...EVENT_TYPES),
    productId: fc.constantFrom('PROD-001', 'PROD-008'),
    warehouseId: fc.constantFrom('WH-NORTH', 'WH-EAST'),
    fromMs: aNumber.map((number) => eventView(number).virtualMs ?? 0),
    toMs: aNumber.map((number) => eventView(number).virtualMs ?? 0),
    after: aNumber,
    before: aNumber,
    limit: fc.integer({ min: 1, max: 150 }),
  },
  { requiredKeys: ['limit'] },
);

function naive(selection: EventSelection): number[] {
  const { type, productId, warehouseId, fromMs, toMs, after, before, limit } = selection;
  const all = EVENTS.filter(
    (event) =>
      (type === undefined || event.type === type) &&
      (productId === undefined || event.productId === productId) &&
      (warehouseId === undefined || event.warehouseId === warehouseId) &&
      (fromMs === undefined || (event.virtualMs ?? 0) >= fromMs) &&
      (toMs === undefined || (event.virtualMs ?? 0) < toMs) &&
      (after === undefined || event.number > after) &&
      (before === undefined || event.number < before),
  ).map(({ number }) => number);
  const taken = after === undefined ? all.slice(-limit) : all.slice(0, limit);
  return taken.reverse();
}

describe('selectEvents', () => {
  it('finds what a look at every event finds', () => {
    fc.assert(
      fc.property(wanted, (selection) => {
        const numbers = selectEvents(EVENTS, selection).map(({ number }) => number);
        expect(numbers).toEqual(naive(selection));
      }),
    );
  });

  it('misses none of them when somebody goes on from the highest number seen', () => {
    const seen: number[] = [];
    for (let after = 0; ; ) {
      const page = selectEvents(EVENTS, { after, limit: 7 });
      const [newest] = page;
      if (newest === undefined) break;
      seen.push(...page.map(({ number }) => number).reverse());
      after = newest.number;
    }
    expect(seen).toEqual(EVENTS.map(({ number }) => number));
  });
});
