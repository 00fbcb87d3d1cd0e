/** Invariants of the run as a whole. */
import { inWords } from '../../reports/numbers.ts';
import type { InvariantResult } from '../../reports/verdict.ts';
import { Finding } from './finding.ts';
import type { AuditedProduct, AuditInput } from './invariants.ts';

/** Two answers for one product contradict each other; a missing one is missing data, not a wrong outcome. */
export function checkRowsComplete(
  { rows, applied }: AuditInput,
  products: readonly AuditedProduct[],
): InvariantResult {
  const finding = new Finding('one-outcome', 'every product has exactly one outcome');
  const seen = new Map<string, number>();
  for (const { id } of rows) seen.set(id, (seen.get(id) ?? 0) + 1);
  let absent = 0;
  for (const { index, id, row } of products) {
    const count = seen.get(id) ?? 0;
    if (count === 0) absent += 1;
    if (count > 1) finding.fault(id, '1 outcome', `${count} outcomes`);
    if (row !== undefined && row.appliedSeq !== applied.contiguous(index)) {
      finding.fault(`${id} appliedSeq`, applied.contiguous(index), row.appliedSeq);
    }
    seen.delete(id);
  }
  for (const [id] of seen) finding.fault(id, 'a product of the catalogue', 'unknown product');
  const undecided = absent === 0 ? undefined : `${inWords(absent, 'product')} without an outcome`;
  return finding.result(inWords(rows.length, 'outcome'), undecided);
}

/** Against the virtual-time simulation of the same scenario and seed. */
export function checkDigest(input: AuditInput, comparable: boolean): InvariantResult {
  const finding = new Finding('digest', 'the outcome digest equals that of the simulation');
  if (input.interactive) return finding.result('', 'not comparable: somebody intervened by hand');
  if (!comparable) return finding.result('', 'not comparable: the run did not complete its plan');
  const { pipeline, simulated } = input.digest;
  if (pipeline === null || simulated === null) {
    return finding.result('', `the ${pipeline === null ? 'run' : 'simulation'} has no digest`);
  }
  if (pipeline !== simulated) finding.fault('outcome digest', simulated, pipeline);
  return finding.result(pipeline);
}

/** A negative duration is a fault of our clocks, and hides others of its kind. */
export function checkDurations({
  latencyDefects,
}: Pick<AuditInput, 'latencyDefects'>): InvariantResult {
  const finding = new Finding('durations', 'no measured duration is negative');
  for (const { stage, count } of latencyDefects) {
    finding.fault(stage, 'durations ≥ 0', inWords(count, 'sample'));
  }
  return finding.result('all stages');
}
