/**
 * What must hold after every run, decided from ids and from an independent replay of the plan, never from
 * counts: a lost and a doubled record leave every count right.
 */
import type { Catalogue } from '../../pipeline/product.ts';
import type { ProductOutcome } from '../../pipeline/stages/outcome.ts';
import type { InvariantResult } from '../../reports/verdict.ts';
import type { ExpectedProduct } from './expected.ts';
import {
  checkAcknowledgedWereApplied,
  checkDeadLetters,
  checkNothingUnplanned,
  checkPlansAgree,
} from './ids.ts';
import { checkDigest, checkDurations, checkRowsComplete } from './run-checks.ts';
import type { SeqRanges } from './seq-ranges.ts';
import { checkAlertTrails, checkClosingStock, checkConservation, checkCounters } from './stock.ts';

export interface AuditInput {
  readonly catalogue: Catalogue;
  /** Of a replay of the plan that shares nothing with the run, taken to its end. */
  readonly expected: { product(productIndex: number): ExpectedProduct };
  /** By product: the last productSeq that the worker who owns it planned; -1 when that worker died. */
  readonly plannedByWorkers: ArrayLike<number>;
  /** The plan was ended before its end, by a person or the drain deadline: workers may have planned less. */
  readonly planCutShort: boolean;
  /** Given to the Kafka client at least once. */
  readonly handedOver: SeqRanges;
  readonly acknowledged: SeqRanges;
  /** Took their turn in the pipeline, poison and notices included. */
  readonly applied: SeqRanges;
  /** Ids whose dead letter was acknowledged. */
  readonly deadLettered: SeqRanges;
  /** The product lines of the outcome, in any order; those of a dead worker are missing. */
  readonly rows: readonly ProductOutcome[];
  /** The consumers read every partition to its end: what was not applied by then is lost. */
  readonly drained: boolean;
  /** Somebody wrote by hand: stock and digest prove nothing, losses still count. */
  readonly interactive: boolean;
  /** Samples that are no durations, by stage. */
  readonly latencyDefects: readonly { readonly stage: string; readonly count: number }[];
  readonly digest: { readonly pipeline: string | null; readonly simulated: string | null };
}

export interface AuditReport {
  readonly invariants: readonly InvariantResult[];
  /** Everything planned was acknowledged and applied, so that stock, alerts and digest can be compared. */
  readonly comparable: boolean;
  /** Planned events without an acknowledgement. */
  readonly unacknowledged: number;
}

/** What the checks share: one product with all that is known of it. */
export interface AuditedProduct {
  readonly index: number;
  readonly id: string;
  readonly maxCapacityUnits: number;
  readonly openingUnits: number;
  readonly expected: ExpectedProduct;
  /** undefined: the outcome does not speak of it. */
  readonly row: ProductOutcome | undefined;
  /** The worker that owns it lived to tell what it planned, sent and got acknowledged. */
  readonly reported: boolean;
  /** Its stock and alerts must be as expected; otherwise the run did not bring it all it planned. */
  readonly comparable: boolean;
}

/** Pure. The order of the invariants is that of cause before consequence. */
export function auditRun(input: AuditInput): AuditReport {
  const products = auditedProducts(input);
  const comparable = products.every((product) => product.comparable);
  const invariants = [
    checkPlansAgree(input, products),
    checkNothingUnplanned(input, products),
    checkAcknowledgedWereApplied(input, products),
    checkDeadLetters(input, products),
    checkRowsComplete(input, products),
    checkConservation(products, input.interactive),
    checkClosingStock(products),
    checkCounters(products),
    checkAlertTrails(products),
    checkDigest(input, comparable),
    checkDurations(input),
  ];
  return { invariants, comparable, unacknowledged: unacknowledgedEvents(input, products) };
}

function auditedProducts(input: AuditInput): AuditedProduct[] {
  const rows = new Map(input.rows.map((row) => [row.id, row]));
  return input.catalogue.products.map((product) => {
    const expected = input.expected.product(product.index);
    const { lastSeq } = expected;
    const row = rows.get(product.id);
    const allApplied = input.applied.contiguous(product.index) >= lastSeq;
    const allAcknowledged = input.acknowledged.contiguous(product.index) >= lastSeq;
    return {
      index: product.index,
      id: product.id,
      maxCapacityUnits: product.maxCapacityUnits,
      openingUnits: product.openingStockUnits,
      expected,
      row,
      reported: (input.plannedByWorkers[product.index] ?? -1) >= 0,
      comparable:
        row !== undefined && !input.interactive && allAcknowledged && (input.drained || allApplied),
    };
  });
}

function unacknowledgedEvents(
  { acknowledged }: AuditInput,
  products: readonly AuditedProduct[],
): number {
  let unacknowledged = 0;
  for (const { index, expected } of products) {
    for (const [from, to] of acknowledged.missing(index, expected.lastSeq)) {
      unacknowledged += to - from + 1;
    }
  }
  return unacknowledged;
}
