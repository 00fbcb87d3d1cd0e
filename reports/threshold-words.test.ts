import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aggregationOf,
  keptWords,
  marginOf,
  marginText,
  observedWords,
} from './threshold-words.ts';
import type { ThresholdResult } from './thresholds.ts';

const LATENCY: ThresholdResult = {
  metric: 'end_to_end',
  source: 'p(99)<100',
  limit: 100,
  comparison: '<',
  unit: 'ms',
  observed: 41.2345,
  holds: true,
};
const SHARE: ThresholdResult = {
  metric: 'fill_rate',
  source: 'value>0.95',
  limit: 0.95,
  comparison: '>',
  unit: 'share',
  observed: 0.97123,
  holds: true,
};
const LAG = {
  metric: 'consumer_lag{topic:inventory.sales,partition:0}',
  unit: 'records',
  observed: 1204,
} as const;

describe('marginOf', () => {
  it.each<[result: Partial<ThresholdResult>, margin: number | null, text: string]>([
    [{ observed: 40 }, 0.6, '60 % to spare'],
    [{ observed: 150, holds: false }, -0.5, '50 % beyond'],
    [{ observed: 100, holds: false }, 0, '0 % beyond'],
    [{ observed: 100, comparison: '<=' }, 0, '0 % to spare'],
    [{ observed: 150, comparison: '>' }, 0.5, '50 % to spare'],
    [{ observed: -15, limit: -10, comparison: '<' }, 0.5, '50 % to spare'],
    [{ observed: 3, limit: 0, comparison: '>' }, null, ''],
    [{ comparison: '==' }, null, ''],
    [{ comparison: '!=' }, null, ''],
    [{ observed: null, holds: null }, null, ''],
  ])('of %j is %s', (changes, margin, text) => {
    expect(marginOf({ ...LATENCY, ...changes })).toBe(margin);
    expect(marginText({ ...LATENCY, ...changes })).toBe(text);
  });

  it('is above 0 exactly where there is room, whatever the numbers', () => {
    const number = fc.integer({ min: -1000, max: 1000 });
    const comparison = fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const);
    fc.assert(
      fc.property(number, number, comparison, (observed, limit, operator) => {
        const margin = marginOf({ observed, limit, comparison: operator });
        fc.pre(limit !== 0);
        const room = operator.startsWith('<') ? limit - observed : observed - limit;
        expect(Math.sign(margin ?? Number.NaN) - Math.sign(room)).toBe(0);
      }),
    );
  });
});

describe('keptWords', () => {
  it.each<[result: ThresholdResult, words: string]>([
    [LATENCY, 'end_to_end p(99) 41.2 ms of 100 ms allowed'],
    [{ ...LATENCY, observed: 99.96 }, 'end_to_end p(99) 99.96 ms of 100 ms allowed'],
    [{ ...LATENCY, observed: 0.0123 }, 'end_to_end p(99) 0.0123 ms of 100 ms allowed'],
    [
      { ...LATENCY, metric: 'end_to_end{topic:inventory.sales}' },
      'end_to_end{topic:inventory.sales} p(99) 41.2 ms of 100 ms allowed',
    ],
    [
      { ...LATENCY, source: 'med <= 5', comparison: '<=', limit: 5, observed: 1 },
      'end_to_end median 1 ms of 5 ms allowed',
    ],
    [SHARE, 'fill rate 0.9712 (more than 0.95)'],
    [{ ...SHARE, comparison: '>=' }, 'fill rate 0.9712 (at least 0.95)'],
    [{ ...SHARE, comparison: '!=' }, 'fill rate 0.9712 (not 0.95)'],
    [
      { ...LATENCY, ...LAG, source: 'max<5000', limit: 5000 },
      'consumer lag{topic:inventory.sales,partition:0} max 1,204 records of 5,000 records allowed',
    ],
    [
      {
        ...SHARE,
        metric: 'events_applied',
        source: 'rate>900',
        limit: 900,
        observed: 999.87,
        unit: 'per second',
      },
      'events applied 1,000 per second (more than 900 per second)',
    ],
    [
      {
        ...LATENCY,
        metric: 'alert',
        source: 'count>3',
        comparison: '>',
        limit: 3,
        observed: 7,
        unit: 'count',
      },
      'alert samples 7 (more than 3)',
    ],
    [
      {
        ...LATENCY,
        metric: 'dead_letters',
        source: 'count==0',
        comparison: '==',
        limit: 0,
        observed: 0,
        unit: 'count',
      },
      'dead letters 0',
    ],
    [{ ...LATENCY, observed: null, holds: null }, 'end_to_end p(99) without samples'],
  ])('of %j', (result, words) => {
    expect(keptWords(result)).toBe(words);
  });
});

describe('observedWords', () => {
  it.each<[changes: Partial<ThresholdResult>, words: string]>([
    [{ observed: 241.2 }, 'p99 241 ms'],
    [{ observed: 100.01 }, 'p99 100.01 ms'],
    [{ source: 'p(99.9)<100', observed: 1204 }, 'p99.9 1,200 ms'],
    [{ source: 'avg<100', observed: 241.2 }, 'average 241 ms'],
    [{ ...LAG, source: 'max<100' }, 'max 1,204 records'],
    [{ source: 'count<3', observed: 1204, unit: 'count' }, '1,204'],
    [{ observed: null, holds: null }, 'no samples'],
  ])('of %j', (changes, words) => {
    expect(observedWords({ ...LATENCY, holds: false, ...changes })).toBe(words);
  });
});

describe('aggregationOf', () => {
  it.each([
    ['p(99.9)<5', { kind: 'p', percentile: 99.9 }],
    [' p ( 50 ) > 1', { kind: 'p', percentile: 50 }],
    ['value>0.95', { kind: 'value' }],
    ['', { kind: '' }],
  ])('reads %j', (source, aggregation) => {
    expect(aggregationOf(source)).toEqual(aggregation);
  });
});
