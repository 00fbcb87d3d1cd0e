import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { StreamstockError } from '../../pipeline/errors.ts';
import type { CapacityReport } from '../../reports/capacity-record.ts';
import { countsOf, passedRecord } from '../../reports/record.fixture.ts';
import type { RunRecord } from '../../reports/record.ts';
import type { PerformOptions, performRun } from '../run/perform.ts';
import { constantLoad, scenarioFixture } from '../scenario/scenario.fixture.ts';
import type { Threshold } from '../scenario/scenario.ts';
import { type CapacityOptions, measureCapacity } from './measure.ts';
import { peakPerSecond } from './scaled-load.ts';

const home = mkdtempSync(join(tmpdir(), 'streamstock-capacity-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const threshold = (metric: string): Threshold => ({
  metric,
  selector: {},
  aggregation: { kind: 'p', percentile: 99 },
  comparison: '<',
  limit: 100,
  abortOnFail: false,
  delayAbortEvalMs: 0,
  source: 'p(99)<100',
});

type Answer = RunRecord['verdict']['name'] | StreamstockError;

/** Runs that are over at once, with what `answer` says of the rate. */
function search(
  answer: (rate: number, time: number) => Answer,
  signal = () => undefined as string | undefined,
) {
  const runsFolder = mkdtempSync(join(home, 'runs-'));
  const performed: PerformOptions[] = [];
  const perform: typeof performRun = async (options) => {
    performed.push(options);
    const rate = peakPerSecond(options.scenario.load);
    const name = answer(rate, performed.length);
    if (name instanceof StreamstockError) throw name;
    const folder = join(options.runsFolder, `run-${performed.length}`);
    mkdirSync(folder, { recursive: true });
    return { record: recordOf(name, rate), folder };
  };
  const judged: string[] = [];
  const options: CapacityOptions = {
    scenario: scenarioFixture({
      load: constantLoad(1000, 5000),
      thresholds: [threshold('end_to_end'), threshold('fill_rate')],
    }),
    ...{ source: 'steady', version: '0.1.0', runsFolder, measuredMs: 10_000, perform },
    broker: { kind: 'embedded', port: 0 },
    brokerText: 'the embedded broker',
    search: {
      ...{ startRate: 1000, minRate: 100, maxRate: 8000, growth: 2, tolerance: 0.5 },
      ...{ confirmations: 1, repeats: 1, maxProbes: 20 },
    },
    interruption: { signal, onInterrupt() {}, dispose() {} },
    replay: 'make capacity',
    replayProbe: (rate) => `make capacity at ${rate}`,
    listener: {
      onProbe() {},
      onProgress() {},
      onJudged: ({ ratePerSecond, outcome }) => judged.push(`${ratePerSecond} ${outcome}`),
    },
  };
  return { run: () => measureCapacity(options), performed, judged, runsFolder };
}

function recordOf(name: RunRecord['verdict']['name'], rate: number): RunRecord {
  const events = rate * 12;
  return passedRecord({
    verdict: { name, exitCode: 0, reasons: [`it is ${name}`] },
    counts: countsOf({
      events_due: events,
      events_acknowledged: events,
      events_applied: events,
    }),
    load: { durationMs: 12_000, warmUpMs: 2000, phases: [] },
    rates: { ...passedRecord().rates, acknowledgedPerSecond: rate, appliedPerSecond: rate },
  });
}

function kept(folder: string): CapacityReport {
  return JSON.parse(readFileSync(join(folder, 'capacity.json'), 'utf8')) as CapacityReport;
}

describe('measureCapacity', () => {
  it('plays each rate as a whole run and keeps report, page and every run', async () => {
    const { run, performed, judged } = search((rate) => (rate <= 2500 ? 'passed' : 'thresholds'));
    const { report, folder } = await run();
    expect(judged).toEqual([
      ...['1000 holds', '2000 holds', '4000 system', '4000 system'],
      ...['2830 system', '2000 holds'],
    ]);
    expect(report.result).toMatchObject({ status: 'found', ratePerSecond: 2000, exitCode: 0 });
    expect(kept(folder)).toEqual(report);
    expect(readFileSync(join(folder, 'capacity.html'), 'utf8')).toContain(
      '2,000 events per second',
    );
    expect(report.probes.map((probe) => probe.run?.folder)).toEqual(
      [1, 2, 3, 4, 5, 6].map((number) => join('probes', `run-${number}`)),
    );
    for (const probe of report.probes) {
      expect(existsSync(join(folder, probe.run?.folder ?? 'nowhere'))).toBe(true);
    }
    expect(performed[0]?.replay).toBe('make capacity at 1000');
  });

  it('leaves out of each run what the world decides, and says so', async () => {
    const { run, performed } = search(() => 'passed');
    const { report } = await run();
    for (const { scenario } of performed) {
      expect(scenario.thresholds.map(({ metric }) => metric)).toEqual(['end_to_end']);
    }
    expect(report.judged).toEqual(['end_to_end p(99)<100']);
    expect(report.setAside[0]?.threshold).toBe('fill_rate p(99)<100');
    expect(report.result.stoppedBy.kind).toBe('max-rate');
  });

  it('ends at an incorrect run', async () => {
    const { run } = search((rate) => (rate < 4000 ? 'passed' : 'incorrect'));
    const { report } = await run();
    expect(report.result).toMatchObject({ status: 'incorrect', exitCode: 90 });
    expect(report.probes).toHaveLength(3);
  });

  it('keeps what is known when a run is interrupted, even before its load began', async () => {
    for (const answer of [
      'interrupted',
      new StreamstockError('INTERRUPTED', 'Stopped.'),
    ] as const) {
      const { run } = search((_, time) => (time < 3 ? 'passed' : answer));
      const { report, folder } = await run();
      expect(report.result).toMatchObject({
        ...{ status: 'interrupted', exitCode: 105, ratePerSecond: 2000 },
      });
      expect(kept(folder).probes).toHaveLength(3);
    }
  });

  it('hears a signal between two runs', async () => {
    let signalled: string | undefined;
    const { run, performed } = search(
      () => 'passed',
      () => signalled,
    );
    const waiting = run();
    signalled = 'SIGINT';
    const { report } = await waiting;
    expect(performed).toHaveLength(1);
    expect(report.result).toMatchObject({ status: 'interrupted', ratePerSecond: 1000 });
  });

  it('keeps a report while it goes on, for the case that it is killed', async () => {
    const seen: string[] = [];
    const { run, runsFolder } = search((_, time) => {
      const [folder = ''] = readdirSync(runsFolder);
      if (time > 1) seen.push(kept(join(runsFolder, folder)).result.status);
      return time < 3 ? 'passed' : 'incorrect';
    });
    await run();
    expect(seen).toEqual(['under-way', 'under-way']);
  });

  it('fails when the first run cannot begin, and leaves nothing', async () => {
    const failure = new StreamstockError('BROKER_UNREACHABLE', 'nobody there');
    const { run, runsFolder } = search(() => failure);
    await expect(run()).rejects.toBe(failure);
    expect(readdirSync(runsFolder)).toEqual([]);
  });

  it('takes a later run that cannot begin for one that proves nothing', async () => {
    const { run, judged } = search((rate, time) => {
      if (time === 2) return new StreamstockError('START_FAILED', 'a thread was lost');
      return rate <= 2500 ? 'passed' : 'thresholds';
    });
    const { report } = await run();
    expect(judged.slice(0, 3)).toEqual(['1000 holds', '2000 inconclusive', '2000 holds']);
    expect(report.result.ratePerSecond).toBe(2000);
    expect(report.probes[1]).toMatchObject({
      run: null,
      evidence: ['the run did not begin: a thread was lost'],
    });
  });
});
