import { beforeAll, describe, expect, it } from 'vitest';
import { initHistograms } from './histogram.ts';
import { renderMarkdown } from './markdown.ts';
import { passedRecord } from './record.fixture.ts';
import type { RunRecord } from './record.ts';
import { richRecord } from './rich-record.fixture.ts';

beforeAll(initHistograms);

describe('renderMarkdown', () => {
  it('begins with the verdict, its reasons and the thresholds', () => {
    expect(renderMarkdown(passedRecord()).split('\n### Audit')[0]).toBe(`## ✅ passed: spike

- 2 thresholds and 4 invariants hold

spike · seed 7 · 5,000 events · embedded broker · 23.4 s

### Thresholds

|  | threshold | value | limit | margin |
| :-- | :-- | --: | :-- | :-- |
| ✅ | <code>end_to_end p(99)&lt;100</code> | 27.4 ms | &lt; 100 ms | 72.6 % to spare |
| ✅ | <code>fill_rate value&gt;0.95</code> | 0.9821 | &gt; 0.95 | 3.38 % to spare |
`);
  });

  it('says a missed target rate in the first line', () => {
    const rates = { ...passedRecord().rates, sentPerSecond: 125 };
    expect(renderMarkdown(passedRecord({ rates })).split('\n')[0]).toBe(
      '**⚠️ target rate missed: 125 of 250 events per second were sent (50 %)**',
    );
  });

  it('folds away what holds, and shows the evidence of what does not', () => {
    const [first, second] = passedRecord().audit;
    if (first === undefined || second === undefined) throw new Error('the fixture has invariants');
    const examples = [{ subject: 'PROD-001', expected: '<3>', got: '4' }];
    const audit = [{ ...first, holds: false, detail: 'one fault', examples }, second];
    const text = renderMarkdown(passedRecord({ audit }));
    expect(text).toContain(
      '- ❌ the workers planned exactly what the scenario plans (one fault)\n' +
        '  - PROD-001: expected &lt;3&gt;, got 4\n\n' +
        '<details><summary>1 of 2 invariants hold</summary>\n\n- ✅ every acknowledged event',
    );
  });

  it('has latencies, the way of an average event, lag, stock and how to repeat the run', () => {
    const text = renderMarkdown(richRecord());
    expect(text).toMatch(/\| \*\*end_to_end\*\* \|( [\d,.]+ \|){7}\n/);
    expect(text).toMatch(/\| through the broker \| delivery \| [\d.,]+ \| [\d.]+ % \|\n/);
    expect(text).toMatch(/\| lag \| at most [\d,]+ records behind/);
    expect(text).toMatch(/\| rebalances \| 6 · longest pause [\d.]+ s · partitions changed hands/);
    expect(text).toMatch(/\| reprocessed \| 24 records, /);
    expect(text).toMatch(/\| stock-outs \| \d+ episodes/);
    expect(text).toMatch(/\| LOW_STOCK \| 121 \| 0 \| 100 \| 21 \|\n/);
    expect(text).toMatch(/\n```\nstreamstock bench scenarios\/spike.yaml --seed 42\n```\n$/);
  });

  it('says so when nothing was measured, and leaves out what the run has not', () => {
    const { latency } = passedRecord();
    const none = { ...latency, measured: { stages: {}, histograms: [] } };
    const empty = { latency: none, thresholds: [], audit: [], outcome: null };
    const text = renderMarkdown(passedRecord(empty));
    expect(text).toContain('No event was measured.');
    for (const title of ['Thresholds', 'Audit', 'Where', 'Inventory'])
      expect(text).not.toContain(`### ${title}`);
  });

  it('lists what was done by hand where somebody could', () => {
    const actions = [{ atMs: 2_000, atEvents: 16, text: 'paused | *bold*', detail: {} }];
    const text = renderMarkdown(passedRecord({ interaction: { actions, dropped: 0 } }));
    expect(text).toContain('### What was done by hand');
    expect(text).toContain('| after 2 s | paused');
    expect(text).not.toContain('paused | *bold*');
    expect(renderMarkdown(passedRecord())).not.toContain('by hand');
  });

  it('keeps hostile names inert and its tables whole', () => {
    const evil = '</summary><script>alert(1)</script>|`x`\n# H\u202e';
    const text = renderMarkdown(hostile(evil));
    const [outside = '', block] = text.split('\n```\n');
    expect(block).toContain('<script>');
    expect(outside).not.toMatch(/<script|<\/summary><|\u202e|\n# H/);
    let columns = 0;
    for (const line of outside.split('\n')) {
      const cells = line.startsWith('| ') ? line.split('|').length : 0;
      if (columns > 0 && cells > 0) expect(cells).toBe(columns);
      columns = cells;
    }
  });
});

function hostile(evil: string): RunRecord {
  const record = passedRecord();
  return passedRecord({
    scenario: { ...record.scenario, name: evil },
    seed: evil,
    notes: [evil],
    replay: evil,
    thresholds: record.thresholds.map((threshold) => ({ ...threshold, source: evil })),
    audit: record.audit.map((invariant) => ({ ...invariant, title: evil, detail: evil })),
    verdict: { name: 'incomplete', exitCode: 94, reasons: [evil] },
    marks: [{ atMs: 0, kind: 'trouble', text: evil }],
  });
}
