/** Invariants over ids: what was planned, handed over, acknowledged, applied and dead-lettered. */
import { inWords } from '../../reports/numbers.ts';
import type { InvariantResult } from '../../reports/verdict.ts';
import { Finding, rangesText, subtractRanges } from './finding.ts';
import type { AuditedProduct, AuditInput } from './invariants.ts';
import type { SeqRange } from './seq-ranges.ts';

type PlannedProduct = Pick<AuditedProduct, 'index' | 'id' | 'expected' | 'reported'>;

/** The workers' plan is the scenario's plan, whatever their number. */
export function checkPlansAgree(
  { plannedByWorkers, planCutShort }: Pick<AuditInput, 'plannedByWorkers' | 'planCutShort'>,
  products: readonly PlannedProduct[],
): InvariantResult {
  const finding = new Finding('plan', 'the workers planned exactly what the scenario plans');
  let planned = 0;
  for (const { index, id, expected, reported } of products) {
    if (!reported) continue;
    const byWorker = plannedByWorkers[index] ?? 0;
    planned += expected.lastSeq;
    const agrees = planCutShort ? byWorker <= expected.lastSeq : byWorker === expected.lastSeq;
    if (!agrees) {
      finding.fault(id, inWords(expected.lastSeq, 'event'), inWords(byWorker, 'event'));
    }
  }
  return finding.result(inWords(planned, 'planned event'), unreported(products));
}

export function checkNothingUnplanned(
  { handedOver, acknowledged, applied, deadLettered, interactive }: AuditInput,
  products: readonly AuditedProduct[],
): InvariantResult {
  const finding = new Finding('provenance', 'nothing was applied that was not planned and sent');
  for (const { index, id, expected, reported } of products) {
    if (!reported) continue;
    const planned: SeqRange[] = expected.lastSeq > 0 ? [[1, expected.lastSeq]] : [];
    const sent = handedOver.ranges(index);
    const expectWithin = (what: string, ids: readonly SeqRange[], allowed: readonly SeqRange[]) => {
      const strange = subtractRanges(ids, allowed);
      if (strange.length === 0) return;
      finding.fault(`${id} ${what}`, rangesText(allowed) || 'none', rangesText(strange));
    };
    expectWithin('sent', sent, planned);
    expectWithin('acknowledged', acknowledged.ranges(index), sent);
    expectWithin('applied', applied.ranges(index), sent);
    // A record that was spoiled by hand may claim to be any event.
    if (!interactive) expectWithin('dead-lettered', deadLettered.ranges(index), sent);
  }
  return finding.result(inWords(applied.total(), 'applied event'), unreported(products));
}

/** Loss: an acknowledged id that neither took its turn nor stands among the dead letters. */
export function checkAcknowledgedWereApplied(
  { acknowledged, applied, deadLettered, drained }: AuditInput,
  products: readonly AuditedProduct[],
): InvariantResult {
  const finding = new Finding('no-loss', 'every acknowledged event was applied or dead-lettered');
  let unread = 0;
  let withoutRow = 0;
  for (const { index, id, row } of products) {
    const unapplied = subtractRanges(acknowledged.ranges(index), applied.ranges(index));
    const lost = subtractRanges(unapplied, deadLettered.ranges(index));
    if (lost.length === 0) continue;
    if (row === undefined) withoutRow += 1;
    else if (!drained) unread += 1;
    else finding.fault(id, `${rangesText(acknowledged.ranges(index))} applied`, missing(lost));
  }
  const checked = inWords(acknowledged.total(), 'acknowledged event');
  if (withoutRow > 0) {
    return finding.result(checked, `${inWords(withoutRow, 'product')} without an outcome`);
  }
  if (unread > 0) {
    const count = inWords(unread, 'product');
    return finding.result(
      checked,
      `the consumers stopped before the end, with ${count} unfinished`,
    );
  }
  return finding.result(checked);
}

/** A record is dead-lettered if and only if the world planned it as poison. */
export function checkDeadLetters(
  { acknowledged, deadLettered, drained, interactive }: AuditInput,
  products: readonly AuditedProduct[],
): InvariantResult {
  const finding = new Finding('dead-letters', 'exactly the poison records were dead-lettered');
  let unread = 0;
  let byHand = 0;
  for (const { index, id, expected, row } of products) {
    const poison = expected.poisonSeqs.map((seq): SeqRange => [seq, seq]);
    const healthy = subtractRanges(deadLettered.ranges(index), poison);
    if (healthy.length > 0 && interactive) byHand += 1;
    else if (healthy.length > 0) {
      finding.fault(`${id} ${rangesText(healthy)}`, 'applied', 'dead-lettered');
    }
    const sent = poison.filter(([seq]) => acknowledged.has(index, seq));
    const spared = sent.filter(([seq]) => !deadLettered.has(index, seq));
    if (spared.length === 0) continue;
    if (drained && row !== undefined) {
      finding.fault(`${id} ${rangesText(spared)}`, 'dead-lettered', 'no dead letter');
    } else unread += 1;
  }
  const checked = inWords(deadLettered.total(), 'dead letter');
  if (byHand > 0) {
    return finding.result(checked, 'not comparable: somebody intervened by hand');
  }
  if (unread > 0) {
    return finding.result(
      checked,
      `${inWords(unread, 'product')} with poison was not read to the end`,
    );
  }
  return finding.result(checked);
}

export function unreported(
  products: readonly Pick<AuditedProduct, 'reported'>[],
): string | undefined {
  const silent = products.filter(({ reported }) => !reported).length;
  return silent === 0 ? undefined : `the workers of ${inWords(silent, 'product')} did not report`;
}

function missing(lost: readonly SeqRange[]): string {
  return `${rangesText(lost)} missing`;
}
