/**
 * One real run, and every latency that its record and its page show worked out again from `latency.hlog`, by
 * HdrHistogram's own reader in its JavaScript build: the program uses neither.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as hdr from 'hdr-histogram-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STAGES, type Stage } from '../../pipeline/observer.ts';
import { type Buckets, bucketsIn, bucketsOf } from '../../reports/buckets.fixture.ts';
import { type Journal, readJournal } from '../../reports/journal.ts';
import type { PageData } from '../../reports/page-data.ts';
import type { RunRecord } from '../../reports/record.ts';
import type { RunSeries } from '../../reports/series.ts';
import type { Phase } from '../../reports/series-table.ts';
import { keptRecord, Workshop } from './command.fixture.ts';
import { expectSound } from './expectations.fixture.ts';
import { BUSY } from './scenarios.fixture.ts';

const PHASES = ['warmUp', 'measured'] as const;

interface Line {
  readonly second: number;
  readonly phase: Phase;
  readonly stage: Stage;
  readonly histogram: hdr.JsHistogram;
}

const workshop = new Workshop();
let record: RunRecord;
let series: RunSeries;
let intervals: Journal['intervals'];
let page: PageData;
let lines: readonly Line[];

beforeAll(async () => {
  const scenario = workshop.scenario('measured', BUSY.replace('2s }', '3s, warmUp: 1s }'));
  const result = await workshop.bench([scenario, '--workers', '2', '--consumers', '2']);
  expectSound(result, await workshop.digest([scenario]));
  const folder = join(workshop.folder, result.record?.runFolder ?? '');
  const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
  record = keptRecord(folder) as unknown as RunRecord;
  if (record.series === null) throw new Error('the run has no time series');
  series = record.series;
  intervals = readJournal(folder).intervals;
  page = embedded(text('report.html'));
  lines = linesOf(text('latency.hlog'));
});
afterAll(() => workshop.close());

describe('the interval log of a run', () => {
  it('holds every sample of the record, bucket for bucket, in both phases', () => {
    for (const phase of PHASES) {
      for (const stage of STAGES) {
        const buckets = record.latency[phase].histograms
          .filter((entry) => entry.stage === stage)
          .map(({ histogram }) => bucketsOf(histogram.encoded));
        expect(summed(linesWith(phase, stage).map(bucketsIn)), `${phase} ${stage}`).toEqual(
          summed(buckets),
        );
      }
    }
    expect(total(linesWith('measured', 'end_to_end')).totalCount).toBe(
      record.latency.measured.stages.end_to_end?.count,
    );
    expect(record.latency.warmUp.stages.end_to_end?.count).toBeGreaterThan(1_000);
  });

  it('says when each second began, so that standard tools show the right times', () => {
    const seconds = [...new Set(lines.map(({ second }) => second))];
    expect(seconds.length).toBeGreaterThanOrEqual(3);
    expect(seconds).toEqual(seconds.toSorted((one, other) => one - other));
    expect(Math.max(...seconds)).toBeLessThan(series.intervals);
    const { startTimeStampMsec = 0 } = lines[0]?.histogram ?? {};
    const sinceStartMs = startTimeStampMsec - Date.parse(record.startedAt);
    expect(sinceStartMs).toBeGreaterThan(0);
    expect(startTimeStampMsec).toBeLessThan(Date.parse(record.endedAt));
  });

  it('gives every percentile of the time series, second by second', () => {
    expect(series.intervalMs).toBe(1000);
    for (const stage of STAGES) {
      const columns = series.latency[stage];
      for (let second = 0; second < series.intervals; second += 1) {
        const inSecond = lines.filter((line) => line.second === second && line.stage === stage);
        const shown = {
          count: columns?.count[second] ?? null,
          p50Us: columns?.p50Us[second] ?? null,
          p90Us: columns?.p90Us[second] ?? null,
          p99Us: columns?.p99Us[second] ?? null,
          p999Us: columns?.p999Us[second] ?? null,
          maxUs: columns?.maxUs[second] ?? null,
        };
        const exact = PHASES.flatMap((phase) => intervals[second]?.latency[phase][stage] ?? []);
        expect(shown, `${stage} in second ${second}`).toEqual(
          figuresOf(
            inSecond.map(({ histogram }) => histogram),
            Math.min(...exact.map(({ minUs }) => minUs)),
            Math.max(...exact.map(({ maxUs }) => maxUs)),
          ),
        );
      }
    }
    expect(Object.keys(series.latency)).toEqual([...STAGES]);
  });

  it('gives every quantile of the spectrum on the page', () => {
    expect(page.spectrum.stages.map(({ stage }) => stage)).toEqual([...STAGES]);
    expect(page.spectrum.percentiles).toEqual(expect.arrayContaining([50, 90, 99, 99.9]));
    for (const { stage, valuesUs, count, maxUs } of page.spectrum.stages) {
      const histogram = total(linesWith('measured', stage));
      const exact = record.latency.measured.stages[stage];
      expect({ count, maxUs }).toEqual({ count: histogram.totalCount, maxUs: exact?.maxUs });
      expect(valuesUs.length).toBeGreaterThan(10);
      expect(valuesUs, stage).toEqual(
        page.spectrum.percentiles
          .slice(0, valuesUs.length)
          .map((percentile) =>
            quantile(histogram, percentile, exact?.minUs ?? 0, exact?.maxUs ?? 0),
          ),
      );
    }
  });

  it('gives every cell of the heat map', () => {
    const { edgesUs, counts } = series.heatMap ?? { edgesUs: [], counts: [] };
    const cells = counts.map((row) => row.map(() => 0));
    for (const { second, histogram } of lines.filter(({ stage }) => stage === 'end_to_end')) {
      for (const [us, count] of bucketsIn(histogram)) {
        const row = cells[second] as number[];
        const band = edgesUs.findLastIndex((edgeUs) => edgeUs <= us);
        row[band] = (row[band] ?? 0) + count;
      }
    }
    expect(counts).toEqual(cells);
  });
});

describe('what a run counted by the second', () => {
  it('adds up to what it counted in all', () => {
    const { counts } = record;
    for (const [name, column] of Object.entries(series.counters)) {
      expect(sum(column), name).toBe(counts[name as keyof typeof counts]);
    }
    expect(sum(series.availability.dueEvents)).toBe(counts.events_due);
    expect(sum(series.rates.plannedPerSecond)).toBe(record.plan.events);
    expect(sum(Object.values(series.appliedByTopicPerSecond).flat())).toBe(
      counts.events_applied + counts.dead_letters,
    );
  });
});

function linesOf(text: string): Line[] {
  const reader = new hdr.HistogramLogReader(text, 64, false);
  const read: Line[] = [];
  const loadStartedMs = startOf(text) * 1000;
  for (;;) {
    const histogram = reader.nextIntervalHistogram() as hdr.JsHistogram | null;
    if (histogram === null) return read;
    const second = Math.round((histogram.startTimeStampMsec - loadStartedMs) / 1000);
    const [, warmUp, name] = /^(warm_up\.)?(.+)$/.exec(histogram.tag) ?? [];
    const stage = STAGES.find((candidate) => candidate === name);
    if (stage === undefined) throw new Error(`no stage is named ${histogram.tag}`);
    read.push({ second, phase: warmUp === undefined ? 'measured' : 'warmUp', stage, histogram });
  }
}

/** In seconds since the epoch. */
function startOf(log: string): number {
  return Number(/^#\[StartTime: ([\d.]+) /m.exec(log)?.[1]);
}

function linesWith(phase: Phase, stage: Stage): hdr.JsHistogram[] {
  return lines
    .filter((line) => line.phase === phase && line.stage === stage)
    .map(({ histogram }) => histogram);
}

function total(histograms: readonly hdr.JsHistogram[]): hdr.JsHistogram {
  const together = hdr.build({
    useWebAssembly: false,
    bitBucketSize: 64,
    highestTrackableValue: 3.6e9,
    numberOfSignificantValueDigits: 3,
  }) as hdr.JsHistogram;
  for (const histogram of histograms) together.add(histogram);
  return together;
}

function figuresOf(histograms: readonly hdr.JsHistogram[], minUs: number, maxUs: number) {
  if (histograms.length === 0) {
    return { count: null, p50Us: null, p90Us: null, p99Us: null, p999Us: null, maxUs: null };
  }
  const histogram = total(histograms);
  const at = (percentile: number): number => quantile(histogram, percentile, minUs, maxUs);
  return {
    count: histogram.totalCount,
    p50Us: at(50),
    p90Us: at(90),
    p99Us: at(99),
    p999Us: at(99.9),
    maxUs,
  };
}

/** A histogram knows values to three digits; none lies outside the exact minimum and maximum. */
function quantile(
  histogram: hdr.JsHistogram,
  percentile: number,
  minUs: number,
  maxUs: number,
): number {
  if (percentile === 0) return minUs;
  return Math.min(Math.max(histogram.getValueAtPercentile(percentile), minUs), maxUs);
}

function summed(parts: readonly Buckets[]): Buckets {
  const buckets = new Map<number, number>();
  for (const part of parts) {
    for (const [us, count] of part) buckets.set(us, (buckets.get(us) ?? 0) + count);
  }
  return new Map([...buckets].sort(([one], [other]) => one - other));
}

/** The data that the page carries. */
function embedded(html: string): PageData {
  const [, base64 = ''] = /<script [^>]*id="report-data">([^<]*)</.exec(html) ?? [];
  return JSON.parse(gunzipSync(Buffer.from(base64, 'base64')).toString('utf8')) as PageData;
}

function sum(column: readonly (number | null)[]): number {
  return column.reduce<number>((total, value) => total + (value ?? 0), 0);
}
