/** The script for CI jobs does its whole work: builds, measures, concludes, and says what the job has to do. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Comparison } from '../../reports/comparison/comparison.ts';
import { projectRoot } from '../commands/resolve.ts';

/** A project whose build is this one's, so that a tree of it is ready at once. */
const FILES: Readonly<Record<string, string>> = {
  // As it is looked for, which is as npm writes it.
  'package.json': JSON.stringify(
    {
      ...{ name: 'streamstock-bench', version: '0.1.0', type: 'module', private: true },
      scripts: { build: 'node build.mjs' },
    },
    null,
    2,
  ),
  'build.mjs': `
import { cpSync, rmSync, symlinkSync } from 'node:fs';
cpSync(${JSON.stringify(join(projectRoot(), 'dist'))}, 'dist', { recursive: true });
cpSync(${JSON.stringify(join(projectRoot(), 'scenarios'))}, 'scenarios', { recursive: true });
rmSync('node_modules', { force: true });
symlinkSync(${JSON.stringify(join(projectRoot(), 'node_modules'))}, 'node_modules', 'dir');
`,
  Makefile: 'build:\n\t@npm run --silent build\n',
  '.gitignore': 'dist/\nnode_modules\nruns/\nscenarios/\n.cache/\n',
  'small.yaml': `
name: small
clock: { speed: 100000 }
catalogue: { products: 200 }
load: { executor: constant-arrival-rate, rate: 200, duration: 1s }
`,
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamstock-kit-'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'one');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(...words: string[]): void {
  const settings = ['-c', 'user.name=x', '-c', 'user.email=x@example.org'];
  execFileSync('git', [...settings, ...words], { cwd: folder });
}

async function gate(env: Readonly<Record<string, string>>) {
  const script = join(projectRoot(), 'examples', 'ci', 'gate.sh');
  const kept = { PATH: process.env['PATH'] ?? '', HOME: folder };
  const child = spawn('sh', [script], { cwd: folder, env: { ...kept, ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout, stderr };
}

it('two pairs of one commit tell nothing: a warning in an annotation, and the evidence is kept', async () => {
  const { exitCode, stdout, stderr } = await gate({
    GATE_BASE: 'HEAD',
    GATE_SCENARIO: 'small.yaml',
    GATE_FLAGS: '--pairs 2',
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
  });
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toContain('gate: passed with a warning: cannot tell.');
  expect(stdout).toMatch(/^::warning /m);
  expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toContain('cannot tell');
  const comparisons = join(folder, 'runs', 'comparisons');
  const [name = ''] = readdirSync(comparisons);
  const text = readFileSync(join(comparisons, name, 'comparison.json'), 'utf8');
  const comparison = JSON.parse(text) as Comparison;
  expect(comparison).toMatchObject({
    design: 'paired',
    outcome: { verdict: 'equal' },
    verdict: { name: 'inconclusive', exitCode: 92 },
  });
  // On a busy machine a run may be no evidence, and another pair is measured for it.
  const used = comparison.head.runs.filter(({ leftOut }) => leftOut === null);
  expect(used.length).toBeGreaterThanOrEqual(2);
  for (const file of ['comparison.html', 'comparison.md', 'junit.xml']) {
    expect(existsSync(join(comparisons, name, file)), file).toBe(true);
  }
});

it('a commit that nobody has is no verdict', async () => {
  const { exitCode, stderr } = await gate({ GATE_BASE: 'nowhere', GATE_SCENARIO: 'small.yaml' });
  expect(exitCode, stderr).toBe(95);
  expect(stderr).toContain('git knows no commit "nowhere" here');
  expect(stderr).toContain('gate: could not run: see above.');
});
