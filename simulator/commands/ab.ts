/** `streamstock ab`: builds two revisions and measures them in turn on this machine, A B B A … */
import { basename, join, relative, resolve } from 'node:path';
import type { CommandModule, InferredOptionTypes } from 'yargs';
import { StreamstockError } from '../../pipeline/errors.ts';
import { compareEvidence } from '../../reports/comparison/compare.ts';
import { DEFAULT_GATE } from '../../reports/comparison/gated-metrics.ts';
import type { EvidenceSet } from '../../reports/comparison/run-evidence.ts';
import { initHistograms } from '../../reports/histogram.ts';
import { inWords } from '../../reports/numbers.ts';
import { renderProgress } from '../../reports/progress.ts';
import { type AbFile, type AbRun, type AbSide, writeAbFile } from '../comparison/ab-file.ts';
import { buildTree } from '../comparison/built-tree.ts';
import { pairsNeeded } from '../comparison/enough-runs.ts';
import { openRepository } from '../comparison/git.ts';
import { type Measured, type MeasuredPair, measurePairs } from '../comparison/measure.ts';
import { runMeasurer } from '../comparison/measured-run.ts';
import {
  defaultBase,
  type Revision,
  resolveRevision,
  WORKING_TREE,
} from '../comparison/revisions.ts';
import { pairsThatFit, runMs, timeText } from '../comparison/time-estimate.ts';
import { planLoad } from '../load/plan.ts';
import { type Interruption, watchInterruption } from '../run/interruption.ts';
import { removeIfEmpty } from '../run/run-folder.ts';
import { parseDurationMs } from '../scenario/durations.ts';
import {
  benchOptions,
  benchWords,
  comparisonOptions,
  countOf,
  gateWanted,
  gateWords,
  MOST,
  noiseThresholdWanted,
} from './comparison-options.ts';
import { comparisonFolder, concludeComparison } from './comparison-output.ts';
import { endWarnings, say, tellNoise, withCount } from './measuring.ts';
import { overrideFlags } from './options.ts';
import { resolveScenario, toolVersion } from './resolve.ts';
import { shellWords } from './shell-words.ts';
import { shownFolder } from './shown-folder.ts';

const DEFAULT_PAIRS = 10;

const options = {
  base: text('Branch, tag or commit; default: where the head left the main branch'),
  head: text('Branch, tag or commit, or . for the files as they are; default: .'),
  pairs: text(`How many to measure; default: ${DEFAULT_PAIRS}, or as many as the budget allows`),
  budget: text('Time for measuring, such as 5m; builds come on top'),
  ...benchOptions,
  ...comparisonOptions,
} as const;
type Arguments = { scenario: string } & InferredOptionTypes<typeof options>;

export const command: CommandModule<object, Arguments> = {
  command: 'ab [scenario]',
  describe: 'Build two git revisions, measure them in turn on this machine, and compare them',
  builder: (yargs) =>
    yargs
      .positional('scenario', {
        type: 'string',
        default: 'ci',
        describe: 'A shipped scenario, or the path of a scenario file: both sides play the same',
      })
      .options(options),
  handler: async (parsed) => {
    await initHistograms();
    process.exitCode = await ab(parsed);
  },
};

/** Everything that was asked for, checked before anything is built. */
interface Plan {
  readonly name: string;
  readonly seed: string;
  readonly scenarioFile: string;
  readonly loadMs: number;
  readonly gate: ReturnType<typeof gateWanted>;
  readonly noiseThreshold: number | undefined;
  readonly wanted: number;
  readonly budgetMs: number | null;
  readonly pairsNeeded: number;
}

function planOf(parsed: Arguments): Plan {
  const { scenario, path } = resolveScenario(parsed.scenario, overrideFlags(parsed), process.env);
  const gate = gateWanted(parsed) ?? scenario.gate;
  const budgetMs = parsed.budget === undefined ? null : (parseDurationMs(parsed.budget) ?? 0);
  if (budgetMs === 0) {
    throw new StreamstockError('USAGE', '--budget is no duration', { hint: 'Write 5m, or 90s.' });
  }
  return {
    name: scenario.name,
    seed: scenario.seed,
    scenarioFile: resolve(path),
    loadMs: planLoad(scenario).durationMs,
    gate,
    noiseThreshold: noiseThresholdWanted(parsed),
    wanted: countOf('--pairs', parsed.pairs, budgetMs === null ? DEFAULT_PAIRS : MOST),
    budgetMs,
    pairsNeeded: pairsNeeded((gate ?? DEFAULT_GATE).length),
  };
}

/** @returns the exit code of the verdict */
async function ab(parsed: Arguments): Promise<number> {
  const plan = planOf(parsed);
  const heard = watchInterruption();
  try {
    const repository = await openRepository(process.cwd(), heard);
    const head = await resolveRevision(repository, parsed.head ?? WORKING_TREE);
    const base = await (parsed.base === undefined
      ? defaultBase(repository, head)
      : resolveRevision(repository, parsed.base));
    announce(plan, base, head);
    const tell = (line: string): void => say(`${line} …`);
    const programs = {
      base: { label: base.described, cli: (await buildTree(repository, base, tell)).cli },
      head: { label: head.described, cli: (await buildTree(repository, head, tell)).cli },
    };
    const folder = comparisonFolder(parsed, plan, true);
    await tellNoise();
    const kept = { folder, scenario: plan.name, base: abSide(base), head: abSide(head) };
    const { pairs, why } = await measure(parsed, plan, { kept, programs, heard });
    return await conclude(parsed, plan, { kept, pairs, why });
  } finally {
    heard.dispose();
  }
}

function announce(
  { loadMs, wanted, budgetMs, name, pairsNeeded: needed }: Plan,
  base: Revision,
  head: Revision,
) {
  say(`Comparing ${base.described} (base) with ${head.described} (head), scenario ${name}.`);
  const perRunMs = runMs({ loadMs, tookMs: [] });
  if (budgetMs === null) {
    const time = timeText(2 * (wanted + 1) * perRunMs);
    say(
      `A run of each to warm up, then ${inWords(wanted, 'pair')}; about ${time}, after the builds.`,
    );
  } else {
    say(
      `A run of each to warm up, then as many pairs as end within ${timeText(budgetMs)}, after the builds.`,
    );
  }
  if (wanted < needed) say(`! ${tooFew(wanted, needed)}`);
}

function tooFew(pairs: number, needed: number): string {
  return `${inWords(pairs, 'pair')} cannot decide on speed: this gate needs ${needed}`;
}

interface Kept {
  readonly folder: string;
  readonly scenario: string;
  readonly base: AbSide;
  readonly head: AbSide;
}

interface Measuring {
  readonly kept: Kept;
  readonly programs: Parameters<typeof runMeasurer>[0]['programs'];
  readonly heard: Interruption;
}

async function measure(parsed: Arguments, plan: Plan, { kept, programs, heard }: Measuring) {
  const { wanted, loadMs, budgetMs, scenarioFile } = plan;
  const progress = renderProgress();
  const nowMs = (): number => performance.now();
  const startedMs = nowMs();
  let complete = 0;
  try {
    return await measurePairs({
      ...{ wanted, loadMs },
      budget: budgetMs === null ? null : { endsAtMs: startedMs + budgetMs, nowMs },
      measure: runMeasurer({
        ...{ programs, heard, progress, scenario: scenarioFile, flags: benchWords(parsed) },
        runsFolder: ({ number, side }) => join(kept.folder, number === 0 ? 'warm-up' : side),
      }),
      onWarm: (pairMs) => {
        if (budgetMs === null) return;
        progress.done();
        tellWhatFits(plan, budgetMs - (nowMs() - startedMs), pairMs);
      },
      onPair: (pairs) => {
        complete = pairs.length;
        writeAbFile(kept.folder, abFile(kept, pairs));
      },
    });
  } catch (error) {
    throw withCount(error, keptText(complete, kept.folder));
  } finally {
    progress.done();
    removeIfEmpty(kept.folder);
  }
}

function tellWhatFits({ wanted, pairsNeeded: needed }: Plan, leftMs: number, pairMs: number): void {
  const pairs = Math.min(wanted, pairsThatFit(leftMs, pairMs));
  say(`There is time for ${inWords(pairs, 'pair')} of ${timeText(pairMs)}.`);
  if (pairs >= needed) return;
  say(`! ${tooFew(pairs, needed)}, about ${timeText((needed + 1) * pairMs)}.`);
}

function keptText(pairs: number, folder: string): string {
  if (pairs === 0) return 'No pair was complete: there is nothing to compare.';
  const shown = shownFolder(folder);
  const compare = shellWords(['streamstock', 'compare', join(shown, 'base'), join(shown, 'head')]);
  return `${inWords(pairs, 'pair')} complete; there is no verdict. To compare them: ${compare}`;
}

interface Ended extends Awaited<ReturnType<typeof measurePairs>> {
  readonly kept: Kept;
}

async function conclude(
  parsed: Arguments,
  plan: Plan,
  { kept, pairs, why }: Ended,
): Promise<number> {
  const { folder } = kept;
  if (pairs.length === 0) {
    throw new StreamstockError('NO_EVIDENCE', 'the time was up before a pair was measured', {
      hint: 'Give it a larger --budget.',
    });
  }
  writeAbFile(folder, abFile(kept, pairs));
  const setOf = (side: 'base' | 'head'): EvidenceSet => {
    return { ...kept[side], runs: pairs.map((pair) => pair[side].evidence) };
  };
  const comparison = compareEvidence(setOf('base'), setOf('head'), {
    ...{ design: 'paired', gate: plan.gate, comparisonId: basename(folder) },
    ...(plan.noiseThreshold === undefined ? {} : { noiseThreshold: plan.noiseThreshold }),
    acceptOutcomes: parsed['accept-outcomes'],
    toolVersion: toolVersion(),
    createdAt: new Date(),
    replay: replay(parsed, kept),
  });
  const wasCounted = parsed.pairs !== undefined || why !== 'time is up';
  const warnings = wasCounted ? endWarnings(why, inWords(plan.wanted, 'pair')) : [];
  return concludeComparison(comparison, folder, { json: parsed.json, warnings });
}

/** By the ids of the commits: branches move. */
function replay(parsed: Arguments, { base, head }: Kept): string {
  return shellWords([
    ...['streamstock', 'ab', parsed.scenario],
    ...['--base', base.revision ?? WORKING_TREE, '--head', head.revision ?? WORKING_TREE],
    ...(parsed.pairs === undefined ? [] : ['--pairs', parsed.pairs]),
    ...(parsed.budget === undefined ? [] : ['--budget', parsed.budget]),
    ...benchWords(parsed),
    ...gateWords(parsed),
  ]);
}

function abSide({ label, tree }: Revision): AbSide {
  return { label, revision: tree.kind === 'commit' ? tree.commit : null };
}

function abFile(
  { folder, scenario, base, head }: Kept,
  pairs: readonly MeasuredPair[],
): Omit<AbFile, 'abVersion'> {
  const runOf = (run: Measured): AbRun => {
    return { folder: relative(folder, run.folder), machine: run.evidence.machine };
  };
  return {
    tool: { name: 'streamstock-bench', version: toolVersion() },
    ...{ scenario, base, head },
    pairs: pairs.map((pair) => {
      return { first: pair.first, base: runOf(pair.base), head: runOf(pair.head) };
    }),
  };
}

function text(describe: string) {
  return { type: 'string', requiresArg: true, describe } as const;
}
