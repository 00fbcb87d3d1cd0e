/** Which commit the working directory has. Nothing that git says or fails to say is an error here. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { HistoryRevision } from '../../reports/comparison/history.ts';
import { withoutGitVariables } from './git.ts';

const run = promisify(execFile);

/** Git on a large checkout takes some hundred milliseconds; one that hangs must not hold a run up. */
const LIMIT_MS = 5_000;

/** @returns null outside of a git checkout, without git, and before the first commit */
export async function currentRevision(folder = process.cwd()): Promise<HistoryRevision | null> {
  try {
    const commit = (await git(folder, ['rev-parse', '--verify', 'HEAD'])).trim();
    if (!/^[0-9a-f]{40,64}$/.test(commit)) return null;
    // Runs and notes that nobody added to git change nothing of what was measured.
    const changes = await git(folder, ['status', '--porcelain', '--untracked-files=no']);
    return { commit, isDirty: changes.trim() !== '' };
  } catch {
    return null;
  }
}

async function git(folder: string, words: readonly string[]): Promise<string> {
  // Programs that the folder's configuration names are not started, and no lock is taken from who works there.
  const { stdout } = await run('git', ['-c', 'core.fsmonitor=false', ...words], {
    cwd: folder,
    timeout: LIMIT_MS,
    maxBuffer: 16 * 1024 * 1024,
    env: { ...withoutGitVariables(process.env), GIT_OPTIONAL_LOCKS: '0' },
  });
  return stdout;
}
