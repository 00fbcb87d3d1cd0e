/** What measuring asks git: which commit a name means, whether files changed, and trees of its own. Never a hook runs. */
import { StreamstockError } from '../../pipeline/errors.ts';
import { inertText } from '../../reports/inert-text.ts';
import { type Heard, runUnlessStopped } from './interruptible.ts';
import { lastLines, type ProgramResult } from './program.ts';

export interface Repository {
  /** Absolute path of its top folder. */
  readonly folder: string;
  readonly heard: Heard;
}

/** Git's own variables (a hook may have started us) would lead it elsewhere. */
export function withoutGitVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const misleading = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX', 'GIT_COMMON_DIR'];
  const entries = Object.entries(env).filter(([name]) => !misleading.includes(name));
  return Object.fromEntries(entries);
}

/** @throws StreamstockError REVISION_UNKNOWN when the folder is in no checkout, or git is missing */
export async function openRepository(folder: string, heard: Heard): Promise<Repository> {
  const found = await git({ folder, heard }, ['rev-parse', '--show-toplevel']);
  if (found.exitCode !== 0) {
    throw new StreamstockError(
      'REVISION_UNKNOWN',
      `${inertText(folder)} is in no git checkout that can be read: ${lastLines(found.said, 1)}`,
      { hint: 'Revisions are built from a checkout: change to one first.' },
    );
  }
  return { folder: found.stdout.replace(/\n$/, ''), heard };
}

/**
 * @param name as somebody typed it; what looks like a flag never reaches git as one
 * @returns the commit's full id, undefined when there is no such commit
 */
export async function commitOf(repository: Repository, name: string): Promise<string | undefined> {
  if (name === '' || name.includes('\0')) return undefined;
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  const { exitCode, stdout } = await git(repository, words);
  const id = stdout.trim();
  return exitCode === 0 && /^[0-9a-f]{40,64}$/.test(id) ? id : undefined;
}

/** @returns undefined when they have none, or not enough of the history is here */
export async function mergeBase(
  repository: Repository,
  one: string,
  other: string,
): Promise<string | undefined> {
  const { exitCode, stdout } = await git(repository, ['merge-base', one, other]);
  return exitCode === 0 ? stdout.trim() : undefined;
}

/** Changed, added or removed files, those that git ignores left out. */
export async function hasChanges(repository: Repository): Promise<boolean> {
  return (await mustWork(repository, ['status', '--porcelain', '-z'])).stdout !== '';
}

/** Paths from the top folder: tracked files, and new ones that are not ignored. */
export async function listFiles(repository: Repository): Promise<string[]> {
  const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const { stdout } = await mustWork(repository, words);
  return stdout.split('\0').filter((path) => path !== '');
}

export async function addWorktree(
  repository: Repository,
  folder: string,
  commit: string,
): Promise<ProgramResult> {
  // Forced: the folder may still be known from a tree that somebody deleted.
  return git(repository, ['worktree', 'add', '--force', '--detach', folder, commit]);
}

/** Only this one is forgotten, whatever state it is in. */
export async function removeWorktree(repository: Repository, folder: string): Promise<void> {
  await git(repository, ['worktree', 'remove', '--force', '--force', folder]);
}

async function mustWork(repository: Repository, words: readonly string[]): Promise<ProgramResult> {
  const result = await git(repository, words);
  if (result.exitCode === 0) return result;
  throw new StreamstockError(
    'REVISION_UNKNOWN',
    `git ${words[0]} failed in ${inertText(repository.folder)}:\n${lastLines(result.said, 5)}`,
    { hint: 'Look with git status what is the matter.' },
  );
}

/** @throws StreamstockError REVISION_UNKNOWN when there is no git */
async function git(
  { folder, heard }: Repository,
  words: readonly string[],
): Promise<ProgramResult> {
  const settings = ['--no-optional-locks', '-c', 'core.hooksPath=/dev/null'];
  const result = await runUnlessStopped(heard, 'git', [...settings, ...words], {
    folder,
    env: { ...withoutGitVariables(process.env), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
  });
  if (result.failure === null) return result;
  throw new StreamstockError('REVISION_UNKNOWN', `git cannot be started: ${result.failure}`, {
    hint: 'Install git, or compare runs that were made already: streamstock compare BASE HEAD.',
  });
}
