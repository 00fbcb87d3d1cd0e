import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_TOPICS } from '../../pipeline/topics.ts';
import { aggregationsOf, METRICS, type Metric } from '../../reports/metrics.ts';
import { aggregationOf } from '../../reports/threshold-words.ts';
import { parseCondition, parseMetric } from './thresholds.ts';

const SALES = { topic: 'inventory.sales' };

describe('parseMetric', () => {
  it('knows every metric by its name alone', () => {
    for (const { name } of METRICS) {
      expect(parseMetric(name)).toEqual({ ok: true, value: { name, selector: {} } });
    }
  });

  it.each<[text: string, name: string, selector: Record<string, string>]>([
    ['end_to_end{topic:inventory.sales}', 'end_to_end', SALES],
    ['  end_to_end { topic : inventory.sales } ', 'end_to_end', SALES],
    ['end_to_end{topic:"inventory.sales"}', 'end_to_end', SALES],
    ["end_to_end{'topic': 'inventory.sales'}", 'end_to_end', SALES],
    [
      'consumer_lag{topic:inventory.sales,partition:0}',
      'consumer_lag',
      { ...SALES, partition: '0' },
    ],
    [
      'consumer_lag{partition:"12", topic:inventory.sales}',
      'consumer_lag',
      { partition: '12', ...SALES },
    ],
    ['event_loop_delay{group:producers}', 'event_loop_delay', { group: 'producers' }],
    ['cpu_per_event{group:other}', 'cpu_per_event', { group: 'other' }],
    ['active_alerts{type:LOW_STOCK}', 'active_alerts', { type: 'LOW_STOCK' }],
  ])('reads %j', (text, name, selector) => {
    expect(parseMetric(text)).toEqual({ ok: true, value: { name, selector } });
  });

  it.each([
    ['end_to_edn', 'unknown metric end_to_edn', 'did you mean end_to_end?'],
    ['', 'unknown metric ', 'docs/metrics.md lists the metrics'],
    ['constructor', 'unknown metric constructor', 'docs/metrics.md lists the metrics'],
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
    ['end_to_end{tpoic:a}', 'end_to_end cannot be selected by tpoic', 'did you mean topic?'],
    ['end_to_end{}', 'end_to_end cannot be selected by ', 'selectors of end_to_end: topic'],
    [
      'end_to_end{topic}',
      'end_to_end cannot be selected by topic',
      'selectors of end_to_end: topic',
    ],
    [
      'fill_rate{topic:inventory.sales}',
      'fill_rate cannot be selected by topic',
      'write fill_rate alone',
    ],
    [
      'consumer_lag{topic:inventory.sales,}',
      'consumer_lag cannot be selected by ',
      'selectors of consumer_lag: topic, partition',
    ],
    ['consumer_lag{partition:0,partition:1}', 'partition is selected twice', 'name each key once'],
    [
      'consumer_lag{partition:-1}',
      'a partition is a whole number from 0 on, is -1',
      'for example consumer_lag{partition:0}',
    ],
    [
      'event_loop_delay{group:other}',
      'unknown group other',
      'one of producers, broker, consumers, main',
    ],
    ['active_alerts{type:low_stock}', 'unknown type low_stock', 'did you mean LOW_STOCK?'],
    ['end_to_end{topic:"a,b"}', 'unknown topic a,b', `one of ${EVENT_TOPICS.join(', ')}`],
    [
      'end_to_end{topic:inventory.sales',
      'must be a metric, with a selector in braces or without, is "end_to_end{topic:inventory.sales"',
      'for example end_to_end{topic:inventory.sales}',
    ],
  ])('refuses %j', (text, what, suggestion) => {
    expect(parseMetric(text)).toEqual({ ok: false, what, suggestion });
  });

  it('reads back every selector, in any order, quoted or not, spaced or not', () => {
    const values = {
      topic: fc.constantFrom(...EVENT_TOPICS),
      partition: fc.nat({ max: 999_999 }).map(String),
    };
    const entries = fc
      .record(values, { requiredKeys: [] })
      .filter((selector) => Object.keys(selector).length > 0);
    const space = fc.constantFrom('', ' ', '  ');
    const quote = fc.constantFrom('', '"', "'");
    fc.assert(
      fc.property(entries, fc.boolean(), space, quote, (selector, isReversed, gap, mark) => {
        const written = Object.entries(selector).map(
          ([key, value]) => `${gap}${key}${gap}:${gap}${mark}${value}${mark}${gap}`,
        );
        if (isReversed) written.reverse();
        const text = `${gap}consumer_lag${gap}{${written.join(',')}}${gap}`;
        expect(parseMetric(text)).toEqual({ ok: true, value: { name: 'consumer_lag', selector } });
      }),
    );
  });

  it('has an answer to any text', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('', 'end_to_end{', 'consumer_lag{topic:'),
        (text, head) => {
          expect(typeof parseMetric(head + text).ok).toBe('boolean');
        },
      ),
    );
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
      ' p ( 99.9 )\t<= 1.5 ',
      'alert',
      { aggregation: { kind: 'p', percentile: 99.9 }, comparison: '<=', limit: 1.5 },
    ],
    ['med<5', 'queue', { aggregation: { kind: 'med' }, comparison: '<', limit: 5 }],
    ['max < 1000', 'consumer_lag', { aggregation: { kind: 'max' }, comparison: '<', limit: 1000 }],
    ['value>0.95', 'fill_rate', { aggregation: { kind: 'value' }, comparison: '>', limit: 0.95 }],
    ['rate>.95', 'fill_rate', { aggregation: { kind: 'rate' }, comparison: '>', limit: 0.95 }],
    ['value<+2.', 'cpu_per_event', { aggregation: { kind: 'value' }, comparison: '<', limit: 2 }],
    ['count==0', 'dead_letters', { aggregation: { kind: 'count' }, comparison: '==', limit: 0 }],
    ['count===0', 'lost_units', { aggregation: { kind: 'count' }, comparison: '==', limit: 0 }],
    [
      'rate>=1E3',
      'events_applied',
      { aggregation: { kind: 'rate' }, comparison: '>=', limit: 1000 },
    ],
    ['count!=-1', 'rebalances', { aggregation: { kind: 'count' }, comparison: '!=', limit: -1 }],
  ])('reads %j of %s', (text, metric, value) => {
    expect(parseCondition(text, metric)).toEqual({ ok: true, value });
  });

  it.each([
    ['p99<100', 'alert', 'must be an aggregation'],
    ['p(99)', 'alert', 'must be an aggregation'],
    ['p(99)<', 'alert', 'must be an aggregation'],
    ['p(99)<<3', 'alert', 'must be an aggregation'],
    ['p(99)=3', 'alert', 'must be an aggregation'],
    ['p(99)<100ms', 'alert', 'must be an aggregation'],
    ['p(99)<NaN', 'alert', 'must be an aggregation'],
    ['p(99)<1e999', 'alert', 'must be an aggregation'],
    ['p(99)<.', 'alert', 'must be an aggregation'],
    ['100>p(99)', 'alert', 'must be an aggregation'],
    ['p(99)<1, p(50)<1', 'alert', 'must be an aggregation'],
    ['', 'alert', 'must be an aggregation'],
    ['p(101)<1', 'alert', 'p takes a percentile from 0 to 100'],
    ['p<1', 'alert', 'p takes a percentile from 0 to 100'],
    ['med(5)<1', 'alert', 'med takes no percentile'],
    ['value<1', 'alert', 'alert has no value'],
    ['rate<1', 'alert', 'alert has no rate'],
    ['avg<1', 'fill_rate', 'fill_rate has no avg'],
    ['p(50)<1', 'dead_letters', 'dead_letters has no p'],
    ['p(99)<1', 'stockout_duration', 'stockout_duration has no p'],
    ['count<1', 'throughput', 'throughput has no count'],
  ])('refuses %j of %s: %s', (text, metric, what) => {
    const parsed = parseCondition(text, metric);
    expect(parsed.ok ? undefined : parsed.what).toContain(what);
  });

  it('reads back every condition that is written', () => {
    fc.assert(
      fc.property(writtenConditions(), ({ metric, text, value }) => {
        expect(parseCondition(text, metric.name)).toEqual({ ok: true, value });
        expect(aggregationOf(text)).toEqual(value.aggregation);
      }),
    );
  });

  it('has an answer to any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...METRICS), (text, { name }) => {
        expect(typeof parseCondition(text, name).ok).toBe('boolean');
      }),
    );
  });
});

/** Any metric with any of its aggregations, as text and as what it means. */
function writtenConditions() {
  const metricAndKind = fc
    .constantFrom(...METRICS)
    .chain((metric) =>
      fc.constantFrom(...aggregationsOf(metric)).map((kind): [Metric, string] => [metric, kind]),
    );
  const comparison = fc.constantFrom('<', '<=', '>', '>=', '==', '!=', '===' as const);
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const percentile = fc.nat({ max: 100_000 }).map((thousandths) => thousandths / 1000);
  const space = fc.constantFrom('', ' ', '\t');
  return fc
    .tuple(metricAndKind, comparison, number, percentile, space)
    .map(([[metric, kind], operator, limit, rank, gap]) => {
      const aggregation = kind === 'p' ? { kind, percentile: rank } : { kind };
      const head = kind === 'p' ? `p(${gap}${rank}${gap})` : kind;
      return {
        metric,
        text: `${gap}${head}${gap}${operator}${gap}${limit}${gap}`,
        value: {
          aggregation,
          comparison: operator === '===' ? '==' : operator,
          limit: Number(String(limit)),
        },
      };
    });
}
