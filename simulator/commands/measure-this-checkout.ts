/** Measures the program that runs: several runs of a scenario, as one side of a comparison. */
import { join, resolve } from 'node:path';
import { EXIT_CODES } from '../../pipeline/errors.ts';
import type { EvidenceSet } from '../../reports/comparison/run-evidence.ts';
import { inWords } from '../../reports/numbers.ts';
import { renderProgress } from '../../reports/progress.ts';
import { type Measured, measureSide } from '../comparison/measure.ts';
import { runMeasurer } from '../comparison/measured-run.ts';
import type { SideName } from '../comparison/schedule.ts';
import { runMs, timeText } from '../comparison/time-estimate.ts';
import { planLoad } from '../load/plan.ts';
import { watchInterruption } from '../run/interruption.ts';
import { removeIfEmpty } from '../run/run-folder.ts';
import { type BenchFlags, benchWords } from './comparison-options.ts';
import { endWarnings, revisionOf, say, tellNoise, withCount } from './measuring.ts';
import { overrideFlags } from './options.ts';
import { projectRoot, resolveScenario } from './resolve.ts';
import { shownFolder } from './shown-folder.ts';

export const DEFAULT_RUNS = 6;

export interface Wanted {
  /** Name or file, as it was typed. */
  readonly scenario: string;
  readonly side: SideName;
  readonly runs: number;
  /** Absolute path; it gets a folder `runs`. */
  readonly folder: string;
  /** After the first run; it may throw before more time is spent. */
  readonly onWarm: (warmUp: EvidenceSet) => void;
}

export interface MeasuredCheckout {
  readonly set: EvidenceSet;
  /** null: no run broke an invariant. */
  readonly exitCode: typeof EXIT_CODES.incorrect | null;
  readonly warnings: readonly string[];
}

/** @throws StreamstockError INTERRUPTED, and what a run can end in */
export async function measureThisCheckout(
  flags: BenchFlags,
  { scenario: named, side, runs, folder, onWarm }: Wanted,
): Promise<MeasuredCheckout> {
  const { scenario, path } = resolveScenario(named, overrideFlags(flags), process.env);
  const { durationMs: loadMs } = planLoad(scenario);
  const time = timeText((runs + 1) * runMs({ loadMs, tookMs: [] }));
  say(`Measuring ${scenario.name}: a run to warm up, then ${runs}; about ${time}.`);
  const heard = watchInterruption();
  const progress = renderProgress();
  let done = 0;
  try {
    const revision = await revisionOf(projectRoot(), heard);
    const setOf = (measured: readonly Measured[]): EvidenceSet => {
      return { label: 'this checkout', revision, runs: measured.map(({ evidence }) => evidence) };
    };
    await tellNoise();
    const program = {
      label: 'this checkout',
      cli: join(projectRoot(), 'dist', 'simulator', 'cli.js'),
    };
    const measure = runMeasurer({
      ...{ programs: { base: program, head: program }, heard, progress },
      ...{ scenario: resolve(path), flags: benchWords(flags) },
      runsFolder: ({ number }) => join(folder, number === 0 ? 'warm-up' : 'runs'),
    });
    const measured = await measureSide({
      ...{ wanted: runs, loadMs, side, budget: null },
      measure: async (upcoming) => {
        done = Math.max(0, upcoming.number - 1);
        return measure(upcoming);
      },
      onWarm: (warmUp) => onWarm(setOf([warmUp])),
    });
    const isIncorrect = measured.why === 'incorrect';
    return {
      set: setOf(measured.runs),
      exitCode: isIncorrect ? EXIT_CODES.incorrect : null,
      warnings: endWarnings(measured.why, inWords(runs, 'run')),
    };
  } catch (error) {
    throw withCount(
      error,
      `${done} of ${inWords(runs, 'run')} were measured; they are in ${shownFolder(folder)}.`,
    );
  } finally {
    progress.done();
    heard.dispose();
    removeIfEmpty(folder);
  }
}
