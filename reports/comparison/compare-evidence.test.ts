/** What is evidence of speed, what outranks it, and what makes two sides comparable. */
import { beforeAll, describe, expect, it } from 'vitest';
import { initHistograms } from '../histogram.ts';
import type { VerdictName } from '../verdict.ts';
import { compared, ended, OPTIONS, refused } from './compare.fixture.ts';
import { compareEvidence } from './compare.ts';
import { inventedSide } from './evidence.fixture.ts';
import { parseGate } from './gated-metrics.ts';
import type { RunEvidence } from './run-evidence.ts';

beforeAll(initHistograms);

describe('runs that are no evidence', () => {
  it.each<[name: VerdictName, why: string]>([
    ['saturated', 'the load generator itself was late'],
    ['incomplete', 'it is incomplete'],
    ['interrupted', 'it was interrupted'],
  ])('%s ones are left out and named', (name, why) => {
    const comparison = compared({ runs: 12, head: ended(name, 2), design: 'unpaired' });
    expect(comparison.head.runs.filter(({ leftOut }) => leftOut === why)).toHaveLength(2);
    expect(comparison.metrics[0]?.headRuns).toHaveLength(10);
    expect(comparison.metrics[0]?.baseRuns).toHaveLength(12);
    expect(comparison.warnings).toContain(
      `2 of 12 runs of the head are no evidence of speed: ${why} (head-1, head-2)`,
    );
    expect(comparison.verdict.name).toBe('same');
  });

  it('take the other run of their pair with them', () => {
    const comparison = compared({ runs: 12, head: ended('saturated', 2) });
    expect(comparison.base.runs[1]?.leftOut).toBe(
      'its partner head-2 was left out: the load generator itself was late',
    );
    expect(comparison.metrics[0]?.baseRuns).toHaveLength(10);
  });

  it('are those with crossed thresholds not: speed is what is asked', () => {
    const comparison = compared({ head: ended('thresholds', 10) });
    expect(comparison.verdict.name).toBe('same');
    expect(comparison.warnings).toEqual([]);
  });

  it.each<[what: string, changes: Partial<RunEvidence>, why: string]>([
    ['zero events', { cpu: { processUs: 1, events: 0, groupsUs: {} } }, 'no event was applied'],
    ['zero samples', { latency: [] }, 'it has no latency samples'],
  ])('have %s', (_, changes, why) => {
    const head = (index: number) => (index === 0 ? { changes } : {});
    expect(compared({ head }).head.runs[0]?.leftOut).toBe(why);
  });

  it('are those that are there twice', () => {
    const base = inventedSide('base', 5);
    const copies = { ...base, runs: [...base.runs, ...base.runs] };
    const { base: side } = compareEvidence(copies, inventedSide('head', 10), {
      ...OPTIONS,
      design: 'unpaired',
    });
    expect(side.runs.filter(({ leftOut }) => leftOut === 'it is there already')).toHaveLength(5);
  });

  it('refuse the comparison where a side has nothing else', () => {
    const error = refused({ head: ended('saturated', 10) });
    expect(error).toMatchObject({ code: 'NO_EVIDENCE', exitCode: 92 });
    expect(error.message).toContain('head-1: the load generator itself was late');
    expect(refused({ runs: [0, 10], design: 'unpaired' }).message).toBe('the base has no runs');
  });
});

describe('incorrect', () => {
  it('outranks any speed', () => {
    const head = (index: number) => ({ latency: 0.3, cpu: 0.3, ...ended('incorrect', 1)(index) });
    const { verdict } = compared({ runs: 12, head });
    expect(verdict).toMatchObject({ name: 'incorrect', exitCode: 90, moreRunsNeeded: null });
    expect(verdict.reasons[0]).toBe('head-1 of the head is incorrect: a reason');
  });

  it('needs no evidence of speed at all', () => {
    const { verdict, metrics } = compared({ runs: 2, head: ended('incorrect', 2) });
    expect(verdict).toMatchObject({ name: 'incorrect', exitCode: 90 });
    expect(metrics.every((metric) => metric.verdict === 'cannot tell')).toBe(true);
  });

  it('is no verdict on the head where only the base is so', () => {
    const comparison = compared({ runs: 12, base: ended('incorrect', 2), design: 'unpaired' });
    expect(comparison.verdict.name).toBe('same');
    expect(comparison.warnings).toContain('the base is incorrect itself in 2 of 12 runs: a reason');
  });
});

describe('metrics that cannot be known', () => {
  const groupsUs = { consumers: 360_000, producers: 390_000 };
  const withoutBroker = { changes: { cpu: { processUs: 1_130_000, events: 5000, groupsUs } } };

  it('on neither side are left out of the family, and named', () => {
    const comparison = compared({ base: withoutBroker, head: withoutBroker });
    expect(comparison.metrics.map(({ label }) => label)).not.toContain(
      'cpu_per_event{group:broker}',
    );
    expect(comparison.warnings).toEqual([
      'not judged: cpu_per_event{group:broker} (no run of either side can know it)',
    ]);
    expect(comparison.verdict.name).toBe('same');
    // Five metrics are a smaller family than six: seven pairs cannot, eight can.
    expect(
      compared({ runs: 7, base: withoutBroker, head: withoutBroker }).metrics[0]?.reason,
    ).toContain('5 metrics');
  });

  it('on one side cannot be told', () => {
    const { metrics, verdict } = compared({ head: withoutBroker });
    expect(metrics[3]).toMatchObject({
      verdict: 'cannot tell',
      reason: 'only the base has samples of it',
      head: null,
      ratio: null,
    });
    expect(verdict.name).toBe('inconclusive');
  });

  it('have no samples though they could: then nothing passes', () => {
    const gate = parseGate(['alert p(99) 25%', 'cpu_per_event value 5%']);
    const { metrics, verdict } = compared({ gate });
    expect(metrics[0]).toMatchObject({
      verdict: 'cannot tell',
      reason: 'no run has samples of it',
    });
    expect(verdict.name).toBe('inconclusive');
  });

  it('are latencies where the scenario harms its consumers', () => {
    const harmed = { changes: { configuration: { faults: [{ kill: 'consumer-1' }] } } };
    const comparison = compared({ base: harmed, head: harmed });
    expect(comparison.metrics).toHaveLength(4);
    expect(comparison.warnings).toEqual([
      'not judged: end_to_end p(50), end_to_end p(99) (the scenario harms its consumers, and the pauses are its doing)',
    ]);
    const error = refused({ base: harmed, head: harmed, gate: parseGate(['end_to_end p(50) 5%']) });
    expect(error.code).toBe('NO_EVIDENCE');
  });

  it('are left out in single runs, pair by pair', () => {
    const head = (index: number) => (index === 4 ? withoutBroker : {});
    const metric = compared({ runs: 11, head }).metrics[3];
    expect(metric?.baseRuns).toHaveLength(10);
    expect(metric?.headRuns).toHaveLength(10);
  });
});

describe('what is not comparable', () => {
  it.each<[what: string, changes: Partial<RunEvidence>, difference: string]>([
    ['another scenario', { scenario: 'day' }, 'scenario: "spike" and "day"'],
    ['another seed', { seed: '8' }, 'seed: "7" and "8"'],
    [
      'another broker',
      { setup: { broker: 'kafka', brokers: 1, pipeline: 'own' } },
      'broker: "embedded" and "kafka"',
    ],
    [
      'another configuration',
      { configuration: { pipeline: { partitions: 12 }, faults: [] } },
      'pipeline.partitions: 3 and 12',
    ],
    [
      'a key more, of the same version',
      { configuration: { pipeline: { partitions: 3, x: 1 }, faults: [] } },
      'pipeline.x: 1, only of the head',
    ],
    [
      'a longer list',
      { configuration: { pipeline: { partitions: 3 }, faults: [1] } },
      'faults: 0 and 1 entries',
    ],
  ])('%s is refused by name', (_, changes, difference) => {
    const error = refused({ head: { changes } });
    expect(error).toMatchObject({ code: 'NOT_COMPARABLE', exitCode: 95 });
    expect(error.message).toContain(difference);
  });

  it('is a run of a side that is not like the others', () => {
    const head = (index: number) => (index === 7 ? { changes: { seed: '8' } } : {});
    expect(refused({ head }).code).toBe('NOT_COMPARABLE');
    expect(refused({ base: head }).code).toBe('NOT_COMPARABLE');
  });

  it('is not a key that only another version has: that is a warning', () => {
    const configuration = { pipeline: { partitions: 3, x: 1 }, faults: [] };
    const comparison = compared({ head: { changes: { configuration, toolVersion: '0.2.0' } } });
    expect(comparison.warnings).toEqual([
      'only one version has a key of the configuration: pipeline.x: 1, only of the head',
    ]);
    const other = { ...inventedSide('head', 10, { changes: { configuration } }), revision: 'abc' };
    expect(compareEvidence(inventedSide('base', 10), other, OPTIONS).warnings).toHaveLength(1);
  });

  it('names eight differences, and counts the others', () => {
    const keys = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`k${index}`, 1]));
    const error = refused({ head: { changes: { configuration: keys } } });
    expect(error.message).toMatch(/; and 5 more$/);
  });

  it('are pairs of unequal sides', () => {
    expect(refused({ runs: [10, 9] })).toMatchObject({
      code: 'NOT_COMPARABLE',
      message: '10 and 9 runs make no pairs',
    });
  });
});
