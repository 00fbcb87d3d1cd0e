import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { passedRecord } from '../../reports/record.fixture.ts';
import { writeRecord } from '../../reports/record-file.ts';
import { runBench } from './child-run.ts';
import { UNDISTURBED } from './repository.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'streamstock-child-'));
afterAll(() => rmSync(folder, { recursive: true }));
const run = join(folder, 'run');
mkdirSync(run);
writeRecord(run, passedRecord());

let programs = 0;

/** A command that does what the text says. */
function program(text: string) {
  programs += 1;
  const cli = join(folder, `cli-${programs}.mjs`);
  writeFileSync(cli, text);
  return { label: 'main (abc1234)', cli };
}

const wanted = { scenario: '/scenario.yaml', flags: [], runsFolder: folder, heard: UNDISTURBED };
const printing = `console.log(JSON.stringify({ runFolder: ${JSON.stringify(run)} }));`;

describe('runBench', () => {
  it.each([0, 90, 93, 94, 99])('takes the record of a run that ended with %d', async (code) => {
    const made = await runBench(program(`${printing} process.exitCode = ${code};`), wanted);
    expect(made).toEqual({ record: passedRecord(), folder: run });
  });

  it('plays the scenario with the flags that were given, into the folder that was given', async () => {
    const words = join(folder, 'words.json');
    const cli = program(
      `import { writeFileSync } from 'node:fs';
      writeFileSync(${JSON.stringify(words)}, JSON.stringify(process.argv.slice(2)));
      ${printing}`,
    );
    await runBench(cli, { ...wanted, flags: ['--seed=7'] });
    expect(JSON.parse(readFileSync(words, 'utf8'))).toEqual([
      ...['bench', '/scenario.yaml', '--json', '--runs-dir', folder, '--seed=7'],
    ]);
  });

  it('leaves the summary of a CI job to the comparison', async () => {
    const file = join(folder, 'summary.md');
    vi.stubEnv('GITHUB_STEP_SUMMARY', file);
    const cli = program(
      `import { writeFileSync } from 'node:fs';
      if (process.env.GITHUB_STEP_SUMMARY) writeFileSync(process.env.GITHUB_STEP_SUMMARY, 'run');
      ${printing}`,
    );
    await runBench(cli, wanted);
    vi.unstubAllEnvs();
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    ['refuses the scenario', 104, 'NOT_COMPARABLE', /refuses this scenario:\nload\.rate: must be/],
    ['knows no such flag', 2, 'NOT_COMPARABLE', /refuses this scenario/],
    ['could not begin', 95, 'START_FAILED', /made no record \(exit code 95\):\nload\.rate/],
  ])('says what a version said that %s', async (_, exitCode, code, message) => {
    const cli = program(
      `console.error('load.rate: must be less'); process.exitCode = ${exitCode};`,
    );
    await expect(runBench(cli, wanted)).rejects.toMatchObject({
      ...{ code, message: expect.stringMatching(message) },
    });
  });

  it('says so when a run was killed', async () => {
    const cli = program(`process.kill(process.pid, 'SIGKILL');`);
    await expect(runBench(cli, wanted)).rejects.toMatchObject({
      ...{ code: 'START_FAILED', message: expect.stringContaining('a signal ended it') },
    });
  });

  it.each([
    ['prints no JSON', `console.log('hello');`],
    ['does not name its folder', `console.log('{}');`],
    ['names a folder without a record', `console.log('{"runFolder":"/nowhere"}');`],
  ])('refuses a version that %s', async (_, text) => {
    await expect(runBench(program(text), wanted)).rejects.toMatchObject({
      ...{ code: 'NOT_COMPARABLE', message: expect.stringContaining('main (abc1234)') },
    });
  });

  it('passes an interruption on, and waits until the run has drained', async () => {
    const [ready, drained] = [join(folder, 'ready'), join(folder, 'drained')];
    const cli = program(
      `import { writeFileSync } from 'node:fs';
      process.on('SIGINT', () => setTimeout(() => {
        writeFileSync(${JSON.stringify(drained)}, '');
        process.exit(105);
      }, 50));
      setInterval(() => {}, 1000);
      writeFileSync(${JSON.stringify(ready)}, '');`,
    );
    let signal: string | undefined;
    const heard = {
      signal: () => signal,
      onInterrupt: (action: (name: string) => void) => {
        const looking = setInterval(() => {
          if (!existsSync(ready)) return;
          clearInterval(looking);
          signal = 'SIGINT';
          action(signal);
        }, 20);
      },
    };
    await expect(runBench(cli, { ...wanted, heard })).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
    expect(existsSync(drained)).toBe(true);
  });
});
