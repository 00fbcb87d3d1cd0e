/** Runs that end badly, as a user sees them: exit code, terminal, record, JUnit, Markdown, page say the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { STAGES } from '../../pipeline/observer.ts';
import { EVENT_TOPICS } from '../../pipeline/topics.ts';
import { readJournal } from '../../reports/journal.ts';
import type { RunRecord } from '../../reports/record.ts';
import type { Column } from '../../reports/series.ts';
import { parseXml } from '../../reports/xml.fixture.ts';
import { type BenchResult, brokenInvariants, keptRecord, Workshop } from './command.fixture.ts';
import { expectReadable, expectSound } from './expectations.fixture.ts';
import { freezing } from './frozen-thread.fixture.ts';
import { losing } from './lost-thread.fixture.ts';

const WORLD = `
clock: { speed: 30000 }
catalogue: { products: 300 }
`;
const RUN_CASE = 'the run is complete, on schedule and not interrupted';

const workshop = new Workshop();
afterAll(() => workshop.close());

describe('a generator that stands still', () => {
  it('makes the run saturated, with the second and the cause', async () => {
    const scenario = workshop.scenario(
      'blocked',
      `${WORLD}
load: { executor: constant-arrival-rate, rate: 1000, duration: 5s }
thresholds: { end_to_end: ["p(99)<1"] }
`,
    );
    const freeze = { creator: 'producers/pool', atMs: 2_050, forMs: 800 };
    const result = await workshop.bench([scenario], freezing(workshop, freeze));
    expect(result.exitCode, result.stderr).toBe(93);
    expectReadable(result);
    const said =
      /the load generator itself was late for [\d,]+ of [\d,]+ events \(\d[\d.]* %, 1 % is the limit\), (all|most) of them between 2 s and 3 s, when producer 1's event loop stood still for \d{3} ms/;
    expect(oneLine(result.stderr)).toMatch(said);
    const { record, markdown, title, cases } = left(result);
    expect(record.verdict).toMatchObject({ name: 'saturated', exitCode: 93 });
    expect(record.verdict.reasons[0]).toMatch(said);
    expect(record.lateness.worst).toMatchObject({ fromMs: 2_000, toMs: 3_000 });
    // Those that were due in the first 700 ms of the 800 were more than 100 ms late.
    expect(record.lateness.worst?.events).toBeGreaterThan(600);
    expect(record.series?.counters.late_generator?.[2]).toBe(record.lateness.worst?.events);
    expect(record.lateness.window).toBe(0);
    expect(markdown).toMatch(/^## ⚠️ saturated: blocked\n/);
    expect(markdown).toMatch(said);
    expect(title).toMatch(/^saturated: blocked,/);
    expect(cases[RUN_CASE]).toBe('error');
    expect(cases['end_to_end p(99)<1']).toBe('failure');
    expect(record.digest.comparable).toBe(true);
  });
});

describe('a threshold with abortOnFail', () => {
  it('ends the run early, drained and audited as far as it came', async () => {
    const scenario = workshop.scenario(
      'aborted',
      `${WORLD}
load: { executor: constant-arrival-rate, rate: 500, duration: 40s }
thresholds:
  end_to_end{topic:inventory.sales}: [{ threshold: "p(99)<0.01", abortOnFail: true, delayAbortEval: 2s }]
  alert: ["p(99)<60000"]
`,
    );
    const result = await workshop.bench([scenario]);
    expect(result.exitCode, result.stderr).toBe(99);
    expectReadable(result);
    const said =
      /stopped at \d+ s because end_to_end\{topic:inventory\.sales\} p\(99\)<0\.01 was crossed \(p99 [\d.,]+ ms\)/;
    expect(oneLine(result.stderr)).toMatch(said);
    expect(result.stderr).not.toContain('target rate missed');
    const { record, markdown, title, cases } = left(result);
    expect(record.verdict.reasons[0]).toMatch(said);
    expect(record.marks).toContainEqual(expect.objectContaining({ kind: 'aborted' }));
    expect(record.series?.intervals).toBeLessThan(20);
    expect(record.counts.events_due).toBeLessThan(10_000);
    expect(record.counts.events_applied).toBe(record.counts.events_due);
    expect(brokenInvariants(result.record)).toEqual([]);
    expect(record.digest.comparable).toBe(false);
    expect(markdown).toMatch(/^## ❌ thresholds: aborted\n/);
    expect(title).toMatch(/^thresholds: aborted,/);
    expect(cases['end_to_end{topic:inventory.sales} p(99)<0.01']).toBe('failure');
    expect(cases['alert p(99)<60000']).toBe('passed');
    expect(Object.values(cases)).toContain('skipped');
  });
});

describe('a process that is killed', () => {
  it('leaves what becomes a record of the seconds before', async () => {
    const scenario = workshop.scenario(
      'killed',
      `${WORLD}
load: { executor: constant-arrival-rate, rate: 500, duration: 60s }
thresholds: { end_to_end: ["p(99)<60000"] }
`,
    );
    const running = workshop.start(['bench', scenario, '--runs-dir', 'killed']);
    await running.says('the load begins');
    await sleep(5_500);
    running.process.kill('SIGKILL');
    expect((await running.result).signal).toBe('SIGKILL');

    const recovered = await workshop.run(['report', '--recover', 'last', '--runs-dir', 'killed']);
    expect(recovered.exitCode, recovered.stderr).toBe(0);
    expectReadable(recovered);
    const said = /the process ended without finishing the run; it wrote until \d s into the load/;
    expect(oneLine(recovered.stderr)).toMatch(said);
    const folder = join(workshop.folder, recovered.stdout.trimEnd(), '..');
    const { record, markdown, title, cases } = leftIn(folder);
    expect(record.verdict).toMatchObject({ name: 'incomplete', exitCode: 94 });
    expect(record.verdict.reasons[0]).toMatch(said);

    // What it says is what was written second by second, no more and no less.
    const { intervals } = readJournal(folder);
    expect(intervals.length).toBeGreaterThanOrEqual(3);
    expect(record.series?.intervals).toBe(intervals.length);
    for (const stage of STAGES) {
      const exact = intervals.flatMap(({ latency }) => latency.measured[stage] ?? []);
      const count = exact.reduce((sum, figures) => sum + figures.count, 0);
      const sumUs = exact.reduce((sum, figures) => sum + figures.sumUs, 0);
      expect(record.latency.measured.stages[stage], stage).toMatchObject({
        count,
        minUs: Math.min(...exact.map(({ minUs }) => minUs)),
        maxUs: Math.max(...exact.map(({ maxUs }) => maxUs)),
        meanUs: expect.closeTo(sumUs / count, 3),
      });
    }
    expect(record.counts.events_applied).toBeGreaterThan(1_000);
    expect(record.thresholds[0]).toMatchObject({ holds: true });
    expect(record.audit).toEqual([]);
    expect(markdown).toMatch(/^## ⚠️ incomplete: killed\n/);
    expect(title).toMatch(/^incomplete: killed,/);
    expect(cases[RUN_CASE]).toBe('error');
  });
});

describe('a run of five seconds', () => {
  it('has something to show in every column', async () => {
    const scenario = workshop.scenario(
      'short',
      `
load: { executor: constant-arrival-rate, rate: 800, duration: 5s }
clock: { speed: 120000 }
catalogue: { products: 300, openingStock: low }
replenishment: { mode: closed, leadTime: [1d, 2d] }
poison: 2000
thresholds: { end_to_end: ["p(99)<60000"] }
`,
    );
    const result = await workshop.bench([scenario, '--workers', '2', '--consumers', '2']);
    expectSound(result, await workshop.digest([scenario]));
    const { record, csv } = left(result);
    const { series } = record;
    if (series === null) throw new Error('there is no time series');
    expect(Object.keys(series.latency)).toEqual([...STAGES]);
    expect(Object.keys(series.appliedByTopicPerSecond)).toEqual(EVENT_TOPICS.slice(0, 4));
    expect(series.threads.map(({ name }) => name)).toEqual([
      ...['producer 1', 'producer 2', 'broker', 'consumer-1', 'consumer-2', 'main'],
    ]);
    expect(series.lag).toHaveLength(EVENT_TOPICS.length * 3);
    expect(series.heatMap?.counts).toHaveLength(series.intervals);
    const columns = columnsIn(series);
    expect(columns.length).toBeGreaterThan(100);
    for (const { path, column } of columns) {
      expect(column, path).toHaveLength(series.intervals);
      // The busy machine of a test may make a thread speak a second late.
      expect(column.filter((value) => value !== null).length, path).toBeGreaterThanOrEqual(3);
    }
    const [header = [], ...rows] = csv
      .trimEnd()
      .split('\r\n')
      .map((row) => row.split(','));
    for (const [at, name] of header.entries()) {
      expect(rows.filter((cells) => cells[at] !== '').length, name).toBeGreaterThanOrEqual(3);
    }
    const { inventory } = record;
    expect(inventory?.days.demandedUnits.length).toBeGreaterThan(3);
    expect(inventory?.products.length).toBeGreaterThan(3);
    expect(inventory?.forecast?.productDays).toBeGreaterThan(100);
    expect(inventory?.stockOuts.episodes).toBeGreaterThan(0);
  });
});

describe('a run whose consumers all die at once', () => {
  it('is incomplete, says what is missing, and keeps what the producers know', async () => {
    const scenario = workshop.scenario(
      'orphaned',
      `${WORLD}
load: { executor: constant-arrival-rate, rate: 500, duration: 4s }
thresholds: { end_to_end: ["p(99)<60000"], produce: ["p(99)<60000"] }
`,
    );
    const [first, second] = [0, 1].map((nth) => losing(workshop, 'consumers/thread', nth));
    const nodeFlags = [...(first?.nodeFlags ?? []), ...(second?.nodeFlags ?? [])];
    const result = await workshop.bench([scenario, '--consumers', '2'], { nodeFlags });
    expect(result.exitCode, result.stderr).toBe(94);
    expectReadable(result);
    expect(result.stderr).toMatch(/consumer-1 was lost/);
    expect(result.stderr).toMatch(/consumer-2 was lost/);
    expect(oneLine(result.stderr)).toContain('no samples to judge end_to_end p(99)<60000 by');
    const { record, markdown, title, cases } = left(result);
    expect(record.latency.measured.stages).not.toHaveProperty('end_to_end');
    expect(record.latency.measured.stages.produce?.count).toBeGreaterThan(0);
    // What they had made durable by then.
    expect(record.outcome).not.toBeNull();
    expect(record.digest.comparable).toBe(false);
    expect(record.availability?.available).toBe(0);
    expect(record.marks.filter(({ kind }) => kind === 'lost')).toHaveLength(2);
    expect(record.thresholds.map(({ holds }) => holds)).toEqual([null, true]);
    expect(brokenInvariants(result.record)).toEqual([]);
    // The load ended with the last consumer: a rate that was missed comes first.
    expect(markdown).toMatch(/^\*\*⚠️ target rate missed: .+\n\n## ⚠️ incomplete: orphaned\n/);
    expect(title).toMatch(/^incomplete: orphaned,/);
    expect(cases[RUN_CASE]).toBe('error');
    expect(cases['end_to_end p(99)<60000']).toBe('error');
    expect(cases['produce p(99)<60000']).toBe('passed');
  });
});

/** What a run left in its folder. */
interface Left {
  readonly record: RunRecord;
  readonly markdown: string;
  readonly csv: string;
  /** Of the page. */
  readonly title: string;
  /** JUnit: `passed`, `failure`, `error` or `skipped`, by the name of the case. */
  readonly cases: Readonly<Record<string, string>>;
}

function left({ record }: BenchResult): Left {
  return leftIn(join(workshop.folder, record?.runFolder ?? ''));
}

function leftIn(folder: string): Left {
  const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const [suite] = parseXml(text('junit.xml')).children;
  const cases = (suite?.children ?? []).filter(({ name }) => name === 'testcase');
  return {
    record: keptRecord(folder) as unknown as RunRecord,
    markdown: text('summary.md'),
    csv: text('series.csv'),
    title: /<title>([^<]*)<\/title>/.exec(text('report.html'))?.[1] ?? '',
    cases: Object.fromEntries(
      cases.map(({ attributes, children: [child] }) => [
        attributes['name'] ?? '',
        child?.name ?? 'passed',
      ]),
    ),
  };
}

/** Every column of a time series, wherever it stands. */
function columnsIn(value: unknown, path = 'series'): { path: string; column: Column }[] {
  if (Array.isArray(value) && value.every((item) => item === null || typeof item === 'number')) {
    return path.includes('heatMap') ? [] : [{ path, column: value as Column }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => columnsIn(part, `${path}.${key}`));
}

/** Long sentences are folded for the terminal. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
