import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePrometheus } from './prometheus.fixture.ts';
import { type MetricFamily, prometheusText } from './prometheus.ts';

describe('prometheusText', () => {
  it('writes a head and a line for each sample', () => {
    const lag: MetricFamily = {
      name: 'kafka_consumergroup_lag',
      type: 'gauge',
      help: 'Not read yet.',
      samples: [
        { labels: { topic: 'inventory.sales', partition: '0' }, value: 3 },
        { labels: { topic: 'inventory.sales', partition: '1' }, value: 0.25 },
      ],
    };
    const ready: MetricFamily = {
      ...{ name: 'ready', type: 'gauge', help: 'Ready.' },
      samples: [{ labels: {}, value: 1 }],
    };
    expect(prometheusText([lag, ready])).toBe(`# HELP kafka_consumergroup_lag Not read yet.
# TYPE kafka_consumergroup_lag gauge
kafka_consumergroup_lag{topic="inventory.sales",partition="0"} 3
kafka_consumergroup_lag{topic="inventory.sales",partition="1"} 0.25
# HELP ready Ready.
# TYPE ready gauge
ready 1
`);
  });

  it('leaves out what nothing is known of', () => {
    expect(prometheusText([{ name: 'a', type: 'gauge', help: 'A.', samples: [] }])).toBe('');
  });

  it('whatever stands in a label is read back, and nothing else', () => {
    const value = fc.oneof(fc.string(), fc.constantFrom('"} 1\n#', '\\n', '\\"', 'a\nb', '\\'));
    fc.assert(
      fc.property(value, value, fc.double({ noNaN: true, noDefaultInfinity: true }), (a, b, at) => {
        const samples = [{ labels: { a, b }, value: at }];
        const text = prometheusText([{ name: 'odd', type: 'gauge', help: 'Odd.', samples }]);
        const back = parsePrometheus(text).get('odd')?.samples[0];
        expect(back?.labels).toEqual({ a, b });
        // There is no negative zero in the format.
        expect(back?.value === at).toBe(true);
      }),
    );
  });

  it('keeps a help text on its line', () => {
    const samples = [{ labels: {}, value: 1 }];
    const text = prometheusText([{ name: 'a', type: 'gauge', help: 'One\nTwo \\', samples }]);
    expect(text.split('\n')[0]).toBe('# HELP a One\\nTwo \\\\');
  });
});
