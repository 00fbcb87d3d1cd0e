import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RESTOCK, SALE } from '../../pipeline/event.ts';
import { constantLoad } from '../scenario/scenario.fixture.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { buildWorld } from '../world/world.ts';
import { chooseProducts } from './choose.ts';
import { busyScenario, type Replayed, replay, withShortage } from './inventory.fixture.ts';
import { inventoryReport } from './report.ts';
import { MAX_STORIES_CHARACTERS, tellStories } from './stories.ts';
import { DAY_MS } from './virtual-days.ts';

describe('a product’s story', () => {
  it('has the steps of its shelf, and ends at the stock of the outcome', () => {
    const replayed = replay(busyScenario());
    for (const story of storiesOf(replayed)) {
      const { index, openingStockUnits } = productOf(replayed, story.id);
      const steps = [[replayed.world.startMs, openingStockUnits]];
      for (const { productIndex, virtualMs, onHandUnits } of replayed.events) {
        if (productIndex !== index || steps.at(-1)?.[1] === onHandUnits) continue;
        steps.push([virtualMs, onHandUnits]);
      }
      expect(story.stock.thinned).toBe(false);
      expect(story.stock.atMs.map((ms, at) => [ms, story.stock.units[at]])).toEqual(steps);
      expect(story.stock.units.at(-1)).toBe(rowOf(replayed, story.id).onHandUnits);
    }
  });

  it('has the changes of its alerts', () => {
    const replayed = replay(busyScenario());
    const stories = storiesOf(replayed);
    for (const story of stories) {
      const { index } = productOf(replayed, story.id);
      const changes = replayed.alertChanges
        .filter(({ productIndex }) => productIndex === index)
        .map(({ atMs, type, transition }) => ({ atMs, type, transition }));
      expect(story.alerts).toEqual(changes);
      expect(story.alertsOmitted).toBe(0);
    }
    expect(stories.some(({ alerts }) => alerts.length > 3)).toBe(true);
  });

  it('has its demand by day after the history, and the forecast of the end', () => {
    fc.assert(
      fc.property(fc.constantFrom('reject', 'partial', 'backorder'), (shortage) => {
        const replayed = replay(withShortage(busyScenario(), shortage));
        const { world, events } = replayed;
        for (const story of storiesOf(replayed)) {
          const { index } = productOf(replayed, story.id);
          const row = rowOf(replayed, story.id);
          const { firstDay, trueUnits, soldUnits, forecastMilliunits } = story.demand;
          expect(firstDay).toBe(-30);
          expect(trueUnits).toHaveLength(30 + 10);
          for (const column of [soldUnits, forecastMilliunits, story.demand.halfWidthMilliunits]) {
            expect(column).toHaveLength(trueUnits.length);
          }
          expect(trueUnits.slice(0, 30)).toEqual([
            ...world.history.soldUnits.slice(index * 30, index * 30 + 30),
          ]);
          const sales = events.filter(
            (event) => event.productIndex === index && event.type === SALE && !event.poison,
          );
          const dayThree = sales
            .filter(({ virtualMs }) => Math.floor((virtualMs - world.startMs) / DAY_MS) === 3)
            .reduce((sum, { quantityUnits }) => sum + quantityUnits, 0);
          expect(trueUnits[33]).toBe(dayThree);
          expect(soldUnits.slice(30).reduce((sum, units) => sum + units, 0)).toBe(row.soldUnits);
          expect(forecastMilliunits.slice(0, 30).every((mean) => mean === null)).toBe(true);
          // The open day's forecast was made at the last close: the one of the outcome.
          expect(forecastMilliunits.at(-1)).toBe(row.forecastMeanMilliunits);
          expect(story.nextDays).toEqual({
            meanMilliunits: row.forecastMeanMilliunits,
            halfWidthMilliunits: row.halfWidthMilliunits,
            predictedStock7dMilliunits: row.predictedStock7dMilliunits,
          });
          expect([story.lostUnits, story.outOfStockMs]).toEqual([row.lostUnits, row.outOfStockMs]);
        }
      }),
      { numRuns: 6 },
    );
  });

  it('has no interval without a history to learn from', () => {
    const scenario = busyScenario();
    const catalogue = { ...scenario.catalogue, history: { days: 0, eventsPerProduct: 0 } };
    const clock = { ...scenario.clock, speed: 250_000 };
    for (const { demand, nextDays } of storiesOf(replay({ ...scenario, catalogue, clock }))) {
      expect(demand.firstDay).toBe(0);
      expect(demand.forecastMilliunits[0]).toBeNull();
      expect(demand.forecastMilliunits[1]).not.toBeNull();
      expect(nextDays.halfWidthMilliunits).toBeNull();
    }
  });

  it('has the closing stock that the run concluded, if it did', () => {
    const { world } = replay(busyScenario());
    const choices = [
      { productIndex: 3, why: 'best seller' },
      { productIndex: 4, why: 'calm' },
    ];
    const stories = tellStories(world, choices, (index) => (index === 3 ? 17 : null));
    expect(stories.map(({ closingUnits }) => closingUnits)).toEqual([17, null]);
    expect(stories.map(({ why }) => why)).toEqual(['best seller', 'calm']);
  });
});

describe('all stories together', () => {
  it('stay small however much happens, and say what was left out', () => {
    const scenario = busyScenario();
    const busy: Scenario = {
      ...scenario,
      load: constantLoad(20_000, 2000),
      clock: { ...scenario.clock, speed: 10_000_000 },
    };
    const stories = storiesOf(replay(busy));
    expect(stories.length).toBeGreaterThanOrEqual(9);
    const characters = JSON.stringify(stories).length;
    expect(characters).toBeLessThanOrEqual(MAX_STORIES_CHARACTERS);
    expect(characters).toBeGreaterThan(MAX_STORIES_CHARACTERS / 2);
    expect(stories.some(({ stock }) => stock.thinned)).toBe(true);
    for (const { demand, stock, alerts, alertsOmitted } of stories) {
      expect(stock.units.length).toBeLessThanOrEqual(400);
      expect(demand.firstDay + demand.trueUnits.length).toBe(232);
      expect(alertsOmitted > 0 ? alerts.length : 1).toBeGreaterThan(0);
    }
  });

  it('are the same for the same seed, and others for another', () => {
    const report = (seed: string) => {
      const { world, book, simulation } = replay(busyScenario({ seed }));
      return inventoryReport(world, book, simulation.outcome, () => null);
    };
    expect(report('7')).toEqual(report('7'));
    expect(report('7')).not.toEqual(report('8'));
  });

  it('tell each product once', () => {
    const stories = storiesOf(replay(busyScenario()));
    expect(new Set(stories.map(({ id }) => id)).size).toBe(stories.length);
    expect(stories.length).toBeGreaterThanOrEqual(9);
    expect(stories.length).toBeLessThanOrEqual(12);
  });

  it('do not need a product for every rule', () => {
    const scenario = busyScenario();
    const one = { ...scenario, catalogue: { ...scenario.catalogue, products: 1 } };
    const stories = storiesOf(replay(one));
    expect(stories).toHaveLength(1);
    expect(stories[0]?.why).toContain('best seller');
  });

  it('are told even of a world in which nothing happens', () => {
    const replayed = replay(busyScenario({ load: constantLoad(0, 1000) }));
    expect(replayed.events.filter(({ type }) => type !== RESTOCK)).toEqual([]);
    const stories = storiesOf(replayed);
    expect(stories.every(({ stock }) => stock.units.length === 1)).toBe(true);
  });
});

function storiesOf({ world, simulation, book }: Replayed) {
  const choices = chooseProducts(world, simulation.outcome, book);
  return tellStories(buildWorld(world.scenario), choices, () => null);
}

function productOf({ world }: Replayed, id: string) {
  const product = world.catalogue.products.find((candidate) => candidate.id === id);
  if (product === undefined) throw new Error(`no product ${id}`);
  return product;
}

function rowOf({ simulation }: Replayed, id: string) {
  const row = simulation.outcome.products.find((candidate) => candidate.id === id);
  if (row === undefined) throw new Error(`no row of ${id}`);
  return row;
}
