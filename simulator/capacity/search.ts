/**
 * The search for the highest rate that holds, as a pure function of what was observed so far.
 *
 *   start ──×2──×2──×2 ✗✗     bracket: grow from the start rate until a rate does not hold (or shrink until one does)
 *                 ├──┤        bisection: the geometric middle, until the bracket is narrower than the tolerance
 *                 ●●●         confirmation: the best rate must hold again; if it does not, it becomes the upper end
 *
 * A system under test is noisy, and "holds" need not be monotone in the rate. A stray failure while nothing is bracketed
 * would cost a factor, so the first failure is looked at twice; later ones cost a fraction and are believed. What the
 * search promises is what it saw: the rate it names held in its last runs, and whatever failed at or below it held when
 * it was tried again at once.
 */

export interface SearchOptions {
  /** Events per second, all of them: minRate ≤ startRate ≤ maxRate. */
  readonly startRate: number;
  readonly minRate: number;
  readonly maxRate: number;
  /** Factor from rate to rate while nothing is bracketed, above 1. */
  readonly growth: number;
  /** The bracket's ends may differ by this share of the lower one. */
  readonly tolerance: number;
  /** Further runs in which the best rate must hold. */
  readonly confirmations: number;
  /** How often a probe that proved nothing is repeated before its rate is given up. */
  readonly repeats: number;
  /** Bound on all probes together. */
  readonly maxProbes: number;
}

/** Why a rate is not taken for one that holds: the system, the harness, or nothing that can be told. */
export const OBSTACLES = ['system', 'harness', 'inconclusive'] as const;
export type Obstacle = (typeof OBSTACLES)[number];

export type ProbeOutcome = 'holds' | Obstacle | 'incorrect' | 'interrupted';

export interface Observation {
  readonly ratePerSecond: number;
  readonly outcome: ProbeOutcome;
}

export type ProbePurpose = 'bracket' | 'second-look' | 'bisection' | 'confirmation' | 'repetition';

export type SearchStep =
  | { readonly type: 'probe'; readonly ratePerSecond: number; readonly purpose: ProbePurpose }
  | { readonly type: 'done'; readonly end: SearchEnd };

export interface SearchEnd {
  /**
   * `found`: a rate held and was confirmed. `none`: no rate held. `unsettled`: the bound on probes came first.
   * `incorrect`: a run proved the system wrong, which ends every search. `interrupted`: somebody stopped it.
   */
  readonly status: 'found' | 'none' | 'unsettled' | 'incorrect' | 'interrupted';
  /** The highest rate that held and was not refuted; null when there is none. */
  readonly ratePerSecond: number | null;
  /** How often that rate held. */
  readonly timesHeld: number;
  /** 1 when it failed first and held at the second look. */
  readonly timesFailed: number;
  /** What lies above it; null when nothing was seen to fail. */
  readonly obstacle: { readonly ratePerSecond: number; readonly kind: Obstacle } | null;
}

/** @param observations in the order in which they were made, each at the rate that the step before asked for */
export function nextStep(options: SearchOptions, observations: readonly Observation[]): SearchStep {
  const known = knowledgeFrom(options, observations);
  const done = (status: SearchEnd['status']): SearchStep => ({
    type: 'done',
    end: endWith(status, known),
  });
  const last = observations.at(-1);
  if (last?.outcome === 'incorrect' || last?.outcome === 'interrupted') return done(last.outcome);
  const wanted = wantedProbe(options, known, last);
  if (wanted.type === 'done') return done(wanted.status);
  return observations.length >= options.maxProbes ? done('unsettled') : wanted;
}

/** The search as it ends when somebody interrupts it after these observations. */
export function endNow(options: SearchOptions, observations: readonly Observation[]): SearchEnd {
  return endWith('interrupted', knowledgeFrom(options, observations));
}

function endWith(
  status: SearchEnd['status'],
  { floor, timesHeld, timesFailed, ceiling }: Knowledge,
): SearchEnd {
  return { status, ratePerSecond: floor, timesHeld, timesFailed, obstacle: ceiling };
}

/** The most probes a search takes when each rate either always holds or never does. */
export function probesWithoutNoise(options: SearchOptions): number {
  const { startRate, minRate, maxRate, growth, tolerance, confirmations, maxProbes } = options;
  const rungs = (ratio: number): number => Math.ceil(Math.log(ratio) / Math.log(growth) - 1e-9);
  const ladder = 1 + Math.max(rungs(maxRate / startRate), rungs(startRate / minRate));
  const ratio = Math.log(growth) / Math.log(1 + tolerance);
  const bisections = Math.max(0, Math.ceil(Math.log2(ratio)));
  const secondLook = 1;
  return Math.min(maxProbes, ladder + secondLook + bisections + confirmations);
}

interface Knowledge {
  readonly floor: number | null;
  readonly timesHeld: number;
  readonly timesFailed: number;
  readonly ceiling: SearchEnd['obstacle'];
  /** Why the last rate is to be probed again: it proved nothing, or it failed for the first time. */
  readonly again: 'repetition' | 'second-look' | undefined;
}

function knowledgeFrom(
  { repeats }: SearchOptions,
  observations: readonly Observation[],
): Knowledge {
  const held = new Map<number, number>();
  const failed = new Map<number, number>();
  const unclear = new Map<number, number>();
  let ceiling: Knowledge['ceiling'] = null;
  let again: Knowledge['again'];
  for (const { ratePerSecond, outcome } of observations) {
    again = undefined;
    if (outcome === 'incorrect' || outcome === 'interrupted') break;
    const counts = outcome === 'holds' ? held : outcome === 'inconclusive' ? unclear : failed;
    const times = increment(counts, ratePerSecond);
    if (outcome === 'holds') continue;
    if (outcome === 'inconclusive') {
      if (times <= repeats) again = 'repetition';
    } else if (ceiling === null && times === 1 && !held.has(ratePerSecond)) again = 'second-look';
    if (again !== undefined) continue;
    ceiling = { ratePerSecond, kind: outcome };
    for (const rate of held.keys()) if (rate >= ratePerSecond) held.delete(rate);
  }
  const floor = held.size === 0 ? null : Math.max(...held.keys());
  const timesOf = (counts: ReadonlyMap<number, number>): number =>
    floor === null ? 0 : (counts.get(floor) ?? 0);
  return { floor, timesHeld: timesOf(held), timesFailed: timesOf(failed), ceiling, again };
}

function increment(counts: Map<number, number>, rate: number): number {
  const count = (counts.get(rate) ?? 0) + 1;
  counts.set(rate, count);
  return count;
}

type Wanted =
  | Extract<SearchStep, { type: 'probe' }>
  | { readonly type: 'done'; readonly status: 'found' | 'none' };

function wantedProbe(
  options: SearchOptions,
  { floor, timesHeld, ceiling, again }: Knowledge,
  last: Observation | undefined,
): Wanted {
  const { startRate, minRate, maxRate, growth, tolerance, confirmations } = options;
  if (last === undefined) return probe(startRate, 'bracket');
  if (again !== undefined) return probe(last.ratePerSecond, again);
  if (floor === null) {
    const lowest = ceiling?.ratePerSecond ?? minRate;
    if (lowest <= minRate) return { type: 'done', status: 'none' };
    return probe(Math.max(minRate, Math.min(rounded(lowest / growth), lowest)), 'bracket');
  }
  if (ceiling === null && floor < maxRate) {
    return probe(Math.min(maxRate, rounded(floor * growth)), 'bracket');
  }
  if (ceiling !== null && ceiling.ratePerSecond > floor * (1 + tolerance)) {
    const middle = rounded(Math.sqrt(floor * ceiling.ratePerSecond));
    // Rates are rounded, so a narrow bracket may have no middle of its own.
    if (middle > floor && middle < ceiling.ratePerSecond) return probe(middle, 'bisection');
  }
  if (timesHeld <= confirmations) return probe(floor, 'confirmation');
  return { type: 'done', status: 'found' };
}

function probe(ratePerSecond: number, purpose: ProbePurpose): Wanted {
  return { type: 'probe', ratePerSecond, purpose };
}

/** Three significant digits: nobody can tell 1,414.2 from 1,410 events a second. */
function rounded(rate: number): number {
  return Number(rate.toPrecision(3));
}
