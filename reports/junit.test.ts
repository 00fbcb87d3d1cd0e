import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { livelyGroup } from './group.fixture.ts';
import { junitXml } from './junit.ts';
import { passedRecord } from './record.fixture.ts';
import type { RunRecord } from './record.ts';
import type { ThresholdResult } from './thresholds.ts';
import { VERDICTS } from './verdict.ts';
import { parseXml, type XmlNode } from './xml.fixture.ts';

const [LATENCY, FILL_RATE] = passedRecord().thresholds as [ThresholdResult, ThresholdResult];
const [INVARIANT] = passedRecord().audit as [RunRecord['audit'][number]];

describe('junitXml', () => {
  it('has a case for the run, for every threshold and for every invariant', () => {
    const suite = suiteOf(passedRecord());
    expect(casesOf(suite)).toEqual([
      ['spike.run', 'the run is complete, on schedule and not interrupted', 'passed'],
      ['spike.thresholds', 'end_to_end p(99)<100', 'passed'],
      ['spike.thresholds', 'fill_rate value>0.95', 'passed'],
      ...passedRecord().audit.map(({ title }) => ['spike.audit', title, 'passed']),
    ]);
    expect(suite.attributes).toMatchObject({
      name: 'spike',
      tests: '7',
      failures: '0',
      errors: '0',
      skipped: '0',
      time: '23.4',
      timestamp: '2026-01-05T10:15:00',
    });
  });

  it('says in properties what was run and how it ended', () => {
    expect(propertiesOf(passedRecord())).toMatchObject({
      verdict: 'passed',
      scenario: 'spike',
      seed: '7',
      digest: passedRecord().digest.pipeline,
      replay: passedRecord().replay,
    });
    expect(Object.keys(propertiesOf(passedRecord()))).not.toContain('target rate missed');
    expect(Object.keys(propertiesOf(passedRecord()))).not.toContain('rebalances');
    const group = livelyGroup(20, 6);
    expect(propertiesOf(passedRecord({ group }))).toMatchObject({
      rebalances: expect.stringContaining('6 · longest pause 1.3 s'),
      recovered: expect.stringContaining('from 2 losses'),
    });
  });

  it('says a missed target rate first', () => {
    const missed = passedRecord({
      rates: { ...passedRecord().rates, sentPerSecond: 125 },
      verdict: { name: 'incomplete', exitCode: 94, reasons: ['events were shed'] },
    });
    const [first] = Object.entries(propertiesOf(missed));
    expect(first).toEqual([
      'target rate missed',
      'target rate missed: 125 of 250 events per second were sent (50 %)',
    ]);
    const [run] = childrenOf(suiteOf(missed), 'testcase');
    expect(run?.children[0]?.attributes['message']).toMatch(/^target rate missed/);
    expect(run?.children[0]?.text).toContain('events were shed');
  });

  it('fails a crossed threshold, and calls one without samples an error', () => {
    const suite = suiteOf(
      passedRecord({
        thresholds: [
          { ...LATENCY, observed: 250, holds: false },
          { ...FILL_RATE, observed: null, holds: null },
        ],
        verdict: { name: 'thresholds', exitCode: 99, reasons: ['crossed'] },
      }),
    );
    expect(casesOf(suite).slice(0, 3)).toEqual([
      ['spike.run', 'the run is complete, on schedule and not interrupted', 'passed'],
      ['spike.thresholds', 'end_to_end p(99)<100', 'failure: p99 250 ms'],
      ['spike.thresholds', 'fill_rate value>0.95', 'error: no samples'],
    ]);
    expect(suite.attributes).toMatchObject({ failures: '1', errors: '1' });
    expect(childrenOf(suite, 'testcase')[1]?.children[0]?.text).toContain('150 % beyond');
  });

  it('fails a broken invariant with its evidence', () => {
    const examples = [{ subject: 'PROD-001', expected: '3', got: '4' }];
    const broken = { ...INVARIANT, holds: false, detail: 'one fault', examples };
    const suite = suiteOf(
      passedRecord({
        audit: [broken],
        verdict: { name: 'incorrect', exitCode: 90, reasons: ['broken'] },
      }),
    );
    expect(casesOf(suite).at(-1)).toEqual(['spike.audit', INVARIANT.title, 'failure: one fault']);
    const failure = childrenOf(suite, 'testcase').at(-1)?.children[0];
    expect(failure?.text).toContain('PROD-001: expected 3, got 4');
    expect(failure?.attributes['type']).toBe('plan');
  });

  it('calls an undecided invariant an error, unless the run was stopped on purpose', () => {
    const undecided = [{ ...INVARIANT, holds: null, detail: 'not comparable' }];
    const incomplete = { name: 'incomplete', exitCode: 94, reasons: ['shed'] } as const;
    expect(
      casesOf(suiteOf(passedRecord({ audit: undecided, verdict: incomplete }))).at(-1),
    ).toEqual(['spike.audit', INVARIANT.title, 'error: not comparable']);
    const verdict = { name: 'interrupted', exitCode: 105, reasons: ['SIGINT'] } as const;
    const stopped = suiteOf(passedRecord({ audit: undecided, verdict }));
    expect(casesOf(stopped).at(-1)?.[2]).toBe('skipped: not comparable');
    expect(casesOf(stopped)[0]?.[2]).toBe('error: SIGINT');
    expect(stopped.attributes).toMatchObject({ errors: '1', skipped: '1' });
  });

  it.each(VERDICTS)('is green for no other verdict than passed: %s', (name) => {
    const suite = suiteOf(passedRecord({ verdict: { name, exitCode: 1, reasons: [] } }));
    const bad = Number(suite.attributes['failures']) + Number(suite.attributes['errors']);
    expect(bad > 0).toBe(name !== 'passed');
  });

  it('stays well-formed, whatever names and messages hold', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, text, (name, reason, subject) => {
        const examples = [{ subject, expected: reason, got: name }];
        const suite = suiteOf(
          passedRecord({
            scenario: { ...passedRecord().scenario, name },
            seed: subject,
            audit: [{ ...INVARIANT, holds: false, detail: reason, examples }],
            verdict: { name: 'incorrect', exitCode: 90, reasons: [reason] },
          }),
        );
        expect(childrenOf(suite, 'testcase')).toHaveLength(4);
      }),
    );
  });
});

function suiteOf(record: RunRecord): XmlNode {
  const root = parseXml(junitXml(record));
  const [suite] = root.children;
  if (root.name !== 'testsuites' || suite?.name !== 'testsuite') throw new Error('no suite');
  for (const key of ['tests', 'failures', 'errors', 'time']) {
    expect(root.attributes[key]).toBe(suite.attributes[key]);
  }
  return suite;
}

/** Class, name, and `passed` or the kind of result with its message. */
function casesOf(suite: XmlNode): string[][] {
  return childrenOf(suite, 'testcase').map(({ attributes, children: [result] }) => [
    attributes['classname'] ?? '',
    attributes['name'] ?? '',
    result === undefined ? 'passed' : `${result.name}: ${result.attributes['message']}`,
  ]);
}

function propertiesOf(record: RunRecord): Record<string, string> {
  const [properties] = childrenOf(suiteOf(record), 'properties');
  return Object.fromEntries(
    (properties?.children ?? []).map(({ attributes: { name = '', value = '' } }) => [name, value]),
  );
}

function childrenOf(node: XmlNode, name: string): XmlNode[] {
  return node.children.filter((child) => child.name === name);
}
