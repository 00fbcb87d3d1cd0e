/** What the regression gate makes of comparisons that are drawn from a pool. Pure. */
import { compareEvidence } from '../../reports/comparison/compare.ts';
import type {
  Comparison,
  ComparisonVerdictName,
  MetricVerdictName,
} from '../../reports/comparison/comparison.ts';
import type { PoolBlock, PoolKind } from './pool.ts';
import { drawComparisons, inOrderOfPlay, type Sides } from './pool-draws.ts';

export interface ProofPlan {
  /** Of each kind. */
  readonly comparisons: number;
  readonly pairs: number;
  readonly seed: string;
}

/** Of all comparisons of a kind. */
export interface Tally {
  readonly comparisons: number;
  readonly overall: Readonly<Record<ComparisonVerdictName, number>>;
  /** Comparisons in which any metric was called slower or faster. */
  readonly anyChange: number;
  /** By label, in the order in which they are judged. */
  readonly metrics: ReadonlyMap<string, Readonly<Record<MetricVerdictName, number>>>;
}

export interface Proof {
  readonly blocks: number;
  readonly tallies: Readonly<Record<PoolKind, Tally>>;
  /** Plain runs of all blocks, the first against the second. */
  readonly orderOfPlay: Comparison;
}

export const P99 = 'end_to_end p(99)';
export const CONSUMERS_CPU = 'cpu_per_event{group:consumers}';

/** @throws RangeError when the pool has fewer blocks than a comparison has pairs */
export function proofOf(blocks: readonly PoolBlock[], plan: ProofPlan): Proof {
  const tallied = (head: PoolKind): Tally =>
    tallyOf(drawComparisons(blocks, { ...plan, head }).map(compared));
  return {
    blocks: blocks.length,
    tallies: { plain: tallied('plain'), cpu: tallied('cpu'), stall: tallied('stall') },
    orderOfPlay: compared(inOrderOfPlay(blocks)),
  };
}

/** How often a metric got each verdict. @throws Error when nobody judged it */
export function verdictsOf(
  { metrics }: Tally,
  label: string,
): Readonly<Record<MetricVerdictName, number>> {
  const verdicts = metrics.get(label);
  if (verdicts === undefined) throw new Error(`${label} was not judged`);
  return verdicts;
}

function compared({ base, head }: Sides): Comparison {
  return compareEvidence(base, head, {
    design: 'paired',
    gate: null,
    acceptOutcomes: false,
    toolVersion: base.runs[0]?.toolVersion ?? '',
    createdAt: new Date(0),
    comparisonId: 'pool',
    replay: '',
  });
}

function tallyOf(comparisons: readonly Comparison[]): Tally {
  const overall = { incorrect: 0, slower: 0, inconclusive: 0, faster: 0, same: 0 };
  const metrics = new Map<string, Record<MetricVerdictName, number>>();
  let anyChange = 0;
  for (const comparison of comparisons) {
    overall[comparison.verdict.name] += 1;
    const changed = comparison.metrics.filter(({ verdict }) => isChange(verdict));
    if (changed.length > 0) anyChange += 1;
    for (const { label, verdict } of comparison.metrics) {
      const counts = metrics.get(label) ?? { slower: 0, 'cannot tell': 0, faster: 0, same: 0 };
      counts[verdict] += 1;
      metrics.set(label, counts);
    }
  }
  return { comparisons: comparisons.length, overall, anyChange, metrics };
}

function isChange(verdict: MetricVerdictName): boolean {
  return verdict === 'slower' || verdict === 'faster';
}
