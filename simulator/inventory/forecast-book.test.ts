import { describe, expect, it } from 'vitest';
import { scenarioFixture } from '../scenario/scenario.fixture.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { buildWorld } from '../world/world.ts';
import { ForecastBook } from './forecast-book.ts';
import { virtualDays } from './virtual-days.ts';

describe('the products whose forecasts are judged', () => {
  it('are the 2,000 most popular of a large catalogue', () => {
    const { world, followed } = judgedOf({ products: 2500 });
    const { weights } = world.catalogue.popularity;
    const others = world.catalogue.products.filter(({ index }) => !followed.includes(index));
    expect(followed).toHaveLength(2000);
    const least = Math.min(...followed.map((index) => weights[index] ?? Number.NaN));
    expect(Math.max(...others.map(({ index }) => weights[index] ?? 0))).toBeLessThanOrEqual(least);
  });

  it('are the first of the catalogue where all are equally popular', () => {
    const { followed } = judgedOf({ products: 2001, popularity: { law: 'uniform' } });
    expect(followed).toEqual(Array.from({ length: 2000 }, (_, index) => index));
  });

  it('are all of a small one', () => {
    expect(judgedOf({ products: 20 }).followed).toHaveLength(20);
  });

  it('are fewer in a scenario of thousands of days', () => {
    expect(judgedOf({ products: 400 }, 10_000).followed).toHaveLength(100);
  });
});

function judgedOf(catalogue: Partial<Scenario['catalogue']>, days = 1) {
  const fixture = scenarioFixture();
  const world = buildWorld({ ...fixture, catalogue: { ...fixture.catalogue, ...catalogue } });
  const endMs = world.startMs + days * 86_400_000;
  const book = new ForecastBook(world, virtualDays(world.startMs, endMs));
  book.closeDay();
  const followed = world.catalogue.products
    .map(({ index }) => index)
    .filter((index) => book.maeUnits(index) !== null);
  return { world, followed };
}
