/** What one pipeline concluded about its products, read from the stages that know it. */
import type { Catalogue } from '../product.ts';
import { ALERT_TYPES, type AlertTrail } from './alert-trail.ts';
import type { AlertEngine } from './alerts.ts';
import { type DemandBook, WINDOW_DAYS } from './demand.ts';
import { forecastSma } from './forecast/sma.ts';
import type { StockLedger } from './ledger.ts';
import { type OutcomePart, PRODUCT_NUMBERS } from './outcome.ts';
import type { WarehouseDays } from './warehouse-days.ts';

/** The arrays have an element per product of the catalogue. */
export interface OutcomeSources {
  readonly catalogue: Catalogue;
  /** Virtual epoch milliseconds that bound the scenario. */
  readonly startMs: number;
  readonly endMs: number;
  readonly turns: { appliedSeq(productIndex: number): number };
  readonly ledger: StockLedger;
  readonly alerts: AlertEngine;
  readonly trail: AlertTrail;
  readonly demand: DemandBook;
  readonly warehouseDays: WarehouseDays;
  readonly outOfStockMs: ArrayLike<number>;
  readonly poisonCounts: ArrayLike<number>;
  readonly noticeCounts: ArrayLike<number>;
}

export function outcomePart(
  sources: OutcomeSources,
  productIndexes: Iterable<number>,
): OutcomePart {
  const { startMs, endMs, ledger, alerts, trail, warehouseDays } = sources;
  const owned = Int32Array.from(productIndexes);
  const numbers = new Float64Array(owned.length * PRODUCT_NUMBERS.length);
  const activeAlerts = new Float64Array(ALERT_TYPES.length);
  const window = new Int32Array(WINDOW_DAYS);
  let backorderedUnits = 0;
  for (const [row, productIndex] of owned.entries()) {
    backorderedUnits += ledger.entry(productIndex).backorderedUnits;
    writeNumbers(sources, productIndex, numbers, row * PRODUCT_NUMBERS.length, window);
    for (const type of alerts.activeTypes(productIndex)) {
      const place = ALERT_TYPES.indexOf(type);
      activeAlerts[place] = (activeAlerts[place] as number) + 1;
    }
  }
  return {
    ...{ startMs, endMs, productIndexes: owned, numbers, backorderedUnits, activeAlerts },
    trailHashes: Array.from(owned, (productIndex) => trail.hash(productIndex)),
    warehouseClosingUnits: warehouseDays.closingUnits(),
    alertChanges: trail.changes(),
  };
}

/** One row of `PRODUCT_NUMBERS`; the forecast is as of the last complete day. */
function writeNumbers(
  { catalogue, turns, ledger, trail, demand, ...counts }: OutcomeSources,
  productIndex: number,
  numbers: Float64Array,
  at: number,
  window: Int32Array,
): void {
  const entry = ledger.entry(productIndex);
  numbers.set(
    [
      turns.appliedSeq(productIndex),
      counts.poisonCounts[productIndex] as number,
      counts.noticeCounts[productIndex] as number,
      catalogue.products[productIndex]?.openingStockUnits ?? 0,
      entry.onHandUnits,
      entry.backlogUnits,
      entry.saleLines,
      entry.shortLines,
      entry.soldUnits,
      entry.lostUnits,
      entry.restockedUnits,
      entry.returnedUnits,
      entry.clippedUnits,
      counts.outOfStockMs[productIndex] as number,
      trail.raisedCount(productIndex),
      trail.resolvedCount(productIndex),
    ],
    at,
  );
  const days = demand.copyWindow(productIndex, window, 0);
  const forecastAt = at + PRODUCT_NUMBERS.indexOf('forecastMeanMilliunits');
  forecastSma(window, 0, days, entry.onHandUnits, numbers, forecastAt);
}
