/** The outcome of a run as rows and totals, in the words of `docs/digest.md`. */
import type { AlertTransition, AlertType } from '../pipeline/stages/effects.ts';
import { fillRate, type OutcomeTotals as PipelineTotals } from '../pipeline/stages/outcome.ts';

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

/** Totals over all products as reports show them; money in cents, time in virtual milliseconds. */
export type OutcomeTotals = Omit<PipelineTotals, 'alertChanges' | 'activeAlerts'> & {
  readonly products: number;
  /** Units served from the shelf at once, of the units asked for; null when nobody asked for any. */
  readonly fillRate: number | null;
  readonly alertsRaised: number;
  readonly alertsEscalated: number;
  readonly alertsResolved: number;
};

export interface AlertTally {
  readonly type: AlertType;
  readonly raised: number;
  readonly resolved: number;
  readonly activeAtEnd: number;
}

export interface RunOutcome {
  readonly totals: OutcomeTotals;
  readonly alertsByType: readonly AlertTally[];
}

/** @param products how many the catalogue has */
export function runOutcome(totals: PipelineTotals, products: number): RunOutcome {
  const { alertChanges, activeAlerts, ...figures } = totals;
  const types = Object.keys(activeAlerts) as AlertType[];
  const total = (transition: AlertTransition) =>
    types.reduce((sum, type) => sum + alertChanges[transition][type], 0);
  return {
    totals: {
      ...figures,
      products,
      fillRate: fillRate(totals) ?? null,
      alertsRaised: total('raised'),
      alertsEscalated: total('escalated'),
      alertsResolved: total('resolved'),
    },
    alertsByType: types.map((type) => ({
      type,
      raised: alertChanges.raised[type],
      resolved: alertChanges.resolved[type],
      activeAtEnd: activeAlerts[type],
    })),
  };
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
