/** `streamstock bench`: plays a scenario through the whole pipeline and judges it. */
import type { CommandModule, InferredOptionTypes } from 'yargs';
import { StreamstockError } from '../../pipeline/errors.ts';
import { renderProgress } from '../../reports/progress.ts';
import type { PlannedPeak } from '../cluster/guard.ts';
import { plannedPeak } from '../cluster/planned-peak.ts';
import { plantedRun } from '../comparison/planted-run.ts';
import { pipelineOptions, pipelineText, resolvePipeline } from '../external/options.ts';
import { type LiveWanted, liveOptions, resolveLive } from '../live/options.ts';
import { planLoad } from '../load/plan.ts';
import { unlessInterrupted, watchInterruption } from '../run/interruption.ts';
import { describeScenario } from '../scenario/describe.ts';
import {
  type BenchPlan,
  type BenchSession,
  concludeBench,
  playBench,
  say,
  warn,
} from './bench-run.ts';
import { showDryRun } from './dry-run.ts';
import {
  jsonOption,
  overrideFlags,
  overrideOptions,
  runsDirOption,
  scenarioPositional,
} from './options.ts';
import { countEvents } from './plan.ts';
import { resolveScenario } from './resolve.ts';
import { admit, resolveTarget, targetOptions } from './target.ts';

const options = {
  ...overrideOptions,
  ...targetOptions,
  ...pipelineOptions,
  ...liveOptions,
  ...jsonOption,
  ...runsDirOption,
} as const;
type Arguments = { scenario: string } & InferredOptionTypes<typeof options>;

/** Counting deliveries means replaying the plan; for more arrivals the sentence does without. */
const MAX_COUNTED_ARRIVALS = 2_000_000;

export const command: CommandModule<object, Arguments> = {
  command: 'bench <scenario>',
  describe: 'Play a scenario through the whole pipeline, measure and judge it',
  builder: (yargs) => yargs.positional('scenario', scenarioPositional).options(options),
  handler: async (parsed) => {
    process.exitCode = await bench(parsed);
  },
};

/** @returns the exit code of the verdict */
async function bench(parsed: Arguments): Promise<number> {
  const { plan, live } = await planBench(parsed);
  const { scenario, target, pipeline, json } = plan;
  const interruption = watchInterruption();
  const progress = renderProgress();
  try {
    const peak = (): Promise<PlannedPeak> => plannedPeak(scenario);
    if (target.wanted.kind === 'kafka') progress.announce('Asking which cluster it is …');
    if (parsed['dry-run'] === true) {
      const dry = showDryRun(target, { scenario, peak, pipeline, json });
      return await unlessInterrupted(interruption, dry);
    }
    const broker = await unlessInterrupted(interruption, admit(target, peak));
    const session: BenchSession = { plan, broker, interruption, progress };
    if (live === undefined) return await concludeBench(session, await playBench(session));
    // Pages are served by few; most runs need not load what serves them.
    const { benchLive } = await import('./bench-live.ts');
    return await benchLive(session, live);
  } finally {
    progress.done();
    interruption.dispose();
  }
}

/** What was asked for, checked; the plan is said, and what is odd about it. */
async function planBench(
  parsed: Arguments,
): Promise<{ readonly plan: BenchPlan; readonly live: LiveWanted | undefined }> {
  const { scenario, source, overrides } = resolveScenario(
    parsed.scenario,
    overrideFlags(parsed),
    process.env,
  );
  const target = await resolveTarget(parsed, process.env);
  const wanted = resolvePipeline(parsed, target.wanted);
  const { pipeline, notes } = plantedRun(wanted, process.env);
  const live = resolveLive(parsed, pipeline);
  if (
    pipeline.kind === 'own' &&
    pipeline.processes !== undefined &&
    parsed.consumers !== undefined
  ) {
    throw new StreamstockError('USAGE', '--processes starts no consumer threads', {
      hint: 'Leave --consumers out; processes bring one consumer each.',
    });
  }
  const load = planLoad(scenario);
  const description = describeScenario(scenario, {
    broker: `${target.text}${pipelineText(pipeline)}`,
    ...(load.arrivals <= MAX_COUNTED_ARRIVALS
      ? { deliveries: countEvents(scenario).deliveries }
      : {}),
  });
  say(description);
  for (const warning of [...notes, ...target.notes, ...load.warnings]) warn(warning);
  const plan = {
    ...{ scenario, source, overrides, target, pipeline, description, json: parsed.json },
    isPlanted: notes.length > 0,
    runsFolder: parsed['runs-dir'],
  };
  return { plan, live };
}
