import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { COUNTERS } from '../pipeline/observer.ts';
import { externalRecord, silentRecord } from './external-record.fixture.ts';
import { initHistograms } from './histogram.ts';
import { knownCounts, knownSeries, unknownCounters, unknownStages } from './known.ts';
import { appliedIsKnown, stageMeaning } from './known-end.ts';
import { METRICS } from './metrics.ts';
import { unknownMetrics } from './pipeline-used.ts';
import { richRecord } from './rich-record.fixture.ts';
import type { RunSeries } from './series.ts';

beforeAll(initHistograms);

const seriesOf = ({ series }: { readonly series: RunSeries | null }): RunSeries => {
  if (series === null) throw new Error('the fixture has time series');
  return series;
};
const isEmpty = (column: readonly unknown[]) => column.every((value) => value === null);

describe('what is known of a pipeline', () => {
  it('is everything of the own one', () => {
    const rich = richRecord();
    expect(knownCounts(rich)).toEqual(rich.counts);
    expect(knownSeries(seriesOf(rich), rich.pipeline)).toEqual(rich.series);
    expect(unknownCounters(rich.pipeline)).toEqual([]);
    expect(unknownStages(rich.pipeline)).toEqual([]);
  });

  it('agrees with what thresholds may be set on', () => {
    for (const { pipeline } of [richRecord(), externalRecord(), silentRecord()]) {
      expect(appliedIsKnown(pipeline)).toBe(!unknownMetrics(pipeline).has('events_applied'));
    }
  });

  it('is what docs/metrics.md says', () => {
    const text = readFileSync(new URL('../docs/metrics.md', import.meta.url), 'utf8');
    const listed = (row: string) =>
      [...(text.split(`| ${row} |`)[1]?.split('\n')[0] ?? '').matchAll(/`(\w+)`/g)].map(
        ([, name]) => name,
      );
    const known = (pipeline: Parameters<typeof unknownMetrics>[0]) =>
      METRICS.map(({ name }) => name).filter((name) => !unknownMetrics(pipeline).has(name));
    const always = known(silentRecord().pipeline);
    expect(new Set(listed('always'))).toEqual(new Set(always));
    expect(new Set([...listed('with a results topic'), ...always])).toEqual(
      new Set(known(externalRecord().pipeline)),
    );
  });

  it('holds no count of what happens inside a foreign one', () => {
    const silent = knownCounts(silentRecord());
    expect(silent).not.toHaveProperty('events_applied');
    expect(silent).not.toHaveProperty('dead_letters');
    expect(silent.events_acknowledged).toBe(silentRecord().counts.events_acknowledged);
    expect(knownCounts(externalRecord())).toHaveProperty('events_applied');
    const { pipeline } = silentRecord();
    expect([...Object.keys(silent), ...unknownCounters(pipeline)].toSorted()).toEqual(
      COUNTERS.toSorted(),
    );
  });

  it('ends with the result where there is one', () => {
    expect(stageMeaning('end_to_end', richRecord().pipeline)).toBe('due → applied');
    expect(stageMeaning('end_to_end', externalRecord().pipeline)).toBe('due → result received');
    expect(unknownStages(externalRecord().pipeline)).not.toContain('end_to_end');
    expect(unknownStages(silentRecord().pipeline)).toContain('end_to_end');
  });

  it('leaves no line at zero in the place of one that nobody measured', () => {
    // Whatever was recorded: a foreign pipeline moves none of these.
    const rich = seriesOf(richRecord());
    const silent = knownSeries(rich, silentRecord().pipeline);
    expect(isEmpty(silent.rates.appliedPerSecond)).toBe(true);
    expect(silent.rates.acknowledgedPerSecond).toEqual(rich.rates.acknowledgedPerSecond);
    expect(silent.appliedByTopicPerSecond).toEqual({});
    expect(silent.heatMap).toBeNull();
    expect(Object.keys(silent.latency)).toEqual(['plan_lag', 'queue', 'produce']);
    expect(silent.counters).not.toHaveProperty('dead_letters');
    expect(isEmpty(silent.availability.onTimeEvents)).toBe(true);
    expect(silent.lag).toEqual(rich.lag);
    const seen = knownSeries(rich, externalRecord().pipeline);
    expect(seen.rates.appliedPerSecond).toEqual(rich.rates.appliedPerSecond);
    expect(seen.heatMap).toEqual(rich.heatMap);
    for (const { waitingEvents, stock, alerts } of [silent, seen]) {
      const columns = [waitingEvents, ...Object.values(stock), ...Object.values(alerts.LOW_STOCK)];
      expect(columns.filter((column) => !isEmpty(column))).toEqual([]);
    }
  });
});
