import { describe, expect, it } from 'vitest';
import { PRODUCT_NUMBERS, type ProductOutcome } from '../../pipeline/stages/outcome.ts';
import { chooseProducts } from './choose.ts';
import { busyScenario, replay } from './inventory.fixture.ts';

/** Twenty products that nothing happened to; the book of a world without a single stock-out or checked forecast. */
const quiet = (() => {
  const scenario = busyScenario();
  return replay({
    ...scenario,
    clock: { ...scenario.clock, speed: 1 },
    load: { ...scenario.load, stages: [], durationMs: 1 },
  });
})();

describe('the choice of products', () => {
  it('gives each extreme its reason, most interesting first', () => {
    const chosen = choose(
      { index: 3, outOfStockMs: 900, lostUnits: 5, alertsRaised: 2 },
      { index: 5, outOfStockMs: 100, lostUnits: 80, alertsRaised: 2 },
      { index: 7, alertsRaised: 9 },
      { index: 9, clippedUnits: 4, soldUnits: 20 },
      { index: 11, soldUnits: 700, alertsRaised: 1 },
      { index: 13, soldUnits: 300 },
    );
    expect(reasonOf(chosen, 3)).toBe('longest empty');
    expect(reasonOf(chosen, 5)).toContain('most units lost');
    expect(reasonOf(chosen, 7)).toBe('most alerts');
    expect(reasonOf(chosen, 9)).toBe('most units that did not fit');
    expect(reasonOf(chosen, 11)).toBe('best seller');
    expect(reasonOf(chosen, 13)).toBe('calm: sold without a single alert');
    expect(chosen.slice(0, 2).map(({ productIndex }) => productIndex)).toEqual([3, 5]);
  });

  it('tells a product with several reasons once', () => {
    const chosen = choose({
      index: 2,
      outOfStockMs: 9,
      lostUnits: 9,
      alertsRaised: 9,
      soldUnits: 9,
    });
    expect(reasonOf(chosen, 2)).toBe(
      'longest empty, most units lost, most revenue lost, most alerts, best seller',
    );
    expect(chosen.filter(({ productIndex }) => productIndex === 2)).toHaveLength(1);
  });

  it('fills up with those that came close', () => {
    const chosen = choose(
      { index: 1, lostUnits: 90, alertsRaised: 1 },
      { index: 2, lostUnits: 80, alertsRaised: 1 },
      { index: 3, lostUnits: 70, alertsRaised: 1 },
    );
    expect(reasonOf(chosen, 2)).toBe('among the most units lost');
    expect(chosen.length).toBeLessThanOrEqual(9);
  });

  it('prefers the first in the catalogue among equals', () => {
    const chosen = choose({ index: 4, outOfStockMs: 50 }, { index: 8, outOfStockMs: 50 });
    expect(chosen[0]).toEqual({ productIndex: 4, why: 'longest empty' });
    expect(reasonOf(chosen, 8)).toBe('among the longest empty');
  });

  it('looks for a slow mover where much value stands and little sells', () => {
    const chosen = choose({ index: 6, onHandUnits: 1_000_000, soldUnits: 1, alertsRaised: 1 });
    expect(reasonOf(chosen, 6)).toContain('best seller');
    expect(reasonOf(chosen, 6)).not.toContain('slow mover');
    const other = choose(
      { index: 6, onHandUnits: 1_000_000 },
      { index: 7, onHandUnits: 1, soldUnits: 9, alertsRaised: 1 },
    );
    expect(reasonOf(other, 6)).toBe('slow mover: most stock value for each unit sold');
  });
});

type Fields = Partial<ProductOutcome> & { readonly index: number };

function choose(...interesting: readonly Fields[]) {
  const { world, simulation, book } = quiet;
  const products = world.catalogue.products.map(({ index, id }): ProductOutcome => {
    const zeros = Object.fromEntries(PRODUCT_NUMBERS.map((name) => [name, 0]));
    const { index: _, ...fields } = interesting.find((each) => each.index === index) ?? { index };
    return {
      ...(zeros as unknown as ProductOutcome),
      productIndex: index,
      id,
      trailHash: '',
      ...fields,
    };
  });
  return chooseProducts(world, { ...simulation.outcome, products }, book);
}

function reasonOf(chosen: ReturnType<typeof choose>, productIndex: number): string | undefined {
  return chosen.find((choice) => choice.productIndex === productIndex)?.why;
}
