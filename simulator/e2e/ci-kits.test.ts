/** The files of `examples/ci` call what there is, and say what a job has to know. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { projectRoot } from '../commands/resolve.ts';
import { parseDurationMs } from '../scenario/durations.ts';
import { commandLinesIn, projectFile, targetsIn, unknownIn } from './command-lines.fixture.ts';
import { MakeSandbox } from './makefile.fixture.ts';

const GATE = join(projectRoot(), 'examples', 'ci', 'gate.sh');
const script = projectFile('examples', 'ci', 'gate.sh');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly Step[]; readonly 'timeout-minutes': number }>
  >;
}
const workflow = parse(projectFile('examples', 'ci', 'github-actions.yml')) as Workflow;
const jobs = Object.entries(workflow.jobs);
const steps = jobs.flatMap(([, job]) => job.steps);
const scripts = steps.flatMap(({ run }) => run ?? []);

describe('the workflow for GitHub Actions', () => {
  it('has a job for pull requests and one for the main branch, each with an end, and may only read', () => {
    expect(Object.keys(workflow.on)).toEqual(['pull_request', 'push']);
    expect(jobs.map(([name]) => name)).toEqual(['gate', 'history']);
    for (const [, job] of jobs) expect(job['timeout-minutes']).toBeGreaterThan(0);
    expect(workflow.permissions).toEqual({ contents: 'read' });
  });

  it('calls only commands, flags, targets and files that there are', async () => {
    expect((await Promise.all(scripts.map(unknownIn))).flat()).toEqual([]);
    const commands = scripts.flatMap(commandLinesIn).map(({ command }) => command);
    expect(commands).toEqual(['bench', 'history', 'baseline']);
    expect(scripts.flatMap(targetsIn)).toEqual(['build']);
    const files = scripts.flatMap((run) =>
      [...run.matchAll(/^sh (\S+)/gm)].map(([, file = '']) => file),
    );
    expect(files).toEqual(['examples/ci/gate.sh']);
    for (const file of files) expect(existsSync(join(projectRoot(), file))).toBe(true);
  });

  it('sets only variables that the script knows, to values that it takes', () => {
    const variables = steps.flatMap(({ env }) => Object.entries(env ?? {}));
    for (const [name, value] of variables) {
      expect(script).toContain(`#   ${name}=`);
      if (name === 'GATE_BUDGET') expect(parseDurationMs(value)).toBeGreaterThan(0);
    }
    expect(variables.length).toBeGreaterThan(0);
  });

  it('pins every action to a whole version, and keeps no credentials in the checkout', () => {
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions.length).toBeGreaterThan(5);
    for (const action of actions)
      expect(action).toMatch(/^actions\/[a-z-]+(\/[a-z]+)?@v\d+\.\d+\.\d+$/);
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    for (const step of checkouts) expect(step.with).toMatchObject({ 'persist-credentials': false });
  });

  it('puts nothing that a stranger can write into a script', () => {
    for (const run of scripts) expect(run).not.toContain('${{');
  });

  it('fetches the whole history where the base is built', () => {
    const [, gate] = jobs.find(([name]) => name === 'gate') ?? [];
    expect(gate?.steps[0]?.with).toMatchObject({ 'fetch-depth': 0 });
  });
});

describe('gate.sh', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'streamstock-gate-'));
    writeFileSync(join(folder, 'Makefile'), 'build:\n\t@exit $${BUILD_CODE:-0}\n');
    // Says what it was called with, one word a line, and ends as it is told.
    writeFileSync(join(folder, 'tool.sh'), 'printf "<%s>\\n" "$@"\nexit "$TOOL_CODE"\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function gate(env: Readonly<Record<string, string>>) {
    const { status, stdout, stderr } = spawnSync('sh', [GATE], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', GATE_COMMAND: 'sh tool.sh', TOOL_CODE: '0', ...env },
    });
    return { status, words: [...stdout.matchAll(/^<(.*)>$/gm)].map(([, word]) => word), stderr };
  }

  it('is plain sh, and calls only what there is', async () => {
    execFileSync('sh', ['-n', GATE]);
    const line = script
      .replaceAll(/\\\n/g, ' ')
      .split('\n')
      .find((one) => one.includes('cli.js} ab'));
    expect(await unknownIn(line ?? '')).toEqual([]);
    expect(commandLinesIn(line ?? '')).toEqual([
      { command: 'ab', flags: ['base', 'head', 'budget'] },
    ]);
    const variables = new Set(script.match(/\bGATE_[A-Z]+\b/g));
    expect([...variables].filter((name) => !script.includes(`#   ${name}=`))).toEqual([
      'GATE_COMMAND',
    ]);
  });

  it('compares the files as they are with where their branch began, for five minutes', () => {
    expect(gate({}).words).toEqual(['ab', 'ci', '--head', '.', '--budget', '5m']);
  });

  it('calls what make bench-ci calls, whose own exit code would be 2 for any failure', () => {
    const sandbox = new MakeSandbox('missing');
    const called = sandbox.make('bench-ci').calls.at(-1)?.split(/ +/);
    sandbox.close();
    expect(called).toEqual(['node', 'dist/simulator/cli.js', ...gate({}).words]);
  });

  it('takes base, scenario, budget and further flags from its variables', () => {
    const { words } = gate({
      GATE_BASE: 'v1 2',
      GATE_SCENARIO: 'my own.yaml',
      GATE_BUDGET: '90s',
      GATE_FLAGS: '--accept-outcomes --seed 7',
    });
    expect(words).toEqual(
      ['ab', 'my own.yaml', '--base', 'v1 2', '--head', '.', '--budget', '90s'].concat([
        '--accept-outcomes',
        '--seed',
        '7',
      ]),
    );
  });

  it.each([
    ['0', 0, 'gate: passed: no gated metric became slower.'],
    ['90', 90, 'gate: FAILED: incorrect.'],
    ['91', 91, 'gate: FAILED: slower.'],
    ['92', 0, 'gate: passed with a warning: cannot tell.'],
    ['95', 95, 'gate: could not run:'],
    ['105', 105, 'gate: interrupted:'],
    ['2', 2, 'gate: could not run: exit code 2'],
  ])('when the comparison ends with %s it ends with %i', (code, status, text) => {
    const ended = gate({ TOOL_CODE: code });
    expect(ended.status).toBe(status);
    expect(ended.stderr).toContain(text);
  });

  it('fails when it cannot be told, where that is asked for', () => {
    const ended = gate({ TOOL_CODE: '92', GATE_INCONCLUSIVE: 'fail' });
    expect(ended.status).toBe(92);
    expect(ended.stderr).toContain('gate: FAILED: cannot tell');
    expect(gate({ TOOL_CODE: '0', GATE_INCONCLUSIVE: 'fail' }).status).toBe(0);
  });

  it('measures nothing of a checkout that does not build', () => {
    const ended = gate({ BUILD_CODE: '1' });
    expect(ended).toMatchObject({ status: 95, words: [] });
    expect(ended.stderr).toContain('gate: could not run: this checkout does not build.');
  });
});
