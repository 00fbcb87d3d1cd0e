/** Products and warehouses of a scenario: drawn from the seed, stocked for the demand they will see. */
import type { Catalogue, Product, Warehouse } from '../../pipeline/product.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { ADJECTIVES, CATEGORIES, type Category } from './categories.ts';
import { type PopularityWeights, popularityWeights } from './popularity.ts';
import { below, between, type Stream, stream } from './streams.ts';

/** Literal ranges, in units; they hold for the product of average demand. */
const OPENING_STOCK = { min: 50, max: 500 };
const REORDER_POINT = { min: 20, max: 100 };
const MAX_CAPACITY_UNITS = 500;
const WAREHOUSE_CAPACITY = { min: 10_000, max: 50_000 };

/** How far above its reorder point a `low` shelf opens, as a share of the reorder point. */
const LOW_OPENING_MARGIN = { min: 5, max: 60 };
const NAMED_WAREHOUSES = ['WH-NORTH', 'WH-SOUTH', 'WH-EAST', 'WH-WEST', 'WH-CENTRAL'] as const;

export interface StockedCatalogue extends Catalogue {
  readonly popularity: PopularityWeights;
  /** By product: position of its category in `CATEGORIES`. */
  readonly categoryIndexes: Int32Array;
  /** By product: thousandths by which stock, reorder point, capacity and order quantity are scaled. */
  readonly scaleThousandths: Float64Array;
}

export function buildCatalogue(scenario: Scenario): StockedCatalogue {
  const { seed, catalogue: settings, realism } = scenario;
  const popularity = popularityWeights(
    settings.products,
    realism.popularity ? settings.popularity : { law: 'uniform' },
    stream(seed, 'popularity'),
  );
  const scaleThousandths = popularity.weights.map((weight) =>
    realism.demandSizing ? scaleOf(weight, popularity.total / settings.products) : 1000,
  );
  const draw = stream(seed, 'catalogue');
  const warehouses = drawWarehouses(settings.warehouses, draw);
  const categoryIndexes = Int32Array.from(
    { length: settings.products },
    (_, index) => index % CATEGORIES.length,
  );
  const namedBefore = new Map<string, number>();
  const products = Array.from({ length: settings.products }, (_, index) =>
    drawProduct({
      index,
      category: CATEGORIES[categoryIndexes[index] as number] as Category,
      digits: Math.max(3, String(settings.products).length),
      scaleThousandths: scaleThousandths[index] as number,
      low: settings.openingStock === 'low',
      warehouses,
      namedBefore,
      draw,
    }),
  );
  return {
    products,
    warehouses: makeRoom(warehouses, products),
    popularity,
    categoryIndexes,
    scaleThousandths,
  };
}

/**
 * The literal ranges suit the product of average demand: about three weeks of sales on the shelf. Popular
 * products get more of everything in proportion; unpopular ones keep the ranges, because one order line has up
 * to 50 units there too.
 */
function scaleOf(weight: number, meanWeight: number): number {
  return Math.max(1000, Math.round((1000 * weight) / meanWeight));
}

/** @returns whole units, at least 1 */
export function scaled(units: number, scaleThousandths: number): number {
  return Math.max(1, Math.round((units * scaleThousandths) / 1000));
}

interface ProductPlan {
  readonly index: number;
  readonly category: Category;
  readonly digits: number;
  readonly scaleThousandths: number;
  readonly low: boolean;
  readonly warehouses: readonly Warehouse[];
  readonly namedBefore: Map<string, number>;
  readonly draw: Stream;
}

function drawProduct(plan: ProductPlan): Product {
  const { index, category, draw, scaleThousandths } = plan;
  const number = String(index + 1).padStart(plan.digits, '0');
  const reorderPointUnits = scaled(between(draw, REORDER_POINT), scaleThousandths);
  const normalOpeningUnits = scaled(between(draw, OPENING_STOCK), scaleThousandths);
  const marginPercent = between(draw, LOW_OPENING_MARGIN);
  const lowOpeningUnits = reorderPointUnits + Math.ceil((reorderPointUnits * marginPercent) / 100);
  const openingStockUnits = plan.low ? lowOpeningUnits : normalOpeningUnits;
  return {
    index,
    id: `PROD-${number}`,
    sku: `SKU-${category.prefix}-${number}`,
    name: drawName(category, plan.namedBefore, draw),
    category: category.name,
    warehouseIndex: drawWarehouseFor(category.name, plan.warehouses, draw),
    openingStockUnits,
    reorderPointUnits,
    maxCapacityUnits: Math.max(openingStockUnits, scaled(MAX_CAPACITY_UNITS, scaleThousandths)),
    priceCents: between(draw, category.priceCents),
  };
}

function drawName(category: Category, namedBefore: Map<string, number>, draw: Stream): string {
  const adjective = ADJECTIVES[below(draw, ADJECTIVES.length)] as string;
  const noun = category.nouns[below(draw, category.nouns.length)] as string;
  const name = `${adjective} ${noun}`;
  const count = (namedBefore.get(name) ?? 0) + 1;
  namedBefore.set(name, count);
  return count === 1 ? name : `${name} ${count}`;
}

/** Every third warehouse specialises in three categories; the first takes everything, so all have a home. */
function drawWarehouses(count: number, draw: Stream): Warehouse[] {
  return Array.from({ length: count }, (_, index) => {
    const firstCategory = below(draw, CATEGORIES.length);
    const specialised = index % 3 === 2;
    return {
      index,
      id: NAMED_WAREHOUSES[index] ?? `WH-${String(index + 1).padStart(3, '0')}`,
      capacityUnits: between(draw, WAREHOUSE_CAPACITY),
      categories: specialised
        ? [0, 1, 2].map(
            (offset) => (CATEGORIES[(firstCategory + offset) % CATEGORIES.length] as Category).name,
          )
        : [],
    };
  });
}

function drawWarehouseFor(
  category: string,
  warehouses: readonly Warehouse[],
  draw: Stream,
): number {
  const open = warehouses.filter(
    ({ categories }) => categories.length === 0 || categories.includes(category),
  );
  return (open[below(draw, open.length)] as Warehouse).index;
}

/** A planner rents enough space: a quarter more than the opening stock needs. */
function makeRoom(warehouses: readonly Warehouse[], products: readonly Product[]): Warehouse[] {
  const openingUnits = new Float64Array(warehouses.length);
  for (const product of products) {
    openingUnits[product.warehouseIndex] =
      (openingUnits[product.warehouseIndex] as number) + product.openingStockUnits;
  }
  return warehouses.map((warehouse) => ({
    ...warehouse,
    capacityUnits: Math.max(
      warehouse.capacityUnits,
      Math.ceil(1.25 * (openingUnits[warehouse.index] as number)),
    ),
  }));
}
