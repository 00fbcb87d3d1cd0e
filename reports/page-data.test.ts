import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { initHistograms } from './histogram.ts';
import { boundedRecord, LONG_TEXT, MAX_LIST } from './page-bounds.ts';
import { pageData } from './page-data.ts';
import { boundedSeries, MAX_LAG_ROWS, MAX_THREADS } from './page-series.ts';
import { passedRecord } from './record.fixture.ts';
import type { RunRecord } from './record.ts';
import { richSeries } from './rich-series.fixture.ts';
import type { Column } from './series.ts';

beforeAll(initHistograms);

const SHAPE = { seconds: 3, producers: 2, consumers: 2, partitions: 3 };

describe('pageData', () => {
  it('places value and limit of a threshold on one bar', () => {
    const { thresholds } = pageData(passedRecord());
    expect(thresholds[0]).toEqual({
      label: 'end_to_end p(99)<100',
      metric: 'end_to_end',
      state: 'holds',
      setAside: null,
      observedText: '27.4 ms',
      limitText: '< 100 ms',
      marginText: '72.6 % to spare',
      bar: { observedShare: 0.2383, limitShare: 0.8696 },
    });
    expect(thresholds[1]?.bar).toEqual({ observedShare: 0.9821, limitShare: 0.95 });
  });

  it('draws no bar for a threshold without samples', () => {
    const [threshold] = passedRecord().thresholds;
    if (threshold === undefined) throw new Error('the fixture has thresholds');
    const record = passedRecord({ thresholds: [{ ...threshold, observed: null, holds: null }] });
    expect(pageData(record).thresholds[0]).toMatchObject({
      observedText: 'no samples',
      marginText: '',
      bar: null,
    });
  });

  it('says first what a run that missed its rate did', () => {
    expect(pageData(passedRecord()).missedRate).toBe(null);
    const { rates } = passedRecord();
    const missed = passedRecord({ rates: { ...rates, sentPerSecond: 125 } });
    expect(pageData(missed).missedRate).toMatch(/^target rate missed: 125 of 250 events/);
  });
});

describe('boundedRecord', () => {
  const cut = (changes: Partial<RunRecord>) => {
    const reduced: string[] = [];
    return { record: boundedRecord(passedRecord(changes), reduced), reduced };
  };

  it('keeps a small record as it is, and says nothing', () => {
    const { record, reduced } = cut({});
    const { latency, ...rest } = passedRecord();
    expect(record).toEqual({
      ...rest,
      latency: {
        measured: { stages: latency.measured.stages },
        warmUp: { stages: latency.warmUp.stages },
      },
    });
    expect(reduced).toEqual([]);
  });

  it('cuts lists and says how long they were', () => {
    const notes = Array.from({ length: 250 }, (_, at) => `note ${at}`);
    const { record, reduced } = cut({ notes });
    expect(record.notes).toEqual(notes.slice(0, MAX_LIST));
    expect(reduced).toEqual(['100 of 250 notes are shown; run.json has all.']);
  });

  it('keeps a name of ten kilobytes whole', () => {
    const name = 'x'.repeat(LONG_TEXT);
    const { record, reduced } = cut({ seed: name });
    expect(record.seed).toBe(name);
    expect(reduced).toEqual([]);
  });

  it('cuts all texts when they are too much together', () => {
    const { record, reduced } = cut({ notes: Array.from({ length: 90 }, () => 'y'.repeat(9_000)) });
    expect(record.notes[0]).toBe(`${'y'.repeat(400)}… (9,000 characters)`);
    expect(reduced).toEqual([
      'Texts of more than 400 characters are cut; run.json has them whole.',
    ]);
  });

  it('leaves no character that turns the direction of text, in keys neither', () => {
    const { record } = cut({
      runId: 'a\u202eb',
      scenario: { name: 's', source: 's', description: 's', resolved: { 'k\u2066': ['\u200f'] } },
    });
    expect(record.runId).toBe('a\\u{202e}b');
    expect(record.scenario.resolved).toEqual({ 'k\\u{2066}': ['\\u{200f}'] });
  });

  it('leaves a configuration out that is too long', () => {
    const { record, reduced } = cut({
      scenario: { ...passedRecord().scenario, resolved: { text: 'z'.repeat(70_000) } },
    });
    expect(record.scenario.resolved).toBe(null);
    expect(reduced).toEqual([
      'The configuration (70,011 characters) is left out; run.json has it.',
    ]);
  });
});

describe('boundedSeries', () => {
  it('rounds to the digits that are shown', () => {
    const series = richSeries(SHAPE);
    const latency = { plan_lag: { ...latencyOf(series), p99Us: [123_456, null, 7] } };
    const rates = { ...series.rates, appliedPerSecond: [1234.567, 0, null] };
    const bounded = boundedSeries({ ...series, latency, rates }, []);
    expect(bounded.latency.plan_lag?.p99Us).toEqual([123_000, null, 7]);
    expect(bounded.rates.appliedPerSecond).toEqual([1235, 0, null]);
  });

  it('draws the partitions with most lag one by one, and never loses a record', () => {
    const column = fc.array(fc.option(fc.nat(1_000), { nil: null }), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 90 }), (columns) => {
        const lag = columns.map((records, partition) => ({ topic: 't', partition, records }));
        const bounded = boundedSeries({ ...richSeries(SHAPE), intervals: 3, lag }, []).lag;
        expect(bounded.length).toBe(Math.min(lag.length, MAX_LAG_ROWS));
        for (const at of [0, 1, 2]) {
          expect(
            sumAt(
              bounded.map(({ records }) => records),
              at,
            ),
          ).toBe(sumAt(columns, at));
        }
        const shown = new Set(bounded.map(({ partition }) => partition));
        const left = columns.filter((_, partition) => !shown.has(partition)).map(largest);
        const drawn = bounded.filter(({ partition }) => partition >= 0);
        const least = Math.min(...drawn.map(({ records }) => largest(records)));
        expect(Math.max(0, ...left)).toBeLessThanOrEqual(least);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps the busiest threads in their order', () => {
    const series = richSeries({ ...SHAPE, producers: 40 });
    const reduced: string[] = [];
    const { threads } = boundedSeries(series, reduced);
    expect(threads).toHaveLength(MAX_THREADS);
    const names = series.threads.map(({ name }) => name);
    const kept = threads.map(({ name }) => names.indexOf(name));
    expect(kept).toEqual(kept.toSorted((a, b) => a - b));
    expect(reduced.at(-1)).toBe('Of 45 threads the 24 busiest are drawn.');
  });
});

function latencyOf(series: ReturnType<typeof richSeries>) {
  const { plan_lag: columns } = series.latency;
  if (columns === undefined) throw new Error('the fixture has latencies');
  return columns;
}

function sumAt(columns: readonly Column[], at: number): number {
  return columns.reduce((sum, column) => sum + (column[at] ?? 0), 0);
}

function largest(column: Column): number {
  return Math.max(0, ...column.map((value) => value ?? 0));
}
