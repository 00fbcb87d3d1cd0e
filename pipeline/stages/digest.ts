/** The outcome as canonical lines, and their SHA-256. Specification: `docs/digest.md`. */
import { createHash } from 'node:crypto';
import type { Outcome, ProductOutcome } from './outcome.ts';

export const DIGEST_VERSION = 1;

const CHUNK_CHARACTERS = 65_536;

/** Lower-case hexadecimal SHA-256 of the canonical lines. */
export function outcomeDigest(outcome: Outcome, worldVersion: number): string {
  const sha256 = createHash('sha256');
  let chunk = '';
  for (const line of canonicalLines(outcome, worldVersion)) {
    chunk += line;
    if (chunk.length >= CHUNK_CHARACTERS) {
      sha256.update(chunk);
      chunk = '';
    }
  }
  return sha256.update(chunk).digest('hex');
}

/** Each line ends with a line feed; one header, then products, then warehouses. */
export function* canonicalLines(outcome: Outcome, worldVersion: number): Generator<string> {
  const { startMs, endMs } = outcome;
  yield line(['streamstock-outcome', DIGEST_VERSION, worldVersion, startMs, endMs]);
  for (const product of outcome.products) yield line(productRow(product));
  for (const { id, overstockEpisodes, closingUnits } of outcome.warehouses) {
    yield line(['w', id, overstockEpisodes, closingUnits]);
  }
}

/** The `["p", …]` line of a product. */
export function productRow(product: ProductOutcome): (string | number)[] {
  return [
    'p',
    product.id,
    product.appliedSeq,
    product.poisonCount,
    product.noticeCount,
    product.openingUnits,
    product.onHandUnits,
    product.backlogUnits,
    product.saleLines,
    product.shortLines,
    product.soldUnits,
    product.lostUnits,
    product.restockedUnits,
    product.returnedUnits,
    product.clippedUnits,
    product.outOfStockMs,
    product.alertsRaised,
    product.alertsResolved,
    product.trailHash,
    product.forecastMeanMilliunits,
    product.predictedStock7dMilliunits,
    product.confidenceThousandths,
    product.halfWidthMilliunits,
  ];
}

function line(row: readonly unknown[]): string {
  return `${JSON.stringify(row)}\n`;
}
