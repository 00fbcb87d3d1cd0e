import { beforeAll, describe, expect, it } from 'vitest';
import { livelyGroup } from './group.fixture.ts';
import { initHistograms } from './histogram.ts';
import { passedRecord } from './record.fixture.ts';
import { richRecord } from './rich-record.fixture.ts';
import { summaryJson, summaryOf } from './summary-json.ts';

const RUN = { runFolder: 'runs/one', files: ['run.json', 'report.html'] };

beforeAll(initHistograms);

describe('summaryOf', () => {
  it('begins with what matters most', () => {
    expect(Object.keys(summaryOf(passedRecord(), RUN)).slice(0, 5)).toEqual([
      'summaryVersion',
      'missedRate',
      'verdict',
      'runFolder',
      'files',
    ]);
  });

  it('has the same keys whatever the run has', () => {
    const keys = Object.keys(summaryOf(richRecord(), RUN));
    const bare = passedRecord({ outcome: null, inventory: null, series: null, lag: null });
    expect(Object.keys(summaryOf(bare, RUN))).toEqual(keys);
    expect(new Set([...keys, 'series'])).toEqual(
      new Set([
        ...Object.keys(richRecord()),
        ...['summaryVersion', 'missedRate', 'runFolder', 'files', 'interaction'],
      ]),
    );
  });

  it('keeps every figure at the place it has in the record, without the bulk', () => {
    const record = richRecord();
    const summary = summaryOf(record, RUN);
    expect(summary).toMatchObject({
      runId: record.runId,
      counts: record.counts,
      thresholds: record.thresholds,
      audit: record.audit,
      digest: record.digest,
      latency: { measured: { stages: record.latency.measured.stages } },
      inventory: { stockOuts: record.inventory?.stockOuts },
    });
    expect(Object.keys(summary.latency.measured)).toEqual(['stages']);
    expect(Object.keys(summary.scenario)).toEqual(['name', 'source', 'description']);
    expect(summary.inventory).not.toHaveProperty('products');
    const { ownership, ...group } = record.group ?? livelyGroup();
    expect(ownership.length).toBeGreaterThan(10);
    expect(summary.group).toEqual(group);
    expect(summaryOf(passedRecord(), RUN).group).toBeNull();
    expect(JSON.stringify(summary).length).toBeLessThan(20_000);
  });

  it('has what was done by hand where somebody could do anything', () => {
    const interaction = {
      actions: [{ atMs: 1_000, atEvents: 8, text: 'paused', detail: {} }],
      dropped: 2,
    };
    expect(summaryOf(passedRecord({ interaction }), RUN).interaction).toEqual(interaction);
    expect(summaryOf(passedRecord(), RUN).interaction).toBeNull();
  });

  it('says how much of the load was missed', () => {
    const rates = { ...passedRecord().rates, sentPerSecond: 125 };
    expect(summaryOf(passedRecord({ rates }), RUN).missedRate).toMatchObject({
      plannedPerSecond: 250,
      sentPerSecond: 125,
      share: 0.5,
    });
    expect(summaryOf(passedRecord(), RUN).missedRate).toBeNull();
  });
});

describe('summaryJson', () => {
  it('is one line that brings everything back and moves no terminal', () => {
    const name = 'a\u001b[2J\u009b\u202eb\u2028\n"</script>';
    const record = passedRecord({ scenario: { ...passedRecord().scenario, name } });
    const text = summaryJson(record, RUN);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(summaryOf(record, RUN))));
    expect(text).toMatch(/^\{.*\}\n$/);
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\u2028-\u202e]/u);
  });
});
