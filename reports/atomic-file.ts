/** Files that are whole or not there: a reader never sees half of one. */
import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes beside the file and renames; an earlier file of that name is replaced. Nothing is left when it fails.
 * @throws what the file system says
 */
export function writeFileAtomically(file: string, content: string | Uint8Array): void {
  const temporary = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`);
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, file);
  } catch (error) {
    removeIfThere(temporary);
    throw error;
  }
}

/** What cannot be removed must not hide why it could not be written. */
function removeIfThere(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {}
}
