/** The files of a checkout as they are now, changes and new files included, copied to where they stay as they are. */
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  type Stats,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { listFiles, type Repository } from './git.ts';

interface TreeFile {
  /** From the top. */
  readonly path: string;
  readonly from: string;
  readonly stats: Stats;
}

/** The same for the same files: an unchanged tree need not be built again. */
export async function hashWorkingTree(repository: Repository): Promise<string> {
  return hashOf(await filesOf(repository), () => {});
}

/**
 * @param folder does not exist yet
 * @returns the hash of what was copied: somebody may be editing
 */
export async function copyWorkingTree(repository: Repository, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  return hashOf(await filesOf(repository), ({ path, stats }, content) => {
    const to = join(folder, path);
    mkdirSync(dirname(to), { recursive: true });
    if (stats.isSymbolicLink()) symlinkSync(content.toString(), to);
    else writeFileSync(to, content, { mode: stats.mode & 0o777 });
  });
}

function hashOf(
  files: readonly TreeFile[],
  onFile: (file: TreeFile, content: Buffer) => void,
): string {
  const hash = createHash('sha256');
  for (const file of files) {
    const { path, from, stats } = file;
    const content = stats.isSymbolicLink() ? Buffer.from(readlinkSync(from)) : readFileSync(from);
    hash.update(`${path}\0${isExecutable(stats)}\0${content.length}\0`).update(content);
    onFile(file, content);
  }
  return hash.digest('hex').slice(0, 20);
}

/** Files that were deleted are still listed, and nested checkouts are folders: neither belongs to it. */
async function filesOf(repository: Repository): Promise<TreeFile[]> {
  const paths = (await listFiles(repository)).sort();
  return paths.flatMap((path) => {
    // A link of that name escapes the usual line of .gitignore, and packages are seen to after the copy.
    if (path === 'node_modules' || path.startsWith('node_modules/')) return [];
    const from = join(repository.folder, path);
    const stats = lstatSync(from, { throwIfNoEntry: false });
    if (stats === undefined || !(stats.isFile() || stats.isSymbolicLink())) return [];
    return [{ path, from, stats }];
  });
}

function isExecutable({ mode }: Stats): boolean {
  return (mode & 0o100) !== 0;
}
