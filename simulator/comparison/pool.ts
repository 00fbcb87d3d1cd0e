/**
 * A pool of real runs: blocks of four, measured one after the other in an order of chance, two of them as they are and two with
 * a {@link Plant}. From it comparisons are drawn that nobody would have the time to measure. Kept as files of evidence, one a
 * kind, which `compare` reads as well.
 */
import { join } from 'node:path';
import { StreamstockError } from '../../pipeline/errors.ts';
import { readEvidenceSet, writeEvidenceSet } from '../../reports/comparison/evidence-file.ts';
import type { EvidenceSet, RunEvidence } from '../../reports/comparison/run-evidence.ts';
import type { HistogramSnapshot } from '../../reports/histogram.ts';
import { LatencyHistogram } from '../../reports/histogram.ts';

export interface PoolBlock {
  /** In the order in which they were played. */
  readonly plain: readonly [RunEvidence, RunEvidence];
  readonly cpu: RunEvidence;
  readonly stall: RunEvidence;
}

/** What is planted in the runs of a kind; see `parsePlant`. */
export const POOL_PLANTS = { plain: '', cpu: 'cpu:0.10', stall: 'stall:25ms/1s' } as const;
export type PoolKind = keyof typeof POOL_PLANTS;

/** What a block is made of. */
export const POOL_BLOCK: readonly PoolKind[] = ['plain', 'plain', 'cpu', 'stall'];

export function poolFile(folder: string, kind: PoolKind): string {
  return join(folder, `${kind}.json`);
}

/** @throws StreamstockError EVIDENCE_UNREADABLE */
export function readPool(folder: string): PoolBlock[] {
  const runsOf = (kind: PoolKind): readonly RunEvidence[] =>
    readEvidenceSet(poolFile(folder, kind)).runs;
  const [plain, cpu, stall] = [runsOf('plain'), runsOf('cpu'), runsOf('stall')];
  const blocks = cpu.flatMap((ofCpu, at): PoolBlock[] => {
    const [first, second, ofStall] = [plain[2 * at], plain[2 * at + 1], stall[at]];
    if (first === undefined || second === undefined || ofStall === undefined) return [];
    return [{ plain: [first, second], cpu: ofCpu, stall: ofStall }];
  });
  if (blocks.length < cpu.length || stall.length > cpu.length || plain.length > 2 * cpu.length) {
    throw new StreamstockError(
      'EVIDENCE_UNREADABLE',
      `${folder} is no pool: it has ${plain.length} plain runs, ${cpu.length} with more CPU and ${stall.length} with stalls`,
      { hint: 'A pool has two plain runs for each of the others; record it anew.' },
    );
  }
  return blocks;
}

/** @param revision the commit that was played; null: not known */
export function writePool(
  folder: string,
  blocks: readonly PoolBlock[],
  revision: string | null,
): void {
  const sets: Readonly<Record<PoolKind, readonly RunEvidence[]>> = {
    plain: blocks.flatMap(({ plain }) => plain),
    cpu: blocks.map(({ cpu }) => cpu),
    stall: blocks.map(({ stall }) => stall),
  };
  for (const [kind, runs] of Object.entries(sets) as [PoolKind, readonly RunEvidence[]][]) {
    const set: EvidenceSet = { label: kind, revision, runs };
    writeEvidenceSet(poolFile(folder, kind), set);
  }
}

/**
 * Without what no default metric asks for, so that a pool is small enough to be kept beside the code. The samples of all topics
 * are in one histogram; `initHistograms` must have been awaited.
 */
export function reducedEvidence(evidence: RunEvidence): RunEvidence {
  const kept = evidence.latency.filter(({ stage }) => stage === 'end_to_end');
  const [first] = kept;
  const histogram = merged(kept.map((series) => series.histogram));
  const latency =
    first === undefined ? [] : [{ stage: first.stage, topic: first.topic, histogram }];
  return { ...evidence, outcome: null, series: null, latency };
}

function merged(snapshots: readonly HistogramSnapshot[]): HistogramSnapshot {
  const all = new LatencyHistogram();
  for (const snapshot of snapshots) {
    const one = LatencyHistogram.decode(snapshot);
    all.merge(one);
    one.destroy();
  }
  const sum = all.snapshot();
  all.destroy();
  return sum;
}
