import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AbortRule, AbortWatch, abortSentence } from './abort-watch.ts';
import { NO_FIGURES } from './figures.ts';
import { initHistograms, LatencyHistogram } from './histogram.ts';
import { countsOf } from './record.fixture.ts';
import { SampleBook } from './samples.ts';
import type { ThresholdFacts } from './thresholds.ts';

const P99: AbortRule = {
  metric: 'end_to_end',
  selector: {},
  aggregation: { kind: 'p', percentile: 99 },
  comparison: '<',
  limit: 100,
  source: 'p(99)<100',
  abortOnFail: true,
  delayAbortEvalMs: 0,
};
const LAG: AbortRule = {
  ...P99,
  metric: 'consumer_lag',
  aggregation: { kind: 'max' },
  limit: 1000,
  source: 'max<1000',
};
const APPLIED: AbortRule = {
  ...P99,
  metric: 'events_applied',
  aggregation: { kind: 'count' },
  comparison: '>',
  limit: 1000,
  source: 'count>1000',
};

beforeAll(() => initHistograms());

describe('AbortWatch', () => {
  it('finds the first crossing, once it is there', () => {
    const watch = new AbortWatch([{ ...P99, abortOnFail: false }, P99], 0);
    expect(watch.observe(factsWith({ endToEndMs: 41 }), 11_000)).toBeUndefined();
    expect(watch.observe(factsWith({ endToEndMs: 241 }), 12_000)).toMatchObject({
      index: 1,
      atMs: 12_000,
      result: { holds: false, aborted: true, source: 'p(99)<100' },
    });
  });

  it('takes the first in the order of the scenario when several are crossed', () => {
    const watch = new AbortWatch([LAG, P99], 0);
    expect(watch.observe(factsWith({ endToEndMs: 241, lag: 5000 }), 1000)?.index).toBe(0);
    expect(watch.observe(factsWith({ endToEndMs: 241, lag: 5 }), 1000)?.index).toBe(1);
  });

  it('judges nothing while the load warms up', () => {
    const watch = new AbortWatch([P99, LAG], 5000);
    const facts = factsWith({ endToEndMs: 241, lag: 5000 });
    expect(watch.observe(facts, 4999)).toBeUndefined();
    expect(watch.observe(facts, 5000)?.index).toBe(0);
  });

  it('waits as long as the threshold asks, since the load began', () => {
    const watch = new AbortWatch([{ ...P99, delayAbortEvalMs: 10_000 }, LAG], 0);
    const facts = factsWith({ endToEndMs: 241 });
    expect(watch.observe(facts, 9000)).toBeUndefined();
    expect(watch.observe(factsWith({ endToEndMs: 241, lag: 5000 }), 9000)?.index).toBe(1);
    expect(watch.observe(facts, 10_000)?.index).toBe(0);
  });

  it('passes over what has no samples yet', () => {
    const watch = new AbortWatch([P99, LAG, APPLIED], 0);
    expect(watch.observe(factsWith({}), 1000)).toBeUndefined();
  });

  it('judges what grows as it is written', () => {
    const watch = new AbortWatch([APPLIED], 0);
    expect(watch.observe(factsWith({ applied: 1 }), 1000)?.result.observed).toBe(1);
    expect(watch.observe(factsWith({ applied: 1001 }), 1000)).toBeUndefined();
    const rate = { ...APPLIED, aggregation: { kind: 'rate' }, limit: 90, source: 'rate>90' };
    const watchRate = new AbortWatch([rate], 0);
    expect(watchRate.observe(factsWith({ applied: 1001 }), 1000)?.result.observed).toBeUndefined();
    expect(watchRate.observe(factsWith({ applied: 899 }), 1000)?.result.observed).toBe(89.9);
  });

  it('stops a run in the first second that a naive look at all samples so far would', () => {
    const run = fc.record({
      lags: fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 12 }),
      warmUpMs: fc.nat({ max: 4000 }),
      delayAbortEvalMs: fc.nat({ max: 6000 }),
      kind: fc.constantFrom('max', 'avg', 'min'),
      limit: fc.nat({ max: 20 }),
    });
    fc.assert(
      fc.property(run, ({ lags, warmUpMs, delayAbortEvalMs, kind, limit }) => {
        const rule = { ...LAG, aggregation: { kind }, limit, delayAbortEvalMs };
        const watch = new AbortWatch([rule], warmUpMs);
        const samples = new SampleBook([rule], warmUpMs);
        const stopped = lags.findIndex((lag, second) => {
          samples.begin(second * 1000);
          samples.record('consumer_lag', {}, lag);
          const facts = { ...factsWith({}), samples };
          return watch.observe(facts, second * 1000) !== undefined;
        });
        const naive = lags.findIndex((_, second) => {
          const first = Math.ceil(warmUpMs / 1000);
          const seen = lags.slice(first, second + 1);
          if (seen.length === 0 || second * 1000 < delayAbortEvalMs) return false;
          const sum = seen.reduce((total, lag) => total + lag);
          const of = { max: Math.max(...seen), min: Math.min(...seen), avg: sum / seen.length };
          return !((of[kind as keyof typeof of] ?? Number.NaN) < limit);
        });
        expect(stopped).toBe(naive);
      }),
    );
  });

  it('leaves alone what exists only at the end', () => {
    const fillRate = {
      ...P99,
      metric: 'fill_rate',
      aggregation: { kind: 'value' },
      source: 'value<0.5',
      limit: 0.5,
    };
    const byType = { ...APPLIED, metric: 'alerts_raised{type:OVERSTOCK}' };
    const selector = { type: 'OVERSTOCK' };
    const watch = new AbortWatch([fillRate, { ...byType, selector }], 0);
    expect(watch.isNeeded).toBe(false);
    const facts = { ...factsWith({ applied: 1 }), figures: () => 0.9 };
    expect(watch.observe(facts, 1000)).toBeUndefined();
  });

  it('is needed only by thresholds that may stop a run, by topic only for latencies', () => {
    expect(new AbortWatch([{ ...P99, abortOnFail: false }], 0).isNeeded).toBe(false);
    const topic = { selector: { topic: 'inventory.sales' } };
    const of = (rule: AbortRule) => new AbortWatch([rule], 0);
    expect([of(P99).isNeeded, of(P99).needsTopics]).toEqual([true, false]);
    expect(of({ ...P99, ...topic }).needsTopics).toBe(true);
    expect(of({ ...LAG, ...topic }).needsTopics).toBe(false);
  });
});

describe('abortSentence', () => {
  it('says when, why and what was seen', () => {
    const crossing = new AbortWatch([LAG], 0).observe(factsWith({ lag: 5000 }), 12_345);
    if (crossing === undefined) throw new Error('5,000 records are more than 1,000');
    expect(abortSentence(crossing)).toBe(
      'stopped at 12.3 s because consumer_lag max<1000 was crossed (max 5,000 records)',
    );
  });
});

/** Ten seconds of a run; what is left out was not measured yet. */
function factsWith(seen: {
  readonly endToEndMs?: number;
  readonly lag?: number;
  readonly applied?: number;
}): ThresholdFacts {
  const samples = new SampleBook([P99, LAG, APPLIED]);
  samples.begin(0);
  if (seen.lag !== undefined) samples.record('consumer_lag', { partition: '0' }, seen.lag);
  return {
    measurements: {
      counters: countsOf({ events_applied: seen.applied ?? 0 }),
      histogram: () => {
        if (seen.endToEndMs === undefined) return undefined;
        const histogram = new LatencyHistogram();
        histogram.record(seen.endToEndMs * 1000);
        return histogram;
      },
    },
    samples,
    figures: NO_FIGURES,
    durationSeconds: 10,
  };
}
