/** One run of a side as evidence, with a watch on the machine and one calm line while it goes on. */
import { evidenceOf } from '../../reports/comparison/evidence-of-run.ts';
import type { Progress } from '../../reports/progress.ts';
import { type BenchProgram, runBench } from './child-run.ts';
import { type Heard, throwIfStopped } from './interruptible.ts';
import type { MeasureRun, Upcoming } from './measure.ts';
import { watchMachine } from './probe.ts';
import type { SideName } from './schedule.ts';
import { timeText } from './time-estimate.ts';

export interface RunnerOptions {
  readonly programs: Readonly<Record<SideName, BenchProgram>>;
  /** Absolute path of the scenario file: both sides play the same. */
  readonly scenario: string;
  /** Flags of `bench`. */
  readonly flags: readonly string[];
  /** Absolute path of where a run's folder is made. */
  readonly runsFolder: (upcoming: Upcoming) => string;
  readonly heard: Heard;
  readonly progress: Progress;
}

const TICK_MS = 1_000;

export function runMeasurer(options: RunnerOptions): MeasureRun {
  const { programs, scenario, flags, heard, progress } = options;
  return async (upcoming) => {
    throwIfStopped(heard, 'between two runs');
    const startedMs = performance.now();
    const elapsedMs = (): number => performance.now() - startedMs;
    progress.announce(measuringText(upcoming, 0));
    const ticking = setInterval(
      () => progress.update(measuringText(upcoming, elapsedMs())),
      TICK_MS,
    );
    const watch = await watchMachine();
    try {
      const runsFolder = options.runsFolder(upcoming);
      const wanted = { scenario, flags, runsFolder, heard };
      const { record, folder } = await runBench(programs[upcoming.side], wanted);
      return { evidence: evidenceOf(record, await watch.stop()), folder, tookMs: elapsedMs() };
    } finally {
      clearInterval(ticking);
      await watch.stop();
    }
  };
}

/** `pair 3 of 10, base: 12 s; about 3 min 20 s left`. */
export function measuringText(upcoming: Upcoming, elapsedMs: number): string {
  const { kind, side, number, of, leftMs } = upcoming;
  const what = number === 0 ? 'warm-up' : `${kind} ${number} of ${of}`;
  const whose = kind === 'pair' ? `, ${side}` : '';
  const left = timeText(Math.max(0, leftMs - elapsedMs));
  return `${what}${whose}${elapsedMs < TICK_MS ? '' : `: ${timeText(elapsedMs)}`}; about ${left} left`;
}
