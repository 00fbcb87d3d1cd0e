import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { figuresOf } from './figures.ts';
import { livelyGroup, quietGroup } from './group.fixture.ts';
import { aggregationsOf, METRICS } from './metrics.ts';
import { passedRecord } from './record.fixture.ts';
import { type Measurements, mergeSnapshots, Recorder } from './recorder.ts';
import { SampleBook } from './samples.ts';
import { inventoryFixture } from './thresholds.fixture.ts';
import {
  evaluateThresholds,
  type ThresholdFacts,
  type ThresholdResult,
  type ThresholdRule,
} from './thresholds.ts';

const RULE: ThresholdRule = {
  metric: 'end_to_end',
  selector: {},
  aggregation: { kind: 'p', percentile: 99 },
  comparison: '<',
  limit: 100,
  source: 'p(99)<100',
};

let measurements: Measurements;

beforeAll(async () => {
  measurements = await measured(
    Array.from({ length: 1000 }, (_, at) => (at + 1) * 100),
    1_000_000,
  );
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

  it('reads counters by type from the outcome', () => {
    const rule = { metric: 'alerts_raised{type:LOW_STOCK}', selector: { type: 'LOW_STOCK' } };
    expect(evaluate({ ...rule, aggregation: { kind: 'count' } }).observed).toBe(121);
    expect(evaluate({ ...rule, aggregation: { kind: 'rate' } }).observed).toBe(12.1);
  });

  it('reads samples, all together or one of them', () => {
    const metric = 'consumer_lag';
    const aggregation = { kind: 'max' };
    expect(evaluate({ metric, aggregation })).toMatchObject({ observed: 12, unit: 'records' });
    const selector = { partition: '1' };
    const one = evaluate({ metric: 'consumer_lag{partition:1}', selector, aggregation });
    expect(one.observed).toBe(8);
  });

  it('has a value for every aggregation of every metric a scenario may name', () => {
    const values = METRICS.flatMap((metric) =>
      aggregationsOf(metric).map((kind) => {
        const aggregation = kind === 'p' ? { kind, percentile: 50 } : { kind };
        return [`${metric.name} ${kind}`, evaluate({ metric: metric.name, aggregation }).observed];
      }),
    );
    const withoutSamples = values.filter(([, observed]) => observed === null);
    const stages = new Set(withoutSamples.map(([name]) => String(name).split(' ')[0]));
    // Only what this recorder was not given; a figure without a reader would show here.
    expect([...stages]).toEqual([
      'plan_lag',
      'queue',
      'produce',
      'delivery',
      'sequencing',
      'processing',
      'alert',
      'alert_published',
      'forecast',
    ]);
  });

  it('never lets a metric without samples hold', () => {
    expect(evaluate({ metric: 'forecast' })).toMatchObject({ observed: null, holds: null });
    const value = { aggregation: { kind: 'value' } };
    const empty = figuresOf(passedRecord({ outcome: null, inventory: null }));
    for (const metric of ['fill_rate', 'forecast_mae', 'unheard_of']) {
      expect(evaluate({ metric, ...value }, { figures: empty })).toMatchObject({ holds: null });
    }
    const quiet = figuresOf(passedRecord({ group: quietGroup(['consumer-1'], 3) }));
    for (const metric of ['rebalance_pause', 'restore', 'recovery']) {
      const count = { metric, aggregation: { kind: 'count' }, comparison: '==', limit: 0 } as const;
      expect(evaluate(count, { figures: quiet })).toMatchObject({ observed: null, holds: null });
    }
    const unsampled = { samples: new SampleBook([]) };
    expect(evaluate({ metric: 'rss', aggregation: { kind: 'max' } }, unsampled).holds).toBeNull();
  });

  it('distinguishes all six comparisons at their limit', () => {
    const results = (['<', '<=', '>', '>=', '==', '!='] as const).map((comparison) => {
      return evaluate({ aggregation: { kind: 'count' }, comparison, limit: 1000 }).holds;
    });
    expect(results).toEqual([false, true, false, true, true, false]);
  });

  it('leaves the threshold that stopped the run as it was then', () => {
    const [rule, other] = [RULE, { ...RULE, source: 'p(99)<50', limit: 50 }];
    const stopped: ThresholdResult = {
      ...evaluate({}),
      observed: 241,
      holds: false,
      aborted: true,
    };
    const results = evaluateThresholds([rule, other], facts(), {
      index: 0,
      atMs: 12_000,
      result: stopped,
    });
    expect(results[0]).toEqual(stopped);
    expect(results[1]).toMatchObject({ source: 'p(99)<50', holds: false });
    expect(results[1]).not.toHaveProperty('aborted');
  });

  it('gives back the memory of what was made for it, and of nothing else', () => {
    const destroyed: (number | undefined)[] = [];
    const watched: ThresholdFacts['measurements'] = {
      counters: measurements.counters,
      histogram: (_phase, _stage, topicIndex) => ({
        ...{ count: 1, minUs: 5, maxUs: 5, meanUs: 5, percentileUs: () => 5 },
        destroy: () => destroyed.push(topicIndex),
      }),
    };
    evaluate({}, { measurements: watched });
    evaluate({ selector: { topic: 'inventory.sales' } }, { measurements: watched });
    expect(destroyed).toEqual([undefined]);
  });

  it('agrees with a naive recomputation from the samples themselves', async () => {
    const samples = fc.array(fc.integer({ min: 0, max: 5_000_000 }), { minLength: 1 });
    const aggregation = fc.oneof(
      fc.nat({ max: 1000 }).map((tenths) => ({ kind: 'p', percentile: tenths / 10 })),
      fc.constantFrom('med', 'avg', 'min', 'max', 'count').map((kind) => ({ kind })),
    );
    await fc.assert(
      fc.asyncProperty(samples, aggregation, async (us, asked) => {
        const result = evaluate(
          { aggregation: asked },
          { measurements: await measured(us, undefined) },
        );
        const expected = naive(us, asked);
        const observed = result.observed ?? Number.NaN;
        // Three significant digits of the histogram; all but percentiles are exact.
        const exact = !['p', 'med'].includes(asked.kind);
        expect(Math.abs(observed - expected)).toBeLessThanOrEqual(
          exact ? 1e-9 * expected : 0.001 * expected + 0.001,
        );
        expect(result.holds).toBe(observed < RULE.limit);
      }),
      { numRuns: 60 },
    );
  });
});

function naive(us: readonly number[], { kind, percentile = 50 }: ThresholdRule['aggregation']) {
  const sorted = us.toSorted((one, other) => one - other);
  const rank = Math.max(1, Math.ceil((percentile * sorted.length) / 100 - 1e-9));
  switch (kind) {
    case 'avg':
      return us.reduce((sum, value) => sum + value, 0) / us.length / 1000;
    case 'min':
      return (sorted[0] ?? Number.NaN) / 1000;
    case 'max':
      return (sorted.at(-1) ?? Number.NaN) / 1000;
    case 'count':
      return us.length;
    default:
      return (sorted[rank - 1] ?? Number.NaN) / 1000;
  }
}

function evaluate(
  changes: Partial<ThresholdRule>,
  otherFacts: Partial<ThresholdFacts> = {},
): ThresholdResult {
  const [result] = evaluateThresholds([{ ...RULE, ...changes }], { ...facts(), ...otherFacts });
  if (result === undefined) throw new Error('one rule gives one result');
  return result;
}

function facts(): ThresholdFacts {
  const lag = { maxRecords: 12, maxAtMs: 1000, endRecords: 0, partitions: [] };
  return {
    measurements,
    samples: sampled(),
    figures: figuresOf(passedRecord({ lag, inventory: inventoryFixture(), group: livelyGroup() })),
    durationSeconds: 10,
  };
}

function sampled(): SampleBook {
  const queries = METRICS.filter(({ source }) => source === 'sample').map(({ name }) => {
    return { metric: name, selector: {} };
  });
  const book = new SampleBook([
    ...queries,
    { metric: 'consumer_lag', selector: { partition: '1' } },
  ]);
  book.begin(0);
  book.record('consumer_lag', { partition: '0' }, 4);
  book.record('consumer_lag', { partition: '1' }, 8);
  for (const metric of ['sequencer_waiting', 'event_loop_delay', 'cpu_cores', 'rss'] as const) {
    book.record(metric, {}, 2);
  }
  return book;
}

/** @param us half of them on sales, half on restocks; a slow one in the warm-up that ends at `measuredFromUs` */
async function measured(us: readonly number[], measuredFromUs: number | undefined) {
  const recorder = await Recorder.create(measuredFromUs);
  for (const [at, value] of us.entries()) {
    recorder.latency('end_to_end', value, measuredFromUs ?? 0, at % 2);
  }
  if (measuredFromUs !== undefined) recorder.latency('end_to_end', 9e9, measuredFromUs - 1, 0);
  recorder.count('events_applied', 600);
  return mergeSnapshots([recorder.snapshot()]);
}
