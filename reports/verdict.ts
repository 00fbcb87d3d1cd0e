/** The verdict on a run: pure, from facts to one name, one exit code and the reasons in words. */
import { EXIT_CODES } from '../pipeline/errors.ts';
import { abortSentence } from './abort-watch.ts';
import { NO_CAUSE } from './evidence.ts';
import { duration, inWords, metricValue, percent, whole } from './numbers.ts';
import type { ResultsReport } from './pipeline-used.ts';
import type { LatenessEvidence } from './record.ts';
import { keptWords, marginOf } from './threshold-words.ts';
import { type Crossing, type ThresholdResult, thresholdLabel } from './thresholds.ts';

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
  /** The load ended before its plan did: what had not come due is not missing, but not there either. */
  readonly cutShort?: boolean;
  /** The threshold that stopped the run before its time. */
  readonly aborted?: Pick<Crossing, 'atMs' | 'result'>;
  /** Reasons why data is missing: a worker that died, a drain that ended before its time. */
  readonly missing: readonly Missing[];
  /** A person intervened (manual writes, classroom controls): never a pass in CI. */
  readonly interactive: boolean;
  readonly eventsPlanned: number;
  readonly eventsDue: number;
  readonly eventsShed: number;
  readonly eventsAcknowledged: number;
  readonly eventsApplied: number;
  readonly lateGenerator: number;
  /** Where most of these are; null or absent when no series was recorded. */
  readonly worstLateness?: LatenessEvidence | null;
  /** Absent: the project's own pipeline. */
  readonly external?: ExternalFacts;
}

/** What was seen of a pipeline that is not the project's own. */
export interface ExternalFacts {
  readonly group: string;
  /** The cluster told how far the group is behind, at least once. */
  readonly lagKnown: boolean;
  /** From the last acknowledgement until the group had committed everything; null when it had not, or nobody told. */
  readonly drainMs: number | null;
  /** null: no results topic was named. */
  readonly results: Pick<ResultsReport, 'topic' | 'events'> | null;
}

/** A sentence without a full stop, and since when it has been so, counted from the start of the load. */
export type Missing = string | { readonly text: string; readonly atMs?: number };

/** More thresholds than these are counted, not named, where all of them hold. */
const NAMED_THRESHOLDS = 3;

export function verdictOf(facts: VerdictFacts): Verdict {
  const findings: Record<VerdictName, readonly string[]> = {
    incorrect: brokenInvariants(facts),
    interrupted: interruption(facts),
    incomplete: gaps(facts),
    saturated: saturation(facts),
    thresholds: [...abortion(facts), ...crossedThresholds(facts)],
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
  const reasons = [...facts.missing.map(missingText), ...missingEvents(facts)];
  if (facts.interactive)
    reasons.unshift('somebody intervened by hand, so the outcome proves nothing');
  if (facts.eventsPlanned === 0)
    reasons.push(
      facts.interactive
        ? 'no event of the plan was played'
        : 'the plan contains no event: raise the rate or the duration',
    );
  else if (facts.external !== undefined) {
    reasons.push(...unseen(facts.external, reasons.length));
  } else if (facts.eventsApplied === 0) reasons.push('no event is known to have been applied');
  if (facts.invariants.length === 0) reasons.push('nothing was audited');
  reasons.push(...undecided(facts));
  return reasons;
}

/** A foreign pipeline that nobody saw at its end cannot have passed; why it was not there is among what is missing. */
function unseen({ group, lagKnown, drainMs, results }: ExternalFacts, missing: number): string[] {
  if (results !== null) {
    return results.events > 0 ? [] : [`no result of this run was found on ${results.topic}`];
  }
  if (drainMs !== null || missing > 0) return [];
  const offsets = lagKnown ? 'how far it came in the end' : 'its offsets';
  return [
    `nothing is known of group ${group}: the cluster did not tell ${offsets}, and no results topic was named`,
  ];
}

function missingText(missing: Missing): string {
  if (typeof missing === 'string') return missing;
  const { text, atMs } = missing;
  return atMs === undefined ? text : `${text} (${duration(atMs)} after the load began)`;
}

/** What a threshold cut off belongs to its sentence: {@link abortion}. */
function missingEvents(facts: VerdictFacts): string[] {
  const { eventsPlanned, eventsDue, eventsShed, eventsAcknowledged } = facts;
  if (facts.aborted !== undefined) return [];
  const reasons: string[] = [];
  if (eventsShed > 0) {
    const share = percent(eventsShed / eventsPlanned);
    reasons.push(
      `${inWords(eventsShed, 'event')} (${share} of the plan) were not acknowledged in time`,
    );
  }
  const notDue = facts.cutShort === true ? eventsPlanned - eventsDue : 0;
  if (notDue > 0) reasons.push(`${inWords(notDue, 'event')} of the plan had not come due yet`);
  // Shed events are unacknowledged too; only what is beyond them needs a word of its own.
  const unacknowledged = eventsPlanned - notDue - eventsAcknowledged - eventsShed;
  if (unacknowledged > 0) {
    reasons.push(`${inWords(unacknowledged, 'planned event')} never got an acknowledgement`);
  }
  return reasons;
}

/** A run that was cut short leaves invariants of the whole undecided, and metrics without a sample. */
function undecided({ invariants, thresholds, aborted, interactive }: VerdictFacts): string[] {
  // What cannot be decided because of somebody's hands needs no word of its own.
  if (aborted !== undefined || interactive) return [];
  const reasons: string[] = [];
  const open = invariants.filter(({ holds }) => holds === null);
  if (open.length > 0) {
    const ids = open.map(({ id }) => id).join(', ');
    reasons.push(`${inWords(open.length, 'invariant')} could not be decided: ${ids}`);
  }
  const judged = thresholds.filter(({ setAside }) => setAside === undefined);
  for (const threshold of judged.filter(({ holds }) => holds === null)) {
    reasons.push(`no samples to judge ${thresholdLabel(threshold)} by`);
  }
  return reasons;
}

function saturation({ lateGenerator, eventsDue, worstLateness }: VerdictFacts): string[] {
  if (lateGenerator === 0 || lateGenerator <= SATURATION_SHARE * eventsDue) return [];
  return [
    `the load generator itself was late for ${whole(lateGenerator)} of ${inWords(eventsDue, 'event')} ` +
      `(${percent(lateGenerator / eventsDue)}, ${percent(SATURATION_SHARE)} is the limit)` +
      `${worstLateness === null || worstLateness === undefined ? '' : evidenceText(worstLateness, lateGenerator)}: ` +
      'this says nothing about the capacity of the system',
  ];
}

function evidenceText({ events, fromMs, toMs, cause }: LatenessEvidence, late: number): string {
  const many =
    events >= late
      ? 'all of them'
      : events > late / 2
        ? 'most of them'
        : `${whole(events)} of them`;
  const when = `${many} between ${duration(fromMs)} and ${duration(toMs)}`;
  return cause === NO_CAUSE ? `, ${when}, for no cause that was seen` : `, ${when}, when ${cause}`;
}

function abortion({ aborted, eventsDue, eventsAcknowledged }: VerdictFacts): string[] {
  if (aborted === undefined) return [];
  const open = eventsDue - eventsAcknowledged;
  if (open <= 0) return [abortSentence(aborted)];
  return [
    abortSentence(aborted),
    `${inWords(open, 'event')} that had come due never got an acknowledgement`,
  ];
}

/** The one that stopped the run has its own sentence. */
function crossedThresholds({ thresholds }: VerdictFacts): string[] {
  return thresholds
    .filter(({ holds, aborted }) => holds === false && aborted === undefined)
    .map((threshold) => `${thresholdLabel(threshold)} is crossed: ${observedText(threshold)}`);
}

function observedText({ observed, unit }: ThresholdResult): string {
  return observed === null ? 'no samples' : metricValue(observed, unit);
}

/** What the run rests on: the thresholds with least to spare, the audit, and what was seen of a foreign pipeline. */
function confirmation({ thresholds, invariants, external }: VerdictFacts): string {
  const { length } = invariants;
  const audited = `${inWords(length, 'invariant')} ${length === 1 ? 'holds' : 'hold'}`;
  const foreign = external === undefined ? [] : [drainWords(external)];
  const judged = thresholds.filter(({ setAside }) => setAside === undefined);
  const closest = [...judged].sort((one, other) => spare(one) - spare(other));
  const named = closest.slice(0, NAMED_THRESHOLDS).map(keptWords);
  const more = judged.length - named.length;
  const others = more > 0 ? [`and ${inWords(more, 'more threshold')}`] : [];
  const held = [...named, ...others, audited, ...foreign].join(', ');
  const unset = thresholds.length === 0 ? ['the scenario sets no thresholds'] : [];
  return [held, ...unset, ...setAsideWords(thresholds)].join('; ');
}

function drainWords({ group, drainMs, results }: ExternalFacts): string {
  return drainMs === null
    ? `all results are on ${results?.topic}`
    : `group ${group} had committed everything ${duration(drainMs)} after the last acknowledgement`;
}

function setAsideWords(thresholds: VerdictFacts['thresholds']): string[] {
  const unknown = thresholds.filter(({ setAside }) => setAside !== undefined);
  if (unknown.length === 0) return [];
  return [
    `${inWords(unknown.length, 'threshold')} cannot be judged for a pipeline of your own: ${unknown.map(thresholdLabel).join(', ')}`,
  ];
}

/**
 * Of what the limit allows, the part that is left; those without a distance come last. A share that must be large is
 * allowed to miss 1 by so much: 1 itself has everything to spare, however close to 1 the limit is.
 */
function spare(threshold: ThresholdResult): number {
  const { unit, comparison, observed, limit } = threshold;
  const allowed = 1 - limit;
  if (unit === 'share' && comparison.startsWith('>') && observed !== null && allowed > 0) {
    return (observed - limit) / allowed;
  }
  return marginOf(threshold) ?? Number.MAX_VALUE;
}
