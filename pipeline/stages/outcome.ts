/** What the pipeline concluded about the whole world, put together from parts that own different products. */
import type { Catalogue } from '../product.ts';
import type { AlertTransition, AlertType } from './effects.ts';
import type { OverstockEpisode } from './warehouse-days.ts';
import { overstockEpisodes } from './warehouse-days.ts';

/** A product's integers in the order of `docs/digest.md`; the trail's hash stands beside them. */
export const PRODUCT_NUMBERS = [
  'appliedSeq',
  'poisonCount',
  'noticeCount',
  'openingUnits',
  'onHandUnits',
  'backlogUnits',
  'saleLines',
  'shortLines',
  'soldUnits',
  'lostUnits',
  'restockedUnits',
  'returnedUnits',
  'clippedUnits',
  'outOfStockMs',
  'alertsRaised',
  'alertsResolved',
  'forecastMeanMilliunits',
  'predictedStock7dMilliunits',
  'confidenceThousandths',
  'halfWidthMilliunits',
] as const;
export type ProductNumber = (typeof PRODUCT_NUMBERS)[number];

export type ProductOutcome = Readonly<Record<ProductNumber, number>> & {
  readonly productIndex: number;
  readonly id: string;
  readonly trailHash: string;
};

export interface WarehouseOutcome {
  readonly warehouseIndex: number;
  readonly id: string;
  readonly overstockEpisodes: readonly OverstockEpisode[];
  /** At the close of each complete day. */
  readonly closingUnits: readonly number[];
}

/** One pipeline's contribution, cheap to send between threads however many products it owns. */
export interface OutcomePart {
  readonly startMs: number;
  readonly endMs: number;
  readonly productIndexes: Int32Array;
  /** A row of {@link PRODUCT_NUMBERS} per product. */
  readonly numbers: Float64Array;
  readonly trailHashes: readonly string[];
  /** Σ closing stock: `[warehouseIndex * completeDays + day]`. */
  readonly warehouseClosingUnits: Float64Array;
  /** Units that ever went on a backlog. */
  readonly backorderedUnits: number;
  /** Changes seen: `[transition * 4 + type]`, in the order of `ALERT_TRANSITIONS` and `ALERT_TYPES`. */
  readonly alertChanges: Float64Array;
  /** Active at the end, in the order of `ALERT_TYPES`. */
  readonly activeAlerts: Float64Array;
}

/** Sums over the world. Not part of the digest, which has the numbers they come from. */
export interface OutcomeTotals {
  /** Units that customers asked for. */
  readonly demandedUnits: number;
  /** Of these, served from the shelf at once: neither lost nor put on a backlog. */
  readonly servedUnits: number;
  readonly soldUnits: number;
  readonly lostUnits: number;
  readonly lostRevenueCents: number;
  readonly backlogUnits: number;
  readonly saleLines: number;
  /** Lines larger than the stock: oversells prevented. */
  readonly shortLines: number;
  readonly restockedUnits: number;
  readonly returnedUnits: number;
  readonly clippedUnits: number;
  readonly poisonCount: number;
  readonly noticeCount: number;
  readonly stockUnits: number;
  readonly stockValueCents: number;
  /** Products whose shelf was empty for any time; and those whose shelf is empty at the end. */
  readonly stockOutProducts: number;
  readonly emptyProducts: number;
  readonly outOfStockMs: number;
  readonly alertChanges: Readonly<Record<AlertTransition, Readonly<Record<AlertType, number>>>>;
  readonly activeAlerts: Readonly<Record<AlertType, number>>;
}

export interface Outcome {
  readonly startMs: number;
  readonly endMs: number;
  /** In catalogue order. Products that no part owned are absent. */
  readonly products: readonly ProductOutcome[];
  readonly warehouses: readonly WarehouseOutcome[];
  readonly totals: OutcomeTotals;
}

/** Share of the demanded units that was served from the shelf at once; undefined without demand. */
export function fillRate(totals: OutcomeTotals): number | undefined {
  return totals.demandedUnits === 0 ? undefined : totals.servedUnits / totals.demandedUnits;
}

/** @param parts of one scenario, at least one, owning disjoint products */
export function mergeOutcomes(parts: readonly OutcomePart[], catalogue: Catalogue): Outcome {
  const [first] = parts;
  if (first === undefined) throw new Error('An outcome needs at least one part.');
  for (const part of parts) {
    if (part.startMs !== first.startMs || part.endMs !== first.endMs) {
      throw new Error('Parts of one outcome cover the same span.');
    }
  }
  const products = mergeProducts(parts, catalogue);
  return {
    startMs: first.startMs,
    endMs: first.endMs,
    products,
    warehouses: mergeWarehouses(parts, catalogue),
    totals: addUp(parts, products, catalogue),
  };
}

function mergeProducts(parts: readonly OutcomePart[], catalogue: Catalogue): ProductOutcome[] {
  const byIndex = new Array<ProductOutcome | undefined>(catalogue.products.length).fill(undefined);
  for (const part of parts) {
    for (const [row, productIndex] of part.productIndexes.entries()) {
      const product = catalogue.products[productIndex];
      if (product === undefined) throw new Error(`No product has the index ${productIndex}.`);
      if (byIndex[productIndex] !== undefined) throw new Error(`Two parts own ${product.id}.`);
      byIndex[productIndex] = productOutcome(part, row, productIndex, product.id);
    }
  }
  return byIndex.filter((product) => product !== undefined);
}

function productOutcome(
  part: OutcomePart,
  row: number,
  productIndex: number,
  id: string,
): ProductOutcome {
  const at = row * PRODUCT_NUMBERS.length;
  const number = (field: number) => part.numbers[at + field] as number;
  return {
    productIndex,
    id,
    trailHash: part.trailHashes[row] as string,
    appliedSeq: number(0),
    poisonCount: number(1),
    noticeCount: number(2),
    openingUnits: number(3),
    onHandUnits: number(4),
    backlogUnits: number(5),
    saleLines: number(6),
    shortLines: number(7),
    soldUnits: number(8),
    lostUnits: number(9),
    restockedUnits: number(10),
    returnedUnits: number(11),
    clippedUnits: number(12),
    outOfStockMs: number(13),
    alertsRaised: number(14),
    alertsResolved: number(15),
    forecastMeanMilliunits: number(16),
    predictedStock7dMilliunits: number(17),
    confidenceThousandths: number(18),
    halfWidthMilliunits: number(19),
  };
}

function mergeWarehouses(parts: readonly OutcomePart[], catalogue: Catalogue): WarehouseOutcome[] {
  const sums = addColumns(parts.map((part) => part.warehouseClosingUnits));
  const dayCount =
    catalogue.warehouses.length === 0 ? 0 : sums.length / catalogue.warehouses.length;
  return catalogue.warehouses.map(({ index, id, capacityUnits }) => {
    const closingUnits = Array.from(sums.subarray(index * dayCount, (index + 1) * dayCount));
    return {
      warehouseIndex: index,
      id,
      overstockEpisodes: overstockEpisodes(closingUnits, capacityUnits),
      closingUnits,
    };
  });
}

function addUp(
  parts: readonly OutcomePart[],
  products: readonly ProductOutcome[],
  catalogue: Catalogue,
): OutcomeTotals {
  const sum = (number: ProductNumber) =>
    products.reduce((total, product) => total + product[number], 0);
  const sumCents = (number: ProductNumber) =>
    products.reduce((total, product) => {
      const priceCents = catalogue.products[product.productIndex]?.priceCents ?? 0;
      return total + product[number] * priceCents;
    }, 0);
  const backorderedUnits = parts.reduce((total, part) => total + part.backorderedUnits, 0);
  const soldUnits = sum('soldUnits');
  const lostUnits = sum('lostUnits');
  const backlogUnits = sum('backlogUnits');
  const demandedUnits = soldUnits + lostUnits + backlogUnits;
  return {
    demandedUnits,
    servedUnits: demandedUnits - lostUnits - backorderedUnits,
    soldUnits,
    lostUnits,
    lostRevenueCents: sumCents('lostUnits'),
    backlogUnits,
    saleLines: sum('saleLines'),
    shortLines: sum('shortLines'),
    restockedUnits: sum('restockedUnits'),
    returnedUnits: sum('returnedUnits'),
    clippedUnits: sum('clippedUnits'),
    poisonCount: sum('poisonCount'),
    noticeCount: sum('noticeCount'),
    stockUnits: sum('onHandUnits'),
    stockValueCents: sumCents('onHandUnits'),
    stockOutProducts: products.filter((product) => product.outOfStockMs > 0).length,
    emptyProducts: products.filter((product) => product.onHandUnits === 0).length,
    outOfStockMs: sum('outOfStockMs'),
    ...alertTotals(parts),
  };
}

function alertTotals(
  parts: readonly OutcomePart[],
): Pick<OutcomeTotals, 'alertChanges' | 'activeAlerts'> {
  const changes = addColumns(parts.map((part) => part.alertChanges));
  const active = addColumns(parts.map((part) => part.activeAlerts));
  const byType = (counts: Float64Array, from: number): Record<AlertType, number> => ({
    CRITICAL_LOW_STOCK: counts[from] as number,
    LOW_STOCK: counts[from + 1] as number,
    OVERSTOCK: counts[from + 2] as number,
    RAPID_DEPLETION: counts[from + 3] as number,
  });
  return {
    alertChanges: {
      raised: byType(changes, 0),
      escalated: byType(changes, 4),
      deescalated: byType(changes, 8),
      resolved: byType(changes, 12),
    },
    activeAlerts: byType(active, 0),
  };
}

function addColumns(columns: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(columns[0]?.length ?? 0);
  for (const column of columns) {
    for (const [place, value] of column.entries()) sums[place] = (sums[place] as number) + value;
  }
  return sums;
}
