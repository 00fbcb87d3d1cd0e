import { beforeAll, describe, expect, it } from 'vitest';
import { StreamstockError } from '../../pipeline/errors.ts';
import { silentRecord } from '../external-record.fixture.ts';
import { initHistograms } from '../histogram.ts';
import { passedRecord } from '../record.fixture.ts';
import type { RunRecord } from '../record.ts';
import { richRecord } from '../rich-record.fixture.ts';
import { QUIET_PROBE } from './evidence.fixture.ts';
import { evidenceOf } from './evidence-of-run.ts';
import { DEFAULT_GATE, parseGatedMetric } from './gated-metrics.ts';
import { isKnowable, runValue } from './gated-values.ts';

beforeAll(initHistograms);

describe('evidenceOf', () => {
  it('keeps what a comparison needs, and the machine that it is given', () => {
    const record = richRecord();
    const evidence = evidenceOf(record, QUIET_PROBE);
    expect(evidence).toMatchObject({
      runId: record.runId,
      setup: { broker: 'embedded', brokers: 1, pipeline: 'own' },
      eventsApplied: record.counts.events_applied,
      throughputPerSecond: record.rates.appliedPerSecond,
      cpu: { processUs: record.cpu.processUs, events: record.counts.events_applied },
      machine: QUIET_PROBE,
    });
    expect(evidence.cpu.groupsUs['consumers']).toBe(record.cpu.groups[2]?.cpuUs);
    expect(evidence.latency).toEqual(record.latency.measured.histograms);
    expect(evidence.series?.endToEndP99Us).toEqual(record.series?.latency.end_to_end?.p99Us);
    expect(evidenceOf(record).machine).toBeNull();
  });

  it('compares no texts and no limits', () => {
    const { scenario } = passedRecord();
    const resolved = {
      name: 'spike',
      seed: '7',
      description: 'words',
      thresholds: [1],
      gate: [2],
      pipeline: { partitions: 3 },
    };
    const record = passedRecord({ scenario: { ...scenario, resolved } });
    expect(evidenceOf(record).configuration).toEqual({ pipeline: { partitions: 3 } });
  });

  it('gives the percentiles of the record, in milliseconds', () => {
    const record = richRecord();
    const evidence = evidenceOf(record);
    const { p50Us, p99Us } = record.latency.measured.stages.end_to_end ?? { p50Us: 0, p99Us: 0 };
    expect(runValue(parseGatedMetric('end_to_end p(50) 5%'), evidence)).toBe(p50Us / 1000);
    expect(runValue(parseGatedMetric('end_to_end p(99) 5%'), evidence)).toBe(p99Us / 1000);
    expect(runValue(parseGatedMetric('cpu_per_event value 5%'), evidence)).toBe(
      record.cpu.processUs / record.counts.events_applied,
    );
    expect(runValue(parseGatedMetric('throughput value 5%'), evidence)).toBeCloseTo(
      record.rates.appliedPerSecond,
    );
    expect(runValue(parseGatedMetric('rss max 5%'), evidence)).toBe(
      record.memory.rssMaxBytes / 1e6,
    );
    const none = parseGatedMetric('end_to_end{topic:inventory.sales} p(50) 5%');
    expect(runValue(none, { ...evidence, latency: [] })).toBeNull();
  });

  it('claims nothing that the run of a foreign pipeline cannot know', () => {
    const record = silentRecord();
    const evidence = evidenceOf(record);
    expect(evidence.setup.pipeline).toBe('external');
    expect(evidence.throughputPerSecond).toBeNull();
    expect(evidence.cpu.events).toBe(record.counts.events_acknowledged);
    expect(evidence.latency.map(({ stage }) => stage)).not.toContain('end_to_end');
    const known = DEFAULT_GATE.filter((metric) => isKnowable(metric, evidence));
    expect(known.map(({ label }) => label)).toContain('cpu_per_event');
    expect(known.map(({ label }) => label)).not.toContain('end_to_end p(99)');
  });

  it.each<[what: string, edit: (record: Edited) => void, message: string]>([
    ['a list that is none', (record) => (record['cpu'] = {}), 'something is missing'],
    [
      'a negative time',
      (record) => edit(record, ['cpu', 'processUs'], -1),
      'cpu.processUs must be >= 0',
    ],
    [
      'a verdict of its own',
      (record) => edit(record, ['verdict', 'name'], 'fine'),
      'verdict.name must be equal',
    ],
    [
      'a text for a number',
      (record) => edit(record, ['memory', 'rssMaxBytes'], '1'),
      'rssMaxBytes must be number',
    ],
  ])('refuses a record with %s, naming it', (_, change, message) => {
    const record = JSON.parse(JSON.stringify(passedRecord())) as Edited;
    change(record);
    try {
      evidenceOf(record as unknown as RunRecord);
      throw new Error('it was taken');
    } catch (error) {
      if (!(error instanceof StreamstockError)) throw error;
      expect(error.code).toBe('RECORD_UNREADABLE');
      expect(error.message).toContain('the record of run 20260105-101500-spike-7 is not usable: ');
      expect(error.message).toContain(message);
    }
  });
});

type Edited = Record<string, unknown>;

function edit(record: Edited, [first, second]: readonly [string, string], to: unknown): void {
  record[first] = { ...(record[first] as Edited), [second]: to };
}
