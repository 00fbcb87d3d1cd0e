/** The rank tests of a gate's metrics, as one family: which can be tested at all, and Holm's p of those. */
import { holm } from '../statistics/holm.ts';
import { ALPHA } from '../statistics/power.ts';
import { rankSumTest, smallestRankSumP } from '../statistics/rank-sum.ts';
import type { RankTest } from '../statistics/rank-test.ts';
import { signedRankTest, smallestSignedRankP } from '../statistics/signed-rank.ts';
import type { MetricComparison } from './comparison.ts';
import type { MetricEvidence } from './metric-evidence.ts';

export interface TestedMetric {
  readonly evidence: MetricEvidence;
  /** null: no test of so few runs could ever be significant. */
  readonly test: MetricComparison['test'];
  /** Metrics that are tested together, or would be with enough runs. */
  readonly tests: number;
}

/**
 * Which metrics are tested depends on how many runs they have, never on what these measured: so the family's error stays
 * what was agreed.
 */
export function testedMetrics(metrics: readonly MetricEvidence[]): TestedMetric[] {
  const family = testable(metrics);
  // Those that are too few now would be tested beside the others.
  const wanted = metrics.filter(hasBothSides).length;
  const results = family.map(rankTest);
  const adjusted = holm(results.map(({ pValue }) => pValue));
  return metrics.map((evidence) => {
    const at = family.indexOf(evidence);
    const result = results[at];
    if (result === undefined) return { evidence, test: null, tests: Math.max(1, wanted) };
    const test = {
      name: evidence.design === 'paired' ? ('signed-rank' as const) : ('rank-sum' as const),
      isExact: result.isExact,
      pValue: result.pValue,
      adjustedPValue: adjusted[at] ?? 1,
    };
    return { evidence, test, tests: family.length };
  });
}

/** Until every one that is left could be significant beside the others. */
function testable(metrics: readonly MetricEvidence[]): readonly MetricEvidence[] {
  let family = metrics.filter(hasBothSides);
  for (;;) {
    const tests = family.length;
    const left = family.filter((metric) => smallestP(metric) <= ALPHA / tests);
    if (left.length === tests) return family;
    family = left;
  }
}

function hasBothSides({ baseRuns, headRuns }: MetricEvidence): boolean {
  return baseRuns.length > 0 && headRuns.length > 0;
}

function smallestP({ design, baseRuns, headRuns }: MetricEvidence): number {
  return design === 'paired'
    ? smallestSignedRankP(baseRuns.length)
    : smallestRankSumP(baseRuns.length, headRuns.length);
}

function rankTest({ design, baseRuns, headRuns }: MetricEvidence): RankTest {
  if (design === 'unpaired') return rankSumTest(headRuns, baseRuns);
  return signedRankTest(pairedDifferences(baseRuns, headRuns));
}

/** Beyond every logarithm of a quotient of two numbers. */
const ENDLESS = 1000;

/** ln(head ÷ base) by pair; a value of 0 against another is larger than every other difference. */
function pairedDifferences(baseRuns: readonly number[], headRuns: readonly number[]): number[] {
  return baseRuns.map((base, index) => {
    const head = headRuns[index] ?? Number.NaN;
    if (base === head) return 0;
    return Math.min(Math.max(Math.log(head) - Math.log(base), -ENDLESS), ENDLESS);
  });
}
