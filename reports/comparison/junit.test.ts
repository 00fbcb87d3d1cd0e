import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseXml, type XmlNode } from '../xml.fixture.ts';
import {
  acceptedComparison,
  bareComparison,
  COMPARISONS,
  fasterComparison,
  hostileComparison,
  inconclusiveComparison,
  incorrectComparison,
  sameComparison,
  singleComparison,
  slowerComparison,
} from './comparison.fixture.ts';
import type { Comparison } from './comparison.ts';
import { comparisonJunit } from './junit.ts';

describe('comparisonJunit', () => {
  it('has a case for evidence, correctness, outcome and every metric', () => {
    const suite = suiteOf(sameComparison());
    expect(casesOf(suite)).toEqual([
      ['spike.comparison.evidence', 'there is evidence enough for a verdict', 'passed'],
      ['spike.comparison.correctness', 'head keeps every invariant', 'passed'],
      ['spike.comparison.outcome', 'both sides have the same outcome', 'passed'],
      ...sameComparison().metrics.map(({ label }) => ['spike.comparison.metrics', label, 'passed']),
    ]);
    expect(suite.attributes).toEqual({
      ...{ name: 'spike compared', tests: '9', failures: '0', errors: '0', skipped: '0' },
      ...{ time: '0', timestamp: '2026-01-05T10:15:00' },
    });
  });

  it('fails what is slower, by how much and against what', () => {
    const suite = suiteOf(slowerComparison());
    expect(resultsOf(suite).filter((result) => result !== 'passed')).toEqual([
      'failure: +12.3 % (95 % interval +8.2 … +16.5 %, p 0.012), beyond the floor of 5 %',
    ]);
    const failure = childrenOf(suite, 'testcase')[7]?.children[0];
    expect(failure?.attributes['type']).toBe('slower');
    expect(failure?.text.trim()).toMatch(
      /^\+12\.3 % \(.*\n72\.0 → 80\.9 µs\n\+12\.3 % \(.*\)\nfloor ±5 %$/,
    );
    expect(suite.attributes['failures']).toBe('1');
  });

  it('passes what is faster', () => {
    expect(new Set(resultsOf(suiteOf(fasterComparison())))).toEqual(new Set(['passed']));
  });

  it('skips what cannot be told, and says so in the properties', () => {
    const suite = suiteOf(inconclusiveComparison());
    expect(resultsOf(suite).filter((result) => result !== 'passed')).toEqual([
      'skipped: end_to_end p(99) cannot be told: +28.4 % (95 % interval −5.8 … +75.1 %, p 0.51): that may be chance; about 14 more pairs would probably decide',
      'skipped: cannot tell: +28.4 % (95 % interval −5.8 … +75.1 %, p 0.51): that may be chance',
    ]);
    expect(suite.attributes).toMatchObject({ failures: '0', skipped: '2' });
    expect(propertiesOf(suite)).toMatchObject({
      verdict: 'inconclusive',
      'more runs': 'about 14 more pairs would probably decide',
      'head runs': '12 runs, 2 left out',
      'warning 2': 'the machine was 6 % slower during head than during base',
    });
    expect(suiteOf(singleComparison()).attributes).toMatchObject({ failures: '0', skipped: '7' });
  });

  it('fails a broken invariant, and an outcome that moved without having been accepted', () => {
    const suite = suiteOf(incorrectComparison());
    const [evidence, correctness, outcome] = resultsOf(suite);
    expect(evidence).toBe('passed');
    expect(correctness).toMatch(/^failure: run 3 of head broke an invariant/);
    expect(outcome).toBe('failure: the outcomes differ: 4 figures moved');
    expect(childrenOf(suite, 'testcase')[2]?.children[0]?.text.trim()).toBe(
      'the outcomes differ: 4 figures moved\n' +
        `digest 4f2a9c01d7be${'7'.repeat(52)} → 90be11a2c344${'5'.repeat(52)}\n` +
        'units sold 48,210 → 48,207 (−3)\n' +
        'units in stock at the end 51,020 → 51,023 (+3)\n' +
        'fill rate 0.98213 → 0.98207 (−0.00006)\n' +
        'LOW_STOCK alerts raised 121 → –',
    );
    expect(resultsOf(suiteOf(acceptedComparison()))[2]).toBe('passed');
    expect(resultsOf(suiteOf(bareComparison()))[2]).toMatch(/^skipped: the outcomes cannot be/);
  });

  it('blames the outcome alone where nothing else is wrong, and never nobody', () => {
    const { head } = sameComparison();
    const [, correctness, outcome] = resultsOf(suiteOf(incorrectComparison({ head })));
    expect([correctness, outcome]).toEqual([
      'passed',
      'failure: the outcomes differ: 4 figures moved',
    ]);
    const { outcome: equal } = sameComparison();
    const unexplained = suiteOf(incorrectComparison({ head, outcome: equal }));
    expect(resultsOf(unexplained)[1]).toMatch(/^failure: run 3 of head/);
  });

  it.each(Object.keys(COMPARISONS))('is red for nothing but slower and incorrect: %s', (name) => {
    const comparison = COMPARISONS[name]?.() ?? sameComparison();
    const suite = suiteOf(comparison);
    const isBad = ['slower', 'incorrect'].includes(comparison.verdict.name);
    expect(Number(suite.attributes['failures']) > 0).toBe(isBad);
    const isOpen = comparison.verdict.name === 'inconclusive';
    expect(Number(suite.attributes['skipped']) > 0).toBe(isOpen);
  });

  it('says that speed is open even where incorrect outranks it', () => {
    const { metrics } = singleComparison();
    const [evidence] = resultsOf(suiteOf(incorrectComparison({ metrics })));
    expect(evidence).toBe('skipped: 1 run a side is too few to judge 6 metrics: 5 are needed');
  });

  it('says in properties what was compared', () => {
    expect(propertiesOf(suiteOf(sameComparison()))).toEqual({
      verdict: 'same',
      reason: 'nothing moved beyond its floor: end_to_end p(50), end_to_end p(99), cpu_per_event',
      scenario: 'spike',
      seed: '7',
      design: 'paired',
      base: 'main (a1b2c3d4e5f6)',
      'base runs': '10 runs',
      head: 'working tree (a1b2c3d4e5f6)',
      'head runs': '10 runs',
      outcome: 'the outcomes are equal',
      machine: 'quiet',
      comparison: '20260105-101500-spike',
      tool: 'streamstock-bench 0.1.0',
      replay: sameComparison().replay,
    });
    expect(propertiesOf(suiteOf(bareComparison()))['machine']).toBe('not measured');
  });

  it('stays well-formed, whatever names and messages hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const comparison = hostileComparison(text);
        expect(casesOf(suiteOf(comparison))).toHaveLength(3 + comparison.metrics.length);
      }),
    );
  });
});

function suiteOf(comparison: Comparison): XmlNode {
  const root = parseXml(comparisonJunit(comparison));
  const [suite] = root.children;
  if (root.name !== 'testsuites' || suite?.name !== 'testsuite') throw new Error('no suite');
  for (const key of ['tests', 'failures', 'errors', 'time']) {
    expect(root.attributes[key]).toBe(suite.attributes[key]);
  }
  const results = resultsOf(suite);
  expect(Number(suite.attributes['tests'])).toBe(results.length);
  for (const [key, kind] of [
    ['failures', 'failure'],
    ['skipped', 'skipped'],
  ] as const) {
    const count = results.filter((result) => result.startsWith(kind)).length;
    expect(Number(suite.attributes[key])).toBe(count);
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

function resultsOf(suite: XmlNode): string[] {
  return casesOf(suite).map(([, , result = '']) => result);
}

function propertiesOf(suite: XmlNode): Record<string, string> {
  const [properties] = childrenOf(suite, 'properties');
  return Object.fromEntries(
    (properties?.children ?? []).map(({ attributes: { name = '', value = '' } }) => [name, value]),
  );
}

function childrenOf(node: XmlNode, name: string): XmlNode[] {
  return node.children.filter((child) => child.name === name);
}
