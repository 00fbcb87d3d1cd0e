/** The outcome of a run as rows and totals, in the words of `docs/digest.md`. */
import type { Product } from '../pipeline/product.ts';

/** The fields of a product's line (`["p", …]`) in the canonical form, in its order. */
const PRODUCT_FIELDS = [
  'id',
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
  'trailHash',
  'forecastMeanMilliunits',
  'predictedStock7dMilliunits',
  'confidenceThousandths',
  'halfWidthMilliunits',
] as const;

type TextField = 'id' | 'trailHash';
export type ProductField = (typeof PRODUCT_FIELDS)[number];
export type ProductRow = {
  readonly [Field in ProductField]: Field extends TextField ? string : number;
};

/** Totals over all products; money in cents, time in virtual milliseconds. */
export interface OutcomeTotals {
  readonly products: number;
  readonly saleLines: number;
  readonly shortLines: number;
  readonly soldUnits: number;
  readonly lostUnits: number;
  readonly backlogUnits: number;
  readonly restockedUnits: number;
  readonly returnedUnits: number;
  readonly clippedUnits: number;
  readonly onHandUnits: number;
  /** Value of the closing stock at the catalogue's prices. */
  readonly stockValueCents: number;
  /** Units sold of the units asked for; null when nobody asked for any. */
  readonly fillRate: number | null;
  /** Time without stock, summed over products. */
  readonly outOfStockMs: number;
  readonly alertsRaised: number;
  readonly alertsResolved: number;
  readonly poisonCount: number;
  readonly noticeCount: number;
}

/**
 * @param line one parsed line of the canonical form, or that line without its leading `"p"`
 * @throws Error when it does not have a product's fields: a defect of whoever wrote it
 */
export function productRowFrom(line: readonly unknown[]): ProductRow {
  const values = line[0] === 'p' ? line.slice(1) : line;
  if (values.length !== PRODUCT_FIELDS.length) {
    throw new Error(`a product has ${PRODUCT_FIELDS.length} fields, not ${values.length}`);
  }
  const entries = PRODUCT_FIELDS.map((field, at) => {
    const value = values[at];
    const isText = field === 'id' || field === 'trailHash';
    const fits = isText ? typeof value === 'string' : Number.isSafeInteger(value);
    if (!fits) throw new Error(`product ${String(values[0])}: ${field} is ${String(value)}`);
    return [field, value] as const;
  });
  return Object.fromEntries(entries) as ProductRow;
}

/** Every product line of a canonical outcome, in its order. */
export function productRowsFrom(canonical: string): ProductRow[] {
  return canonical
    .split('\n')
    .filter((line) => line.startsWith('["p",'))
    .map((line) => productRowFrom(JSON.parse(line) as unknown[]));
}

/** @param products catalogue, for the prices; rows of unknown products count with no value */
export function outcomeTotals(
  rows: readonly ProductRow[],
  products: readonly Pick<Product, 'id' | 'priceCents'>[],
): OutcomeTotals {
  const priceCents = new Map(products.map((product) => [product.id, product.priceCents]));
  const sum = (value: (row: ProductRow) => number) => {
    return rows.reduce((total, row) => total + value(row), 0);
  };
  const soldUnits = sum((row) => row.soldUnits);
  const lostUnits = sum((row) => row.lostUnits);
  const backlogUnits = sum((row) => row.backlogUnits);
  const demandedUnits = soldUnits + lostUnits + backlogUnits;
  return {
    products: rows.length,
    saleLines: sum((row) => row.saleLines),
    shortLines: sum((row) => row.shortLines),
    soldUnits,
    lostUnits,
    backlogUnits,
    restockedUnits: sum((row) => row.restockedUnits),
    returnedUnits: sum((row) => row.returnedUnits),
    clippedUnits: sum((row) => row.clippedUnits),
    onHandUnits: sum((row) => row.onHandUnits),
    stockValueCents: sum((row) => row.onHandUnits * (priceCents.get(row.id) ?? 0)),
    fillRate: demandedUnits === 0 ? null : soldUnits / demandedUnits,
    outOfStockMs: sum((row) => row.outOfStockMs),
    alertsRaised: sum((row) => row.alertsRaised),
    alertsResolved: sum((row) => row.alertsResolved),
    poisonCount: sum((row) => row.poisonCount),
    noticeCount: sum((row) => row.noticeCount),
  };
}
