/** The verdict on a run: pure, from facts to one name, one exit code and the reasons in words. */
import { EXIT_CODES } from '../pipeline/errors.ts';
import { inWords, metricValue, percent, whole } from './numbers.ts';
import { type ThresholdResult, thresholdLabel } from './thresholds.ts';

export const VERDICTS = [
  'incorrect',
  'interrupted',
  'incomplete',
  'saturated',
  'thresholds',
  'passed',
] as const;
export type VerdictName = (typeof VERDICTS)[number];

export interface Verdict {
  readonly name: VerdictName;
  readonly exitCode: number;
  /** Worst first; those of milder verdicts follow. Never empty. */
  readonly reasons: readonly string[];
}

/** What an audit says of one property that must always hold. */
export interface InvariantResult {
  /** Stable name, such as `no-loss`. */
  readonly id: string;
  /** What holds, as a sentence. */
  readonly title: string;
  /** null: it could not be decided, for the reason in `detail`. */
  readonly holds: boolean | null;
  readonly detail: string;
  readonly examples: readonly InvariantExample[];
}

export interface InvariantExample {
  /** Which product, record or thread. */
  readonly subject: string;
  readonly expected: string;
  readonly got: string;
}

/** More than this share of events late by the generator's own doing: no claim about the system. */
export const SATURATION_SHARE = 0.01;

export interface VerdictFacts {
  readonly invariants: readonly InvariantResult[];
  readonly thresholds: readonly ThresholdResult[];
  /** What interrupted the run, such as `SIGINT`. */
  readonly interruptedBy?: string;
  /** Reasons why data is missing: a worker that died, a drain that ended before its time. */
  readonly missing: readonly string[];
  /** A person intervened (manual writes, classroom controls): never a pass in CI. */
  readonly interactive: boolean;
  readonly eventsPlanned: number;
  readonly eventsDue: number;
  readonly eventsShed: number;
  readonly eventsAcknowledged: number;
  readonly eventsApplied: number;
  readonly lateGenerator: number;
}

export function verdictOf(facts: VerdictFacts): Verdict {
  const findings: Record<VerdictName, readonly string[]> = {
    incorrect: brokenInvariants(facts),
    interrupted: interruption(facts),
    incomplete: gaps(facts),
    saturated: saturation(facts),
    thresholds: crossedThresholds(facts),
    passed: [confirmation(facts)],
  };
  const name = VERDICTS.find((candidate) => findings[candidate].length > 0) ?? 'passed';
  const reasons = VERDICTS.filter((candidate) => candidate !== 'passed' || name === 'passed');
  return {
    name,
    exitCode: EXIT_CODES[name],
    reasons: reasons.flatMap((candidate) => findings[candidate]),
  };
}

function brokenInvariants({ invariants }: VerdictFacts): string[] {
  return invariants
    .filter(({ holds }) => holds === false)
    .map(({ title, detail }) => `broken: ${title} (${detail})`);
}

function interruption({ interruptedBy }: VerdictFacts): string[] {
  return interruptedBy === undefined ? [] : [`stopped by ${interruptedBy}`];
}

function gaps(facts: VerdictFacts): string[] {
  const { eventsPlanned, eventsDue, eventsShed, eventsAcknowledged, eventsApplied } = facts;
  const reasons = [...facts.missing];
  if (eventsShed > 0) {
    const share = percent(eventsShed / eventsPlanned);
    reasons.push(
      `${inWords(eventsShed, 'event')} (${share} of the plan) were not acknowledged in time`,
    );
  }
  const notDue = facts.interruptedBy === undefined ? 0 : eventsPlanned - eventsDue;
  if (notDue > 0) reasons.push(`${inWords(notDue, 'event')} of the plan had not come due yet`);
  // Shed events are unacknowledged too; only what is beyond them needs a word of its own.
  const unacknowledged = eventsPlanned - notDue - eventsAcknowledged - eventsShed;
  if (unacknowledged > 0) {
    reasons.push(`${inWords(unacknowledged, 'planned event')} never got an acknowledgement`);
  }
  if (eventsPlanned === 0)
    reasons.push('the plan contains no event: raise the rate or the duration');
  else if (eventsApplied === 0) reasons.push('no event is known to have been applied');
  if (facts.invariants.length === 0) reasons.push('nothing was audited');
  const undecided = facts.invariants.filter(({ holds }) => holds === null);
  if (undecided.length > 0) {
    const ids = undecided.map(({ id }) => id).join(', ');
    reasons.push(`${inWords(undecided.length, 'invariant')} could not be decided: ${ids}`);
  }
  for (const threshold of facts.thresholds.filter(({ holds }) => holds === null)) {
    reasons.push(`no samples to judge ${thresholdLabel(threshold)} by`);
  }
  if (facts.interactive) reasons.push('somebody intervened by hand, so the outcome proves nothing');
  return reasons;
}

function saturation({ lateGenerator, eventsDue }: VerdictFacts): string[] {
  if (lateGenerator === 0 || lateGenerator <= SATURATION_SHARE * eventsDue) return [];
  return [
    `the load generator itself was late for ${whole(lateGenerator)} of ${inWords(eventsDue, 'event')} ` +
      `(${percent(lateGenerator / eventsDue)}, ${percent(SATURATION_SHARE)} is the limit): ` +
      'this says nothing about the capacity of the system',
  ];
}

function crossedThresholds({ thresholds }: VerdictFacts): string[] {
  return thresholds
    .filter(({ holds }) => holds === false)
    .map((threshold) => `${thresholdLabel(threshold)} is crossed: ${observedText(threshold)}`);
}

function observedText({ observed, unit }: ThresholdResult): string {
  return observed === null ? 'no samples' : metricValue(observed, unit);
}

function confirmation({ thresholds, invariants }: VerdictFacts): string {
  const audited = `${inWords(invariants.length, 'invariant')} hold`;
  if (thresholds.length === 0) return `${audited}; the scenario sets no thresholds`;
  return `${inWords(thresholds.length, 'threshold')} and ${audited}`;
}
