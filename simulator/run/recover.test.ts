import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initHistograms, LatencyHistogram } from '../../reports/histogram.ts';
import { HISTOGRAM_LOG_FILE, histogramLogLine } from '../../reports/histogram-log.ts';
import { journalStart, quietInterval } from '../../reports/journal.fixture.ts';
import { JOURNAL_FILE } from '../../reports/journal.ts';
import { readRecord, writeRecord } from '../../reports/record-file.ts';
import { constantLoad, scenarioFixture } from '../scenario/scenario.fixture.ts';
import { recoverRecord } from './recover.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamstock-recover-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What a run of 100 events/s for 3 s had written after two seconds. */
async function killedRun(): Promise<void> {
  await initHistograms();
  const scenario = scenarioFixture({ load: constantLoad(100, 3000) });
  const lines: string[] = [];
  const { durationMs, warmUpMs } = scenario.load;
  lines.push(
    JSON.stringify(
      journalStart({
        scenario: { name: 'x', source: 'x.yaml', description: 'x', resolved: scenario },
        seed: scenario.seed,
        load: { durationMs, warmUpMs, phases: [] },
      }),
    ),
  );
  let log = '';
  for (const index of [0, 1]) {
    const histogram = new LatencyHistogram();
    for (let sample = 0; sample < 90; sample += 1) histogram.record(1_000 + sample + index);
    log += histogramLogLine(index, 'measured', 'end_to_end', histogram);
    const { count, minUs, maxUs, sumUs } = histogram;
    const line = quietInterval(index, {
      counters: { events_due: 100, events_sent: 100, events_acknowledged: 95, events_applied: 90 },
      windows: [index, 100, 90],
      latency: { warmUp: {}, measured: { end_to_end: { count, minUs, maxUs, sumUs } } },
      process: { wallMs: 1000, cpuUs: 50_000, rssBytes: 3e8 },
    });
    lines.push(JSON.stringify(line));
  }
  writeFileSync(join(folder, JOURNAL_FILE), `${lines.join('\n')}\n{"kind":"inter`);
  writeFileSync(join(folder, HISTOGRAM_LOG_FILE), log);
}

describe('recovering a run', () => {
  it('makes a record of what was written, and never a pass', async () => {
    await killedRun();
    const record = await recoverRecord(folder);
    expect(record.verdict).toMatchObject({ name: 'incomplete', exitCode: 94 });
    expect(record.verdict.reasons[0]).toContain('it wrote until 2 s into the load');
    expect(record.counts).toMatchObject({ events_due: 200, events_applied: 180, events_shed: 0 });
    expect(record.latency.measured.stages.end_to_end).toMatchObject({
      count: 180,
      minUs: 1_000,
      maxUs: 1_090,
    });
    expect(record.series).toMatchObject({ intervals: 2, rates: { appliedPerSecond: [90, 90] } });
    expect(record.rates.duePerSecond).toBe(100);
    expect(record.plan.events).toBeGreaterThanOrEqual(300);
    expect(record.series?.rates.plannedPerSecond[1]).toBeGreaterThanOrEqual(100);
    expect(record).toMatchObject({ outcome: null, audit: [], memory: { rssMaxBytes: 3e8 } });
    expect(record.cpu.processUs).toBe(100_000);
    expect(record.notes).toContain('its last line was cut off and is left out');
    writeRecord(folder, record);
    expect(readRecord(folder).verdict.name).toBe('incomplete');
  });

  it('leaves a run alone that has its record', async () => {
    await killedRun();
    writeRecord(folder, await recoverRecord(folder));
    await expect(recoverRecord(folder)).rejects.toMatchObject({ code: 'RECORD_UNREADABLE' });
  });

  it('says that there is nothing to recover', async () => {
    await expect(recoverRecord(folder)).rejects.toMatchObject({ code: 'RECORD_UNREADABLE' });
  });
});
