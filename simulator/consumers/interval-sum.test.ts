import { beforeAll, describe, expect, it } from 'vitest';
import { initHistograms } from '../../reports/histogram.ts';
import { mergeSnapshots, Recorder } from '../../reports/recorder.ts';
import type { ThreadSample } from '../../reports/thread-probe.ts';
import { IntervalSum } from './interval-sum.ts';

beforeAll(() => initHistograms());

describe('IntervalSum', () => {
  it('has what a recorder told by intervals, and nothing of what it did not live to tell', async () => {
    const recorder = await Recorder.create(1000);
    recorder.begin({ startUs: 0, measuredFromUs: 1000 }, true);
    const sum = new IntervalSum();
    const told = (): void => sum.add({ recorded: recorder.takeInterval(), thread });
    recorder.latency('end_to_end', 10, 500, 0);
    recorder.count('events_applied', 2);
    told();
    recorder.latency('end_to_end', 20, 2000, 1);
    recorder.latency('end_to_end', 30, 2000, 1);
    recorder.count('events_applied', 3);
    told();
    const merged = mergeSnapshots([sum.snapshot()]);
    const whole = mergeSnapshots([recorder.snapshot()]);
    recorder.latency('end_to_end', 40, 2000, 1);
    expect(merged.counters).toEqual(whole.counters);
    for (const phase of ['warmUp', 'measured'] as const) {
      expect(merged.series(phase)).toEqual(whole.series(phase));
    }
    expect(merged.histogram('measured', 'end_to_end', 1)?.count).toBe(2);
    sum.destroy();
    sum.destroy();
  });

  it('counts CPU while the load runs, where it is known', () => {
    const sum = new IntervalSum();
    sum.add({ index: -1, thread });
    sum.add({ index: 0, thread });
    sum.add({ thread });
    expect(sum.cpuUs).toBe(200);
    sum.add({ thread: { ...thread, cpuUs: null } });
    sum.add({ thread });
    expect(sum.cpuUs).toBeUndefined();
  });
});

const thread: ThreadSample = {
  ...{ wallMs: 1000, cpuUs: 100, busyShare: 0, loopDelayMaxMs: 0, loopDelayP99Ms: 0 },
  ...{ gcMs: 0, gcCount: 0, heapBytes: 0 },
};
