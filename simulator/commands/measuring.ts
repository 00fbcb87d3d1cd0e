/** What the commands that measure say and share: the plan, the machine's noise, and how measuring ended. */
import { StreamstockError } from '../../pipeline/errors.ts';
import type { GatedMetric } from '../../reports/comparison/gate.ts';
import { DEFAULT_GATE } from '../../reports/comparison/gated-metrics.ts';
import { inWords } from '../../reports/numbers.ts';
import { renderProgress } from '../../reports/progress.ts';
import { wrapped } from '../../reports/terminal-text.ts';
import { runsNeededPerSide } from '../comparison/enough-runs.ts';
import { commitOf, hasChanges, openRepository } from '../comparison/git.ts';
import type { Heard } from '../comparison/interruptible.ts';
import { LONG_PROBE_MS, probeMachine } from '../comparison/probe.ts';
import { machineNoiseText } from '../comparison/probe-summary.ts';
import type { EndReason } from '../comparison/schedule.ts';

/** A line for people. */
export function say(text: string): void {
  const page = { colour: false, width: process.stderr.columns ?? Number.POSITIVE_INFINITY };
  process.stderr.write(`${wrapped(text, 2, page)}\n`);
}

/** Before the first run, so that whoever sees it can still find a quieter machine. */
export async function tellNoise(): Promise<void> {
  const progress = renderProgress();
  progress.announce('Looking how quiet the machine is …');
  const probe = await probeMachine(LONG_PROBE_MS);
  progress.done();
  say(`The machine is ${machineNoiseText(probe)}.`);
}

/** The commit of a checkout without changes; null: it is none, or nobody can tell. */
export async function revisionOf(folder: string, heard: Heard): Promise<string | null> {
  try {
    const repository = await openRepository(folder, heard);
    if (await hasChanges(repository)) return null;
    return (await commitOf(repository, 'HEAD')) ?? null;
  } catch (error) {
    if (error instanceof StreamstockError && error.code === 'REVISION_UNKNOWN') return null;
    throw error;
  }
}

/** Before minutes are spent on what cannot decide. */
export function tellWhenTooFew(runs: number, gate: readonly GatedMetric[] | null): void {
  const needed = runsNeededPerSide((gate ?? DEFAULT_GATE).length);
  if (runs >= needed) return;
  say(`! ${inWords(runs, 'run')} cannot decide on speed: this gate needs ${needed} on each side`);
}

/** Why there are fewer than were asked for; the verdict counts those that are evidence. */
export function endWarnings(why: EndReason, wanted: string): string[] {
  switch (why) {
    case 'complete':
      return [];
    case 'incorrect':
      return ['measuring ended at the first incorrect run: nothing could outrank it'];
    case 'time is up':
      return [`the time was up before ${wanted} were measured`];
    case 'too many without evidence':
      return [`measuring was given up: too many runs were no evidence to get ${wanted}`];
  }
}

/** Somebody who interrupts should know what there is. */
export function withCount(error: unknown, sentence: string): unknown {
  if (!(error instanceof StreamstockError) || error.code !== 'INTERRUPTED') return error;
  return new StreamstockError('INTERRUPTED', error.message, { hint: sentence, cause: error });
}
