import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALERT, RESTOCK, SALE } from '../../pipeline/event.ts';
import { FORECAST_NUMBERS, forecastSma, readForecast } from '../../pipeline/stages/forecast/sma.ts';
import { MAX_DAY_ENTRIES } from '../../reports/inventory.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { busyScenario, type Replayed, replay, withShortage } from './inventory.fixture.ts';
import { DAY_MS } from './virtual-days.ts';

/** Several policies, seeds and lengths, among them a whole number of days. */
const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    seed: fc.nat({ max: 99 }).map(String),
    speed: fc.constantFrom(50_000, 86_400, 864_000, 1_234_567),
    shortage: fc.constantFrom('reject', 'partial', 'backorder'),
  })
  .map(({ seed, speed, shortage }) => {
    const scenario = busyScenario({ seed });
    return withShortage({ ...scenario, clock: { ...scenario.clock, speed } }, shortage);
  });
const FEW = { numRuns: 15 };

describe('the inventory book', () => {
  it('adds up to the totals of the outcome', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const { book, simulation } = replay(scenario);
        const { days, stockOuts } = book.figures();
        const { totals } = simulation.outcome;
        expect(sum(days.demandedUnits)).toBe(totals.demandedUnits);
        expect(sum(days.soldUnits)).toBe(totals.soldUnits);
        expect(sum(days.lostUnits)).toBe(totals.lostUnits);
        expect(sum(days.restockedUnits)).toBe(totals.restockedUnits);
        expect(days.closingUnits.at(-1)).toBe(totals.stockUnits);
        expect(sum(days.alertsRaised)).toBe(sum(Object.values(totals.alertChanges.raised)));
        expect(sum(days.alertsResolved)).toBe(sum(Object.values(totals.alertChanges.resolved)));
        expect((stockOuts.meanMs ?? 0) * stockOuts.episodes).toBeCloseTo(totals.outOfStockMs, 2);
        expect(sum(stockOuts.byDuration.map(({ episodes }) => episodes))).toBe(stockOuts.episodes);
        expect(stockOuts.products).toBeGreaterThanOrEqual(totals.stockOutProducts);
        expect(stockOuts.unfinished).toBe(totals.emptyProducts);
      }),
      FEW,
    );
  });

  it('has every day as a look at all its events has it', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const replayed = replay(scenario);
        expect(replayed.book.figures().days).toEqual(daysFromEvents(replayed));
      }),
      FEW,
    );
  });

  it('judges forecasts as the pipeline would make them each day', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const replayed = replay(scenario);
        const expected = accuracyFromEvents(replayed);
        const got = replayed.book.figures().forecast;
        if (expected === null) {
          expect(got).toBeNull();
          return;
        }
        for (const [name, value] of Object.entries(expected)) {
          expect(got?.[name as keyof typeof got]).toBeCloseTo(value, 9);
        }
      }),
      FEW,
    );
  });

  it('is not just empty: shelves run out, units are lost and alerts come and go', () => {
    const { days, stockOuts, forecast } = replay(busyScenario()).book.figures();
    expect(stockOuts.episodes).toBeGreaterThan(5);
    expect(sum(days.lostUnits)).toBeGreaterThan(0);
    expect(sum(days.alertsResolved)).toBeGreaterThan(5);
    expect(forecast?.productDays).toBe(20 * 9);
    expect(forecast?.coverage).toBeGreaterThan(0);
  });

  it('lets days share an entry where there are very many', () => {
    const scenario = busyScenario();
    const replayed = replay({ ...scenario, clock: { ...scenario.clock, speed: 100_000_000 } });
    const { days } = replayed.book.figures();
    expect(days.daysPerEntry).toBe(3);
    expect(days.soldUnits.length).toBeLessThanOrEqual(MAX_DAY_ENTRIES);
    expect(sum(days.soldUnits)).toBe(replayed.simulation.outcome.totals.soldUnits);
    expect(days).toEqual(daysFromEvents(replayed));
  });

  it('has no forecast to judge before a day is complete', () => {
    const scenario = busyScenario();
    const short = { ...scenario, clock: { ...scenario.clock, speed: 80_000 } };
    expect(replay(short).book.figures().forecast).toBeNull();
  });
});

/** The slow way: every entry from a list of everything that happened in it. */
function daysFromEvents({ world, events, alertChanges }: Replayed) {
  const { startMs, endMs, catalogue, scenario } = world;
  const count = Math.ceil((endMs - startMs) / DAY_MS);
  const daysPerEntry = Math.ceil(count / MAX_DAY_ENTRIES);
  const entryOf = (ms: number) =>
    Math.floor(Math.min(count - 1, Math.floor((ms - startMs) / DAY_MS)) / daysPerEntry);
  const entries = Array.from({ length: Math.ceil(count / daysPerEntry) }, () => ({
    demanded: 0,
    sold: 0,
    lost: 0,
    restocked: 0,
    closing: 0,
  }));
  const shelves = catalogue.products.map((product) => product.openingStockUnits);
  const owed = catalogue.products.map(() => 0);
  for (const [at, entry] of entries.entries()) {
    for (const event of events.filter(({ virtualMs }) => entryOf(virtualMs) === at)) {
      if (event.poison || event.type === ALERT) continue;
      const { productIndex, quantityUnits } = event;
      const shelf = shelves[productIndex] ?? 0;
      shelves[productIndex] = event.onHandUnits;
      if (event.type === SALE) {
        entry.demanded += quantityUnits;
        const missing = quantityUnits - (shelf - event.onHandUnits);
        entry.sold += quantityUnits - missing;
        if (scenario.pipeline.shortage === 'backorder') {
          owed[productIndex] = (owed[productIndex] ?? 0) + missing;
        } else {
          entry.lost += missing;
        }
      } else {
        const served = Math.min(owed[productIndex] ?? 0, quantityUnits);
        owed[productIndex] = (owed[productIndex] ?? 0) - served;
        entry.sold += served;
        if (event.type === RESTOCK) entry.restocked += quantityUnits;
      }
    }
    entry.closing = sum(shelves);
  }
  const changes = (transition: string) =>
    entries.map(
      (_, at) =>
        alertChanges.filter(
          (change) => change.transition === transition && entryOf(change.atMs) === at,
        ).length,
    );
  return {
    daysPerEntry,
    demandedUnits: entries.map(({ demanded }) => demanded),
    soldUnits: entries.map(({ sold }) => sold),
    lostUnits: entries.map(({ lost }) => lost),
    restockedUnits: entries.map(({ restocked }) => restocked),
    closingUnits: entries.map(({ closing }) => closing),
    alertsRaised: changes('raised'),
    alertsResolved: changes('resolved'),
  };
}

/** Each forecast made afresh from all days before; needs sold units by day of a product's own events. */
function accuracyFromEvents({ world, events }: Replayed) {
  const { startMs, endMs, catalogue, history, scenario } = world;
  const complete = Math.floor((endMs - startMs) / DAY_MS);
  const last = Math.ceil((endMs - startMs) / DAY_MS) - 1;
  if (complete === 0) return null;
  const errors: number[] = [];
  const scaled: number[] = [];
  let demandUnits = 0;
  let intervals = 0;
  let covered = 0;
  for (const { index, openingStockUnits } of catalogue.products) {
    const past = [...history.soldUnits.slice(index * history.days, (index + 1) * history.days)];
    const demanded = Array.from({ length: complete }, () => 0);
    const sold = Array.from({ length: complete }, () => 0);
    let shelf = openingStockUnits;
    let owed = 0;
    for (const event of events) {
      if (event.productIndex !== index || event.poison || event.type === ALERT) continue;
      const day = Math.min(last, Math.floor((event.virtualMs - startMs) / DAY_MS));
      const gone = shelf - event.onHandUnits;
      shelf = event.onHandUnits;
      const served = event.type === SALE ? gone : Math.min(owed, event.quantityUnits);
      if (event.type !== SALE) owed -= served;
      else if (scenario.pipeline.shortage === 'backorder') owed += event.quantityUnits - gone;
      if (day >= complete) continue;
      sold[day] = (sold[day] ?? 0) + served;
      if (event.type === SALE) demanded[day] = (demanded[day] ?? 0) + event.quantityUnits;
    }
    const own: number[] = [];
    for (const [day, demand] of demanded.entries()) {
      const window = Int32Array.from([...past, ...sold.slice(0, day)].slice(-42));
      const results = new Float64Array(FORECAST_NUMBERS);
      forecastSma(window, 0, window.length, 0, results, 0);
      const { meanMilliunits, halfWidthMilliunits } = readForecast(results, 0);
      own.push(meanMilliunits / 1000 - demand);
      demandUnits += demand;
      if (halfWidthMilliunits < 0) continue;
      intervals += 1;
      if (Math.abs(meanMilliunits - 1000 * demand) <= halfWidthMilliunits) covered += 1;
    }
    errors.push(...own);
    const scale =
      sum(past.slice(1).map((units, day) => Math.abs(units - (past[day] ?? 0)))) /
      (past.length - 1);
    if (scale > 0) scaled.push(sum(own.map(Math.abs)) / own.length / scale);
  }
  const absolute = sum(errors.map(Math.abs));
  return {
    products: catalogue.products.length,
    productDays: errors.length,
    maeUnits: absolute / errors.length,
    wape: absolute / demandUnits,
    mase: sum(scaled) / scaled.length,
    biasUnits: sum(errors) / errors.length,
    coverage: covered / intervals,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
