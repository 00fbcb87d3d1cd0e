/** What a run tells and leaves behind, by verdict: exit code, terminal, JSON, record, JUnit, Markdown, CSV, page. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseXml, type XmlNode } from '../../reports/xml.fixture.ts';
import { type BenchResult, keptRecord, Workshop } from './command.fixture.ts';
import { expectReadable } from './expectations.fixture.ts';

const workshop = new Workshop();
afterAll(() => workshop.close());

const LOAD = `
clock: { speed: 30000 }
catalogue: { products: 300 }
`;
const FILES = ['run.json', 'report.html', 'summary.md', 'junit.xml', 'series.csv', 'latency.hlog'];

describe('a run with a failing threshold', () => {
  it('says so everywhere', async () => {
    const scenario = workshop.scenario(
      'failing',
      `${LOAD}
load: { executor: constant-arrival-rate, rate: 300, duration: 2s }
thresholds: { events_applied: ["count>1000000"], alert: ["p(99)<60000"] }
`,
    );
    const stepSummary = workshop.file('step.md', 'before\n');
    const result = await workshop.bench([scenario], { env: { GITHUB_STEP_SUMMARY: stepSummary } });
    const { exitCode, stderr, record } = result;
    expect(exitCode, stderr).toBe(99);
    expectReadable(result);
    expect(stderr).toMatch(/\n {2}✗ thresholds — events_applied count>1000000 is crossed/);
    expect(stderr).toMatch(/✗ events_applied count +\d+ +> 1,000,000 +99\.\d+ % beyond/);
    expect(stderr).toMatch(/\n {2}report +runs\/\S+\/report\.html\n$/);
    expect(record).toMatchObject({
      missedRate: null,
      verdict: { name: 'thresholds', exitCode: 99 },
    });
    expect(record?.files).toEqual(expect.arrayContaining(FILES));
    const { failures, errors, cases } = junitOf(result);
    expect({ failures, errors }).toEqual({ failures: '1', errors: '0' });
    expect(cases['events_applied count>1000000']).toBe('failure');
    expect(cases['alert p(99)<60000']).toBe('passed');
    expect(fileOf(result, 'summary.md')).toMatch(/^## ❌ thresholds: failing\n/);
    expect(readFileSync(stepSummary, 'utf8')).toBe(`before\n${fileOf(result, 'summary.md')}\n`);
    const rows = fileOf(result, 'series.csv').trimEnd().split('\r\n');
    expect(rows[0]).toMatch(/^from_s,to_s,planned_per_second,/);
    expect(rows.length).toBeGreaterThanOrEqual(3);
    expectPage(result, 'thresholds');
  });
});

describe('a saturated run', () => {
  it('blames nobody but the harness, and shows when', async () => {
    const scenario = workshop.scenario(
      'frozen',
      `${LOAD}
load: { executor: constant-arrival-rate, rate: 500, duration: 4s }
thresholds: { end_to_end: ["p(99)<60000"] }
`,
    );
    const running = workshop.startBench([scenario]);
    await running.says('the load begins');
    await seconds(1);
    running.process.kill('SIGSTOP');
    await seconds(1.5);
    running.process.kill('SIGCONT');
    const result = await running.result;
    const { exitCode, stderr, record } = result;
    expect(exitCode, stderr).toBe(93);
    expectReadable(result);
    expect(stderr).toMatch(/! saturated — the load generator itself was late for/);
    expect(stderr).toMatch(/late +[\d,]+ by the generator's own doing/);
    expect(stderr).toMatch(/evidence +[\d,]+ events late from \d/);
    expect(record?.verdict.reasons[0]).toMatch(/this says nothing about the capacity/);
    expect(keptOf(result)).toMatchObject({ lateness: { worst: { events: expect.any(Number) } } });
    const { failures, errors, cases } = junitOf(result);
    expect({ failures, errors }).toEqual({ failures: '0', errors: '1' });
    expect(cases[RUN_CASE]).toBe('error');
    expect(fileOf(result, 'summary.md')).toMatch(/^## ⚠️ saturated: frozen\n/);
    expectPage(result, 'saturated');
  });
});

describe('an interrupted run', () => {
  it('keeps every report, marked', async () => {
    const scenario = workshop.scenario(
      'stopped',
      `${LOAD}load: { executor: constant-arrival-rate, rate: 300, duration: 1m }\n`,
    );
    const running = workshop.startBench([scenario]);
    await running.says('the load begins');
    await seconds(1.5);
    running.process.kill('SIGINT');
    const result = await running.result;
    const { exitCode, stderr, record } = result;
    expect(exitCode, stderr).toBe(105);
    expectReadable(result);
    expect(stderr).toMatch(/! interrupted — stopped by SIGINT/);
    expect(record?.files).toEqual(expect.arrayContaining(FILES));
    expect(record).toMatchObject({ missedRate: null });
    const { failures, errors, skipped, cases } = junitOf(result);
    expect({ failures, errors }).toEqual({ failures: '0', errors: '1' });
    expect(Number(skipped)).toBeGreaterThan(0);
    expect(cases[RUN_CASE]).toBe('error');
    expect(fileOf(result, 'summary.md')).toMatch(/^## ⚠️ interrupted: stopped\n/);
    expectPage(result, 'interrupted');
  });
});

const RUN_CASE = 'the run is complete, on schedule and not interrupted';

function fileOf({ record }: BenchResult, name: string): string {
  return readFileSync(join(workshop.folder, record?.runFolder ?? '', name), 'utf8');
}

function keptOf({ record }: BenchResult): Record<string, unknown> {
  return keptRecord(join(workshop.folder, record?.runFolder ?? ''));
}

function expectPage(result: BenchResult, verdict: string): void {
  const page = fileOf(result, 'report.html');
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).toContain(`<title>${verdict}: `);
}

function junitOf(result: BenchResult) {
  const [suite] = parseXml(fileOf(result, 'junit.xml')).children;
  if (suite === undefined) throw new Error('junit.xml has no suite');
  const cases = suite.children.filter(({ name }) => name === 'testcase');
  const outcome = ({ children: [child] }: XmlNode) => child?.name ?? 'passed';
  return {
    failures: suite.attributes['failures'],
    errors: suite.attributes['errors'],
    skipped: suite.attributes['skipped'],
    cases: Object.fromEntries(cases.map((node) => [node.attributes['name'], outcome(node)])),
  };
}

function seconds(s: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, s * 1000));
}
