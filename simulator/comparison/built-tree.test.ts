import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildTree } from './built-tree.ts';
import { openRepository, type Repository } from './git.ts';
import { TinyRepository, UNDISTURBED } from './repository.fixture.ts';
import { resolveRevision } from './revisions.ts';

let made: TinyRepository;
let repository: Repository;
let said: string[];

beforeEach(async () => {
  made = new TinyRepository();
  said = [];
  repository = await openRepository(made.folder, UNDISTURBED);
});
afterEach(() => made.close());

const build = async (name: string) =>
  buildTree(repository, await resolveRevision(repository, name), (text) => said.push(text));
const builds = () => said.filter((text) => text.startsWith('Building')).length;

describe('buildTree', () => {
  it('checks a commit out beside the checkout, which stays as it is', async () => {
    made.commit({ plant: 'cpu:0.1' });
    made.commit();
    const { cli, folder } = await build('HEAD~1');
    expect(readFileSync(cli, 'utf8')).toContain('cpu:0.1');
    expect(folder.startsWith(join(made.folder, '.cache', 'ab'))).toBe(true);
    expect(made.git('status', '--porcelain')).toBe('');
    expect(existsSync(join(made.folder, 'dist'))).toBe(false);
  });

  it('builds a revision once, also when two need it at the same time', async () => {
    made.commit();
    const [one, other] = await Promise.all([build('HEAD'), build('main')]);
    expect(await build('.')).toEqual(one);
    expect(other).toEqual(one);
    expect(builds()).toBe(1);
  });

  it.each([
    ['its stamp is gone', (folder: string) => rmSync(`${folder}.built.json`)],
    ['its command is gone', (folder: string) => rmSync(join(folder, 'dist'), { recursive: true })],
    ['somebody deleted it', (folder: string) => rmSync(folder, { recursive: true })],
  ])('builds a tree again when %s', async (_, spoil) => {
    made.commit();
    const { folder, cli } = await build('HEAD');
    spoil(folder);
    await build('HEAD');
    expect(existsSync(cli)).toBe(true);
    expect(builds()).toBe(2);
  });

  it('runs no hook of the repository', async () => {
    made.commit();
    const hook = join(made.folder, '.git', 'hooks', 'post-checkout');
    mkdirSync(join(made.folder, '.git', 'hooks'), { recursive: true });
    made.write('.git/hooks/post-checkout', `#!/bin/sh\ntouch ${made.folder}/hooked\n`);
    chmodSync(hook, 0o755);
    await build('HEAD');
    expect(existsSync(join(made.folder, 'hooked'))).toBe(false);
  });

  it('copies a working tree with changed and new files, without deleted and ignored ones', async () => {
    made.write('old.ts', '');
    made.commit();
    rmSync(join(made.folder, 'old.ts'));
    made.write('made.json', '{ "plant": "cpu:0.7" }');
    made.write('new.sh', '');
    chmodSync(join(made.folder, 'new.sh'), 0o755);
    symlinkSync('new.sh', join(made.folder, 'link'));
    mkdirSync(join(made.folder, 'node_modules'));
    const { cli, folder } = await build('.');
    expect(readFileSync(cli, 'utf8')).toContain('cpu:0.7');
    expect(readdirSync(folder).sort()).toEqual([
      ...['.gitignore', 'build.mjs', 'dist', 'link', 'made.json', 'new.sh', 'package.json'],
    ]);
    expect(lstatSync(join(folder, 'new.sh')).mode & 0o100).toBe(0o100);
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
  });

  it('builds a working tree anew only when its files change', async () => {
    made.commit();
    made.write('made.json', '{ "plant": "cpu:0.7" }');
    const before = await build('.');
    expect(await build('.')).toEqual(before);
    made.write('made.json', '{ "plant": "cpu:0.8" }');
    expect((await build('.')).folder).not.toBe(before.folder);
    expect(builds()).toBe(2);
  });

  it('shares the packages of the checkout where the locks are equal, and installs others', async () => {
    const lock = (version: string) =>
      JSON.stringify({
        ...{ name: 'streamstock-bench', version, lockfileVersion: 3, requires: true },
        packages: { '': { name: 'streamstock-bench', version } },
      });
    made.write('package-lock.json', lock('0.0.1'));
    made.commit({ plant: 'cpu:0.1' });
    made.write('package-lock.json', `${lock('0.0.1')}\n`);
    made.commit();
    mkdirSync(join(made.folder, 'node_modules'));
    const same = await build('HEAD');
    expect(lstatSync(join(same.folder, 'node_modules')).isSymbolicLink()).toBe(true);
    const other = await build('HEAD~1');
    expect(existsSync(other.cli)).toBe(true);
    const packages = lstatSync(join(other.folder, 'node_modules'), { throwIfNoEntry: false });
    expect(packages?.isSymbolicLink() ?? false).toBe(false);
    expect(said.some((text) => text.startsWith('Installing the packages of HEAD~1'))).toBe(true);
  });
});

describe('packages', () => {
  it('that are a link, which git does not ignore as a folder, are shared and not copied', async () => {
    made.write('package-lock.json', '{}');
    made.commit();
    symlinkSync(made.folder, join(made.folder, 'node_modules'));
    const { folder } = await build('.');
    expect(readlinkSync(join(folder, 'node_modules'))).toBe(join(made.folder, 'node_modules'));
  });

  it('that a revision brings with it are left as they are', async () => {
    made.write('package-lock.json', '{}');
    made.write('.gitignore', 'dist/\n');
    mkdirSync(join(made.folder, 'node_modules'));
    made.write('node_modules/own.js', '');
    made.commit();
    const { folder } = await build('HEAD');
    expect(readdirSync(join(folder, 'node_modules'))).toEqual(['own.js']);
  });
});

describe('a revision that cannot be built', () => {
  it('is refused with the end of what its build said, and tried again the next time', async () => {
    made.commit({ error: 'src/a.ts(1,1): error TS2304\n\u001b[31mred\u001b[0m' });
    for (let time = 1; time <= 2; time += 1) {
      const refusal: unknown = await build('HEAD').catch((error: unknown) => error);
      expect(refusal).toMatchObject({
        code: 'REVISION_UNBUILDABLE',
        message: expect.stringMatching(
          /^HEAD \(\w+\) cannot be built: npm run build failed\n.*TS2304\n/,
        ),
      });
      // A build writes colours, and worse.
      expect(String(refusal)).not.toContain('\u001b');
    }
    expect(builds()).toBe(2);
  });

  it('is refused when its build makes no command', async () => {
    made.write('package.json', '{ "name": "x", "scripts": { "build": "true" } }');
    made.commit();
    await expect(build('HEAD')).rejects.toMatchObject({
      message: expect.stringContaining('its build made no dist/simulator/cli.js'),
    });
  });

  it('is refused when it is something else', async () => {
    rmSync(join(made.folder, 'package.json'));
    made.commit();
    await expect(build('HEAD')).rejects.toMatchObject({
      message: expect.stringContaining('no package.json'),
    });
  });

  it('keeps nobody else waiting', async () => {
    made.commit({ error: 'no' });
    await expect(build('HEAD')).rejects.toThrow('cannot be built');
    const left = readdirSync(join(made.folder, '.cache', 'ab'));
    expect(left.filter((name) => name.includes('.lock'))).toEqual([]);
  });

  it('ends at once when somebody interrupts', async () => {
    made.write(
      'package.json',
      '{ "scripts": { "build": "node -e \\"setTimeout(() => {}, 60000)\\"" } }',
    );
    made.commit();
    let interrupt = (_signal: string): void => {};
    let signal: string | undefined;
    const actions: ((signal: string) => void)[] = [];
    interrupt = (name) => {
      signal = name;
      for (const action of actions) action(name);
    };
    const heard = {
      signal: () => signal,
      onInterrupt: (action: (name: string) => void) => void actions.push(action),
    };
    const revision = await resolveRevision(repository, 'HEAD');
    const building = buildTree({ ...repository, heard }, revision, () => {
      setTimeout(() => interrupt('SIGINT'), 800);
    });
    await expect(building).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });
});
