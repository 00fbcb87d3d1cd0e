/** From what somebody typed (`main`, `HEAD~3`, `.`) to the tree that is meant. */
import { StreamstockError } from '../../pipeline/errors.ts';
import { inertText } from '../../reports/inert-text.ts';
import { commitOf, hasChanges, mergeBase, type Repository } from './git.ts';

/** The files as they are now. */
export const WORKING_TREE = '.';

export interface Revision {
  /** What it is called: `main`, `working tree (abc1234 + changes)`. */
  readonly label: string;
  /** The same with its commit, for messages: `main (abc1234)`. */
  readonly described: string;
  /** What is built: a commit, or the files as they are. */
  readonly tree:
    | { readonly kind: 'commit'; readonly commit: string }
    | { readonly kind: 'working tree' };
}

/** @throws StreamstockError REVISION_UNKNOWN */
export async function resolveRevision(repository: Repository, name: string): Promise<Revision> {
  if (name === WORKING_TREE) return workingTree(repository);
  const commit = await commitOf(repository, name);
  if (commit === undefined) throw unknown(name);
  return commitRevision(name, commit);
}

/** Without changes the working tree is its commit, which may have been built before. */
async function workingTree(repository: Repository): Promise<Revision> {
  const commit = await commitOf(repository, 'HEAD');
  if (commit === undefined) throw unknown('HEAD');
  if (await hasChanges(repository)) {
    const label = `working tree (${short(commit)} + changes)`;
    return { label, described: label, tree: { kind: 'working tree' } };
  }
  return commitRevision('working tree', commit);
}

function commitRevision(name: string, commit: string): Revision {
  const isId = commit.startsWith(name);
  const label = isId ? short(commit) : inertText(name, 60);
  const described = isId ? label : `${label} (${short(commit)})`;
  return { label, described, tree: { kind: 'commit', commit } };
}

/** Where a branch of work usually began. */
const TRUNKS = ['origin/main', 'main', 'origin/master', 'master'] as const;

/**
 * What the head is compared with when nobody says: where its branch left the trunk; on the trunk itself the commit
 * before it, or its own commit when files changed since.
 * @throws StreamstockError REVISION_UNKNOWN
 */
export async function defaultBase(repository: Repository, head: Revision): Promise<Revision> {
  const isWorkingTree = head.tree.kind === 'working tree';
  const tip = head.tree.kind === 'commit' ? head.tree.commit : await commitOf(repository, 'HEAD');
  if (tip === undefined) throw unknown('HEAD');
  for (const trunk of TRUNKS) {
    const trunkTip = await commitOf(repository, trunk);
    if (trunkTip === undefined) continue;
    const left = await mergeBase(repository, tip, trunkTip);
    if (left !== undefined && left !== tip) return commitRevision(`merge base with ${trunk}`, left);
  }
  if (isWorkingTree) return commitRevision('last commit', tip);
  const before = await commitOf(repository, `${tip}~1`);
  if (before !== undefined) return commitRevision('commit before', before);
  throw new StreamstockError('REVISION_UNKNOWN', 'there is no commit to compare with', {
    hint: 'Name one with --base; a shallow clone has to fetch more of the history first (fetch-depth: 0).',
  });
}

function short(commit: string): string {
  return commit.slice(0, 12);
}

function unknown(name: string): StreamstockError {
  return new StreamstockError(
    'REVISION_UNKNOWN',
    `git knows no commit ${JSON.stringify(inertText(name, 100))} here`,
    { hint: 'Name a branch, a tag or a commit, or . for the files as they are; fetch it first.' },
  );
}
