/** `streamstock bench`: plays a scenario through the whole pipeline and judges it. */
import type { CommandModule, InferredOptionTypes } from 'yargs';
import { StreamstockError } from '../../pipeline/errors.ts';
import { runFiles, writeReports } from '../../reports/files.ts';
import { inertText } from '../../reports/inert-text.ts';
import { renderProgress } from '../../reports/progress.ts';
import { summaryJson } from '../../reports/summary-json.ts';
import { renderSummary } from '../../reports/terminal.ts';
import { wantsColour, wrapped } from '../../reports/terminal-text.ts';
import type { PlannedPeak } from '../cluster/guard.ts';
import { plannedPeak } from '../cluster/planned-peak.ts';
import { keepHistory } from '../comparison/keep-history.ts';
import { plantedRun } from '../comparison/planted-run.ts';
import {
  pipelineOptions,
  pipelineText,
  pipelineWords,
  resolvePipeline,
} from '../external/options.ts';
import { planLoad } from '../load/plan.ts';
import { unlessInterrupted, watchInterruption } from '../run/interruption.ts';
import { performRun } from '../run/perform.ts';
import { progressLine } from '../run/progress-line.ts';
import { describeScenario } from '../scenario/describe.ts';
import type { Override } from '../scenario/overrides.ts';
import { showDryRun } from './dry-run.ts';
import {
  jsonOption,
  overrideFlags,
  overrideOptions,
  runsDirOption,
  scenarioPositional,
} from './options.ts';
import { countEvents } from './plan.ts';
import { resolveScenario, toolVersion } from './resolve.ts';
import { shownFolder } from './shown-folder.ts';
import { admit, resolveTarget, type Target, targetOptions } from './target.ts';

const options = {
  ...overrideOptions,
  ...targetOptions,
  ...pipelineOptions,
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
  const { scenario, source, overrides } = resolveScenario(
    parsed.scenario,
    overrideFlags(parsed),
    process.env,
  );
  const target = await resolveTarget(parsed, process.env);
  const wanted = resolvePipeline(parsed, target.wanted);
  const { pipeline, notes } = plantedRun(wanted, process.env);
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
  const page = { colour: false, width: process.stderr.columns ?? Number.POSITIVE_INFINITY };
  process.stderr.write(`${wrapped(description, 0, page)}\n`);
  for (const warning of [...notes, ...target.notes, ...load.warnings])
    process.stderr.write(`! ${wrapped(warning, 2, page)}\n`);

  const interruption = watchInterruption();
  const progress = renderProgress();
  try {
    const peak = (): Promise<PlannedPeak> => plannedPeak(scenario);
    if (target.wanted.kind === 'kafka') progress.announce('Asking which cluster it is …');
    if (parsed['dry-run'] === true) {
      const dry = showDryRun(target, { scenario, peak, pipeline, json: parsed.json });
      return await unlessInterrupted(interruption, dry);
    }
    const broker = await unlessInterrupted(interruption, admit(target, peak));
    const { record, folder } = await performRun({
      scenario,
      source,
      description,
      replay: replayCommand(source, scenario.seed, overrides, target, pipelineWords(pipeline)),
      version: toolVersion(),
      broker,
      pipeline,
      runsFolder: parsed['runs-dir'],
      interruption,
      onProgress: (state) => {
        const line = progressLine(state, scenario);
        if (state.phase === 'noted') {
          progress.done();
          process.stderr.write(`! ${wrapped(state.text, 2, page)}\n`);
        } else if (state.phase === 'told') {
          progress.done();
          process.stderr.write(`${state.text}\n`);
        } else if ('text' in state) progress.announce(line);
        else progress.update(line);
      },
    });
    progress.done();
    await writeReports(folder, record, {
      githubStepSummary: process.env['GITHUB_STEP_SUMMARY'],
    });
    // A run with a planted fault says nothing of the revision.
    if (notes.length === 0) {
      await keepHistory(record, {
        runsFolder: parsed['runs-dir'],
        gate: scenario.gate,
        warn: (text) => process.stderr.write(`! ${wrapped(inertText(text), 2, page)}\n`),
      });
    }
    const run = { runFolder: shownFolder(folder), files: runFiles(folder) };
    if (parsed.json) process.stdout.write(summaryJson(record, run));
    process.stderr.write(renderSummary(record, { ...terminal(), ...run }));
    return record.verdict.exitCode;
  } finally {
    progress.done();
    interruption.dispose();
  }
}

/** Human text goes to stderr: colours and width are its. */
function terminal() {
  return { colour: wantsColour(process.stderr), width: process.stderr.columns ?? 100 };
}

/** What to type to see the same again: every override by name, wherever it came from. */
export function replayCommand(
  source: string,
  seed: string,
  overrides: readonly Override[],
  { replayWords, replayFlags }: Pick<Target, 'replayWords' | 'replayFlags'>,
  moreFlags: readonly string[] = [],
): string {
  const words = [`make bench SCENARIO=${shellWord(source)} SEED=${shellWord(seed)}`];
  const flags: string[] = [];
  const variables = {
    workers: 'WORKERS',
    consumers: 'CONSUMERS',
    partitions: 'PARTITIONS',
    duration: 'DURATION',
  } as const;
  for (const { field, text } of overrides) {
    if (field === 'rate') flags.push('--rate', text);
    else if (field !== 'seed') words.push(`${variables[field]}=${shellWord(text)}`);
  }
  words.push(...replayWords.map(shellWord));
  flags.push(...replayFlags, ...moreFlags);
  // The shell that make starts takes the flags apart again, after make has looked for variables.
  const args = flags.map(shellWord).join(' ').replaceAll('$', '$$$$');
  return flags.length === 0 ? words.join(' ') : `${words.join(' ')} ARGS=${shellWord(args)}`;
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
