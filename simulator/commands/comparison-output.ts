/** What every command of the regression gate ends with: files, text at the terminal, JSON, annotations, exit code. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StreamstockError } from '../../pipeline/errors.ts';
import { githubAnnotations } from '../../reports/comparison/annotations.ts';
import type { Comparison } from '../../reports/comparison/comparison.ts';
import { writeComparison } from '../../reports/comparison/comparison-files.ts';
import { comparisonJson } from '../../reports/comparison/json.ts';
import { renderComparison } from '../../reports/comparison/terminal.ts';
import { wantsColour } from '../../reports/terminal-text.ts';
import { createRunFolder } from '../run/run-folder.ts';
import { shownFolder } from './shown-folder.ts';

/**
 * Where a comparison is written: the folder that was named, or a new one.
 * @throws StreamstockError RUN_FOLDER_UNWRITABLE; USAGE when something else is in there
 */
export function comparisonFolder(
  { out, 'runs-dir': runsDir }: { readonly out?: string | undefined; readonly 'runs-dir': string },
  { name, seed }: { readonly name: string; readonly seed: string },
  mustBeEmpty: boolean,
): string {
  if (out === undefined) {
    return createRunFolder(join(runsDir, 'comparisons'), name, seed, new Date());
  }
  const folder = resolve(out);
  let files: string[];
  try {
    mkdirSync(folder, { recursive: true });
    files = readdirSync(folder);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StreamstockError('RUN_FOLDER_UNWRITABLE', `${out} cannot be made: ${why}`, {
      hint: 'Choose another folder with --out.',
      cause,
    });
  }
  if (!mustBeEmpty || files.length === 0) return folder;
  throw new StreamstockError('USAGE', `--out: ${out} is not empty`, {
    hint: 'Runs are measured into a folder of their own: name a new one.',
  });
}

/**
 * @param warnings of whoever measured, beside those of the comparison
 * @returns the exit code
 */
export async function concludeComparison(
  bare: Comparison,
  folder: string,
  { json, warnings }: { readonly json: boolean; readonly warnings: readonly string[] },
): Promise<number> {
  const comparison = { ...bare, warnings: [...warnings, ...bare.warnings] };
  const files = await writeComparison(folder, comparison, {
    githubStepSummary: process.env['GITHUB_STEP_SUMMARY'],
    warn: (sentence) => void process.stderr.write(`! ${sentence}\n`),
  });
  if (json) process.stdout.write(comparisonJson(comparison));
  if (process.env['GITHUB_ACTIONS'] === 'true') {
    const stream = json ? process.stderr : process.stdout;
    stream.write(githubAnnotations(comparison));
  }
  const style = { colour: wantsColour(process.stderr), width: process.stderr.columns ?? 100 };
  const shown = { folder: shownFolder(folder), files };
  process.stderr.write(renderComparison(comparison, { ...style, ...shown }));
  return comparison.verdict.exitCode;
}
