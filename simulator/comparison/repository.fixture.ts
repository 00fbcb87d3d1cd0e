/** A checkout of its own whose revisions build in a moment: each is this checkout's command, with a fault planted or not. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../commands/resolve.ts';
import { withoutGitVariables } from './git.ts';

/** What a revision's build makes: nothing planted, a plant as its variable says it, or an error of the compiler. */
export type Made = { readonly plant?: string } | { readonly error: string };

const CLI = join(projectRoot(), 'dist', 'simulator', 'cli.js');

const BUILD = `
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const { plant, error } = JSON.parse(readFileSync('made.json', 'utf8'));
appendFileSync(process.env.BUILD_LOG ?? '/dev/null', 'built\\n');
if (error !== undefined) {
  console.error(error);
  process.exit(1);
}
mkdirSync('dist/simulator', { recursive: true });
const cli = ${JSON.stringify(CLI)};
const planting = plant === undefined ? '' : 'process.env.STREAMSTOCK_TEST_PLANT = ' + JSON.stringify(plant) + ';';
writeFileSync(
  'dist/simulator/cli.js',
  planting + 'process.argv[1] = ' + JSON.stringify(cli) + '; await import(' + JSON.stringify(cli) + ');',
);
`;

export class TinyRepository {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'streamstock-revisions-')));

  constructor() {
    this.git('init', '--quiet', '--initial-branch=main');
    this.write(
      'package.json',
      '{ "name": "streamstock-bench", "version": "0.0.1", "type": "module", "scripts": { "build": "node build.mjs" } }',
    );
    this.write('build.mjs', BUILD);
    this.write('.gitignore', 'dist/\nnode_modules/\n');
  }

  /** @returns the commit's id */
  commit(made: Made = {}): string {
    this.write('made.json', JSON.stringify(made));
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message=change');
    return this.git('rev-parse', 'HEAD').trim();
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
  }

  git(...words: readonly string[]): string {
    const settings = ['user.name=tests', 'user.email=tests@localhost', 'commit.gpgsign=false'];
    const flags = settings.flatMap((setting) => ['-c', setting]);
    const { status, stdout, stderr } = spawnSync('git', [...flags, ...words], {
      cwd: this.folder,
      env: withoutGitVariables(process.env),
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`git ${words.join(' ')}: ${stderr}`);
    return stdout;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Nobody interrupts. */
export const UNDISTURBED = { signal: () => undefined, onInterrupt: () => {} };
