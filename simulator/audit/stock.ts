/** Invariants over stock and alerts, product by product, against the independent replay. */

import type { ProductOutcome } from '../../pipeline/stages/outcome.ts';
import { inWords, whole } from '../../reports/numbers.ts';
import type { InvariantResult } from '../../reports/verdict.ts';
import { Finding } from './finding.ts';
import type { AuditedProduct } from './invariants.ts';

/** Holds at every prefix, so it is checked for incomplete products too. */
export function checkConservation(
  products: readonly AuditedProduct[],
  interactive: boolean,
): InvariantResult {
  const finding = new Finding(
    'conservation',
    'opening + restocked + returned − sold − clipped = on hand, within the shelf',
  );
  let checked = 0;
  for (const { id, row, openingUnits, maxCapacityUnits } of products) {
    if (row === undefined) continue;
    checked += 1;
    if (row.openingUnits !== openingUnits && !interactive) {
      finding.fault(`${id} openingUnits`, openingUnits, row.openingUnits);
    }
    const balance =
      row.openingUnits + row.restockedUnits + row.returnedUnits - row.soldUnits - row.clippedUnits;
    if (balance !== row.onHandUnits) finding.fault(`${id} onHandUnits`, balance, row.onHandUnits);
    // A shelf may be made larger by hand.
    const limitUnits = interactive ? Number.POSITIVE_INFINITY : maxCapacityUnits;
    if (row.onHandUnits < 0 || row.onHandUnits > limitUnits) {
      finding.fault(`${id} onHandUnits`, `0 to ${maxCapacityUnits}`, row.onHandUnits);
    }
    if (row.shortLines > row.saleLines) {
      finding.fault(`${id} shortLines`, `≤ ${row.saleLines} sale lines`, row.shortLines);
    }
    for (const field of NEVER_NEGATIVE) {
      if (row[field] < 0) finding.fault(`${id} ${field}`, '≥ 0', row[field]);
    }
  }
  return finding.result(inWords(checked, 'product'), checked === 0 ? 'no outcome' : undefined);
}

export function checkClosingStock(products: readonly AuditedProduct[]): InvariantResult {
  const title = 'closing stock is as an independent replay of the plan expects';
  return compareRows('closing-stock', title, products, ['onHandUnits', 'backlogUnits']);
}

export function checkCounters(products: readonly AuditedProduct[]): InvariantResult {
  return compareRows('ledger', 'every ledger total is as the replay expects', products, [
    'saleLines',
    'shortLines',
    'soldUnits',
    'lostUnits',
    'restockedUnits',
    'returnedUnits',
    'clippedUnits',
    'outOfStockMs',
    'poisonCount',
    'noticeCount',
  ]);
}

export function checkAlertTrails(products: readonly AuditedProduct[]): InvariantResult {
  return compareRows('alerts', 'every alert came and went as the replay expects', products, [
    'alertsRaised',
    'alertsResolved',
    'trailHash',
  ]);
}

const NEVER_NEGATIVE = [
  'backlogUnits',
  'saleLines',
  'shortLines',
  'soldUnits',
  'lostUnits',
  'restockedUnits',
  'returnedUnits',
  'clippedUnits',
  'outOfStockMs',
] as const;

type ComparedField = keyof AuditedProduct['expected'] & keyof ProductOutcome;

/** One fault a product and field; products that did not get all they planned are left out. */
function compareRows(
  id: string,
  title: string,
  products: readonly AuditedProduct[],
  fields: readonly ComparedField[],
): InvariantResult {
  const finding = new Finding(id, title);
  let compared = 0;
  for (const { id: productId, row, expected, comparable } of products) {
    if (row === undefined || !comparable) continue;
    compared += 1;
    for (const field of fields) {
      if (row[field] === expected[field]) continue;
      finding.fault(`${productId} ${field}`, shortened(expected[field]), shortened(row[field]));
    }
  }
  const left = products.length - compared;
  if (left === 0) return finding.result(inWords(compared, 'product'));
  return finding.result(
    inWords(compared, 'product'),
    `not comparable for ${inWords(left, 'product')} of ${whole(products.length)}`,
  );
}

/** A hash is recognised by its beginning. */
function shortened(value: string | number): string | number {
  return typeof value === 'string' ? value.slice(0, 12) || 'none' : value;
}
