/** The verdict on a comparison: pure, from what was found to one name, one exit code and the reasons in words. */
import { EXIT_CODES } from '../../pipeline/errors.ts';
import { inWords } from '../numbers.ts';
import {
  COMPARISON_VERDICTS,
  type ComparisonVerdict,
  type ComparisonVerdictName,
  type MetricComparison,
  type MetricVerdictName,
} from './comparison.ts';
import type { JudgedOutcome } from './outcome-comparison.ts';
import type { RunEvidence } from './run-evidence.ts';

const EXIT_CODE_OF: Readonly<Record<ComparisonVerdictName, number>> = {
  incorrect: EXIT_CODES.incorrect,
  slower: EXIT_CODES.regression,
  inconclusive: EXIT_CODES.inconclusive,
  faster: EXIT_CODES.passed,
  same: EXIT_CODES.passed,
};

export interface ComparisonFacts {
  /** All of them, evidence or not. */
  readonly headRuns: readonly RunEvidence[];
  readonly outcome: JudgedOutcome;
  readonly metrics: readonly MetricComparison[];
  /** One of the sides has a single run. */
  readonly isSingle: boolean;
}

/** Nothing outranks what is incorrect; a change that is certain outranks what is not. */
export function comparisonVerdict(facts: ComparisonFacts): ComparisonVerdict {
  const { metrics } = facts;
  const undecided = metrics.filter(({ verdict }) => verdict === 'cannot tell');
  const same = metrics.filter(({ verdict }) => verdict === 'same');
  const findings: Readonly<Record<ComparisonVerdictName, readonly string[]>> = {
    incorrect: incorrectness(facts),
    slower: sentences(metrics, 'slower'),
    inconclusive:
      metrics.length === 0 ? ['nothing was compared'] : undecidedWords(facts, undecided),
    faster: sentences(metrics, 'faster'),
    same: same.length === 0 ? [] : [sameWords(same, metrics)],
  };
  const name = COMPARISON_VERDICTS.find((one) => findings[one].length > 0) ?? 'inconclusive';
  return {
    name,
    exitCode: EXIT_CODE_OF[name],
    reasons: COMPARISON_VERDICTS.flatMap((one) => findings[one]),
    moreRunsNeeded: name === 'inconclusive' ? mostNeeded(undecided) : null,
  };
}

function incorrectness({ headRuns, outcome }: ComparisonFacts): string[] {
  const broken = headRuns.filter(({ verdict }) => verdict.name === 'incorrect');
  const differs = outcome.comparison.verdict === 'differs' && outcome.conflicts.length === 0;
  return [
    ...broken.map(({ runId, verdict }) => {
      return `${runId} of the head is incorrect: ${verdict.reasons[0] ?? 'an invariant is broken'}`;
    }),
    ...outcome.conflicts,
    ...(differs ? [outcome.comparison.text] : []),
  ];
}

function sentences(metrics: readonly MetricComparison[], verdict: MetricVerdictName): string[] {
  return metrics
    .filter((metric) => metric.verdict === verdict)
    .map(({ label, better, reason }) => `${label} is ${verdictWord(verdict, better)}: ${reason}`);
}

/** A lower throughput is slower, but its figure is not. */
function verdictWord(verdict: MetricVerdictName, better: MetricComparison['better']): string {
  if (better === 'lower' || verdict === 'cannot tell') return verdict;
  return verdict === 'slower' ? 'lower (slower)' : 'higher (faster)';
}

function undecidedWords(
  { isSingle, metrics: { length: all } }: ComparisonFacts,
  undecided: readonly MetricComparison[],
): string[] {
  if (undecided.length === 0) return [];
  if (isSingle) return ['a single run on a side says nothing about speed'];
  const labels = undecided.map(({ label }) => label).join(', ');
  const count = inWords(undecided.length, 'metric');
  const [reason, ...others] = new Set(undecided.map((metric) => metric.reason));
  // Where each has a reason of its own, these stand at the metrics.
  if (others.length > 0) return [`${count} cannot be told: ${labels}`];
  const who =
    undecided.length === 1 ? labels : undecided.length === all ? count : `${count} (${labels})`;
  return [`${who} cannot be told: ${reason}`];
}

function sameWords(same: readonly MetricComparison[], all: readonly MetricComparison[]): string {
  const labels = same.map(({ label }) => label).join(', ');
  return same.length === all.length
    ? `nothing moved beyond its floor: ${labels}`
    : `the same: ${labels}`;
}

/** null: one of them would stay undecided, however many runs there were. */
function mostNeeded(undecided: readonly MetricComparison[]): number | null {
  let most: number | null = null;
  for (const { moreRunsNeeded } of undecided) {
    if (moreRunsNeeded === null) return null;
    most = Math.max(most ?? 0, moreRunsNeeded);
  }
  return most;
}
