import { describe, expect, it } from 'vitest';
import { METRICS } from '../../reports/metrics.ts';
import { parseCondition, parseMetric } from './thresholds.ts';

describe('parseMetric', () => {
  it('knows every metric by its name alone', () => {
    for (const { name } of METRICS) {
      expect(parseMetric(name)).toEqual({ ok: true, value: { name, selector: {} } });
    }
  });

  it('takes a topic', () => {
    expect(parseMetric('end_to_end{topic:inventory.sales}')).toEqual({
      ok: true,
      value: { name: 'end_to_end', selector: { topic: 'inventory.sales' } },
    });
  });

  it.each([
    ['end_to_edn', 'unknown metric end_to_edn', 'did you mean end_to_end?'],
    ['', 'unknown metric ', 'docs/scenarios.md lists the metrics'],
    [
      'end_to_end{topic:inventory.sale}',
      'unknown topic inventory.sale',
      'did you mean inventory.sales?',
    ],
    [
      'end_to_end{region:north}',
      'end_to_end cannot be selected by region',
      'selectors of end_to_end: topic',
    ],
    ['end_to_end{}', 'end_to_end cannot be selected by ', 'selectors of end_to_end: topic'],
    [
      'fill_rate{topic:inventory.sales}',
      'fill_rate cannot be selected by topic',
      'write fill_rate alone',
    ],
  ])('refuses %j', (text, what, suggestion) => {
    expect(parseMetric(text)).toEqual({ ok: false, what, suggestion });
  });
});

describe('parseCondition', () => {
  it.each([
    [
      'p(99)<100',
      'end_to_end',
      { aggregation: { kind: 'p', percentile: 99 }, comparison: '<', limit: 100 },
    ],
    [
      ' p( 99.9 ) <= 1.5 ',
      'alert',
      { aggregation: { kind: 'p', percentile: 99.9 }, comparison: '<=', limit: 1.5 },
    ],
    ['med<5', 'queue', { aggregation: { kind: 'med' }, comparison: '<', limit: 5 }],
    ['value>0.95', 'fill_rate', { aggregation: { kind: 'value' }, comparison: '>', limit: 0.95 }],
    ['count==0', 'dead_letters', { aggregation: { kind: 'count' }, comparison: '==', limit: 0 }],
    ['count===0', 'lost_units', { aggregation: { kind: 'count' }, comparison: '==', limit: 0 }],
    [
      'rate>=1e3',
      'events_applied',
      { aggregation: { kind: 'rate' }, comparison: '>=', limit: 1000 },
    ],
    ['count!=-1', 'rebalances', { aggregation: { kind: 'count' }, comparison: '!=', limit: -1 }],
  ])('reads %j of %s', (text, metric, value) => {
    expect(parseCondition(text, metric)).toEqual({ ok: true, value });
  });

  it.each([
    ['p99<100', 'alert'],
    ['p(99)', 'alert'],
    ['p(99)<', 'alert'],
    ['p(99)<<3', 'alert'],
    ['p(101)<1', 'alert'],
    ['p<1', 'alert'],
    ['med(5)<1', 'alert'],
    ['value<1', 'alert'],
    ['rate<1', 'alert'],
    ['avg<1', 'fill_rate'],
    ['p(50)<1', 'dead_letters'],
    ['p(99)<100ms', 'alert'],
    ['p(99)<NaN', 'alert'],
    ['', 'alert'],
  ])('refuses %j of %s', (text, metric) => {
    expect(parseCondition(text, metric).ok).toBe(false);
  });
});
