/** Files for people beside one that matters: each is written whole or not at all, and one that fails is a warning. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from './atomic-file.ts';

/** Content is made when its file is written: what fails in making it is a warning too. */
export type FileToWrite = readonly [name: string, content: () => string];

/** Told what could not be written, a sentence each. */
export type Warn = (sentence: string) => void;

/**
 * @param folder it exists
 * @returns names of the files that were written
 */
export function writeFiles(folder: string, files: readonly FileToWrite[], warn: Warn): string[] {
  return files.flatMap(([name, content]) => {
    const file = join(folder, name);
    return attempted(file, warn, () => writeFileAtomically(file, content())) ? [name] : [];
  });
}

/** @param file what GitHub shows as the summary of a job step: `$GITHUB_STEP_SUMMARY`; nothing happens without */
export function appendStepSummary(
  file: string | undefined,
  content: () => string,
  warn: Warn,
): void {
  if (file === undefined || file === '') return;
  attempted(file, warn, () => appendFileSync(file, `${content()}\n`));
}

export function warnOnStderr(sentence: string): void {
  process.stderr.write(`! ${sentence}\n`);
}

function attempted(file: string, warn: Warn, write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    warn(`${file} was not written: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
