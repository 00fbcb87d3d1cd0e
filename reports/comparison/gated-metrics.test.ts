import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamstockError } from '../../pipeline/errors.ts';
import { DEFAULT_GATE, noiseThresholdOf, parseGate, parseGatedMetric } from './gated-metrics.ts';

const PIECES = [
  'end_to_end',
  'rss',
  '{',
  '}',
  'topic',
  ':',
  '"',
  'p(',
  '9',
  '.',
  ')',
  ' ',
  '%',
  '\n',
  '\u001b',
  '\u202e',
  '\ud800',
  'max',
];

describe('parseGatedMetric', () => {
  it.each([
    ['end_to_end p(99) 25%', { label: 'end_to_end p(99)', percentile: 99, noiseThreshold: 0.25 }],
    [
      '  produce   p( 99.9 )  7.5 % ',
      { label: 'produce p(99.9)', percentile: 99.9, noiseThreshold: 0.075 },
    ],
    ['end_to_end med 10%', { label: 'end_to_end med', percentile: 50 }],
    [
      'end_to_end{topic:inventory.sales} p(50) 10%',
      { label: 'end_to_end{topic:inventory.sales} p(50)', selector: { topic: 'inventory.sales' } },
    ],
    [
      'cpu_per_event{ group : "consumers" } value 5%',
      {
        label: 'cpu_per_event{group:consumers}',
        selector: { group: 'consumers' },
        percentile: null,
      },
    ],
    ['cpu_per_event value 5%', { label: 'cpu_per_event', selector: {}, metric: 'cpu_per_event' }],
    ['throughput value 2%', { label: 'throughput', percentile: null }],
    ['rss max 10%', { label: 'rss', percentile: null }],
  ])('understands %s', (text, expected) => {
    expect(parseGatedMetric(text)).toMatchObject(expected);
  });

  it.each([
    [
      'end_to_emd p(99) 25%',
      'there is no metric "end_to_emd" for a gate',
      'Did you mean end_to_end?',
    ],
    ['fill_rate value 5%', 'there is no metric "fill_rate" for a gate', 'Gates may name plan_lag'],
    ['', 'there is no metric "" for a gate', 'Gates may name'],
    ['end_to_end', 'needs an aggregation and a floor in percent', 'For example'],
    ['end_to_end p(99)', 'needs an aggregation and a floor in percent', 'For example'],
    ['end_to_end p(99) 25', 'needs an aggregation and a floor in percent', 'For example'],
    ['end_to_end p(99)<25%', 'needs an aggregation and a floor in percent', 'For example'],
    ['end_to_end p(99) -5%', 'needs an aggregation and a floor in percent', 'For example'],
    ['end_to_end avg 5%', 'end_to_end has no avg in a gate', 'Use p(N) or med.'],
    ['rss value 5%', 'rss has no value in a gate', 'Use max.'],
    ['end_to_end p 5%', 'p takes a percentile', 'For example'],
    ['end_to_end p(0) 5%', 'p takes a percentile above 0 and below 100', 'For example'],
    ['end_to_end p(100) 5%', 'p takes a percentile above 0 and below 100', 'For example'],
    ['rss max(3) 5%', 'max takes no percentile', 'For example'],
    ['end_to_end p(99) 0%', 'a floor lies above 0 %', 'smallest change'],
    ['end_to_end p(99) 101%', 'a floor lies above 0 %', 'smallest change'],
    ['throughput{topic:x} value 5%', 'throughput has no selector', 'Write throughput alone.'],
    [
      'forecast{topic:inventory.sales} p(50) 5%',
      'forecast has no selector',
      'Write forecast alone.',
    ],
    ['end_to_end{group:main} p(50) 5%', 'cannot be selected by "group:main"', 'Select it by topic'],
    [
      'end_to_end{topic:inventory.sale} p(50) 5%',
      'there is no topic "inventory.sale"',
      'Did you mean inventory.sales?',
    ],
    ['cpu_per_event{group:a:b} value 5%', 'cannot be selected by', 'Select it by group'],
    ['cpu_per_event{group:nobody} value 5%', 'there is no group "nobody"', 'One of producers'],
    ['end_to_end{topic:x p(50) 5%', 'needs an aggregation', 'For example'],
  ])('refuses %s', (text, message, hint) => {
    const error = thrown(() => parseGatedMetric(text));
    expect(error.code).toBe('USAGE');
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
  });

  it('reads its own labels again', () => {
    for (const metric of DEFAULT_GATE) {
      const aggregation = metric.percentile === null ? ' value' : '';
      const text = `${metric.label}${aggregation} ${metric.noiseThreshold * 100}%`;
      expect(parseGatedMetric(text)).toEqual(metric);
    }
  });

  it('answers any text with a metric or with a usage error without control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...PIECES), maxLength: 12 }), (text) => {
        try {
          parseGatedMetric(text);
        } catch (error) {
          if (!(error instanceof StreamstockError)) throw error;
          expect(error.code).toBe('USAGE');
          expect(error.message).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });
});

describe('parseGate', () => {
  it('keeps the order', () => {
    const gate = parseGate(['rss max 10%', 'end_to_end p(50) 5%']);
    expect(gate.map(({ label }) => label)).toEqual(['rss', 'end_to_end p(50)']);
  });

  it('refuses none, more than eight, and one that is named twice', () => {
    expect(thrown(() => parseGate([])).message).toContain('at least one metric');
    const nine = Array.from({ length: 9 }, (_, index) => `end_to_end p(${index + 50}) 5%`);
    expect(thrown(() => parseGate(nine)).message).toBe('a gate may have 8 metrics, this one has 9');
    expect(parseGate(nine.slice(1))).toHaveLength(8);
    const twice = ['end_to_end p(50) 5%', 'rss max 5%', 'end_to_end med 7%'];
    expect(thrown(() => parseGate(twice)).message).toBe('the gate names end_to_end med twice');
  });

  it('has six metrics where nothing is declared', () => {
    expect(DEFAULT_GATE.map(({ label, noiseThreshold }) => [label, noiseThreshold])).toEqual([
      ['end_to_end p(50)', 0.1],
      ['end_to_end p(99)', 0.25],
      ['cpu_per_event{group:producers}', 0.05],
      ['cpu_per_event{group:broker}', 0.05],
      ['cpu_per_event{group:consumers}', 0.05],
      ['cpu_per_event', 0.05],
    ]);
  });
});

describe('noiseThresholdOf', () => {
  it('is a share of what was typed in percent', () => {
    expect(noiseThresholdOf('7.5')).toBe(0.075);
    for (const text of ['', '0', '-1', '1e1', '0x5', '5%', 'NaN', '100.1']) {
      expect(() => noiseThresholdOf(text), text).toThrow(StreamstockError);
    }
  });
});

function thrown(action: () => unknown): StreamstockError {
  try {
    action();
  } catch (error) {
    if (error instanceof StreamstockError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
