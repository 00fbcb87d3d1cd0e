/** A run record with everything in it, for tests and previews of what is made from one. */
import { STAGES } from '../pipeline/observer.ts';
import { EVENT_TOPICS } from '../pipeline/topics.ts';
import { livelyGroup, livelyMarks } from './group.fixture.ts';
import { LatencyHistogram } from './histogram.ts';
import { countsOf, passedRecord } from './record.fixture.ts';
import type { PhaseLatency, RunRecord } from './record.ts';
import { richInventory } from './rich-inventory.fixture.ts';
import {
  DRAIN_SECONDS,
  inventedLoad,
  medianUs,
  type RichShape,
  randomNumbers,
  richSeries,
  spikeSeconds,
  threadsOf,
} from './rich-series.fixture.ts';

/**
 * A run in which every chart has something to show: a spike beyond capacity, consumers that come, go and
 * die, a crossed threshold.
 * `initHistograms()` must have been awaited.
 */
export function richRecord(
  shape: Partial<RichShape> = {},
  changes: Partial<RunRecord> = {},
): RunRecord {
  const full: RichShape = { seconds: 30, producers: 2, consumers: 2, partitions: 3, ...shape };
  const { fromS, toS } = spikeSeconds(full.seconds);
  const load = inventedLoad(full.seconds);
  const series = richSeries(full);
  const events = load.plannedPerSecond.reduce((sum, rate) => sum + rate, 0);
  const simple = passedRecord();
  const peak = Math.max(...load.backlog);
  return {
    ...simple,
    runId: '20260105-101500-spike-42',
    seed: '42',
    endedAt: new Date(
      Date.parse(simple.startedAt) + (full.seconds + DRAIN_SECONDS) * 1000 + 2_300,
    ).toISOString(),
    scenario: {
      name: 'spike',
      source: 'scenarios/spike.yaml',
      description: `250 events/s, then 5,000 events/s from ${fromS} s to ${toS} s, then 250 events/s; 2,000 products`,
      resolved: {
        name: 'spike',
        seed: '42',
        clock: { startMs: Date.UTC(2026, 0, 5), speed: 8000 },
        catalogue: { products: 2000, warehouses: 5 },
        producers: { workers: full.producers, acks: -1, idempotent: true, lingerMs: 0 },
        pipeline: { partitions: full.partitions, consumers: full.consumers, ordering: 'sequence' },
      },
    },
    plan: { ...simple.plan, events, deliveries: Math.round(events * 0.08) },
    load: {
      durationMs: full.seconds * 1000,
      warmUpMs: Math.min(3, full.seconds / 5) * 1000,
      phases: [
        { fromMs: 0, toMs: fromS * 1000, startPerSecond: 250, endPerSecond: 250 },
        { fromMs: fromS * 1000, toMs: fromS * 1000, startPerSecond: 250, endPerSecond: 5_000 },
        { fromMs: fromS * 1000, toMs: toS * 1000, startPerSecond: 5_000, endPerSecond: 5_000 },
        { fromMs: toS * 1000, toMs: full.seconds * 1000, startPerSecond: 250, endPerSecond: 250 },
      ],
    },
    counts: countsOf({
      events_due: events,
      events_sent: events,
      events_acknowledged: events,
      events_applied: events,
      dead_letters: 12,
      records_duplicate: 31,
      late_window: 118,
      rebalances: 6,
      records_reprocessed: 24,
    }),
    rates: {
      plannedPerSecond: events / full.seconds,
      duePerSecond: events / full.seconds,
      sentPerSecond: (events / full.seconds) * 0.997,
      acknowledgedPerSecond: (events / full.seconds) * 0.991,
      appliedPerSecond: (events / full.seconds) * 0.93,
    },
    cpu: {
      processUs: 226 * events,
      perEventUs: 226,
      groups: simple.cpu.groups.map((group) => ({
        ...group,
        cpuUs: (group.perEventUs ?? 0) * events,
      })),
    },
    latency: { measured: richLatency(load.backlog, 4_000), warmUp: richLatency([0], 400) },
    threads: threadsOf(full).map(({ name, group, share }) => ({
      name,
      group,
      cpuUs: Math.round(share * events * 90),
      busyShare: share * 0.5,
      loopDelayP99Ms: 3.1,
      loopDelayMaxMs: 61.2,
      gcMs: 130,
      gcCount: 22,
      heapMaxBytes: 6.1e7,
    })),
    lateness: { generator: 0, window: 118, worst: null },
    lag: {
      maxRecords: peak,
      maxAtMs: load.backlog.indexOf(peak) * 1000,
      endRecords: 0,
      partitions: series.lag.map(({ topic, partition, records }) => ({
        topic,
        partition,
        maxRecords: Math.max(...records.map((value) => value ?? 0)),
        endRecords: 0,
      })),
    },
    waitingMaxEvents: Math.round(peak * 0.13),
    availability: {
      windows: full.seconds,
      available: full.seconds - (toS - fromS),
      share: 1 - (toS - fromS) / full.seconds,
    },
    group: livelyGroup(full.seconds, full.partitions),
    marks: livelyMarks(full.seconds),
    thresholds: [
      {
        metric: 'end_to_end',
        source: 'p(99)<500',
        limit: 500,
        comparison: '<',
        unit: 'ms',
        observed: 2_412.5,
        holds: false,
      },
      ...simple.thresholds.slice(1),
    ],
    inventory: richInventory(),
    series,
    verdict: {
      name: 'thresholds',
      exitCode: 99,
      reasons: ['end_to_end p(99)<500 is crossed: 2,412.5 ms'],
    },
    replay: 'streamstock bench scenarios/spike.yaml --seed 42',
    notes: ['The embedded broker keeps everything in memory: its disk is never the bottleneck.'],
    ...changes,
  };
}

/** Samples of every stage and topic around the medians of the backlogs. */
function richLatency(backlogs: readonly number[], samples: number): PhaseLatency {
  const noise = randomNumbers(23);
  const histograms: PhaseLatency['histograms'][number][] = [];
  const stages: Record<string, ReturnType<LatencyHistogram['summary']>> = {};
  for (const stage of STAGES) {
    const all = new LatencyHistogram();
    for (const topic of EVENT_TOPICS.slice(0, 4)) {
      const histogram = new LatencyHistogram();
      for (let k = 0; k < samples; k += 1) {
        const backlog = backlogs[Math.floor(noise() * backlogs.length)] ?? 0;
        histogram.record(Math.round(medianUs(stage, backlog) * (0.7 + 0.6 * noise() ** 4 * 3)));
      }
      histograms.push({ stage, topic, histogram: histogram.snapshot() });
      all.merge(histogram);
      histogram.destroy();
    }
    stages[stage] = all.summary();
    all.destroy();
  }
  return { stages, histograms };
}
