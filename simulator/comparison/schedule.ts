/** Which side is measured next, and when measuring ends. Pure: what was found so far goes in, the next step comes out. */

export type SideName = 'base' | 'head';

/**
 * A B, B A, A B …: over two pairs each side comes first once, so that a machine which slows down steadily slows both
 * alike.
 * @param pair counted from 0
 */
export function sidesOfPair(pair: number): readonly [SideName, SideName] {
  return pair % 2 === 0 ? ['base', 'head'] : ['head', 'base'];
}

/** What a pair, or a run of a single side, turned out to be. */
export type Finding =
  /** Evidence of speed. */
  | 'evidence'
  /** Saturated, incomplete or without samples: it is measured again. */
  | 'no evidence'
  /** The head broke an invariant: nothing that is measured afterwards could outrank that. */
  | 'incorrect';

export interface SeriesSoFar {
  /** Asked for: pairs, or runs of a single side. */
  readonly wanted: number;
  readonly findings: readonly Finding[];
  /** Time that is left and that the next one would probably take; null: time does not matter. */
  readonly time: { readonly leftMs: number; readonly nextMs: number } | null;
}

export type NextStep =
  | {
      readonly type: 'measure' /** Still to come, this one included, if all of them are evidence. */;
      readonly left: number;
    }
  | { readonly type: 'end'; readonly why: EndReason };

export type EndReason =
  | 'complete'
  /** The head broke an invariant. */
  | 'incorrect'
  /** Another one would not end in time. */
  | 'time is up'
  /** Half as many again as were asked for were measured. */
  | 'too many without evidence';

/** A system that gave no evidence so often at the beginning gives none later. */
const HOPELESS = 3;

/** What gave no evidence is measured again, at most half as many times as were asked for. */
export function nextStep({ wanted, findings, time }: SeriesSoFar): NextStep {
  const evidence = findings.filter((finding) => finding === 'evidence').length;
  if (findings.includes('incorrect')) return { type: 'end', why: 'incorrect' };
  const left = wanted - evidence;
  if (left <= 0) return { type: 'end', why: 'complete' };
  const most = wanted + Math.floor(wanted / 2);
  const isHopeless = evidence === 0 && findings.length >= HOPELESS;
  if (findings.length >= most || isHopeless) {
    return { type: 'end', why: 'too many without evidence' };
  }
  if (time !== null && time.nextMs > time.leftMs) return { type: 'end', why: 'time is up' };
  return { type: 'measure', left };
}
