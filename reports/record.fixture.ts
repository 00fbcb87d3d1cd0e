/** A run record for tests of what is made from one. */
import { COUNTERS, type Counter } from '../pipeline/observer.ts';
import { RECORD_VERSION, type RunRecord } from './record.ts';
import type { InvariantResult } from './verdict.ts';

/** A small run in which everything went well. */
export function passedRecord(changes: Partial<RunRecord> = {}): RunRecord {
  const digest = '4f2a9c01d7be'.padEnd(64, '7');
  return {
    recordVersion: RECORD_VERSION,
    tool: { name: 'streamstock-bench', version: '0.1.0' },
    runId: '20260105-101500-spike-7',
    startedAt: '2026-01-05T10:15:00.000Z',
    endedAt: '2026-01-05T10:15:23.400Z',
    scenario: {
      name: 'spike',
      source: 'scenarios/spike.yaml',
      description: '250 events/s for 20 s on 200 products',
      resolved: {},
    },
    seed: '7',
    broker: {
      kind: 'embedded',
      address: '127.0.0.1:19092',
      clusterId: 'streamstock-embedded',
      brokers: 1,
    },
    pipeline: { kind: 'own' },
    group: null,
    environment: {
      node: 'v20.20.2',
      platform: 'linux',
      arch: 'x64',
      cpuModel: 'Example CPU',
      cores: 2,
      memoryBytes: 8e9,
      ci: false,
    },
    plan: {
      events: 5000,
      deliveries: 214,
      byType: { SALE: 4100, RESTOCK: 214, RETURN: 450, ALERT: 236 },
    },
    load: {
      durationMs: 20_000,
      warmUpMs: 2_000,
      phases: [{ fromMs: 0, toMs: 20_000, startPerSecond: 250, endPerSecond: 250 }],
    },
    counts: countsOf({
      events_due: 5000,
      events_sent: 5000,
      events_applied: 5000,
      dead_letters: 3,
    }),
    rates: {
      plannedPerSecond: 250,
      duePerSecond: 250,
      sentPerSecond: 250,
      acknowledgedPerSecond: 250,
      appliedPerSecond: 249.4,
    },
    latency: {
      measured: {
        stages: {
          plan_lag: summary(4500, 12, 410, 2_300),
          produce: summary(4500, 190, 890, 9_100),
          delivery: summary(4500, 230, 1_120, 11_400),
          end_to_end: summary(4500, 310, 1_930, 27_400),
          alert: summary(212, 350, 2_010, 26_900),
        },
        histograms: [],
      },
      warmUp: { stages: { end_to_end: summary(500, 400, 3_000, 90_000) }, histograms: [] },
    },
    cpu: {
      processUs: 1_130_000,
      perEventUs: 226,
      groups: [
        { name: 'producers', threads: 2, cpuUs: 390_000, perEventUs: 78 },
        { name: 'broker', threads: 1, cpuUs: 210_000, perEventUs: 42 },
        { name: 'consumers', threads: 2, cpuUs: 360_000, perEventUs: 72 },
        { name: 'main', threads: 1, cpuUs: 31_000, perEventUs: 6.2 },
        { name: 'other', threads: 0, cpuUs: 139_000, perEventUs: 27.8 },
      ],
    },
    memory: { rssMaxBytes: 210_000_000 },
    threads: [],
    lateness: { generator: 0, window: 0, worst: null },
    lag: null,
    waitingMaxEvents: 0,
    availability: { windows: 20, available: 20, share: 1 },
    marks: [],
    audit: INVARIANTS,
    thresholds: [
      {
        metric: 'end_to_end',
        source: 'p(99)<100',
        limit: 100,
        comparison: '<',
        unit: 'ms',
        observed: 27.4,
        holds: true,
      },
      {
        metric: 'fill_rate',
        source: 'value>0.95',
        limit: 0.95,
        comparison: '>',
        unit: 'share',
        observed: 0.98213,
        holds: true,
      },
    ],
    outcome: {
      totals: {
        products: 200,
        demandedUnits: 49_087,
        servedUnits: 48_210,
        lostRevenueCents: 8_770_000,
        saleLines: 4100,
        shortLines: 71,
        soldUnits: 48_210,
        lostUnits: 877,
        backlogUnits: 0,
        restockedUnits: 42_800,
        returnedUnits: 1_350,
        clippedUnits: 120,
        stockUnits: 51_020,
        stockOutProducts: 12,
        emptyProducts: 3,
        stockValueCents: 1_234_567_800,
        fillRate: 0.98213,
        outOfStockMs: 9_000_000_000,
        alertsRaised: 212,
        alertsEscalated: 14,
        alertsResolved: 187,
        poisonCount: 3,
        noticeCount: 236,
      },
      alertsByType: [
        { type: 'LOW_STOCK', raised: 121, byEscalation: 0, resolved: 100, activeAtEnd: 21 },
        { type: 'RAPID_DEPLETION', raised: 91, byEscalation: 0, resolved: 87, activeAtEnd: 4 },
      ],
    },
    inventory: null,
    series: null,
    digest: { pipeline: digest, simulated: digest, comparable: true },
    verdict: { name: 'passed', exitCode: 0, reasons: ['2 thresholds and 4 invariants hold'] },
    replay: 'streamstock bench scenarios/spike.yaml --seed 7',
    notes: [],
    ...changes,
  };
}

const INVARIANTS: readonly InvariantResult[] = [
  invariant('plan', 'the workers planned exactly what the scenario plans', '5,000 planned events'),
  invariant('no-loss', 'every acknowledged event was applied or dead-lettered', '5,000 events'),
  invariant('closing-stock', 'closing stock is as an independent replay expects', '200 products'),
  invariant('digest', 'the outcome digest equals that of the simulation', '4f2a9c01'.repeat(8)),
];

function invariant(id: string, title: string, detail: string): InvariantResult {
  return { id, title, holds: true, detail, examples: [] };
}

export function countsOf(counts: Partial<Record<Counter, number>>): Record<Counter, number> {
  const zero = Object.fromEntries(COUNTERS.map((counter) => [counter, 0]));
  return { ...(zero as Record<Counter, number>), ...counts };
}

function summary(count: number, minUs: number, p50Us: number, maxUs: number) {
  const between = (share: number) => Math.round(p50Us + share * (maxUs - p50Us));
  return {
    count,
    minUs,
    p50Us,
    p90Us: between(0.2),
    p99Us: between(0.6),
    p999Us: between(0.9),
    maxUs,
    meanUs: p50Us,
  };
}
