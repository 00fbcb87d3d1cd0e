import { describe, expect, it } from 'vitest';
import { type Measurements, mergeSnapshots, Recorder } from './recorder.ts';

const MEASURED_FROM_US = 1_000;

describe('Recorder', () => {
  it('keeps stages and topics apart', async () => {
    const recorder = await Recorder.create();
    recorder.latency('produce', 10, 0, 0);
    recorder.latency('produce', 20, 0, 4);
    recorder.latency('queue', 30, 0, 0);
    const merged = mergeSnapshots([recorder.snapshot()]);
    expect(countOf(merged, 'produce', 0)).toBe(1);
    expect(merged.histogram('measured', 'produce', 4)?.maxUs).toBe(20);
    expect(merged.histogram('measured', 'produce', 1)).toBeUndefined();
    expect(merged.histogram('measured', 'delivery')).toBeUndefined();
  });

  it('decides between warm-up and measured by the instant the event was due', async () => {
    const recorder = await Recorder.create(MEASURED_FROM_US);
    recorder.latency('end_to_end', 50_000, MEASURED_FROM_US - 1, 0);
    recorder.latency('end_to_end', 7, MEASURED_FROM_US, 0);
    const merged = mergeSnapshots([recorder.snapshot()]);
    expect(merged.histogram('warmUp', 'end_to_end')?.maxUs).toBe(50_000);
    expect(merged.histogram('measured', 'end_to_end')?.maxUs).toBe(7);
  });

  it('takes the end of the warm-up later too', async () => {
    const recorder = await Recorder.create();
    recorder.begin({ startUs: 0, measuredFromUs: MEASURED_FROM_US });
    recorder.latency('alert', 7, MEASURED_FROM_US - 1, 0);
    expect(recorder.snapshot().series[0]?.phase).toBe('warmUp');
  });

  it('refuses a topic index that no event topic has', async () => {
    const recorder = await Recorder.create();
    for (const topicIndex of [-1, 5, 0.5, Number.NaN]) {
      expect(() => recorder.latency('queue', 1, 0, topicIndex)).toThrow(/no event topic/);
    }
  });
});

describe('intervals', () => {
  it('hold every sample and count once, whatever the snapshot holds', async () => {
    const recorder = await Recorder.create();
    recorder.begin({ startUs: 0, measuredFromUs: MEASURED_FROM_US });
    recorder.latency('end_to_end', 10, MEASURED_FROM_US, 0);
    recorder.latency('end_to_end', 20, MEASURED_FROM_US, 3);
    recorder.latency('end_to_end', 30, MEASURED_FROM_US - 1, 3);
    recorder.count('events_applied', 3);
    recorder.settled(10, 0, 3);
    const first = recorder.takeInterval();
    expect(
      first.series.map(({ phase, topicIndex, histogram }) => [phase, topicIndex, histogram.count]),
    ).toEqual([
      ['warmUp', 0, 1],
      ['measured', 0, 2],
    ]);
    expect(first.counters).toEqual({ events_applied: 3 });
    expect(first.settledByTopic).toEqual([0, 0, 0, 1, 0]);
    recorder.latency('end_to_end', 40, MEASURED_FROM_US, 0);
    const second = recorder.takeInterval();
    expect(second.series.map(({ histogram }) => [histogram.minUs, histogram.maxUs])).toEqual([
      [40, 40],
    ]);
    expect([second.counters, second.settledByTopic]).toEqual([{}, [0, 0, 0, 0, 0]]);
    expect(mergeSnapshots([recorder.snapshot()]).histogram('measured', 'end_to_end')?.count).toBe(
      3,
    );
  });

  it('count from the beginning of the load on', async () => {
    const recorder = await Recorder.create();
    recorder.count('changelog_cuts', 3);
    recorder.begin({ startUs: 0, measuredFromUs: 0 });
    recorder.count('changelog_cuts', 2);
    expect(recorder.takeInterval().counters).toEqual({ changelog_cuts: 2 });
    expect(recorder.snapshot().counters.changelog_cuts).toBe(2);
  });

  it('keep topics apart when that is asked for', async () => {
    const recorder = await Recorder.create();
    recorder.begin({ startUs: 0, measuredFromUs: 0 }, true);
    recorder.latency('produce', 10, 5, 0);
    recorder.latency('produce', 10, 5, 3);
    expect(recorder.takeInterval().series.map(({ topicIndex }) => topicIndex)).toEqual([0, 3]);
  });
});

describe('mergeSnapshots', () => {
  it('adds what every thread measured and counted', async () => {
    const first = await Recorder.create();
    const second = await Recorder.create();
    first.latency('produce', 10, 0, 0);
    second.latency('produce', 30, 0, 0);
    second.latency('produce', 20, 0, 2);
    first.count('events_sent', 3);
    second.count('events_sent', 4);
    second.count('rebalances', 1);
    const merged = mergeSnapshots([first.snapshot(), structuredClone(second.snapshot())]);
    expect(merged.histogram('measured', 'produce')?.summary()).toMatchObject({
      count: 3,
      minUs: 10,
      maxUs: 30,
      meanUs: 20,
    });
    expect(countOf(merged, 'produce', 0)).toBe(2);
    expect(merged.counters).toMatchObject({ events_sent: 7, rebalances: 1, events_due: 0 });
    expect(first.counted('events_sent')).toBe(3);
  });

  it('reports samples that were no durations, even where there is nothing else', async () => {
    const recorder = await Recorder.create(MEASURED_FROM_US);
    recorder.latency('delivery', -3, MEASURED_FROM_US, 2);
    recorder.latency('delivery', Number.NaN, MEASURED_FROM_US, 2);
    const merged = mergeSnapshots([recorder.snapshot()]);
    expect(merged.histogram('measured', 'delivery')).toBeUndefined();
    expect(merged.defects()).toEqual([
      { phase: 'measured', stage: 'delivery', topicIndex: 2, count: 2 },
    ]);
  });

  it('has nothing to say about no threads', () => {
    const merged = mergeSnapshots([]);
    expect(merged.counters.events_applied).toBe(0);
    expect(merged.series('measured')).toEqual([]);
  });
});

function countOf(merged: Measurements, stage: 'produce', topicIndex: number): number | undefined {
  return merged.histogram('measured', stage, topicIndex)?.count;
}
