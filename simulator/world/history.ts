/** The days before the scenario's start: what each product sold, for forecasts to learn from. */
import type { DemandHistory } from '../../pipeline/product.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { AliasTable } from './alias-table.ts';
import type { StockedCatalogue } from './catalogue.ts';
import { CATEGORIES, type Category } from './categories.ts';
import { rhythmThousandths } from './demand.ts';
import { between, stream } from './streams.ts';

const DAY_MS = 86_400_000;

/**
 * Each product's share of `eventsPerProduct × products` events is its popularity (exactly
 * `eventsPerProduct` each when popularity is uniform); of these the mix decides how many are sales.
 */
export function buildHistory(scenario: Scenario, catalogue: StockedCatalogue): DemandHistory {
  const { days, eventsPerProduct } = scenario.catalogue.history;
  const soldUnits = new Int32Array(days * catalogue.products.length);
  const counts = shareOut(
    eventsPerProduct * catalogue.products.length,
    catalogue.popularity.weights,
  );
  const dayTables = CATEGORIES.map((category) => new AliasTable(dayWeights(category, scenario)));
  const saleShare = scenario.mix.sale / arrivalWeight(scenario);
  for (const product of catalogue.products) {
    const draw = stream(scenario.seed, 'history', product.id);
    const table = dayTables[catalogue.categoryIndexes[product.index] as number] as AliasTable;
    for (let event = counts[product.index] as number; event > 0; event -= 1) {
      const cell = product.index * days + table.pick(draw);
      const isSale = draw() < saleShare;
      const quantityUnits = between(draw, scenario.quantities.sale);
      if (isSale) soldUnits[cell] = (soldUnits[cell] as number) + quantityUnits;
    }
  }
  return { days, soldUnits };
}

/** The weights that share the arrivals: in closed replenishment deliveries come beside them. */
export function arrivalWeight({ mix, replenishment }: Scenario): number {
  return mix.sale + mix.return + mix.alert + (replenishment.mode === 'open' ? mix.restock : 0);
}

function dayWeights(category: Category, scenario: Scenario): number[] {
  const { days } = scenario.catalogue.history;
  const byDay = { ...scenario.realism, businessHours: false };
  return Array.from({ length: days }, (_, day) => {
    const noonMs = scenario.clock.startMs - (days - day) * DAY_MS + DAY_MS / 2;
    return Math.max(1, rhythmThousandths(category.rhythm, byDay, Math.floor(noonMs / 3_600_000)));
  });
}

/** Largest remainders: whole counts in proportion to the weights, adding up to `count` exactly. */
export function shareOut(count: number, weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const exact = weights.map((weight) => (count * weight) / total);
  const shares = exact.map(Math.floor);
  const left = count - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = Array.from(weights.keys()).sort(
    (a, b) =>
      (exact[b] as number) -
        (shares[b] as number) -
        ((exact[a] as number) - (shares[a] as number)) || a - b,
  );
  for (const index of byRemainder.slice(0, left)) shares[index] = (shares[index] as number) + 1;
  return shares;
}
