/** Which products are worth a story of their own: the extremes of what can go wrong, and some for contrast. */

import type { Outcome, ProductOutcome } from '../../pipeline/stages/outcome.ts';
import type { World } from '../world/world.ts';
import type { InventoryBook } from './inventory-book.ts';

/** Every rule's first choice is told; as long as there are fewer stories than this, second choices too. */
const WANTED_STORIES = 9;

export interface Choice {
  readonly productIndex: number;
  /** In words: `longest empty, most units lost`. */
  readonly why: string;
}

interface Rule {
  readonly why: string;
  /** For products that come close; undefined: only the first one is of interest. */
  readonly whyNext?: string;
  /** Told for contrast: of the products that no rule before it chose. */
  readonly another?: true;
  /** The higher the more interesting; undefined: not at all. */
  readonly score: (product: ProductOutcome) => number | undefined;
}

/** @returns the most interesting first, each product once */
export function chooseProducts(world: World, outcome: Outcome, book: InventoryBook): Choice[] {
  const rules = rulesFor(world, book);
  const reasons = new Map<number, string[]>();
  for (const rule of rules) {
    const best = bestOf(
      outcome.products,
      rule,
      (productIndex) => rule.another !== true || !reasons.has(productIndex),
    );
    if (best === undefined) continue;
    const known = reasons.get(best);
    if (known === undefined) reasons.set(best, [rule.why]);
    else known.push(rule.why);
  }
  addRunnersUp(rules, outcome.products, reasons);
  return Array.from(reasons, ([productIndex, why]) => ({ productIndex, why: why.join(', ') }));
}

/** Most interesting first. */
function rulesFor({ catalogue }: World, { stockOuts, forecasts }: InventoryBook): Rule[] {
  const priceCents = (index: number) => catalogue.products[index]?.priceCents ?? 0;
  const calm = ({ outOfStockMs, alertsRaised }: ProductOutcome) =>
    outOfStockMs === 0 && alertsRaised === 0;
  return [
    {
      why: 'longest empty',
      whyNext: 'among the longest empty',
      score: ({ outOfStockMs }) => positive(outOfStockMs),
    },
    {
      why: 'most units lost',
      whyNext: 'among the most units lost',
      score: ({ lostUnits }) => positive(lostUnits),
    },
    { why: 'most units still owed', score: ({ backlogUnits }) => positive(backlogUnits) },
    {
      why: 'most revenue lost',
      score: ({ productIndex, lostUnits }) => positive(lostUnits * priceCents(productIndex)),
    },
    {
      why: 'most often empty',
      score: ({ productIndex }) => positive(stockOuts.episodesOf(productIndex)),
    },
    {
      why: 'most alerts',
      whyNext: 'among the most alerts',
      score: ({ alertsRaised }) => positive(alertsRaised),
    },
    {
      why: 'forecast furthest off',
      score: ({ productIndex }) => positive(forecasts.maeUnits(productIndex) ?? 0),
    },
    { why: 'most units that did not fit', score: ({ clippedUnits }) => positive(clippedUnits) },
    {
      why: 'best seller',
      whyNext: 'among the best sellers',
      score: ({ soldUnits }) => positive(soldUnits),
    },
    {
      why: 'calm: sold without a single alert',
      another: true,
      score: (product) => (calm(product) ? positive(product.soldUnits) : undefined),
    },
    {
      why: 'slow mover: most stock value for each unit sold',
      another: true,
      score: ({ productIndex, onHandUnits, soldUnits }) =>
        positive((onHandUnits * priceCents(productIndex)) / (1 + soldUnits)),
    },
  ];
}

function addRunnersUp(
  rules: readonly Rule[],
  products: readonly ProductOutcome[],
  reasons: Map<number, string[]>,
): void {
  for (let found = true; found && reasons.size < WANTED_STORIES; ) {
    found = false;
    for (const rule of rules) {
      if (rule.whyNext === undefined || reasons.size >= WANTED_STORIES) continue;
      const next = bestOf(products, rule, (productIndex) => !reasons.has(productIndex));
      if (next === undefined) continue;
      reasons.set(next, [rule.whyNext]);
      found = true;
    }
  }
}

/** Of equally interesting products the first in the catalogue. */
function bestOf(
  products: readonly ProductOutcome[],
  { score }: Rule,
  eligible: (productIndex: number) => boolean,
): number | undefined {
  let best: number | undefined;
  let highest = Number.NEGATIVE_INFINITY;
  for (const product of products) {
    const value = score(product);
    if (value === undefined || value <= highest || !eligible(product.productIndex)) continue;
    highest = value;
    best = product.productIndex;
  }
  return best;
}

function positive(value: number): number | undefined {
  return value > 0 ? value : undefined;
}
