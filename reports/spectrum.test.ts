import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Stage } from '../pipeline/observer.ts';
import { type HistogramSnapshot, initHistograms, LatencyHistogram } from './histogram.ts';
import { passedRecord } from './record.fixture.ts';
import type { RunRecord } from './record.ts';
import { SPECTRUM_PERCENTILES, spectrumOf } from './spectrum.ts';

beforeAll(initHistograms);

describe('spectrumOf', () => {
  it('has the percentiles people ask for, in order, and few of them', () => {
    for (const asked of [0, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99, 99.999]) {
      expect(SPECTRUM_PERCENTILES).toContain(asked);
    }
    expect(SPECTRUM_PERCENTILES).toEqual(SPECTRUM_PERCENTILES.toSorted((a, b) => a - b));
    expect(new Set(SPECTRUM_PERCENTILES).size).toBe(SPECTRUM_PERCENTILES.length);
    expect(SPECTRUM_PERCENTILES.length).toBeLessThanOrEqual(60);
  });

  it('equals the percentiles of one histogram that got the samples of all topics', () => {
    const samples = fc.array(fc.nat(20_000_000), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(samples, samples, (sales, returns) => {
        const together = filled([...sales, ...returns]);
        const { percentiles, stages } = spectrumOf(
          recordOf([
            ['end_to_end', 'inventory.sales', filled(sales).snapshot()],
            ['end_to_end', 'inventory.returns', filled(returns).snapshot()],
          ]),
        );
        const [stage] = stages;
        expect(stages).toHaveLength(1);
        expect(stage?.count).toBe(sales.length + returns.length);
        expect(stage?.maxUs).toBe(Math.max(...sales, ...returns));
        expect(stage?.valuesUs).toEqual(percentiles.map((p) => together.percentileUs(p)));
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    [1, 0],
    [2, 50],
    [9, 87.5],
    [10, 90],
    [999, 99.875],
    [1_000, 99.9],
    [100_000, 99.999],
    [1_000_000, 99.999],
  ])('of %i samples ends at p%f', (count, last) => {
    const histogram = new LatencyHistogram();
    for (let at = 0; at < count; at += 1) histogram.record(at);

    const { percentiles, stages } = spectrumOf(
      recordOf([['queue', 'inventory.sales', histogram.snapshot()]]),
    );

    expect(percentiles.at(-1)).toBe(last);
    expect(stages[0]?.valuesUs).toHaveLength(percentiles.length);
  });

  it('keeps the order of the stages and the longest list of percentiles', () => {
    const { percentiles, stages } = spectrumOf(
      recordOf([
        ['end_to_end', 'inventory.sales', filled([1, 2]).snapshot()],
        ['plan_lag', 'inventory.sales', filled([1, 2, 3, 4, 5]).snapshot()],
      ]),
    );
    expect(stages.map(({ stage }) => stage)).toEqual(['plan_lag', 'end_to_end']);
    expect(percentiles).toEqual([0, 20, 37, 50, 60, 68.5, 75, 80]);
    expect(stages.map(({ valuesUs }) => valuesUs.length)).toEqual([8, 4]);
  });

  it('leaves out stages without samples', () => {
    expect(spectrumOf(recordOf([]))).toEqual({ percentiles: [], stages: [], unreadable: [] });
    const empty = recordOf([['produce', 'inventory.sales', filled([]).snapshot()]]);
    expect(spectrumOf(empty).stages).toEqual([]);
  });

  it('names a stage whose histogram is broken, and still shows the others', () => {
    const broken = { ...filled([1, 2, 3]).snapshot(), encoded: 'bm90IGEgaGlzdG9ncmFt' };
    const cut = { ...filled([1, 2, 3]).snapshot(), count: 4 };
    const { stages, unreadable } = spectrumOf(
      recordOf([
        ['produce', 'inventory.sales', filled([5]).snapshot()],
        ['produce', 'inventory.returns', broken],
        ['delivery', 'inventory.sales', cut],
        ['end_to_end', 'inventory.sales', filled([9]).snapshot()],
      ]),
    );
    expect(unreadable).toEqual(['produce', 'delivery']);
    expect(stages.map(({ stage }) => stage)).toEqual(['end_to_end']);
  });
});

function filled(samples: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const sample of samples) histogram.record(sample);
  return histogram;
}

function recordOf(histograms: readonly (readonly [Stage, string, HistogramSnapshot])[]): RunRecord {
  const { latency } = passedRecord();
  const entries = histograms.map(([stage, topic, histogram]) => ({ stage, topic, histogram }));
  return passedRecord({ latency: { ...latency, measured: { stages: {}, histograms: entries } } });
}
