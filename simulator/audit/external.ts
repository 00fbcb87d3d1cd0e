/**
 * What can be held against a pipeline that is not ours: the ids on its results topic and the stock that they tell,
 * against what was acknowledged and an independent replay of the plan. Pure. What happens inside of it is nobody's to see,
 * so no invariant speaks of it.
 */
import { inWords } from '../../reports/numbers.ts';
import type { ResultsReport, ResultsStock } from '../../reports/pipeline-used.ts';
import type { InvariantResult } from '../../reports/verdict.ts';
import type { ExpectedProduct } from './expected.ts';
import { Finding, rangesText, subtractRanges } from './finding.ts';
import { checkPlansAgree, unreported } from './ids.ts';
import type { AuditInput, AuditReport } from './invariants.ts';
import { checkDurations } from './run-checks.ts';
import type { SeqRange, SeqRanges } from './seq-ranges.ts';

export interface ExternalInput
  extends Pick<
    AuditInput,
    | 'catalogue'
    | 'expected'
    | 'plannedByWorkers'
    | 'planCutShort'
    | 'handedOver'
    | 'acknowledged'
    | 'latencyDefects'
  > {
  /** Events of the plan that need no result: poison, and notices where the group does not read them. */
  readonly exempt: SeqRanges;
  /** null: no results topic was named. */
  readonly results: FoundResults | null;
  /** The group was through with everything: a result that is not there by now does not come. */
  readonly drained: boolean;
}

/** What was found on the results topic. */
export interface FoundResults {
  readonly topic: string;
  /** Events of the plan with at least one result. */
  readonly first: SeqRanges;
  readonly repeated: number;
  /** Results that name another run, or no run and an event that this one never planned. */
  readonly foreign: number;
  readonly unreadable: number;
  /** Results that name this run, and an event that it had not planned by then. */
  readonly invented: number;
  readonly inventedExamples: readonly string[];
  /** By product: productSeq of the last result that told a stock; 0 when none did. */
  readonly stockSeqs: ArrayLike<number>;
  /** By product: that stock, in units. */
  readonly stockUnits: ArrayLike<number>;
}

export interface ExternalAudit extends AuditReport {
  readonly results: ResultsReport | null;
}

const EXAMPLES = 5;

export function auditExternal(input: ExternalInput): ExternalAudit {
  const products = auditedProducts(input);
  const { results } = input;
  const stock = results === null ? null : compareStock(results, products);
  return {
    invariants: [
      checkPlansAgree(input, products),
      checkSending(input, products),
      ...(results === null
        ? []
        : [
            checkResultsComplete(input, results, products),
            checkResultsSent(results, products),
            ...(stock === null || stock.products === 0 ? [] : [checkStock(stock)]),
          ]),
      checkDurations(input),
    ],
    comparable: false,
    unacknowledged: total(
      products.map(({ acknowledged, planned }) => subtractRanges(planned, acknowledged)),
    ),
    results: results === null ? null : reportOf(results, products, stock),
  };
}

interface Product {
  readonly index: number;
  readonly id: string;
  readonly expected: ExpectedProduct;
  readonly reported: boolean;
  readonly planned: readonly SeqRange[];
  readonly handed: readonly SeqRange[];
  readonly acknowledged: readonly SeqRange[];
  /** Acknowledged events that must have a result. */
  readonly required: readonly SeqRange[];
  /** Events with a result. */
  readonly found: readonly SeqRange[];
}

function auditedProducts(input: ExternalInput): Product[] {
  return input.catalogue.products.map(({ index, id }) => {
    const expected = input.expected.product(index);
    const acknowledged = input.acknowledged.ranges(index);
    return {
      index,
      id,
      expected,
      reported: (input.plannedByWorkers[index] ?? -1) >= 0,
      planned: expected.lastSeq > 0 ? [[1, expected.lastSeq]] : [],
      handed: input.handedOver.ranges(index),
      acknowledged,
      required: subtractRanges(acknowledged, input.exempt.ranges(index)),
      found: input.results?.first.ranges(index) ?? [],
    };
  });
}

function checkSending(
  { acknowledged }: ExternalInput,
  products: readonly Product[],
): InvariantResult {
  const finding = new Finding(
    'provenance',
    'nothing was sent that was not planned, and nothing acknowledged that was not sent',
  );
  for (const product of products) {
    if (!product.reported) continue;
    expectWithin(finding, `${product.id} sent`, product.handed, product.planned);
    expectWithin(finding, `${product.id} acknowledged`, product.acknowledged, product.handed);
  }
  return finding.result(inWords(acknowledged.total(), 'acknowledged event'), unreported(products));
}

/** Loss, as far as a results topic can show it. */
function checkResultsComplete(
  { drained }: ExternalInput,
  { topic }: FoundResults,
  products: readonly Product[],
): InvariantResult {
  const finding = new Finding('results-complete', 'every acknowledged event has a result');
  let open = 0;
  for (const { id, required, found } of products) {
    const missing = subtractRanges(required, found);
    if (missing.length === 0) continue;
    if (drained)
      finding.fault(id, `a result for ${rangesText(required)}`, `${rangesText(missing)} missing`);
    else open += 1;
  }
  const checked = `${inWords(total(products.map(({ required }) => required)), 'event')} on ${topic}`;
  return finding.result(
    checked,
    open === 0
      ? undefined
      : `the group did not come to the end, with results of ${inWords(open, 'product')} missing`,
  );
}

function checkResultsSent(results: FoundResults, products: readonly Product[]): InvariantResult {
  const finding = new Finding('results-sent', 'results came only for events that were sent');
  for (const id of results.inventedExamples)
    finding.fault(id, 'an event of this run', 'never sent');
  finding.furtherFaults(results.invented - results.inventedExamples.length);
  for (const { id, reported, handed, found } of products) {
    if (reported) expectWithin(finding, `${id} results`, found, handed);
  }
  return finding.result(
    `results of ${inWords(total(products.map(({ found }) => found)), 'event')}`,
    unreported(products),
  );
}

function checkStock({ products, agreeing, differences }: ResultsStock): InvariantResult {
  const finding = new Finding(
    'results-stock',
    "closing stock as the results tell is as the world's own ledger expects",
  );
  for (const { productId, expectedUnits, reportedUnits } of differences) {
    finding.fault(productId, inWords(expectedUnits, 'unit'), inWords(reportedUnits, 'unit'));
  }
  finding.furtherFaults(products - agreeing - differences.length);
  return finding.result(inWords(products, 'product'));
}

/**
 * Of products whose last event has a result with a stock; what was not acknowledged in full has no closing stock that could
 * be compared.
 * @returns null when no result told a stock
 */
function compareStock(results: FoundResults, products: readonly Product[]): ResultsStock | null {
  let told = false;
  let compared = 0;
  const differences: ResultsStock['differences'][number][] = [];
  let differing = 0;
  for (const { index, id, expected, planned, acknowledged, required } of products) {
    const seq = results.stockSeqs[index] ?? 0;
    if (seq > 0) told = true;
    const last = required.at(-1)?.[1] ?? 0;
    const isWhole = subtractRanges(planned, acknowledged).length === 0;
    if (!isWhole || last === 0 || seq < last) continue;
    compared += 1;
    const reportedUnits = results.stockUnits[index] ?? 0;
    if (reportedUnits === expected.onHandUnits) continue;
    differing += 1;
    if (differences.length >= EXAMPLES) continue;
    differences.push({ productId: id, expectedUnits: expected.onHandUnits, reportedUnits });
  }
  return told ? { products: compared, agreeing: compared - differing, differences } : null;
}

function reportOf(
  results: FoundResults,
  products: readonly Product[],
  stock: ResultsStock | null,
): ResultsReport {
  const missing = products.map(({ required, found }) => subtractRanges(required, found));
  const strangers = products.map(({ found, acknowledged }) => subtractRanges(found, acknowledged));
  return {
    topic: results.topic,
    events: total(products.map(({ found }) => found)) - total(strangers),
    missing: total(missing),
    missingExamples: missing
      .flatMap((ranges, at) => ranges.slice(0, 1).map(([seq]) => `EVT-${products[at]?.id}-${seq}`))
      .slice(0, EXAMPLES),
    repeated: results.repeated,
    foreign: results.foreign + results.invented + total(strangers),
    unreadable: results.unreadable,
    stock,
  };
}

function expectWithin(
  finding: Finding,
  what: string,
  ids: readonly SeqRange[],
  allowed: readonly SeqRange[],
): void {
  const strange = subtractRanges(ids, allowed);
  if (strange.length > 0) finding.fault(what, rangesText(allowed) || 'none', rangesText(strange));
}

function total(ranges: readonly (readonly SeqRange[])[]): number {
  let events = 0;
  for (const list of ranges) for (const [from, to] of list) events += to - from + 1;
  return events;
}
