/** One run of `bench` from the plan to its reports: played, written, shown. */
import { runFiles, writeReports } from '../../reports/files.ts';
import { inertText } from '../../reports/inert-text.ts';
import type { Progress as ProgressOutput } from '../../reports/progress.ts';
import { shellWord } from '../../reports/server/run-entry.ts';
import { summaryJson } from '../../reports/summary-json.ts';
import { renderSummary } from '../../reports/terminal.ts';
import { wantsColour, wrapped } from '../../reports/terminal-text.ts';
import { keepHistory } from '../comparison/keep-history.ts';
import { pipelineWords } from '../external/options.ts';
import type { PipelineWanted } from '../external/wanted.ts';
import type { BrokerWanted } from '../run/cast.ts';
import type { Progress } from '../run/facts.ts';
import type { Interruption } from '../run/interruption.ts';
import { type PerformedRun, performRun } from '../run/perform.ts';
import { progressLine } from '../run/progress-line.ts';
import type { RunWatcher } from '../run/watcher.ts';
import type { Override } from '../scenario/overrides.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { toolVersion } from './resolve.ts';
import { shownFolder } from './shown-folder.ts';
import type { Target } from './target.ts';

/** What was asked for, checked. */
export interface BenchPlan {
  readonly scenario: Scenario;
  /** The file the scenario was read from. */
  readonly source: string;
  readonly overrides: readonly Override[];
  readonly target: Target;
  readonly pipeline: PipelineWanted;
  /** The plan in a sentence. */
  readonly description: string;
  /** With a fault that tests the regression gate: the run says nothing of the revision. */
  readonly isPlanted: boolean;
  readonly runsFolder: string;
  readonly json: boolean;
}

export interface BenchSession {
  readonly plan: BenchPlan;
  readonly broker: BrokerWanted;
  readonly interruption: Interruption;
  readonly progress: ProgressOutput;
}

export interface Play {
  /** Another stage of the same world; absent: the plan's own. */
  readonly scenario?: Scenario;
  readonly interruption?: Interruption;
  readonly watcher?: RunWatcher;
  readonly onProgress?: (progress: Progress) => void;
}

/** Plays, and writes every report. */
export async function playBench(session: BenchSession, play: Play = {}): Promise<PerformedRun> {
  const { plan, broker, progress } = session;
  const { source, overrides, target, pipeline, runsFolder, description } = plan;
  const { scenario = plan.scenario, interruption = session.interruption, watcher } = play;
  const performed = await performRun({
    ...{ scenario, source, description, broker, pipeline, runsFolder, interruption },
    replay: replayCommand(source, scenario.seed, overrides, target, pipelineWords(pipeline)),
    version: toolVersion(),
    ...(watcher === undefined ? {} : { watcher }),
    onProgress: (state) => {
      play.onProgress?.(state);
      showProgress(progress, state, scenario, watcher?.handsOn !== undefined);
    },
  });
  progress.done();
  await writeReports(performed.folder, performed.record, {
    githubStepSummary: process.env['GITHUB_STEP_SUMMARY'],
  });
  return performed;
}

/** What a run leaves behind for people and scripts. @returns the exit code of the verdict */
export async function concludeBench(
  { plan }: Pick<BenchSession, 'plan'>,
  { record, folder }: PerformedRun,
): Promise<number> {
  if (!plan.isPlanted) {
    await keepHistory(record, {
      runsFolder: plan.runsFolder,
      gate: plan.scenario.gate,
      warn: (text) => warn(inertText(text)),
    });
  }
  const run = { runFolder: shownFolder(folder), files: runFiles(folder) };
  if (plan.json) process.stdout.write(summaryJson(record, run));
  process.stderr.write(renderSummary(record, { ...terminal(), ...run }));
  return record.verdict.exitCode;
}

export function say(text: string): void {
  process.stderr.write(`${wrapped(text, 0, plainPage())}\n`);
}

/** Worth a second look. */
export function warn(text: string): void {
  process.stderr.write(`! ${wrapped(text, 2, plainPage())}\n`);
}

function showProgress(
  progress: ProgressOutput,
  state: Progress,
  scenario: Scenario,
  isPlayed: boolean,
): void {
  const line = progressLine(state, scenario, isPlayed);
  if (state.phase === 'noted') {
    progress.done();
    warn(state.text);
  } else if (state.phase === 'told') {
    progress.done();
    process.stderr.write(`${state.text}\n`);
  } else if ('text' in state && state.phase !== 'still') progress.announce(line);
  else progress.update(line);
}

function plainPage() {
  return { colour: false, width: process.stderr.columns ?? Number.POSITIVE_INFINITY };
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
