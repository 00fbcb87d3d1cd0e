import { beforeAll, describe, expect, it } from 'vitest';
import type { Standing } from '../pipeline/stages/standing.ts';
import { initHistograms } from './histogram.ts';
import { IntervalCollector } from './interval-collector.ts';
import type { JournalInterval } from './journal.ts';
import { Recorder } from './recorder.ts';
import type { ThreadInterval } from './thread-interval.ts';
import type { ThreadSample } from './thread-probe.ts';

beforeAll(initHistograms);

const SAMPLE: ThreadSample = {
  wallMs: 1000,
  cpuUs: 100_000,
  busyShare: 0.1,
  loopDelayMaxMs: 2,
  loopDelayP99Ms: 1,
  gcMs: 3,
  gcCount: 1,
  heapBytes: 1_000_000,
};

function collect(threads: number) {
  const lines: JournalInterval[] = [];
  const counts: number[] = [];
  const collector = new IntervalCollector(
    () => threads,
    ({ line, latency }) => {
      lines.push(line);
      counts.push(latency.measured.peek('end_to_end', 0)?.count ?? 0);
    },
  );
  return { collector, lines, counts };
}

async function recorded(...samplesUs: number[]): Promise<ThreadInterval> {
  const recorder = await Recorder.create();
  recorder.begin({ startUs: 0, measuredFromUs: 0 });
  for (const us of samplesUs) {
    recorder.latency('end_to_end', us, 5, 2);
    recorder.settled(us, 5, 2);
    recorder.count('events_applied', 1);
  }
  return { thread: SAMPLE, recorded: recorder.takeInterval() };
}

describe('IntervalCollector', () => {
  it('closes an interval when every thread and the broker have spoken', async () => {
    const { collector, lines, counts } = collect(2);
    collector.add(0, 'consumer-1', 'consumers', await recorded(10, 30));
    collector.lag(0, { 'inventory.sales': [3, 4] });
    expect(lines).toEqual([]);
    collector.add(0, 'main', 'main', { thread: SAMPLE });
    expect(counts).toEqual([2]);
    expect(lines[0]).toMatchObject({
      index: 0,
      counters: { events_applied: 2 },
      settledByTopic: [0, 0, 2, 0, 0],
      windows: [0, 0, 2],
      latency: {
        warmUp: {},
        measured: { end_to_end: { count: 2, minUs: 10, maxUs: 30, sumUs: 40 } },
      },
      lag: { 'inventory.sales': [3, 4] },
      threads: { 'consumer-1': { group: 'consumers', cpuUs: 100_000 } },
    });
  });

  it('counts what comes late with the next interval, and loses nothing', async () => {
    const { collector, counts } = collect(2);
    collector.closeThrough(1);
    collector.add(0, 'consumer-1', 'consumers', await recorded(10));
    collector.add(2, 'consumer-1', 'consumers', await recorded(20, 30));
    collector.end();
    expect(counts).toEqual([0, 0, 3]);
  });

  it('keeps the worst of a thread that answers twice', () => {
    const { collector, lines } = collect(3);
    collector.add(0, 'consumer-1', 'consumers', {
      thread: { ...SAMPLE, loopDelayMaxMs: 2000, wallMs: 3000, busyShare: 1 },
    });
    collector.add(0, 'consumer-1', 'consumers', { thread: { ...SAMPLE, cpuUs: null } });
    collector.end();
    expect(lines[0]?.threads['consumer-1']).toMatchObject({
      wallMs: 4000,
      busyShare: 3.1 / 4,
      loopDelayMaxMs: 2000,
      gcMs: 6,
      gcCount: 2,
      cpuUs: null,
    });
  });

  it('adds up how consumers stand, with the last word of one that is silent', () => {
    const { collector, lines } = collect(9);
    const thread = SAMPLE;
    collector.add(0, 'consumer-1', 'consumers', { thread, standing: standing(5, 1) });
    collector.add(0, 'consumer-2', 'consumers', { thread, standing: standing(7, 0) });
    collector.add(1, 'consumer-2', 'consumers', { thread, standing: standing(9, 0) });
    collector.end();
    expect(lines.map((line) => line.standing?.stock.soldUnits)).toEqual([12, 14]);
    expect(lines[1]?.standing?.alerts.LOW_STOCK).toEqual({ raised: 1, resolved: 0, active: 1 });
  });

  it('says nothing of stock before a consumer has', () => {
    const { collector, lines } = collect(1);
    collector.closeThrough(0);
    expect(lines[0]).toMatchObject({ standing: null, lag: null, counters: {} });
  });
});

function standing(soldUnits: number, active: number): Standing {
  const none = { raised: 0, resolved: 0, active: 0 };
  return {
    waitingEvents: 0,
    stock: { soldUnits, lostUnits: 0, restockedUnits: 0, onHandUnits: 0, emptyProducts: 0 },
    alerts: {
      CRITICAL_LOW_STOCK: none,
      LOW_STOCK: { raised: active, resolved: 0, active },
      OVERSTOCK: none,
      RAPID_DEPLETION: none,
    },
  };
}
