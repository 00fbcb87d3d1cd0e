/** A side of a comparison: which of its runs are evidence of speed, and why the others are not. */
import { inWords } from '../numbers.ts';
import type { ComparedRun, ComparedSide } from './comparison.ts';
import type { EvidenceSet, RunEvidence } from './run-evidence.ts';

/** Of one run; `leftOut` null: it is evidence. */
export interface JudgedRun {
  readonly run: RunEvidence;
  readonly leftOut: string | null;
}

/** Why a run says nothing about speed, without a full stop; null: it does. */
export function whyLeftOut({ verdict, ...run }: RunEvidence): string | null {
  switch (verdict.name) {
    case 'incorrect':
      return 'it broke an invariant';
    case 'interrupted':
      return 'it was interrupted';
    case 'incomplete':
      return 'it is incomplete';
    case 'saturated':
      return 'the load generator itself was late';
    case 'thresholds':
    case 'passed':
      return emptiness(run);
  }
}

function emptiness({ cpu, latency }: Pick<RunEvidence, 'cpu' | 'latency'>): string | null {
  if (cpu.events === 0) return 'no event was applied';
  if (latency.every(({ histogram }) => histogram.count === 0)) return 'it has no latency samples';
  return null;
}

/** The same run a second time is no further evidence. */
export function judgedRuns({ runs }: EvidenceSet): JudgedRun[] {
  const seen = new Set<string>();
  return runs.map((run) => {
    const key = runKey(run);
    const isRepeated = seen.has(key);
    seen.add(key);
    return { run, leftOut: isRepeated ? 'it is there already' : whyLeftOut(run) };
  });
}

/** What tells runs apart, in the order in which they began. */
export function runKey({ startedAt, runId }: RunEvidence): string {
  return `${startedAt} ${runId}`;
}

/** Of pairs, both runs are evidence or neither is. */
export function judgedPairs(
  base: EvidenceSet,
  head: EvidenceSet,
): { readonly base: JudgedRun[]; readonly head: JudgedRun[] } {
  const bases = judgedRuns(base);
  const heads = judgedRuns(head);
  return { base: withPartners(bases, heads), head: withPartners(heads, bases) };
}

function withPartners(runs: readonly JudgedRun[], partners: readonly JudgedRun[]): JudgedRun[] {
  return runs.map(({ run, leftOut }, index) => {
    const partner = partners[index];
    if (leftOut !== null || partner === undefined || partner.leftOut === null) {
      return { run, leftOut };
    }
    return { run, leftOut: `its partner ${partner.run.runId} was left out: ${partner.leftOut}` };
  });
}

export function evidenceRuns(runs: readonly JudgedRun[]): RunEvidence[] {
  return runs.filter(({ leftOut }) => leftOut === null).map(({ run }) => run);
}

export function comparedSide(set: EvidenceSet, runs: readonly JudgedRun[], first: RunEvidence) {
  return {
    label: set.label,
    revision: set.revision,
    toolVersions: [...new Set(set.runs.map(({ toolVersion }) => toolVersion))],
    environment: first.environment,
    runs: runs.map(({ run, leftOut }): ComparedRun => {
      return { runId: run.runId, startedAt: run.startedAt, verdict: run.verdict.name, leftOut };
    }),
  } satisfies ComparedSide;
}

/** `2 of 10 runs of the head are no evidence: 1 × the load generator itself was late (run-3), …`; null: all are. */
export function leftOutWarning(name: 'base' | 'head', runs: readonly JudgedRun[]): string | null {
  const byReason = new Map<string, string[]>();
  let count = 0;
  for (const { run, leftOut } of runs) {
    if (leftOut === null) continue;
    count += 1;
    // Of partners the reason names the run; one group is enough.
    const reason = leftOut.startsWith('its partner') ? 'its partner was left out' : leftOut;
    byReason.set(reason, [...(byReason.get(reason) ?? []), run.runId]);
  }
  if (count === 0) return null;
  const reasons = [...byReason].map(([reason, ids]) => `${reason} (${named(ids)})`);
  const verb = count === 1 ? 'is' : 'are';
  return `${count} of ${inWords(runs.length, 'run')} of the ${name} ${verb} no evidence of speed: ${reasons.join('; ')}`;
}

const NAMED_RUNS = 3;

function named(ids: readonly string[]): string {
  const more = ids.length - NAMED_RUNS;
  return `${ids.slice(0, NAMED_RUNS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
