import { beforeAll, describe, expect, it } from 'vitest';
import { brokerText } from './broker-words.ts';
import { externalEntries, isExternal } from './external-entries.ts';
import { clusterRecord, externalRecord, silentRecord } from './external-record.fixture.ts';
import { initHistograms } from './histogram.ts';
import { junitXml } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import type { ExternalPipeline } from './pipeline-used.ts';
import type { RunRecord } from './record.ts';
import { headline } from './run-entries.ts';
import { summaryJson, summaryOf } from './summary-json.ts';
import { renderSummary } from './terminal.ts';
import { parseXml, type XmlNode } from './xml.fixture.ts';

beforeAll(initHistograms);

const PLAIN = { colour: false, width: 120 };
const RUN = { runFolder: 'runs/one', files: [] };
const FAULTS = {
  events: 35_988,
  missing: 12,
  missingExamples: ['EVT-PROD-001-7', 'EVT-PROD-001-8', 'EVT-PROD-002-1', 'EVT-PROD-003-4'],
  repeated: 40,
  foreign: 2,
  unreadable: 1,
  stock: {
    products: 200,
    agreeing: 199,
    differences: [{ productId: 'PROD-007', expectedUnits: 0, reportedUnits: 14 }],
  },
};

describe('a run of an external pipeline', () => {
  it('names group and cluster in its headline', () => {
    expect(headline(silentRecord())).toContain(
      'consumer group stock-service on Apache Kafka at kafka-1.example:9092,kafka-2.example:9092,' +
        'kafka-3.example:9092, cluster 4L6g3nShT-eMCtK--X86sw, 3 brokers',
    );
    expect(headline(clusterRecord())).toContain(' · on Apache Kafka at kafka-1.example:9092');
    const embedded = { kind: 'embedded', address: '127.0.0.1:9092', clusterId: null, brokers: 1 };
    expect(headline(silentRecord({ broker: embedded as RunRecord['broker'] }))).toContain(
      ' · consumer group stock-service on embedded broker · ',
    );
  });

  it.each([
    ['terminal', (record: RunRecord) => renderSummary(record, PLAIN)],
    ['Markdown', renderMarkdown],
  ])('shows no figure that nobody measured: %s', (_, render) => {
    const silent = render(silentRecord());
    expect(silent).not.toMatch(/\b0 applied|applied events|dead letters {2}|\d units lost/);
    expect(silent).not.toMatch(/no event had to wait|no consumer told|the run has no outcome/);
    expect(silent).toContain('no results topic was named');
    expect(silent).toContain('duplicates it dropped, dead letters');
    expect(silent).toContain('nothing of it was measured of stock-service');
    expect(silent).toContain('until the acknowledgement');
    expect(silent).not.toContain('until its result came');
    const seen = render(externalRecord());
    expect(seen).toContain('until its result came');
    expect(seen).toContain('36,000 of 36,000 acknowledged events have one on stock.results');
    expect(seen).toMatch(/had its result within a second/);
  });

  it('says what its results lack, with examples', () => {
    const text = renderSummary(externalRecord({}, FAULTS), PLAIN);
    expect(text).toContain('35,988 of 36,000 acknowledged events have one on stock.results');
    expect(text).toContain('12 results: EVT-PROD-001-7, EVT-PROD-001-8, EVT-PROD-002-1, …');
    expect(text).toContain('40 repeated · 2 foreign · 1 unreadable');
    expect(text).toContain('199 of 200 products closed as the plan expects: PROD-007 expected 0');
  });

  it.each<[string, Partial<ExternalPipeline>, Partial<RunRecord>, RegExp]>([
    ['in time', {}, {}, /2\.4 s after the last acknowledgement/],
    ['not in time', { drainMs: null }, { lag: lagOf(81) }, /81 records were not committed/],
    ['unseen', { drainMs: null }, { lag: null }, /did not tell the offsets of the group/],
    ['seen too late', { drainMs: null }, { lag: lagOf(0) }, /nothing was left at the last look/],
  ])('says whether the group drained: %s', (_, pipeline, changes, words) => {
    const record = { ...silentRecord(), ...changes };
    if (!isExternal(record)) throw new Error('the fixture has an external pipeline');
    const entries = externalEntries({ ...record, pipeline: { ...record.pipeline, ...pipeline } });
    expect(entries.find(({ label }) => label === 'drained')?.text).toMatch(words);
  });

  it('has no digest to compare, and says why', () => {
    const text = renderSummary(silentRecord(), PLAIN).replaceAll(/\s+/g, ' ');
    expect(text).toContain('digest not compared: an external pipeline has no outcome');
    expect(text).toContain('that of the plan is 4f2a9c01d7be');
  });
});

describe('thresholds that were set aside', () => {
  it('stand below the judged ones, with the reason once', () => {
    const text = renderSummary(externalRecord(), PLAIN);
    const rows = text.split('\n').filter((line) => /^ {2}[✓✗?–] \w+ (p\(|value)/.test(line));
    expect(rows.map((row) => row.slice(2, 8))).toEqual(['✓ end_', '✓ cons', '– fill', '– aler']);
    expect(text).toContain('2 of 2 judged thresholds hold, 2 are set aside');
    expect(text.match(/cannot be seen from outside/g)).toHaveLength(1);
    expect(text).not.toContain('no samples');
  });

  it('are neither green nor red at a terminal', () => {
    const text = renderSummary(externalRecord(), { ...PLAIN, colour: true });
    const row = text.split('\n').find((line) => line.includes('fill_rate value')) ?? '';
    expect(row).not.toContain('\u001b[32m');
    expect(row).not.toContain('\u001b[31m');
  });

  it('have a sign of their own in Markdown', () => {
    const text = renderMarkdown(externalRecord());
    expect(text).toContain(
      '| ➖ | <code>alert p(99)&lt;1000</code> | set aside | &lt; 1,000 ms |  |',
    );
    expect(text).toContain('- 2 thresholds: what a pipeline of your own does inside');
  });

  it('are skipped in JUnit, with the reason', () => {
    const [suite] = parseXml(junitXml(externalRecord())).children;
    const cases = childrenOf(suite, 'testcase');
    const skipped = cases.filter(({ children: [result] }) => result?.name === 'skipped');
    expect(skipped.map(({ attributes }) => attributes['name'])).toEqual([
      'fill_rate value>0.9',
      'alert p(99)<1000',
    ]);
    expect(skipped[0]?.children[0]?.attributes['message']).toMatch(/^set aside: what a pipeline/);
    expect(suite?.attributes).toMatchObject({ skipped: '2', failures: '0', errors: '0' });
    const properties = childrenOf(childrenOf(suite, 'properties')[0], 'property');
    const names = properties.map(({ attributes }) => attributes['name']);
    expect(names).toEqual(expect.arrayContaining(['pipeline', 'group', 'drained', 'not known']));
  });
});

describe('the summary as JSON', () => {
  it('has null for what this run cannot know, and the same keys', () => {
    const { counts, rates, pipeline } = summaryOf(silentRecord(), RUN);
    expect(counts.dead_letters).toBeNull();
    expect(counts.events_applied).toBeNull();
    expect(counts.events_acknowledged).toBe(silentRecord().counts.events_acknowledged);
    expect(rates.appliedPerSecond).toBeNull();
    expect(pipeline).toEqual(silentRecord().pipeline);
    expect(Object.keys(counts)).toEqual(Object.keys(silentRecord().counts));
    expect(summaryOf(externalRecord(), RUN).rates).toEqual(externalRecord().rates);
  });
});

describe('hostile names of groups, topics and clusters', () => {
  it('change nothing around them', () => {
    const name = 'group\u001b[2J\u202e\n| x | <script>`';
    const record = externalRecord(
      { broker: { kind: 'kafka', address: name, clusterId: name, brokers: 1 } },
      { ...FAULTS, topic: name, missingExamples: [name] },
    );
    if (!isExternal(record)) throw new Error('the fixture has an external pipeline');
    const hostile = { ...record, pipeline: { ...record.pipeline, group: name } };
    const terminal = renderSummary(hostile, PLAIN);
    const markdown = renderMarkdown(hostile);
    for (const text of [terminal, markdown, junitXml(hostile), summaryJson(hostile, RUN)]) {
      expect(text).not.toContain('\u001b');
      expect(text).not.toContain('\u202e');
    }
    expect(markdown).not.toContain('<script>');
    const lines = markdown.split('\n').filter((line) => line.includes('group\\'));
    expect(lines).toEqual([]);
    expect(() => parseXml(junitXml(hostile))).not.toThrow();
  });
});

describe('brokerText', () => {
  it('says that a cluster has no id', () => {
    expect(brokerText({ kind: 'kafka', address: 'a:1', clusterId: null, brokers: 1 })).toBe(
      'Apache Kafka at a:1, a cluster without an id, 1 broker',
    );
  });
});

function lagOf(endRecords: number): NonNullable<RunRecord['lag']> {
  return { maxRecords: 90, maxAtMs: 1_000, endRecords, partitions: [] };
}

function childrenOf(node: XmlNode | undefined, name: string): XmlNode[] {
  return (node?.children ?? []).filter((child) => child.name === name);
}
