import { beforeAll, describe, expect, it } from 'vitest';
import { initHistograms } from './histogram.ts';
import { richRecord } from './rich-record.fixture.ts';
import type { RunSeries } from './series.ts';
import { seriesCsv } from './series-csv.ts';

beforeAll(initHistograms);

describe('seriesCsv', () => {
  it('has a row per interval, and every row a field per header', () => {
    const series = seriesOf();
    const [head = [], ...rows] = fieldsOf(seriesCsv(series));
    expect(rows).toHaveLength(series.intervals);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([head.length]));
    expect(new Set(head).size).toBe(head.length);
  });

  it('holds every column of the record, under a header with its unit', () => {
    const series = seriesOf();
    const [head = [], ...rows] = fieldsOf(seriesCsv(series));
    const valuesOf = (header: string) => rows.map((row) => numberOf(row[head.indexOf(header)]));
    const expected: Record<string, readonly (number | null)[] | undefined> = {
      from_s: Array.from({ length: series.intervals }, (_, k) => (k * series.intervalMs) / 1000),
      planned_per_second: series.rates.plannedPerSecond,
      'applied_per_second inventory.sales': series.appliedByTopicPerSecond['inventory.sales'],
      on_time_events: series.availability.onTimeEvents,
      end_to_end_p99_us: series.latency.end_to_end?.p99Us,
      [`lag_records ${series.lag[0]?.topic}/${series.lag[0]?.partition}`]: series.lag[0]?.records,
      waiting_events: series.waitingEvents,
      process_rss_bytes: series.process.rssBytes,
      [`thread_loop_delay_max_ms ${series.threads[0]?.name} of ${series.threads[0]?.group}`]:
        series.threads[0]?.loopDelayMaxMs,
      stock_empty_products: series.stock.emptyProducts,
      'alerts_active LOW_STOCK': series.alerts.LOW_STOCK.active,
    };
    for (const [header, column] of Object.entries(expected)) {
      expect(head).toContain(header);
      const rounded = column?.map((value) => value && Math.round(value * 1e6) / 1e6);
      expect(valuesOf(header), header).toEqual(rounded);
    }
    const columns = countColumns(series);
    expect(head).toHaveLength(2 + columns);
  });

  it('leaves empty what was not measured', () => {
    const series = seriesOf();
    const rates = { ...series.rates, sentPerSecond: series.rates.sentPerSecond.map(() => null) };
    const [head = [], ...rows] = fieldsOf(seriesCsv({ ...series, rates, heatMap: null }));
    const at = head.indexOf('sent_per_second');
    expect(new Set(rows.map((row) => row[at]))).toEqual(new Set(['']));
    expect(head.join()).not.toContain('end_to_end_samples');
  });

  it('makes no formula of a name', () => {
    const series = seriesOf();
    const topic = '=cmd|calc,"x"';
    const text = seriesCsv({ ...series, lag: [{ topic, partition: 0, records: [] }] });
    expect(text).toContain('"lag_records =cmd|calc,""x""/0"');
  });
});

function seriesOf(): RunSeries {
  const { series } = richRecord({ seconds: 8 });
  if (series === null) throw new Error('the fixture has series');
  return series;
}

/** Counts arrays at the leaves, and bands instead of rows in the heat map. */
function countColumns({ heatMap, ...series }: RunSeries): number {
  const leaves = (value: unknown): number => {
    if (!Array.isArray(value)) {
      return typeof value === 'object' && value !== null
        ? Object.values(value).reduce<number>((sum, entry) => sum + leaves(entry), 0)
        : 0;
    }
    return value.some((entry) => typeof entry === 'object' && entry !== null)
      ? value.reduce<number>((sum, entry) => sum + leaves(entry), 0)
      : 1;
  };
  return leaves(series) + Math.max(0, (heatMap?.edgesUs.length ?? 0) - 1);
}

function fieldsOf(text: string): string[][] {
  return text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
}

function numberOf(field: string | undefined): number | null | undefined {
  return field === '' ? null : field === undefined ? undefined : Number(field);
}
