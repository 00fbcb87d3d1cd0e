/** `streamstock report` from outside: what it serves, how it ends, and what it makes of a run that was killed. */
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passedRecord } from '../../reports/record.fixture.ts';
import { keptRecord, type RunningCommand, Workshop } from './command.fixture.ts';
import { expectReadable, expectRefusal } from './expectations.fixture.ts';
import { LONG } from './scenarios.fixture.ts';

const workshop = new Workshop();

beforeAll(() => {
  for (const hour of ['10', '11']) {
    mkdirSync(join(workshop.runsFolder, `20260105-${hour}1500-spike-7`), { recursive: true });
  }
  workshop.file('runs/20260105-101500-spike-7/run.json', JSON.stringify(passedRecord()));
});
afterAll(() => workshop.close());

describe('finished runs', () => {
  it('are served until somebody interrupts, whatever browsers keep open', async () => {
    const { running, url } = await serving(['report', '--port', '0']);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const list = await fetch(url);
    expect(list.status).toBe(200);
    expect(await list.text()).toContain('/runs/20260105-101500-spike-7/');
    const report = await (await fetch(`${url}runs/20260105-101500-spike-7/`)).text();
    expect(report).toContain('<title>passed: spike');

    const browser = connect(Number(new URL(url).port), '127.0.0.1');
    browser.on('error', () => {});
    browser.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n');
    await once(browser, 'data');
    running.process.kill('SIGINT');
    const { exitCode, stdout, stderr, ...rest } = await running.result;
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 0, stdout: `${url}\n` });
    expect(stderr).toContain('Serving 1 run of runs, 1 folder without a report. Ctrl-C ends.');
    expectReadable({ exitCode, stdout, stderr, ...rest });
  });
});

describe('a run whose process was killed', () => {
  it('becomes a record and reports again', async () => {
    const long = workshop.scenario('long', LONG);
    const bench = workshop.start(['bench', long, '--runs-dir', 'killed']);
    await bench.says('the load begins');
    await new Promise((resolve) => setTimeout(resolve, 3500));
    bench.process.kill('SIGKILL');
    await bench.result;

    const { exitCode, stdout, stderr } = await workshop.run([
      ...['report', '--recover', 'last', '--runs-dir', 'killed'],
    ]);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toMatch(/^Recovered killed\/\S+: incomplete — the process ended without/);
    expect(stderr).toMatch(/holds +[1-9]\d* s of measurements; [\d,]+ applied/);
    const report = stdout.trimEnd();
    expect(report).toMatch(/^killed\/\S+\/report\.html$/);
    const folder = join(workshop.folder, report, '..');
    for (const name of ['report.html', 'summary.md', 'junit.xml', 'series.csv']) {
      expect(existsSync(join(folder, name)), name).toBe(true);
      expect(stderr).toContain(name);
    }
    expect(keptRecord(folder)).toMatchObject({
      verdict: { name: 'incomplete', exitCode: 94 },
      scenario: { name: 'long' },
    });

    const again = await workshop.run(['report', '--recover', folder]);
    expectRefusal(again, 95, 'has its run.json already (incomplete)');
    const { running, url } = await serving(['report', folder, '--port', '0']);
    expect(await (await fetch(url)).text()).toContain('<title>incomplete: long');
    running.process.kill('SIGINT');
    await running.result;
  });
});

/** Waits until the command prints the address it serves at. */
async function serving(
  words: readonly string[],
): Promise<{ readonly running: RunningCommand; readonly url: string }> {
  const running = workshop.start(words);
  let stdout = '';
  const url = await new Promise<string>((resolve, reject) => {
    running.process.stdout?.on('data', (text: string) => {
      stdout += text;
      if (stdout.endsWith('\n')) resolve(stdout.trimEnd());
    });
    void running.result.then(({ stderr }) => reject(new Error(`it ended:\n${stderr}`)));
  });
  return { running, url };
}
