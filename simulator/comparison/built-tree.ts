/** A revision that can be run: checked out or copied into a folder of its own, and built. Kept for the next time. */
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StreamstockError } from '../../pipeline/errors.ts';
import { writeFileAtomically } from '../../reports/atomic-file.ts';
import { withLock } from '../local-kafka/lock.ts';
import { addWorktree, type Repository, removeWorktree, withoutGitVariables } from './git.ts';
import { runUnlessStopped, throwIfStopped } from './interruptible.ts';
import { lastLines } from './program.ts';
import type { Revision } from './revisions.ts';
import { copyWorkingTree, hashWorkingTree } from './working-tree.ts';

export interface BuiltTree {
  readonly folder: string;
  /** Absolute path of the command. */
  readonly cli: string;
}

/** Told before each step that may take long, a sentence without a full stop. */
type Say = (text: string) => void;

const CLI = join('dist', 'simulator', 'cli.js');

/** @throws StreamstockError REVISION_UNBUILDABLE, INTERRUPTED */
export async function buildTree(
  repository: Repository,
  { described: label, tree }: Revision,
  say: Say,
): Promise<BuiltTree> {
  const cache = join(repository.folder, '.cache', 'ab');
  mkdirSync(cache, { recursive: true });
  // Whatever the repository ignores, these trees are no part of it.
  writeFileSync(join(cache, '.gitignore'), '*\n');
  const name = tree.kind === 'commit' ? tree.commit : `tree-${await hashWorkingTree(repository)}`;
  const folder = join(cache, name);
  const built: BuiltTree = { folder, cli: join(folder, CLI) };
  return underLock(repository, folder, say, label, async () => {
    if (isBuilt(repository, built)) return built;
    say(`Building ${label}`);
    await makeTree(repository, folder, label, tree);
    const packages = await installPackages(repository, folder, label, say);
    await npm(repository, folder, label, ['run', '--silent', 'build']);
    if (!existsSync(built.cli)) throw unbuildable(label, `its build made no ${CLI}`, '');
    writeFileAtomically(stampFile(folder), `${JSON.stringify({ ...stampOf(), packages })}\n`);
    return built;
  });
}

/** Two comparisons at the same time build a tree once; whoever comes second waits. */
async function underLock(
  repository: Repository,
  folder: string,
  say: Say,
  label: string,
  work: () => Promise<BuiltTree>,
): Promise<BuiltTree> {
  const stopping = new AbortController();
  repository.heard.onInterrupt(() => stopping.abort());
  try {
    return await withLock(
      `${folder}.lock`,
      { signal: stopping.signal, onWait: () => say(`Waiting: somebody else builds ${label}`) },
      work,
    );
  } catch (error) {
    // The lock speaks of what it was made for.
    throwIfStopped(repository.heard, 'before anything was measured');
    throw error;
  }
}

/** What a build depends on beside the tree. */
interface Stamp {
  readonly stampVersion: 1;
  /** Compiled packages are made for one version of Node's interface. */
  readonly nodeModules: string | undefined;
  readonly packages: Packages;
}

type Packages = 'shared' | 'own' | 'none';

function stampOf(): Omit<Stamp, 'packages'> {
  return { stampVersion: 1, nodeModules: process.versions['modules'] };
}

function stampFile(folder: string): string {
  return `${folder}.built.json`;
}

function isBuilt(repository: Repository, { folder, cli }: BuiltTree): boolean {
  if (!existsSync(cli)) return false;
  try {
    const stamp = JSON.parse(readFileSync(stampFile(folder), 'utf8')) as Stamp;
    const { stampVersion, nodeModules } = stampOf();
    if (stamp.stampVersion !== stampVersion || stamp.nodeModules !== nodeModules) return false;
    return stamp.packages !== 'shared' || hasSamePackages(repository, folder);
  } catch {
    return false;
  }
}

/** Half a tree of an earlier attempt is of no use. */
async function makeTree(
  repository: Repository,
  folder: string,
  label: string,
  tree: Revision['tree'],
): Promise<void> {
  rmSync(stampFile(folder), { force: true });
  await removeWorktree(repository, folder);
  rmSync(folder, { recursive: true, force: true });
  if (tree.kind === 'commit') {
    const { exitCode, said } = await addWorktree(repository, folder, tree.commit);
    if (exitCode !== 0) throw unbuildable(label, 'git could not check it out', said);
  } else if (`tree-${await copyWorkingTree(repository, folder)}` !== basename(folder)) {
    throw unbuildable(label, 'its files changed while they were copied; try again', '');
  }
  if (!existsSync(join(folder, 'package.json'))) {
    throw unbuildable(label, 'it has no package.json at its top', '');
  }
}

/** Equal locks mean equal packages: installing them again would only take time. */
async function installPackages(
  repository: Repository,
  folder: string,
  label: string,
  say: Say,
): Promise<Packages> {
  if (existsSync(join(folder, 'node_modules'))) return 'own';
  if (!existsSync(join(folder, LOCK))) return 'none';
  if (hasSamePackages(repository, folder)) {
    symlinkSync(join(repository.folder, 'node_modules'), join(folder, 'node_modules'), 'dir');
    return 'shared';
  }
  say(`Installing the packages of ${label}`);
  await npm(repository, folder, label, ['ci', '--no-fund', '--no-audit', '--loglevel=error']);
  return 'own';
}

const LOCK = 'package-lock.json';

function hasSamePackages(repository: Repository, folder: string): boolean {
  if (!existsSync(join(repository.folder, 'node_modules'))) return false;
  try {
    const [own, ours] = [folder, repository.folder].map((place) => readFileSync(join(place, LOCK)));
    return own !== undefined && ours !== undefined && own.equals(ours);
  } catch {
    return false;
  }
}

async function npm(
  { heard }: Repository,
  folder: string,
  label: string,
  words: readonly string[],
): Promise<void> {
  const env = buildEnvironment(process.env);
  const result = await runUnlessStopped(heard, 'npm', words, { folder, env });
  if (result.exitCode === 0) return;
  const how = result.failure === null ? 'failed' : `cannot be started (${result.failure})`;
  throw unbuildable(label, `npm ${words[0] === 'ci' ? 'ci' : 'run build'} ${how}`, result.said);
}

/** `npm run ab` sets variables that would lead the inner npm to this checkout's settings. */
function buildEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const entries = Object.entries(withoutGitVariables(env)).filter(
    ([name]) => !/^npm_(package|lifecycle|command|execpath|node_execpath)/.test(name),
  );
  return { ...Object.fromEntries(entries), NODE_ENV: 'development' };
}

function unbuildable(label: string, what: string, said: string): StreamstockError {
  const end = lastLines(said, 12);
  return new StreamstockError(
    'REVISION_UNBUILDABLE',
    `${label} cannot be built: ${what}${end === '' ? '' : `\n${end}`}`,
    { hint: 'A revision has to build on its own: npm ci && npm run build.' },
  );
}
