/** Measures a side, or two sides in turn, until there is enough evidence: run after run, with an eye on the machine. */
import type { RunEvidence } from '../../reports/comparison/run-evidence.ts';
import { whyLeftOut } from '../../reports/comparison/side.ts';
import { type EndReason, type Finding, nextStep, type SideName, sidesOfPair } from './schedule.ts';
import { runMs } from './time-estimate.ts';

/** A run that was made. */
export interface Measured {
  readonly evidence: RunEvidence;
  /** Absolute path of its folder. */
  readonly folder: string;
  /** With what the watch on the machine takes. */
  readonly tookMs: number;
}

export interface MeasuredPair {
  readonly first: SideName;
  readonly base: Measured;
  readonly head: Measured;
}

/** What is about to be measured, for people. */
export interface Upcoming {
  readonly kind: 'pair' | 'run';
  readonly side: SideName;
  /** From 1; 0 is the warm-up, which is no evidence. */
  readonly number: number;
  /** Of those that are needed, this one included; more are made when some are no evidence. */
  readonly of: number;
  /** From now until everything is measured, as far as can be told. */
  readonly leftMs: number;
}

export type MeasureRun = (upcoming: Upcoming) => Promise<Measured>;

export interface MeasureOptions {
  /** Pairs, or runs of the one side. */
  readonly wanted: number;
  /** Of the scenario's load, for the first estimate. */
  readonly loadMs: number;
  /** Monotonic; time in which everything should be over, null: as long as it takes. */
  readonly budget: { readonly endsAtMs: number; readonly nowMs: () => number } | null;
  readonly measure: MeasureRun;
}

export interface PairOptions extends MeasureOptions {
  /** After the warm-ups, when their times tell how many pairs fit. */
  readonly onWarm: (pairMs: number) => void;
  /** After each pair, so that what is measured is kept. */
  readonly onPair: (pairs: readonly MeasuredPair[]) => void;
}

/**
 * The first run of each side warms the machine up and is no evidence; if the head is incorrect in it already, it is all
 * the evidence that anybody needs.
 * @throws what measuring throws
 */
export async function measurePairs(
  options: PairOptions,
): Promise<{ readonly pairs: readonly MeasuredPair[]; readonly why: EndReason }> {
  const { wanted, loadMs, measure, budget } = options;
  const tookMs: number[] = [];
  const pairs: MeasuredPair[] = [];
  const pair = async (number: number, left: number): Promise<MeasuredPair> => {
    const order = sidesOfPair(pairs.length);
    const of = pairs.length + left;
    const made: Partial<Record<SideName, Measured>> = {};
    for (const [index, side] of order.entries()) {
      const runs = 2 * left - index + (number === 0 ? 2 : 0);
      const wantedMs = runs * runMs({ loadMs, tookMs });
      const leftMs = budget === null ? wantedMs : Math.min(wantedMs, timeLeftMs(budget));
      made[side] = await measure({ kind: 'pair', side, number, of, leftMs });
      tookMs.push(made[side].tookMs);
    }
    const { base, head } = made;
    if (base === undefined || head === undefined) throw new Error('a pair has two sides');
    return { first: order[0], base, head };
  };
  const warmUp = await pair(0, wanted);
  if (isIncorrect(warmUp.head)) return { pairs: [warmUp], why: 'incorrect' };
  options.onWarm(2 * runMs({ loadMs, tookMs }));
  for (;;) {
    const nextMs = 2 * runMs({ loadMs, tookMs });
    const time = budget === null ? null : { leftMs: timeLeftMs(budget), nextMs };
    const step = nextStep({ wanted, findings: pairs.map(findingOfPair), time });
    if (step.type === 'end') return { pairs, why: step.why };
    pairs.push(await pair(pairs.length + 1, inTime(step.left, time)));
    options.onPair(pairs);
  }
}

function timeLeftMs({ endsAtMs, nowMs }: NonNullable<MeasureOptions['budget']>): number {
  return Math.max(0, endsAtMs - nowMs());
}

/** Nobody should be promised pairs for which there is no time. */
function inTime(left: number, time: { leftMs: number; nextMs: number } | null): number {
  if (time === null || time.nextMs <= 0) return left;
  return Math.max(1, Math.min(left, Math.floor(time.leftMs / time.nextMs)));
}

export interface SingleSideOptions extends MeasureOptions {
  readonly side: SideName;
  /** After the warm-up run, which is no evidence; it may throw, before more time is spent. */
  readonly onWarm: (warmUp: Measured) => void;
}

/** Runs of one side alone; an incorrect one ends it. */
export async function measureSide(
  options: SingleSideOptions,
): Promise<{ readonly runs: readonly Measured[]; readonly why: EndReason }> {
  const { wanted, loadMs, measure, side } = options;
  const runs: Measured[] = [];
  const tookMs: number[] = [];
  const run = async (number: number, left: number): Promise<Measured> => {
    const leftMs = (left + (number === 0 ? 1 : 0)) * runMs({ loadMs, tookMs });
    const made = await measure({ kind: 'run', side, number, of: runs.length + left, leftMs });
    tookMs.push(made.tookMs);
    return made;
  };
  const warmUp = await run(0, wanted);
  if (isIncorrect(warmUp)) return { runs: [warmUp], why: 'incorrect' };
  options.onWarm(warmUp);
  for (;;) {
    const step = nextStep({ wanted, findings: runs.map(findingOfRun), time: null });
    if (step.type === 'end') return { runs, why: step.why };
    runs.push(await run(runs.length + 1, step.left));
  }
}

function findingOfPair({ base, head }: MeasuredPair): Finding {
  if (isIncorrect(head)) return 'incorrect';
  return whyLeftOut(base.evidence) === null ? findingOfRun(head) : 'no evidence';
}

function findingOfRun(run: Measured): Finding {
  if (isIncorrect(run)) return 'incorrect';
  return whyLeftOut(run.evidence) === null ? 'evidence' : 'no evidence';
}

function isIncorrect({ evidence }: Measured): boolean {
  return evidence.verdict.name === 'incorrect';
}
