/** `streamstock baseline`: measures a scenario several times and keeps what a later comparison needs. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CommandModule, InferredOptionTypes } from 'yargs';
import { StreamstockError } from '../../pipeline/errors.ts';
import { writeEvidenceSet } from '../../reports/comparison/evidence-file.ts';
import { whyLeftOut } from '../../reports/comparison/side.ts';
import { initHistograms } from '../../reports/histogram.ts';
import { inWords } from '../../reports/numbers.ts';
import { benchOptions, countOf } from './comparison-options.ts';
import { comparisonFolder } from './comparison-output.ts';
import {
  DEFAULT_RUNS,
  type MeasuredCheckout,
  measureThisCheckout,
} from './measure-this-checkout.ts';
import { say, tellWhenTooFew } from './measuring.ts';
import { overrideFlags, runsDirOption, scenarioPositional } from './options.ts';
import { resolveScenario } from './resolve.ts';

const options = {
  runs: { type: 'string', requiresArg: true, describe: 'How many to keep; default: 6' },
  out: { type: 'string', requiresArg: true, describe: 'File; default: baselines/SCENARIO.json' },
  ...benchOptions,
  ...runsDirOption,
} as const;
type Arguments = { scenario: string } & InferredOptionTypes<typeof options>;

export const command: CommandModule<object, Arguments> = {
  command: 'baseline <scenario>',
  describe: 'Measure a scenario several times, and save that as what later runs are compared with',
  builder: (yargs) => yargs.positional('scenario', scenarioPositional).options(options),
  handler: async (parsed) => {
    await initHistograms();
    process.exitCode = await baseline(parsed);
  },
};

/** @returns the exit code */
async function baseline(parsed: Arguments): Promise<number> {
  const { scenario } = resolveScenario(parsed.scenario, overrideFlags(parsed), process.env);
  const runs = countOf('--runs', parsed.runs, DEFAULT_RUNS);
  tellWhenTooFew(runs, scenario.gate);
  const place = { 'runs-dir': parsed['runs-dir'] };
  const folder = comparisonFolder(place, { ...scenario, name: `baseline-${scenario.name}` }, true);
  const measured = await measureThisCheckout(parsed, {
    ...{ scenario: parsed.scenario, side: 'base', runs, folder },
    onWarm: () => {},
  });
  return saveBaseline(parsed.out ?? `baselines/${scenario.name}.json`, measured);
}

/**
 * Only evidence is kept; an incorrect version is no baseline.
 * @returns the exit code
 * @throws StreamstockError NO_EVIDENCE, RUN_FOLDER_UNWRITABLE
 */
export function saveBaseline(file: string, { set, exitCode, warnings }: MeasuredCheckout): number {
  const reasons = set.runs.flatMap((run) => whyLeftOut(run) ?? []);
  const runs = set.runs.filter((run) => whyLeftOut(run) === null);
  for (const warning of warnings) say(`! ${warning}`);
  if (exitCode !== null) {
    say('No baseline was saved: a run broke an invariant. Look at its report first.');
    return exitCode;
  }
  if (runs.length === 0) {
    throw new StreamstockError(
      'NO_EVIDENCE',
      `no run can be kept: ${[...new Set(reasons)].join('; ')}`,
      {
        hint: 'Measure on a machine that keeps up, or with a lower rate.',
      },
    );
  }
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeEvidenceSet(file, { ...set, label: 'baseline', runs });
  } catch (cause) {
    if (cause instanceof StreamstockError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StreamstockError('RUN_FOLDER_UNWRITABLE', `${file} cannot be written: ${why}`, {
      hint: 'Choose another file.',
      cause,
    });
  }
  say(`Saved ${inWords(runs.length, 'run')} as the baseline ${file}.`);
  return 0;
}
