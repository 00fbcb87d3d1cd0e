import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Stage } from '../pipeline/observer.ts';
import { initHistograms, LatencyHistogram } from './histogram.ts';
import { HISTOGRAM_LOG_FILE, histogramLogLine } from './histogram-log.ts';
import { quietInterval } from './journal.fixture.ts';
import type { ExactFigures, JournalInterval } from './journal.ts';
import { seriesOf } from './run-series.ts';
import { MAX_INTERVALS } from './series.ts';

let folder: string;
beforeAll(initHistograms);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamstock-series-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Samples of one second. */
function latencyOf(index: number, stage: Stage, samplesUs: readonly number[]) {
  const histogram = new LatencyHistogram();
  for (const us of samplesUs) histogram.record(us);
  const { count, minUs, maxUs, sumUs } = histogram;
  const exact: ExactFigures = { count, minUs, maxUs, sumUs };
  return { line: histogramLogLine(index, 'measured', stage, histogram), exact };
}

describe('the series of a run', () => {
  it('have one entry a second, and none where nothing was written', async () => {
    const { line, exact } = latencyOf(2, 'end_to_end', [1_000, 1_000, 9_000]);
    writeFileSync(join(folder, HISTOGRAM_LOG_FILE), line);
    const intervals = [
      quietInterval(0, {
        counters: { events_due: 10, events_applied: 8 },
        settledByTopic: [8, 0, 0, 0, 0],
        windows: [0, 10, 8],
        lag: { 'inventory.sales': [2, 0] },
      }),
      quietInterval(2, {
        counters: { events_applied: 3 },
        windows: [0, 0, 2, 2, 3, 3],
        latency: { warmUp: {}, measured: { end_to_end: exact } },
        lag: { 'inventory.sales': [0, 5] },
        process: { wallMs: 1000, cpuUs: 1_500_000, rssBytes: 2e8 },
      }),
    ];
    const series = await seriesOf({ intervals }, folder, [10, 0, 3]);
    expect(series).toMatchObject({
      intervalMs: 1000,
      intervals: 3,
      rates: {
        plannedPerSecond: [10, 0, 3],
        duePerSecond: [10, null, 0],
        appliedPerSecond: [8, null, 3],
      },
      appliedByTopicPerSecond: { 'inventory.sales': [8, null, 0] },
      counters: { events_due: [10, null, 0], events_applied: [8, null, 3] },
      availability: { dueEvents: [10, 0, 3], onTimeEvents: [10, 0, 3] },
      lag: [
        { topic: 'inventory.sales', partition: 0, records: [2, null, 0] },
        { topic: 'inventory.sales', partition: 1, records: [0, null, 5] },
      ],
      process: { cpuCores: [0, null, 1.5], rssBytes: [1e8, null, 2e8] },
      stock: { soldUnits: [null, null, null] },
    });
    expect(series?.latency).toEqual({
      end_to_end: {
        count: [null, null, 3],
        p50Us: [null, null, 1_000],
        p90Us: [null, null, 9_000],
        p99Us: [null, null, 9_000],
        p999Us: [null, null, 9_000],
        maxUs: [null, null, 9_000],
      },
    });
    const { edgesUs = [], counts = [] } = series?.heatMap ?? {};
    expect(counts.map((row) => row.reduce((sum, count) => sum + count, 0))).toEqual([0, 0, 3]);
    expect(counts[2]?.at(0)).toBe(2);
    expect(edgesUs[0]).toBeLessThanOrEqual(1_000);
    expect(edgesUs.at(-1)).toBeGreaterThan(9_000);
  });

  it('gather seconds when a run has more of them than charts have points, with exact percentiles', async () => {
    const seconds = 2 * MAX_INTERVALS + 100;
    const intervals: JournalInterval[] = [];
    let log = '';
    for (let index = 0; index < seconds; index += 1) {
      const { line, exact } = latencyOf(index, 'produce', index % 3 === 0 ? [30_000] : [10, 20]);
      log += line;
      const latency = { warmUp: {}, measured: { produce: exact } };
      intervals.push(quietInterval(index, { counters: { events_sent: 6 }, latency }));
    }
    writeFileSync(join(folder, HISTOGRAM_LOG_FILE), log);
    const series = await seriesOf({ intervals }, folder, new Int32Array(seconds).fill(7));
    expect(series).toMatchObject({ intervalMs: 3000, intervals: Math.ceil(seconds / 3) });
    expect(series?.rates.sentPerSecond[0]).toBe(6);
    expect(series?.rates.plannedPerSecond[1]).toBe(7);
    expect(series?.counters.events_sent?.[0]).toBe(18);
    const { count, p50Us, p90Us, maxUs } = series?.latency.produce ?? {};
    expect([count?.[5], p50Us?.[5], p90Us?.[5], maxUs?.[5]]).toEqual([5, 20, 30_000, 30_000]);
    // The last one has a single second, which is one of three.
    expect(count?.at(-1)).toBe(1);
  });

  it('leave out histograms whose second was never finished', async () => {
    const written = latencyOf(0, 'queue', [5]);
    const { line } = latencyOf(1, 'queue', [7]);
    writeFileSync(join(folder, HISTOGRAM_LOG_FILE), `${written.line}${line.slice(0, 60)}`);
    const latency = { warmUp: {}, measured: { queue: written.exact } };
    const series = await seriesOf({ intervals: [quietInterval(0, { latency })] }, folder);
    expect(series?.latency.queue?.count).toEqual([1]);
    expect(series?.rates.plannedPerSecond).toEqual([null]);
  });

  it('are none when nothing was written, and lack latencies when their log is gone', async () => {
    expect(await seriesOf({ intervals: [] }, folder)).toBeNull();
    const series = await seriesOf({ intervals: [quietInterval(0)] }, folder);
    expect(series).toMatchObject({ latency: {}, heatMap: null, intervals: 1 });
  });
});
