/** Where a run leaves its record: `runs/<time>-<scenario>-<seed>/`. */
import { accessSync, constants, mkdirSync, rmdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StreamstockError } from '../../pipeline/errors.ts';

/**
 * @returns absolute path of a new, writable folder
 * @throws StreamstockError RUN_FOLDER_UNWRITABLE
 */
export function createRunFolder(
  runsFolder: string,
  scenarioName: string,
  seed: string,
  startedAt: Date,
): string {
  const name = `${fileTime(startedAt)}-${fileSafe(scenarioName)}-${fileSafe(seed)}`;
  const parent = resolve(runsFolder);
  try {
    mkdirSync(parent, { recursive: true });
    for (let attempt = 1; ; attempt += 1) {
      const folder = join(parent, attempt === 1 ? name : `${name}-${attempt}`);
      if (made(folder)) {
        accessSync(folder, constants.W_OK);
        return folder;
      }
    }
  } catch (cause) {
    throw new StreamstockError(
      'RUN_FOLDER_UNWRITABLE',
      `The run's folder cannot be made in ${parent}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { hint: 'Choose another folder with --runs-dir, or make this one writable.', cause },
    );
  }
}

/** Of a run that never began nothing should be left. A folder with files in it stays. */
export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Not empty, or gone: both are as they should be.
  }
}

/** @returns false when it was there already */
function made(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** `20260105-093000`, UTC: sorts by time. */
function fileTime(date: Date): string {
  return date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}

function fileSafe(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9._-]+/g, '_').slice(0, 60) || '_';
}
