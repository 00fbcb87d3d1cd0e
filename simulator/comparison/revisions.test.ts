import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRepository, type Repository } from './git.ts';
import { TinyRepository, UNDISTURBED } from './repository.fixture.ts';
import { defaultBase, resolveRevision } from './revisions.ts';

let made: TinyRepository;
let repository: Repository;
let first: string;
let second: string;

beforeEach(async () => {
  made = new TinyRepository();
  first = made.commit({ plant: 'cpu:0.1' });
  second = made.commit();
  repository = await openRepository(made.folder, UNDISTURBED);
});
afterEach(() => made.close());

const unknown = expect.objectContaining({ code: 'REVISION_UNKNOWN' });

describe('resolveRevision', () => {
  it('knows branches, tags and commits, and names them with their commit', async () => {
    made.git('tag', 'v1', 'HEAD~1');
    const tree = { kind: 'commit', commit: first };
    expect(await resolveRevision(repository, 'v1')).toEqual({
      ...{ label: 'v1', described: `v1 (${first.slice(0, 12)})`, tree },
    });
    expect(await resolveRevision(repository, 'main~1')).toMatchObject({ tree });
    expect(await resolveRevision(repository, first.slice(0, 9))).toEqual({
      ...{ label: first.slice(0, 12), described: first.slice(0, 12), tree },
    });
  });

  it.each([
    'nowhere',
    '',
    'HEAD:build.mjs',
    '-h',
    '--all',
    '--output=planted',
    `--upload-pack=touch planted`,
    'HEAD\0',
  ])('knows no commit called %j', async (name) => {
    await expect(resolveRevision(repository, name)).rejects.toEqual(unknown);
    expect(existsSync(join(made.folder, 'planted'))).toBe(false);
  });

  it('takes a working tree without changes for its commit', async () => {
    expect(await resolveRevision(repository, '.')).toMatchObject({
      label: 'working tree',
      tree: { kind: 'commit', commit: second },
    });
  });

  it.each([
    ['a changed file', () => made.write('made.json', '{ "plant": "cpu:2" }')],
    ['a new file', () => made.write('new.ts', '')],
    ['a deleted file', () => rmSync(join(made.folder, 'build.mjs'))],
  ])('tells a working tree with %s from its commit', async (_, change) => {
    change();
    expect(await resolveRevision(repository, '.')).toMatchObject({
      label: `working tree (${second.slice(0, 12)} + changes)`,
      tree: { kind: 'working tree' },
    });
  });

  it('refuses a folder in no checkout', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'streamstock-none-'));
    await expect(openRepository(folder, UNDISTURBED)).rejects.toEqual(unknown);
    rmSync(folder, { recursive: true });
  });
});

describe('defaultBase', () => {
  const baseOf = async (name: string) =>
    defaultBase(repository, await resolveRevision(repository, name));

  it('is where the branch left the trunk', async () => {
    made.git('switch', '--quiet', '--create', 'work', first);
    made.commit({ plant: 'cpu:0.5' });
    made.commit({ plant: 'cpu:0.6' });
    expect(await baseOf('.')).toMatchObject({
      label: 'merge base with main',
      tree: { commit: first },
    });
  });

  it('is the commit before, on the trunk itself', async () => {
    expect(await baseOf('.')).toMatchObject({ label: 'commit before', tree: { commit: first } });
    expect(await baseOf('main')).toMatchObject({ tree: { commit: first } });
  });

  it('is the last commit, when files on the trunk changed since', async () => {
    made.write('made.json', '{}\n');
    expect(await baseOf('.')).toMatchObject({ label: 'last commit', tree: { commit: second } });
  });

  it('has to be named where the history ends', async () => {
    made.git('tag', 'root', first);
    made.git('checkout', '--quiet', '--detach', first);
    made.git('branch', '--force', 'main', first);
    await expect(baseOf('.')).rejects.toMatchObject({
      ...{ code: 'REVISION_UNKNOWN', hint: expect.stringContaining('--base') },
    });
  });
});
