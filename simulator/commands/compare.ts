/** `streamstock compare`: says of two sides whether the head is slower, faster, the same, or that nobody can tell. */
import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { CommandModule, InferredOptionTypes } from 'yargs';
import { StreamstockError } from '../../pipeline/errors.ts';
import { comparability } from '../../reports/comparison/comparability.ts';
import { compareEvidence } from '../../reports/comparison/compare.ts';
import { readEvidenceSet } from '../../reports/comparison/evidence-file.ts';
import type { EvidenceSet } from '../../reports/comparison/run-evidence.ts';
import { initHistograms } from '../../reports/histogram.ts';
import { saveBaseline } from './baseline.ts';
import {
  benchOptions,
  benchWords,
  comparisonOptions,
  countOf,
  gateWanted,
  gateWords,
  noiseThresholdWanted,
} from './comparison-options.ts';
import { comparisonFolder, concludeComparison } from './comparison-output.ts';
import { resolveSides } from './comparison-sides.ts';
import { DEFAULT_RUNS, measureThisCheckout } from './measure-this-checkout.ts';
import { tellWhenTooFew } from './measuring.ts';
import { overrideFlags } from './options.ts';
import { resolveScenario, toolVersion } from './resolve.ts';
import { shellWords } from './shell-words.ts';

const options = {
  measure: {
    type: 'string',
    requiresArg: true,
    describe: 'Play this scenario now and compare with the baseline file BASE',
  },
  runs: { type: 'string', requiresArg: true, describe: 'How many to measure; default: 6' },
  init: {
    type: 'boolean',
    default: false,
    describe: 'Where there is no baseline yet, save what was measured as one',
  },
  ...benchOptions,
  ...comparisonOptions,
} as const;
type Arguments = { base: string | undefined; head: string | undefined } & InferredOptionTypes<
  typeof options
>;

export const command: CommandModule<object, Arguments> = {
  command: 'compare [base] [head]',
  describe: 'Compare two runs, folders of runs or a baseline: slower, faster, same, or cannot tell',
  builder: (yargs) =>
    yargs
      .positional('base', {
        type: 'string',
        describe: 'A run, a folder of runs, or a baseline file; with --measure baselines/NAME.json',
      })
      .positional('head', { type: 'string', describe: 'A run, or a folder of runs' })
      .options(options),
  handler: async (parsed) => {
    await initHistograms();
    process.exitCode = await (parsed.measure === undefined
      ? compareSaved(parsed)
      : compareMeasured(parsed, parsed.measure));
  },
};

/** @returns the exit code of the verdict */
async function compareSaved(parsed: Arguments): Promise<number> {
  const { base, head } = parsed;
  refuseBenchFlags(parsed);
  if (base === undefined || head === undefined) {
    throw new StreamstockError('USAGE', 'compare needs two sides', {
      hint: 'Name two runs or folders of runs: streamstock compare BASE HEAD. Or one baseline, and --measure SCENARIO.',
    });
  }
  const sides = await resolveSides(base, head, parsed['runs-dir']);
  const words = ['compare', base, head, ...runsDirWords(parsed), ...gateWords(parsed)];
  return conclude(parsed, sides, words);
}

/** What is measured is held against the baseline before the machine is kept busy for minutes. */
async function compareMeasured(parsed: Arguments, named: string): Promise<number> {
  if (parsed.head !== undefined) {
    throw new StreamstockError('USAGE', '--measure makes the head: name one side alone', {
      hint: 'streamstock compare BASELINE --measure SCENARIO.',
    });
  }
  const { scenario } = resolveScenario(named, overrideFlags(parsed), process.env);
  const file = parsed.base ?? `baselines/${scenario.name}.json`;
  const base = baselineIn(file, parsed);
  const runs = countOf('--runs', parsed.runs, DEFAULT_RUNS);
  tellWhenTooFew(runs, gateWanted(parsed) ?? scenario.gate);
  noiseThresholdWanted(parsed);
  const folder = comparisonFolder(parsed, scenario, true);
  const measured = await measureThisCheckout(parsed, {
    ...{ scenario: named, folder, side: 'head', runs },
    onWarm: (warmUp) => {
      if (base !== null) refuseDifferences(base, warmUp);
    },
  });
  if (base === null) return saveBaseline(file, measured);
  const words = ['compare', file, '--measure', named, ...benchWords(parsed), ...gateWords(parsed)];
  const { set, warnings } = measured;
  const sides = { base, head: set, design: 'unpaired' as const, gate: scenario.gate, warnings };
  return conclude(parsed, sides, [...words, `--runs=${runs}`], folder);
}

type Sides = Awaited<ReturnType<typeof resolveSides>>;

function conclude(
  parsed: Arguments,
  { base, head, design, gate, warnings }: Sides,
  words: readonly string[],
  made?: string,
): Promise<number> {
  const noiseThreshold = noiseThresholdWanted(parsed);
  const wanted = gateWanted(parsed) ?? gate;
  const { scenario: name = '', seed = '' } = base.runs[0] ?? {};
  // What cannot be compared leaves no folder, whose name is the comparison's.
  const comparison = compareEvidence(base, head, {
    ...{ design, gate: wanted, comparisonId: '' },
    ...(noiseThreshold === undefined ? {} : { noiseThreshold }),
    acceptOutcomes: parsed['accept-outcomes'],
    toolVersion: toolVersion(),
    createdAt: new Date(),
    replay: shellWords(['streamstock', ...words]),
  });
  const folder = made ?? comparisonFolder(parsed, { name, seed }, false);
  const named = { ...comparison, comparisonId: basename(folder) };
  return concludeComparison(named, folder, { json: parsed.json, warnings });
}

/** null: there is none yet, and what is measured becomes it. */
function baselineIn(file: string, { init }: Pick<Arguments, 'init'>): EvidenceSet | null {
  if (existsSync(file) && !statSync(file).isDirectory()) {
    return { ...readEvidenceSet(file), label: file };
  }
  if (init) return null;
  throw new StreamstockError('NO_BASELINE', `there is no baseline ${file}`, {
    hint: 'Save one with "streamstock baseline SCENARIO", or add --init to save what is measured now.',
  });
}

function refuseDifferences(base: EvidenceSet, warmUp: EvidenceSet): void {
  const { differences } = comparability(base, warmUp);
  if (differences.length === 0) return;
  throw new StreamstockError(
    'NOT_COMPARABLE',
    `the scenario is another than that of the baseline: ${differences.slice(0, 8).join('; ')}`,
    { hint: 'Measure as the baseline was, or save a new one with "streamstock baseline".' },
  );
}

function refuseBenchFlags(parsed: Arguments): void {
  const [flag] = benchWords(parsed);
  const lonely = parsed.init ? '--init' : parsed.runs === undefined ? flag : '--runs';
  if (lonely === undefined) return;
  throw new StreamstockError('USAGE', `${lonely.replace(/=.*/s, '')} needs --measure`, {
    hint: 'Runs that were made already are compared as they are.',
  });
}

function runsDirWords({ 'runs-dir': runsDir }: Arguments): string[] {
  return runsDir === 'runs' ? [] : [`--runs-dir=${runsDir}`];
}
