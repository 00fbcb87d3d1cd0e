/** Whether both sides came to the same end: digests first, then what of the outcome moved. */
import { inWords } from '../numbers.ts';
import type { AlertTally, OutcomeTotals, RunOutcome } from '../outcome.ts';
import type { OutcomeChange, OutcomeComparison } from './comparison.ts';
import { TALLY_LABELS, TOTAL_LABELS } from './outcome-labels.ts';
import type { EvidenceSet, RunEvidence } from './run-evidence.ts';

export interface JudgedOutcome {
  readonly comparison: OutcomeComparison;
  /** Sides whose own runs do not agree, a sentence each: no acceptance covers that. */
  readonly conflicts: readonly string[];
}

/** @param areAccepted outcomes that differ between the sides were meant to */
export function compareOutcomes(
  base: EvidenceSet,
  head: EvidenceSet,
  areAccepted: boolean,
): JudgedOutcome {
  const bases = byDigest(base);
  const heads = byDigest(head);
  const conflicts = [conflict('base', bases), conflict('head', heads)].filter(isText);
  return { comparison: comparisonOf(bases, heads, areAccepted, conflicts), conflicts };
}

function isText(text: string | null): text is string {
  return text !== null;
}

/** Digest, and the runs that came to it, in the order of the runs. */
type ByDigest = ReadonlyMap<string, readonly RunEvidence[]>;

/** A run that broke an invariant speaks for its side only where no other does. */
function byDigest({ runs }: EvidenceSet): ByDigest {
  const comparable = runs.filter(({ digest }) => digest.comparable && digest.pipeline !== null);
  const sound = comparable.filter(({ verdict }) => verdict.name !== 'incorrect');
  const groups = new Map<string, RunEvidence[]>();
  for (const run of sound.length > 0 ? sound : comparable) {
    const digest = run.digest.pipeline ?? '';
    groups.set(digest, [...(groups.get(digest) ?? []), run]);
  }
  return groups;
}

function conflict(name: 'base' | 'head', groups: ByDigest): string | null {
  if (groups.size <= 1) return null;
  const ends = [...groups].map(
    ([digest, runs]) => `${short(digest)} in ${inWords(runs.length, 'run')}`,
  );
  const words = groups.size === 2 ? 'two outcomes' : `${groups.size} outcomes`;
  return `the same seed gave ${words} in the ${name}: ${ends.join(', ')}`;
}

function comparisonOf(
  bases: ByDigest,
  heads: ByDigest,
  areAccepted: boolean,
  conflicts: readonly string[],
): OutcomeComparison {
  const [baseDigest = null] = bases.keys();
  // Of several the one that differs is worth showing.
  const headDigest = other(heads, baseDigest);
  const shownBase = other(bases, headDigest);
  const digests = { baseDigest: shownBase, headDigest };
  if (shownBase === null || headDigest === null) {
    return { verdict: 'unknown', ...digests, moved: [], text: unknownText(shownBase, headDigest) };
  }
  if (shownBase === headDigest) {
    return { verdict: 'equal', ...digests, moved: [], text: 'the outcomes are equal' };
  }
  const moved = movedOutcomes(bases.get(shownBase)?.[0], heads.get(headDigest)?.[0]);
  const isAccepted = areAccepted && conflicts.length === 0;
  const text = conflicts[0] ?? `${movedText(moved)}${isAccepted ? ', which was accepted' : ''}`;
  return { verdict: isAccepted ? 'accepted' : 'differs', ...digests, moved, text };
}

function other(groups: ByDigest, digest: string | null): string | null {
  const digests = [...groups.keys()];
  return digests.find((candidate) => candidate !== digest) ?? digests[0] ?? null;
}

function unknownText(base: string | null, head: string | null): string {
  const without =
    base === null ? (head === null ? 'neither side has' : 'the base has no') : 'the head has no';
  return without === 'neither side has'
    ? 'the outcomes cannot be compared: neither side has a comparable digest'
    : `the outcomes cannot be compared: ${without} comparable digest`;
}

function movedText(moved: readonly OutcomeChange[]): string {
  if (moved.length === 0) {
    return 'the outcomes differ with the same totals: another order, or other products';
  }
  return `the outcomes differ: ${inWords(moved.length, 'figure')} moved`;
}

function movedOutcomes(
  base: RunEvidence | undefined,
  head: RunEvidence | undefined,
): OutcomeChange[] {
  const before = figuresOf(base?.outcome ?? null);
  const after = figuresOf(head?.outcome ?? null);
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name) => {
    const one = before.get(name)?.value ?? null;
    const two = after.get(name)?.value ?? null;
    const label = before.get(name)?.label ?? after.get(name)?.label ?? name;
    return one === two ? [] : [{ name, label, base: one, head: two }];
  });
}

interface Figure {
  readonly label: string;
  readonly value: number | null;
}

/** Of a newer or older version there may be other figures: those have their name for a label. */
function figuresOf(outcome: RunOutcome | null): Map<string, Figure> {
  const figures = new Map<string, Figure>();
  if (outcome === null) return figures;
  for (const [name, value] of Object.entries(outcome.totals)) {
    figures.set(name, { label: labelOf(TOTAL_LABELS, name as keyof OutcomeTotals), value });
  }
  for (const { type, ...tally } of outcome.alertsByType) {
    for (const [name, value] of Object.entries(tally)) {
      const label = labelOf(TALLY_LABELS, name as Exclude<keyof AlertTally, 'type'>);
      figures.set(`alertsByType.${type}.${name}`, { label: `${type} alerts ${label}`, value });
    }
  }
  return figures;
}

function labelOf<K extends string>(labels: Readonly<Record<K, string>>, name: K): string {
  return Object.hasOwn(labels, name) ? labels[name] : name;
}

function short(digest: string): string {
  return digest.slice(0, 12);
}
