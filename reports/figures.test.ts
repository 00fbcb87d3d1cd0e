import { describe, expect, it } from 'vitest';
import { type FigureParts, figuresOf } from './figures.ts';
import { quietGroup } from './group.fixture.ts';
import type { GroupReport } from './group-report.ts';
import { passedRecord } from './record.fixture.ts';
import type { Column, RunSeries } from './series.ts';
import { inventoryFixture } from './thresholds.fixture.ts';

describe('figuresOf', () => {
  it.each<[metric: string, selector: Record<string, string>, aggregation: string, value: number]>([
    ['availability', {}, 'value', 0.95],
    ['fill_rate', {}, 'value', 0.98213],
    ['throughput', {}, 'value', 249.4],
    ['cpu_per_event', {}, 'value', 226],
    ['cpu_per_event', { group: 'consumers' }, 'value', 72],
    ['consumer_lag_end', {}, 'value', 9],
    ['consumer_lag_end', { topic: 'inventory.sales' }, 'value', 5],
    ['consumer_lag_end', { partition: '0' }, 'value', 6],
    ['consumer_lag_end', { topic: 'inventory.sales', partition: '1' }, 'value', 3],
    ['active_alerts', {}, 'value', 25],
    ['active_alerts', { type: 'LOW_STOCK' }, 'value', 21],
    ['active_alerts', { type: 'OVERSTOCK' }, 'value', 0],
    ['alerts_raised', { type: 'RAPID_DEPLETION' }, 'count', 91],
    ['alerts_resolved', { type: 'RAPID_DEPLETION' }, 'count', 87],
    ['forecast_mae', {}, 'value', 4.5],
    ['forecast_wape', {}, 'value', 0.1],
    ['forecast_mase', {}, 'value', 0.8],
    ['forecast_coverage', {}, 'value', 0.9],
    ['stockout_episodes', {}, 'count', 2],
    ['stockout_duration', {}, 'avg', 1.5],
    ['stockout_duration', {}, 'med', 1],
    ['stockout_duration', {}, 'max', 2],
    ['lost_revenue', {}, 'count', 87_700],
    ['lost_units', {}, 'count', 877],
  ])('reads %s%j %s', (metric, selector, aggregation, value) => {
    expect(figuresOf(parts())(metric, selector, { kind: aggregation })).toBe(value);
  });

  it('has nothing to say of parts that are missing', () => {
    const figures = figuresOf(
      parts({ availability: null, lag: null, outcome: null, inventory: null }),
    );
    const asked: [metric: string, selector: Record<string, string>][] = [
      ['availability', {}],
      ['fill_rate', {}],
      ['consumer_lag_end', {}],
      ['active_alerts', {}],
      ['alerts_raised', { type: 'LOW_STOCK' }],
      ['forecast_mae', {}],
      ['stockout_episodes', {}],
      ['stockout_duration', {}],
      ['lost_revenue', {}],
      ['unheard_of', {}],
      ['cpu_per_event', { group: 'nobody' }],
    ];
    expect(asked.map(([metric, selector]) => figures(metric, selector, { kind: 'value' }))).toEqual(
      asked.map(() => null),
    );
  });

  describe('of a consumer group', () => {
    const group = {
      ...quietGroup(['consumer-1', 'consumer-2'], 2),
      rebalances: [400, 100, 300, 200].map((pauseMs, at) => rebalance(at, pauseMs)),
      restores: [
        ...[30, 10, 20].map((durationMs) => ({ ...RESTORE, durationMs })),
        { ...RESTORE, durationMs: 9_999, kept: true },
      ],
      recoveries: [7_000, 6_500].map((durationMs) => ({ ...RECOVERY, durationMs })),
      reprocessed: 41,
    };
    const value = (metric: string, kind: string, percentile?: number, of: GroupReport = group) =>
      figuresOf(parts({ group: of }))(
        metric,
        {},
        percentile === undefined ? { kind } : { kind, percentile },
      );

    it('are exact, from the lists themselves', () => {
      expect(value('rebalance_pause', 'p', 75)).toBe(300);
      expect(value('rebalance_pause', 'med')).toBe(200);
      expect(value('rebalance_pause', 'avg')).toBe(250);
      expect(value('rebalance_pause', 'min')).toBe(100);
      expect(value('rebalance_pause', 'max')).toBe(400);
      expect(value('rebalance_pause', 'count')).toBe(4);
      expect(value('recovery', 'max')).toBe(7_000);
      expect(value('reprocessed', 'count')).toBe(41);
    });

    it('leave out what was kept, which took no time to restore', () => {
      expect(value('restore', 'max')).toBe(30);
      expect(value('restore', 'count')).toBe(3);
    });

    it('hold no limit on what never ended, and no percentile that it reaches', () => {
      const stuck = { ...group, rebalances: [...group.rebalances, rebalance(9, null)] };
      expect(value('rebalance_pause', 'max', undefined, stuck)).toBe(null);
      expect(value('rebalance_pause', 'p', 99, stuck)).toBe(null);
      expect(value('rebalance_pause', 'avg', undefined, stuck)).toBe(null);
      expect(value('rebalance_pause', 'count', undefined, stuck)).toBe(5);
      expect(value('rebalance_pause', 'med', undefined, stuck)).toBe(300);
    });

    it('have no sample where nothing happened, and nothing is known without a report', () => {
      const quiet = quietGroup(['consumer-1'], 2);
      for (const metric of ['rebalance_pause', 'restore', 'recovery']) {
        expect(value(metric, 'count', undefined, quiet)).toBe(null);
      }
      expect(value('reprocessed', 'count', undefined, quiet)).toBe(0);
      expect(figuresOf(parts({ group: null }))('reprocessed', {}, { kind: 'count' })).toBe(null);
    });
  });

  describe('rate_achieved', () => {
    const achieved = (changes: Partial<FigureParts>) =>
      figuresOf(parts(changes))('rate_achieved', {}, { kind: 'value' });
    /** 3 s of load with 300 events planned, then the drain. */
    const load = { durationMs: 3000, warmUpMs: 0, phases: [] };
    const plan = { ...passedRecord().plan, events: 300 };

    it('counts what was acknowledged while the load ran and within a second', () => {
      const series = seriesWith([90, 100, 70, 37, 3], [100, 100, 100, 0, 0]);
      expect(achieved({ load, plan, series })).toBeCloseTo(297 / 300, 12);
    });

    it('knows intervals of any length, also where nothing was measured', () => {
      const series = { ...seriesWith([10, null, 20, 5], [30, 30, 30, 0]), intervalMs: 10_000 };
      const long = { ...load, durationMs: 30_000 };
      expect(achieved({ load: long, plan, series })).toBeCloseTo(350 / 300, 12);
      const unknown = seriesWith([null, null], [100, 100]);
      expect(achieved({ load, plan, series: unknown })).toBeNull();
    });

    it('holds a run that was stopped to what had come due until then', () => {
      const series = seriesWith([100, 50, 50, 0], [100, 100, 100, 0]);
      expect(achieved({ load, plan, series, stoppedAtMs: 2000 })).toBe(1);
      expect(achieved({ load, plan, series, stoppedAtMs: 2500 })).toBeCloseTo(200 / 250, 12);
    });

    it('is a quotient of rates where no series was recorded', () => {
      expect(achieved({ series: null })).toBe(1);
    });
  });
});

const RESTORE = {
  atMs: 0,
  partition: 0,
  member: 'consumer-1',
  kept: false,
  products: 1,
  records: 1,
  bytes: 1,
};
const RECOVERY = { atMs: 0, member: 'consumer-1', partitions: [0] };

function rebalance(atMs: number, pauseMs: number | null) {
  return { generation: 2, atMs, pauseMs, members: 2, moved: [] };
}

function parts(changes: Partial<FigureParts> = {}): FigureParts {
  const lag = {
    maxRecords: 40,
    maxAtMs: 1000,
    endRecords: 9,
    partitions: [
      { topic: 'inventory.sales', partition: 0, maxRecords: 20, endRecords: 2 },
      { topic: 'inventory.sales', partition: 1, maxRecords: 10, endRecords: 3 },
      { topic: 'inventory.returns', partition: 0, maxRecords: 10, endRecords: 4 },
    ],
  };
  return {
    ...passedRecord({ lag, inventory: inventoryFixture() }),
    availability: { windows: 20, available: 19, share: 0.95 },
    ...changes,
  };
}

function seriesWith(acknowledgedPerSecond: Column, plannedPerSecond: Column): RunSeries {
  const intervals = acknowledgedPerSecond.length;
  const nothing: Column = acknowledgedPerSecond.map(() => null);
  const none = { raised: nothing, resolved: nothing, active: nothing };
  return {
    intervalMs: 1000,
    intervals,
    rates: {
      plannedPerSecond,
      duePerSecond: nothing,
      sentPerSecond: nothing,
      acknowledgedPerSecond,
      appliedPerSecond: nothing,
    },
    appliedByTopicPerSecond: {},
    counters: {},
    latency: {},
    heatMap: null,
    lag: [],
    waitingEvents: nothing,
    availability: { dueEvents: nothing, onTimeEvents: nothing },
    threads: [],
    process: { cpuCores: nothing, rssBytes: nothing },
    stock: {
      soldUnits: nothing,
      lostUnits: nothing,
      restockedUnits: nothing,
      onHandUnits: nothing,
      emptyProducts: nothing,
    },
    alerts: { CRITICAL_LOW_STOCK: none, LOW_STOCK: none, OVERSTOCK: none, RAPID_DEPLETION: none },
  };
}
