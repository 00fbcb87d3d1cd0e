import { beforeAll, describe, expect, it } from 'vitest';
import { AGGREGATIONS, METRICS } from './metrics.ts';
import type { OutcomeTotals } from './outcome.ts';
import { passedRecord } from './record.fixture.ts';
import { type Measurements, mergeSnapshots, Recorder } from './recorder.ts';
import {
  evaluateThresholds,
  figuresOf,
  type ThresholdResult,
  type ThresholdRule,
} from './thresholds.ts';

/** 970 of 1,000 units sold. */
const TOTALS: OutcomeTotals | null = totalsWith({ lostUnits: 30, fillRate: 0.97 });

let measurements: Measurements;

beforeAll(async () => {
  const recorder = await Recorder.create(1_000);
  for (let us = 1; us <= 1000; us += 1) recorder.latency('end_to_end', us * 100, 1_000, us % 2);
  recorder.latency('end_to_end', 9e9, 0, 0);
  recorder.count('events_applied', 600);
  measurements = mergeSnapshots([recorder.snapshot()]);
});

describe('evaluateThresholds', () => {
  it.each<[kind: string, percentile: number | undefined, observed: number]>([
    ['p', 99, 99],
    ['med', undefined, 50],
    ['avg', undefined, 50.05],
    ['min', undefined, 0.1],
    ['max', undefined, 100],
    ['count', undefined, 1000],
  ])('reads %s of a latency in milliseconds, warm-up left out', (kind, percentile, observed) => {
    const aggregation = percentile === undefined ? { kind } : { kind, percentile };
    const result = evaluate({ aggregation });
    expect(result.observed).toBeCloseTo(observed, 0);
    expect(result.unit).toBe(kind === 'count' ? 'count' : 'ms');
  });

  it('looks at one topic where the selector names one', () => {
    const selector = { topic: 'inventory.sales' };
    expect(evaluate({ selector, aggregation: { kind: 'count' } }).observed).toBe(500);
    const unused = { topic: 'inventory.returns' };
    expect(evaluate({ selector: unused }).holds).toBeNull();
    expect(evaluate({ selector: { topic: 'nowhere' } }).holds).toBeNull();
    expect(evaluate({ selector: { colour: 'red' } }).holds).toBeNull();
  });

  it('reads counters as count and as rate', () => {
    const metric = 'events_applied';
    expect(evaluate({ metric, aggregation: { kind: 'count' } }).observed).toBe(600);
    const rate = evaluate({ metric, aggregation: { kind: 'rate' } });
    expect(rate).toMatchObject({ observed: 60, unit: 'per second' });
  });

  it('reads figures of the outcome and of the run by name', () => {
    const rule = { metric: 'fill_rate', aggregation: { kind: 'value' }, limit: 0.95 };
    expect(evaluate({ ...rule, comparison: '>' }).holds).toBe(true);
    expect(evaluate({ ...rule, comparison: '<' }).holds).toBe(false);
    const lost = { metric: 'lost_units', aggregation: { kind: 'rate' } };
    expect(evaluate(lost)).toMatchObject({ observed: 3, unit: 'per second' });
    const cpu = { metric: 'cpu_per_event', aggregation: { kind: 'value' } };
    expect(evaluate(cpu)).toMatchObject({ observed: 41, unit: 'µs' });
  });

  it('has a value for every metric a scenario may name', () => {
    const values = METRICS.filter(({ kind }) => kind !== 'trend').map(({ name, kind }) => {
      const aggregation = { kind: AGGREGATIONS[kind][0] ?? 'none' };
      return [name, evaluate({ metric: name, aggregation }).observed];
    });
    expect(values.filter(([, observed]) => observed === null)).toEqual([]);
  });

  it('never lets a metric without samples hold', () => {
    expect(evaluate({ metric: 'forecast' })).toMatchObject({ observed: null, holds: null });
    const value = { aggregation: { kind: 'value' } };
    expect(evaluate({ metric: 'fill_rate', ...value }, null)).toMatchObject({ holds: null });
    expect(evaluate({ metric: 'unheard_of', ...value })).toMatchObject({ holds: null });
  });

  it('distinguishes all six comparisons at their limit', () => {
    const results = (['<', '<=', '>', '>=', '==', '!='] as const).map((comparison) => {
      return evaluate({ aggregation: { kind: 'count' }, comparison, limit: 1000 }).holds;
    });
    expect(results).toEqual([false, true, false, true, true, false]);
  });
});

function evaluate(changes: Partial<ThresholdRule>, totals = TOTALS): ThresholdResult {
  const rule: ThresholdRule = {
    metric: 'end_to_end',
    selector: {},
    aggregation: { kind: 'p', percentile: 99 },
    comparison: '<',
    limit: 100,
    source: 'p(99)<100',
    ...changes,
  };
  const figures = figuresOf(totals, { throughputPerSecond: 60, cpuPerEventUs: 41 });
  const [result] = evaluateThresholds([rule], { measurements, durationSeconds: 10, figures });
  if (result === undefined) throw new Error('one rule gives one result');
  return result;
}

function totalsWith(changes: Partial<OutcomeTotals>): OutcomeTotals {
  const totals = passedRecord().outcome?.totals;
  if (totals === undefined) throw new Error('the fixture has an outcome');
  return { ...totals, ...changes };
}
