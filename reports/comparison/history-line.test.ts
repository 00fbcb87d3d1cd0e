import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passedRecord } from '../record.fixture.ts';
import { evidenceOf } from './evidence-of-run.ts';
import { historyLine } from './history.fixture.ts';
import { configurationHash, historyLineOf, readHistoryLine } from './history-line.ts';
import { historyValues } from './history-values.ts';

const REVISION = { commit: 'a'.repeat(40), isDirty: true };

describe('a line of the history', () => {
  it('holds what is known of a run, and reads back as it was written', () => {
    const evidence = evidenceOf(passedRecord());
    const line = historyLineOf(evidence, historyValues(evidence, null), REVISION);
    expect(line).toMatchObject({
      runId: '20260105-101500-spike-7',
      scenario: 'spike',
      seed: '7',
      verdict: 'passed',
      setup: { broker: 'embedded', brokers: 1, pipeline: 'own' },
      revision: REVISION,
    });
    expect(line.values.find(({ label }) => label === 'cpu_per_event')).toEqual({
      label: 'cpu_per_event',
      unit: 'µs',
      better: 'lower',
      noiseThreshold: 0.05,
      value: 226,
    });
    expect(readHistoryLine(JSON.stringify(line))).toEqual({ state: 'read', line });
  });

  it('has a digest only where one may be compared', () => {
    const record = passedRecord();
    const digest = { ...record.digest, comparable: false };
    const evidence = evidenceOf({ ...record, digest });
    expect(historyLineOf(evidence, [], null).digest).toBeNull();
    expect(historyLineOf(evidenceOf(record), [], null).digest).toBe(record.digest.pipeline);
  });

  it('has null for a figure that the run cannot know', () => {
    const record = passedRecord();
    const cpu = { ...record.cpu, groups: [] };
    const values = historyValues(evidenceOf({ ...record, cpu }), null);
    const consumers = values.find(({ label }) => label === 'cpu_per_event{group:consumers}');
    expect(consumers?.value).toBeNull();
  });

  it("has the scenario's metrics first, with its floors", () => {
    const declared = {
      label: 'cpu_per_event',
      metric: 'cpu_per_event',
      selector: {},
      percentile: null,
      noiseThreshold: 0.5,
    };
    const values = historyValues(evidenceOf(passedRecord()), [declared]);
    expect(values[0]).toMatchObject({ label: 'cpu_per_event', noiseThreshold: 0.5 });
    expect(values.filter(({ label }) => label === 'cpu_per_event')).toHaveLength(1);
    expect(values).toHaveLength(6);
  });

  it.each<[string, object | string]>([
    ['cut short', JSON.stringify(historyLine(0)).slice(0, 200)],
    ['a list', '[]'],
    ['null', 'null'],
    ['of somebody else', '{"level":"info","msg":"started"}'],
    ['without a run', { ...historyLine(0), runId: '' }],
    ['at no time', { ...historyLine(0), startedAt: '2026-13-45T99:00:00Z' }],
    ['of an unknown verdict', { ...historyLine(0), verdict: 'fine' }],
    [
      'with a negative value',
      { ...historyLine(0), values: [{ ...historyLine(0).values[0], value: -1 }] },
    ],
    ['without limits', { ...historyLine(0), seed: 'x'.repeat(200_000) }],
    ['of version 0', { ...historyLine(0), historyVersion: 0 }],
  ])('is broken when it is %s', (_, value) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    expect(readHistoryLine(text)).toEqual({ state: 'broken' });
  });

  it('is newer when its version is, whatever else it holds', () => {
    expect(readHistoryLine('{"historyVersion":2,"what":[]}')).toEqual({ state: 'newer' });
  });

  it('is judged, and never thrown at, whatever it holds', () => {
    const anything = fc.oneof(
      fc.string({ maxLength: 50 }),
      fc.json(),
      fc.record({ ...historyLineParts() }).map((line) => JSON.stringify(line)),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const { state } = readHistoryLine(text);
        expect(['read', 'newer', 'broken']).toContain(state);
      }),
      { numRuns: 200 },
    );
  });

  it('may have a value beyond all numbers, which is none', () => {
    const text = JSON.stringify(historyLine(0)).replace('"value":10', '"value":1e999');
    expect(text).toContain('1e999');
    expect(readHistoryLine(text)).toEqual({ state: 'broken' });
  });
});

describe('the hash of a configuration', () => {
  it('is the same for any order of the keys, and does not know the seed', () => {
    const one = { load: { rate: 1, stages: [{ a: 1, b: 2 }] }, seed: '1' };
    const other = { seed: '2', load: { stages: [{ b: 2, a: 1 }], rate: 1 } };
    expect(configurationHash(one)).toBe(configurationHash(other));
  });

  it('differs with any value and with the order of a list', () => {
    const hashes = [{ a: [1, 2] }, { a: [2, 1] }, { a: [1] }, { b: [1, 2] }, { a: '1,2' }].map(
      configurationHash,
    );
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('is the same for equal data, however it came about', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(configurationHash(reversed)).toBe(configurationHash(value));
      }),
      { numRuns: 50 },
    );
  });
});

/** Each key of a good line as it is, or anything else. */
function historyLineParts() {
  const parts = Object.entries(historyLine(0)).map(([key, value]) => {
    return [
      key,
      fc.oneof(
        { weight: 9, arbitrary: fc.constant<unknown>(value) },
        fc.jsonValue({ maxDepth: 1 }),
      ),
    ];
  });
  return Object.fromEntries(parts) as Record<string, fc.Arbitrary<unknown>>;
}
