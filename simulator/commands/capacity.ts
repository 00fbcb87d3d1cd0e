/** `streamstock capacity`: searches for the highest rate at which all thresholds hold. */
import type { CommandModule, InferredOptionTypes } from 'yargs';
import { renderCapacity } from '../../reports/capacity-terminal.ts';
import { perSecond } from '../../reports/numbers.ts';
import { renderProgress } from '../../reports/progress.ts';
import { wantsColour, wrapped } from '../../reports/terminal-text.ts';
import { announcement, progressText, resultLine } from '../capacity/announce.ts';
import { measureCapacity, type WantedProbe } from '../capacity/measure.ts';
import { scaledLoad } from '../capacity/scaled-load.ts';
import { readSettings, SETTING_NAMES, settingFlags } from '../capacity/settings.ts';
import { refusedPipelineOptions, refuseForeignPipeline } from '../external/options.ts';
import { unlessInterrupted, watchInterruption } from '../run/interruption.ts';
import { performRun } from '../run/perform.ts';
import { progressLine } from '../run/progress-line.ts';
import { formatDuration } from '../scenario/durations.ts';
import type { Environment, Override } from '../scenario/overrides.ts';
import { replayCommand } from './bench-run.ts';
import { showDryRun } from './dry-run.ts';
import { jsonOption, overrideOptions, runsDirOption, scenarioPositional } from './options.ts';
import { resolveScenario, toolVersion } from './resolve.ts';
import { shownFolder } from './shown-folder.ts';
import { admit, resolveTarget, type Target, targetOptions } from './target.ts';

/** Rate and duration are what the search chooses. */
const { seed, workers, consumers, partitions } = overrideOptions;
const options = {
  ...{ seed, workers, consumers, partitions },
  ...targetOptions,
  // Its --max-rate bounds the search, and says at once how far a cluster that is not ours may be loaded.
  ...settingFlags,
  ...refusedPipelineOptions,
  ...jsonOption,
  ...runsDirOption,
} as const;
type Arguments = { scenario: string } & InferredOptionTypes<typeof options>;

export const command: CommandModule<object, Arguments> = {
  command: 'capacity <scenario>',
  describe: 'Search for the highest rate at which all thresholds hold',
  builder: (yargs) => yargs.positional('scenario', scenarioPositional).options(options),
  handler: async (parsed) => {
    process.exitCode = await capacity(parsed);
  },
};

/** @returns the exit code of the result */
async function capacity(parsed: Arguments): Promise<number> {
  const { seed, workers, consumers, partitions } = parsed;
  const { scenario, source, overrides } = resolveScenario(
    parsed.scenario,
    { seed, workers, consumers, partitions },
    withoutLoad(process.env),
  );
  refuseForeignPipeline(parsed, 'the search judges a rate by what it sees inside of the pipeline');
  const { search, measuredMs } = readSettings(parsed, scenario);
  const target = await resolveTarget(parsed, process.env);
  const page = { colour: false, width: process.stderr.columns ?? Number.POSITIVE_INFINITY };
  for (const line of announcement(scenario, { search, measuredMs }, target.text)) {
    process.stderr.write(`${wrapped(line, 2, page)}\n`);
  }
  const interruption = watchInterruption();
  const progress = renderProgress();
  const say = (line: string): void => {
    progress.done();
    process.stderr.write(`${line}\n`);
  };
  const replay = (flags: readonly string[]): string =>
    replayCapacity(source, scenario.seed, overrides, target, flags);
  let current: WantedProbe = { number: 0, purpose: 'bracket', ratePerSecond: search.startRate };
  try {
    const peak = {
      perSecond: search.maxRate,
      sentence: `The search goes up to ${perSecond(search.maxRate)} events/s`,
    };
    if (target.wanted.kind === 'kafka') progress.announce('Asking which cluster it is …');
    if (parsed['dry-run'] === true) {
      const highest = scaledLoad(scenario, search.maxRate, measuredMs);
      const dry = showDryRun(target, {
        ...{ scenario: highest, peak: () => peak, json: parsed.json },
        pipeline: { kind: 'own' },
      });
      return await unlessInterrupted(interruption, dry);
    }
    const broker = await unlessInterrupted(
      interruption,
      admit(target, () => peak),
    );
    const { report, folder } = await measureCapacity({
      ...{ scenario, source, search, measuredMs, interruption },
      broker,
      version: toolVersion(),
      brokerText: target.text,
      runsFolder: parsed['runs-dir'],
      replay: replay(flagsGiven(parsed)),
      replayProbe: (rate) => replay(flagsForOne(rate, measuredMs)),
      perform: performRun,
      listener: {
        onProbe: (probe) => {
          current = probe;
        },
        onProgress: (state, probed) => {
          if (state.phase === 'noted') say(`! ${state.text}`);
          else progress.update(progressText(current, progressLine(state, probed)));
        },
        onJudged: (probe, probes) => say(resultLine(probe, probes, search)),
      },
    });
    progress.done();
    const shown = shownFolder(folder);
    if (parsed.json) process.stdout.write(`${JSON.stringify({ folder: shown, ...report })}\n`);
    const style = { colour: wantsColour(process.stderr), width: process.stderr.columns ?? 100 };
    process.stderr.write(renderCapacity(report, { ...style, folder: shown }));
    return report.result.exitCode;
  } finally {
    progress.done();
    interruption.dispose();
  }
}

/** Variables that set the load are for `bench`: rate and duration are what the search chooses. */
function withoutLoad(environment: Environment): Environment {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !LOAD_VARIABLES.includes(name)),
  );
}

const LOAD_VARIABLES = ['STREAMSTOCK_RATE', 'STREAMSTOCK_DURATION', 'EVENTS_PER_MINUTE'];

/** The flags of the search as they were typed. */
function flagsGiven(parsed: Arguments): string[] {
  return SETTING_NAMES.flatMap((name) => {
    const text = parsed[name];
    return text === undefined ? [] : [`--${name} ${text.replaceAll(' ', '')}`];
  });
}

/** A search that consists of a single probe. */
function flagsForOne(ratePerSecond: number, measuredMs: number): string[] {
  const bounds = (['start-rate', 'min-rate', 'max-rate'] as const).map(
    (name) => `--${name} ${ratePerSecond}`,
  );
  return [...bounds, '--confirmations 0', `--probe-duration ${formatDuration(measuredMs)}`];
}

function replayCapacity(
  source: string,
  seed: string,
  overrides: readonly Override[],
  target: Pick<Target, 'replayWords' | 'replayFlags'>,
  flags: readonly string[],
): string {
  const words = flags.flatMap((flag) => flag.split(' '));
  const replayFlags = words.includes('--max-rate')
    ? target.replayFlags.filter((flag) => !flag.startsWith('--max-rate='))
    : target.replayFlags;
  const bench = replayCommand(source, seed, overrides, { ...target, replayFlags }, words);
  return bench.replace(/^make bench /, 'make capacity ');
}
