import { describe, expect, it } from 'vitest';
import { DEFAULT_GATE, parseGatedMetric } from '../../reports/comparison/gated-metrics.ts';
import { passedRecord } from '../../reports/record.fixture.ts';
import { gateOfRecord, gateText } from './gate-of-record.ts';

const recordWith = (resolved: unknown) => {
  const record = passedRecord();
  return { ...record, scenario: { ...record.scenario, resolved } };
};

describe('gateText', () => {
  it.each([
    ...DEFAULT_GATE,
    parseGatedMetric('rss max 7%'),
    parseGatedMetric('delivery{topic:inventory.sales} p(99.9) 12.5%'),
    parseGatedMetric('throughput value 29%'),
  ])('$label reads back as itself', (metric) => {
    expect(parseGatedMetric(gateText(metric))).toEqual(metric);
  });
});

describe('gateOfRecord', () => {
  it('finds the gate that the scenario declared', () => {
    const gate = [parseGatedMetric('end_to_end p(95) 20%')];
    expect(gateOfRecord(recordWith(JSON.parse(JSON.stringify({ gate }))))).toEqual(gate);
  });

  it.each([
    ['no scenario', null],
    ['a scenario of an older version', { name: 'old' }],
    ['a scenario without one', { gate: null }],
    ['an edited one', { gate: [{ metric: 'unheard_of', noiseThreshold: 0.1 }] }],
    ['an unreadable one', { gate: [7, null] }],
  ])('has none of %s', (_, resolved) => {
    expect(gateOfRecord(recordWith(resolved))).toBeNull();
  });
});
