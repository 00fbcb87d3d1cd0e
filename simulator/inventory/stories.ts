/** The stories of single products: a second replay of the plan, in which nobody else plays. */
import { WINDOW_DAYS } from '../../pipeline/stages/demand.ts';
import type { ProductOutcome } from '../../pipeline/stages/outcome.ts';
import type { ProductStory } from '../../reports/inventory.ts';
import { simulate } from '../simulation.ts';
import type { World } from '../world/world.ts';
import type { Choice } from './choose.ts';
import { Movements } from './movements.ts';
import { ProductLog } from './product-log.ts';
import { RollingSma } from './rolling-sma.ts';
import { MIN_STEPS } from './thin-steps.ts';
import { virtualDays } from './virtual-days.ts';

/** All stories together, as compact JSON: they travel in every record and every page. */
export const MAX_STORIES_CHARACTERS = 60_000;
/** What each story may have at most; all are cut alike where that is too much together. */
const MAX_STEPS = 400;
const MAX_ALERT_CHANGES = 150;
const MAX_DAYS = 150;

/** On the shelf at the end, as the run concluded it; null when it did not. */
export type ClosingUnits = (productIndex: number) => number | null;

export function tellStories(
  world: World,
  choices: readonly Choice[],
  closingUnits: ClosingUnits,
): ProductStory[] {
  const { products } = world.catalogue;
  const days = virtualDays(world.startMs, world.endMs);
  const movements = new Movements(products, world.scenario.pipeline.shortage);
  const logs = new Map<number, ProductLog>();
  for (const { productIndex } of choices) {
    const product = products[productIndex];
    if (product !== undefined) logs.set(productIndex, new ProductLog(product, days));
  }
  const { outcome } = simulate(world, {
    products: [...logs.keys()],
    witness: (event, onHandUnits) => {
      if (!movements.read(event, onHandUnits)) return;
      logs.get(event.productIndex)?.moved(movements, event.virtualMs);
    },
    effects: {
      applied() {},
      dayClosed() {},
      alertChanged: (change) => logs.get(change.productIndex)?.alertChanged(change),
    },
  });
  const rows = new Map(outcome.products.map((row) => [row.productIndex, row]));
  return withinBudget((share) =>
    choices.flatMap((choice) => {
      const log = logs.get(choice.productIndex);
      const row = rows.get(choice.productIndex);
      if (log === undefined || row === undefined) return [];
      return [storyOf(world, choice, row, log, share, closingUnits)];
    }),
  );
}

/** @param tell makes the stories with this share of what they may have at most */
function withinBudget(tell: (share: number) => ProductStory[]): ProductStory[] {
  let share = 1;
  for (;;) {
    const stories = tell(share);
    const characters = JSON.stringify(stories).length;
    if (characters <= MAX_STORIES_CHARACTERS || share < 0.05) return stories;
    share *= Math.min(0.9, MAX_STORIES_CHARACTERS / characters);
  }
}

function storyOf(
  world: World,
  { productIndex, why }: Choice,
  row: ProductOutcome,
  log: ProductLog,
  share: number,
  closingUnits: ClosingUnits,
): ProductStory {
  const product = world.catalogue.products[productIndex];
  if (product === undefined) throw new Error(`No product has the index ${productIndex}.`);
  const { forecastMeanMilliunits, halfWidthMilliunits, predictedStock7dMilliunits } = row;
  return {
    id: product.id,
    name: product.name,
    category: product.category,
    why,
    reorderPointUnits: product.reorderPointUnits,
    maxCapacityUnits: product.maxCapacityUnits,
    stock: log.stock(Math.max(MIN_STEPS, Math.floor(MAX_STEPS * share))),
    ...log.alerts(Math.floor(MAX_ALERT_CHANGES * share)),
    closingUnits: closingUnits(productIndex),
    lostUnits: row.lostUnits,
    outOfStockMs: row.outOfStockMs,
    demand: demandOf(world, productIndex, log, Math.ceil(MAX_DAYS * share)),
    nextDays: {
      meanMilliunits: forecastMeanMilliunits,
      halfWidthMilliunits: halfWidthMilliunits < 0 ? null : halfWidthMilliunits,
      predictedStock7dMilliunits,
    },
  };
}

/** The newest days, and for each since the start what was forecast at the close of the day before. */
function demandOf(
  { history }: World,
  productIndex: number,
  { demandedUnits, soldUnits }: ProductLog,
  maxDays: number,
): ProductStory['demand'] {
  const past = Array.from(
    history.soldUnits.subarray(productIndex * history.days, (productIndex + 1) * history.days),
  );
  const sma = new RollingSma(1);
  for (const units of past.slice(-WINDOW_DAYS)) sma.push(0, units);
  const forecasts: (number | null)[] = past.map(() => null);
  const halfWidths: (number | null)[] = past.map(() => null);
  for (const units of soldUnits) {
    const halfWidth = sma.halfWidthMilliunits(0);
    forecasts.push(sma.days(0) === 0 ? null : sma.meanMilliunits(0));
    halfWidths.push(halfWidth < 0 ? null : halfWidth);
    sma.push(0, units);
  }
  const omitted = Math.max(0, forecasts.length - maxDays);
  return {
    firstDay: omitted - past.length,
    trueUnits: [...past, ...demandedUnits].slice(omitted),
    soldUnits: [...past, ...soldUnits].slice(omitted),
    forecastMilliunits: forecasts.slice(omitted),
    halfWidthMilliunits: halfWidths.slice(omitted),
  };
}
