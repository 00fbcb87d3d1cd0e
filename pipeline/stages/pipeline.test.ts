import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventTypeIndex, StockEvent } from '../event.ts';
import { WINDOW_DAYS } from './demand.ts';
import { outcomeDigest } from './digest.ts';
import type { AlertChange } from './effects.ts';
import { mergeOutcomes, type Outcome } from './outcome.ts';
import { type PipelineOptions, StockPipeline } from './pipeline.ts';
import { plans, shuffled } from './plans.fixture.ts';
import { catalogueOf, DAY_MS, emptyHistory, event, product, START_MS } from './world.fixture.ts';

const HOUR_MS = 3_600_000;
const END_MS = START_MS + 5 * DAY_MS + 6 * HOUR_MS;
const CATALOGUE = catalogueOf(
  product(0),
  product(1, { openingStockUnits: 0, maxCapacityUnits: 60 }),
  product(2, { openingStockUnits: 500, reorderPointUnits: 90 }),
  product(3, { openingStockUnits: 7 }),
);
const ALL = [0, 1, 2, 3];
const POLICIES = ['reject', 'partial', 'backorder'] as const;

type Options = Partial<PipelineOptions<StockEvent>>;

describe('the outcome of a world', () => {
  it.each(
    POLICIES,
  )('is the same for every order of arrival and any repeats, under %s', (shortage) => {
    fc.assert(
      fc.property(
        plans({ products: ALL.length, endMs: END_MS }),
        fc.integer({ min: 1 }),
        (plan, seed) => {
          const expected = digestOf(play(plan, { shortage }));
          expect(digestOf(play(shuffled([...plan, ...plan], seed), { shortage }))).toBe(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is the same when several pipelines own its products', () => {
    fc.assert(
      fc.property(plans({ products: ALL.length, endMs: END_MS }), (plan) => {
        const parts = [[1], [3, 0], [2]].map((owned) => {
          const pipeline = open();
          for (const each of plan) if (owned.includes(each.productIndex)) pipeline.offer(each);
          pipeline.finish(owned);
          return pipeline.outcome(owned);
        });
        expect(mergeOutcomes(parts, CATALOGUE)).toEqual(play(plan));
      }),
      { numRuns: 60 },
    );
  });

  it('has the closing stocks, empty hours and demand that a list of movements has', () => {
    fc.assert(
      fc.property(plans({ products: ALL.length, endMs: END_MS }), (plan) => {
        const levels: { productIndex: number; atMs: number; units: number; sold: number }[] = [];
        const pipeline: StockPipeline<StockEvent> = open({
          effects: {
            applied({ productIndex, type, virtualMs, quantityUnits, poison }) {
              if (poison || type === 3) return;
              const before = levels.filter((level) => level.productIndex === productIndex).at(-1);
              const stock = before?.units ?? openingOf(productIndex);
              const sold = type === 0 && quantityUnits <= stock ? quantityUnits : 0;
              const units = pipeline.onHandUnits(productIndex);
              levels.push({ productIndex, atMs: virtualMs, units, sold });
            },
            alertChanged() {},
            dayClosed() {},
          },
        });
        for (const each of plan) pipeline.offer(each);
        pipeline.finish(ALL);
        const outcome = mergeOutcomes([pipeline.outcome(ALL)], CATALOGUE);
        const closing = [
          [0, 0, 0, 0, 0],
          [0, 0, 0, 0, 0],
        ];
        for (const productIndex of ALL) {
          const own = levels.filter((level) => level.productIndex === productIndex);
          const before = (atMs: number) =>
            own.filter((level) => level.atMs < atMs).at(-1)?.units ?? openingOf(productIndex);
          const demand = [0, 1, 2, 3, 4].map((day) => {
            const fromMs = START_MS + day * DAY_MS;
            const sums = closing[productIndex % 2] ?? [];
            sums[day] = (sums[day] as number) + before(fromMs + DAY_MS);
            return own
              .filter((level) => level.atMs >= fromMs && level.atMs < fromMs + DAY_MS)
              .reduce((total, level) => total + level.sold, 0);
          });
          expect(windowOf(pipeline, productIndex)).toEqual(demand);
          const steps = [
            { atMs: START_MS, units: openingOf(productIndex) },
            ...own,
            { atMs: END_MS, units: -1 },
          ];
          const emptyMs = steps.reduce((total, { atMs, units }, at) => {
            return units === 0 ? total + (steps[at + 1]?.atMs ?? atMs) - atMs : total;
          }, 0);
          expect(outcome.products[productIndex]?.outOfStockMs).toBe(emptyMs);
        }
        expect(outcome.warehouses.map(({ closingUnits }) => closingUnits)).toEqual(closing);
      }),
      { numRuns: 100 },
    );
  });

  it('depends on the order of arrival when the sequencer is off', () => {
    const plan = [
      event({ productIndex: 3, productSeq: 1, type: 1, quantityUnits: 50 }),
      event({ productIndex: 3, productSeq: 2, quantityUnits: 30 }),
    ];
    const inOrder = digestOf(play(plan, { ordering: 'arrival' }));
    expect(inOrder).toBe(digestOf(play(plan)));
    expect(digestOf(play(plan.toReversed(), { ordering: 'arrival' }))).not.toBe(inOrder);
  });
});

describe('without an order', () => {
  it('instants that jump about leave whole numbers and a sound ledger', () => {
    const wild = fc.record({
      productIndex: fc.constantFrom(...ALL),
      productSeq: fc.integer({ min: 1, max: 40 }),
      type: fc.constantFrom<EventTypeIndex>(0, 1, 2, 3),
      quantityUnits: fc.integer({ min: 1, max: 700 }),
      virtualMs: fc.oneof(
        fc.integer({ min: START_MS - 3 * DAY_MS, max: END_MS + 3 * DAY_MS }),
        fc.constantFrom(0, Number.MAX_SAFE_INTEGER, Number.NaN, END_MS, START_MS),
      ),
      poison: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(wild, { maxLength: 60, size: 'max' }),
        fc.constantFrom(...POLICIES),
        (events, shortage) => {
          const outcome = play(events, { shortage, ordering: 'arrival' });
          for (const each of outcome.products) {
            const numbers = Object.values(each).filter((value) => typeof value === 'number');
            expect(numbers.every(Number.isSafeInteger)).toBe(true);
            const capacity = CATALOGUE.products[each.productIndex]?.maxCapacityUnits ?? 0;
            expect(each.onHandUnits).toBeGreaterThanOrEqual(0);
            expect(each.onHandUnits).toBeLessThanOrEqual(capacity);
            const inflow = each.openingUnits + each.restockedUnits + each.returnedUnits;
            expect(inflow - each.soldUnits - each.clippedUnits).toBe(each.onHandUnits);
            expect(each.outOfStockMs).toBeGreaterThanOrEqual(0);
            expect(each.outOfStockMs).toBeLessThanOrEqual(END_MS - START_MS);
          }
          const sums = outcome.warehouses.flatMap(({ closingUnits }) => closingUnits);
          expect(sums).toHaveLength(10);
          expect(sums.every((units) => Number.isSafeInteger(units) && units >= 0)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('taking turns', () => {
  it('releases what waited, in order, within the call that closed the gap', () => {
    const { pipeline, log } = recorded();
    expect(pipeline.offer(event({ productSeq: 3 }))).toBe('waiting');
    expect(pipeline.offer(event({ productSeq: 2 }))).toBe('waiting');
    expect([pipeline.waiting, pipeline.waitingSeqs(0)]).toEqual([2, [2, 3]]);
    expect(pipeline.offer(event({ productSeq: 1 }))).toBe('applied');
    expect(pipeline.offer(event({ productSeq: 2 }))).toBe('duplicate');
    expect(log).toEqual(['applied 1', 'applied 2', 'applied 3']);
    expect([pipeline.waiting, pipeline.appliedSeq(0)]).toEqual([0, 3]);
  });

  it('lets poison and notices pass without touching stock, alerts or days', () => {
    const { pipeline, log } = recorded();
    pipeline.offer(event({ quantityUnits: 99, poison: true, virtualMs: START_MS + DAY_MS }));
    pipeline.offer(event({ productSeq: 2, type: 3, virtualMs: START_MS + 2 * DAY_MS }));
    pipeline.offer(event({ productSeq: 3, type: 3, poison: true, virtualMs: END_MS }));
    expect(log).toEqual(['applied 1', 'applied 2', 'applied 3']);
    const [only] = mergeOutcomes([pipeline.outcome([0])], CATALOGUE).products;
    expect(only).toMatchObject({ onHandUnits: 100, poisonCount: 2, noticeCount: 1, saleLines: 0 });
  });

  it('retains no event object that it applied', () => {
    const reused = { ...event() };
    const pipeline = open();
    pipeline.offer(reused);
    Object.assign(reused, { productSeq: 2, quantityUnits: 10 });
    pipeline.offer(reused);
    expect(pipeline.onHandUnits(0)).toBe(89);
  });

  it('refuses a product that no catalogue has', () => {
    for (const productIndex of [-1, 4, Number.NaN]) {
      expect(() => open().offer(event({ productIndex }))).toThrow('No product has the index');
    }
  });
});

describe('effects', () => {
  it('come in the order in which things happened, alert changes before their event', () => {
    const { pipeline, log } = recorded();
    pipeline.offer(event({ quantityUnits: 65, virtualMs: START_MS + 12 * HOUR_MS }));
    pipeline.offer(event({ productSeq: 2, virtualMs: START_MS + 3 * DAY_MS }));
    expect(log).toEqual([
      'raised LOW_STOCK, cause 1',
      'raised RAPID_DEPLETION, cause 1',
      'applied 1',
      'resolved RAPID_DEPLETION, cause 2',
      'closed 2',
      'applied 2',
    ]);
  });

  it('tell of a day only once it is over, expiries after its end coming later', () => {
    const { pipeline, log } = recorded();
    pipeline.offer(event({ quantityUnits: 40, virtualMs: START_MS + DAY_MS - 1 }));
    expect(log).toEqual(['raised RAPID_DEPLETION, cause 1', 'applied 1']);
    pipeline.finish([0]);
    expect(log.slice(2)).toEqual(['resolved RAPID_DEPLETION, cause none', 'closed 4']);
    const later = recorded();
    later.pipeline.offer(event({ quantityUnits: 40, virtualMs: START_MS + DAY_MS - 1 }));
    later.pipeline.offer(event({ productSeq: 2, virtualMs: START_MS + DAY_MS + HOUR_MS }));
    expect(later.log.slice(2)).toEqual([
      'closed 0',
      'resolved RAPID_DEPLETION, cause 2',
      'applied 2',
    ]);
  });

  it('of the end happen once, however often the end is called', () => {
    const { pipeline, log } = recorded();
    pipeline.offer(event({ quantityUnits: 100 }));
    pipeline.finish([0]);
    const once = [log.length, pipeline.outcome([0])];
    pipeline.finish([0]);
    expect([log.length, pipeline.outcome([0])]).toEqual(once);
  });
});

describe('forecasts', () => {
  it('see the days that are complete, after those of the history', () => {
    const history = { days: 2, soldUnits: Int32Array.of(1, 2, 0, 0, 0, 0, 0, 0) };
    const pipeline = open({ history });
    pipeline.offer(event({ quantityUnits: 9 }));
    expect(windowOf(pipeline, 0)).toEqual([1, 2]);
    pipeline.offer(event({ productSeq: 2, virtualMs: START_MS + DAY_MS }));
    expect(windowOf(pipeline, 0)).toEqual([1, 2, 9]);
  });

  it('are kept as the pool delivers them', () => {
    const pipeline = open();
    expect(pipeline.forecast(2)).toBeUndefined();
    pipeline.storeForecast(2, Float64Array.of(0, 0, 0, 0, 10, 20, 30, 40), 4);
    expect(pipeline.forecast(2)?.predictedStock7dMilliunits).toBe(20);
  });
});

function open(options: Options = {}): StockPipeline<StockEvent> {
  return new StockPipeline<StockEvent>({
    catalogue: CATALOGUE,
    history: emptyHistory(),
    startMs: START_MS,
    endMs: END_MS,
    shortage: 'reject',
    ordering: 'sequence',
    effects: { applied() {}, alertChanged() {}, dayClosed() {} },
    ...options,
  });
}

/** A pipeline that writes down its effects. */
function recorded() {
  const log: string[] = [];
  const pipeline = open({
    effects: {
      applied: ({ productSeq }) => log.push(`applied ${productSeq}`),
      alertChanged: ({ transition, type }: AlertChange, cause: StockEvent | undefined) =>
        log.push(`${transition} ${type}, cause ${cause?.productSeq ?? 'none'}`),
      dayClosed: (_, day) => log.push(`closed ${day}`),
    },
  });
  return { pipeline, log };
}

function play(events: readonly StockEvent[], options: Options = {}): Outcome {
  const pipeline = open(options);
  for (const each of events) pipeline.offer(each);
  pipeline.finish(ALL);
  return mergeOutcomes([pipeline.outcome(ALL)], CATALOGUE);
}

function digestOf(outcome: Outcome): string {
  return outcomeDigest(outcome, 1);
}

function windowOf(pipeline: StockPipeline<StockEvent>, productIndex: number): number[] {
  const window = new Int32Array(WINDOW_DAYS);
  const days = pipeline.forecastInput(productIndex, window, 0);
  return [...window.subarray(0, days)];
}

function openingOf(productIndex: number): number {
  return CATALOGUE.products[productIndex]?.openingStockUnits ?? 0;
}
