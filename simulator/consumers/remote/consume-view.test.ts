import { describe, expect, it } from 'vitest';
import type { FromConsumer } from '../messages.ts';
import { ConsumeView } from './consume-view.ts';

const joined = (...partitions: number[]): FromConsumer => ({
  type: 'joined',
  join: { generation: 1, consumerName: 'kitchen', partitions, durationMs: 3 },
  atUs: 0,
});
const active = (partition: number, parts: { products?: number; kept?: boolean } = {}) =>
  ({
    ...{ type: 'active', partition, generation: 1, kept: false, durationMs: 40, atUs: 0 },
    ...{ products: 0, records: 1, bytes: 10, staleCuts: 0 },
    ...parts,
  }) satisfies FromConsumer;
const second = (...settledByTopic: number[]): FromConsumer => ({
  type: 'interval',
  interval: {
    index: 1,
    thread: {
      ...{ wallMs: 2000, cpuUs: 1, busyShare: 0, loopDelayMaxMs: 0, loopDelayP99Ms: 0 },
      ...{ gcMs: 0, gcCount: 0, heapBytes: 0 },
    },
    recorded: {
      ...{ series: [], counters: {}, settledByTopic },
      windows: [],
    },
  },
});

describe('what a consumer of its own shows', () => {
  const view = (...messages: FromConsumer[]): ConsumeView => {
    const view = new ConsumeView({ name: 'kitchen', group: 'shop' });
    for (const message of messages) view.told(message);
    return view;
  };

  it('is that it joins, then what it owns and how it fares', () => {
    expect(view().line()).toBe('kitchen joins group shop');
    expect(view(joined()).line()).toBe('kitchen: no partition · 0 applied');
    const busy = view(joined(0, 2), active(2), active(0), second(1000, 234));
    expect(busy.line()).toBe('kitchen: partitions 0 2 · 617 events/s · 1,234 applied');
  });

  it('counts the lag of its own share alone', () => {
    const shown = view(joined(1), active(1));
    shown.lag({ 'inventory.sales': [1, 20, 300], 'inventory.returns': [1, 5, 7] });
    shown.lag(null);
    expect(shown.line()).toBe('kitchen: partition 1 · 0 applied · 25 behind');
  });

  it('does not name a hundred partitions', () => {
    const all = Array.from({ length: 100 }, (_, partition) => partition);
    expect(view(joined(...all), ...all.map((partition) => active(partition))).line()).toContain(
      ': 100 partitions ·',
    );
  });

  it('forgets what it no longer owns', () => {
    const shown = view(joined(0, 1), active(0), active(1), {
      type: 'released',
      partition: 0,
      atUs: 0,
    });
    expect(shown.owned).toEqual([1]);
    shown.told(joined());
    expect(shown.owned).toEqual([]);
  });

  it('sums up at the end', () => {
    expect(view(joined(0), active(0), second(1)).summary()).toBe('1 event applied');
    const eventful = view(
      ...[joined(0), active(0), second(2000), joined(0, 1), joined(0, 1)],
      ...[active(0, { kept: true }), active(1, { products: 7 })],
    );
    expect(eventful.line()).toBe(
      'kitchen: partitions 0 1 · 1,000 events/s · 2,000 applied · 1 restore',
    );
    expect(eventful.summary()).toBe(
      '2,000 events applied; 2 rebalances; 1 partition restored, the slowest in 40 ms; state kept 1 time',
    );
  });
});
