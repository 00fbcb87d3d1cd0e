import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type HistogramSnapshot, initHistograms, LatencyHistogram } from '../histogram.ts';
import { MergedSamples } from '../statistics/merged-samples.ts';
import { countedValues, sampleCount } from './counted-values.ts';

beforeAll(initHistograms);

const SAMPLES = fc.array(fc.integer({ min: 0, max: 3_000_000_000 }), { maxLength: 60 });

describe('countedValues', () => {
  it('gives the percentiles that a histogram of all samples gives', () => {
    fc.assert(
      fc.property(fc.array(SAMPLES, { maxLength: 4 }), (parts) => {
        const all = new LatencyHistogram();
        const snapshots = parts.map((part) => recorded(part, all));
        const counted = countedValues(snapshots);
        expect(sampleCount(counted)).toBe(all.count);
        const merged = new MergedSamples([counted]);
        for (const percentile of [1, 25, 50, 90, 99, 99.9]) {
          const expected = all.count === 0 ? Number.NaN : all.percentileUs(percentile);
          expect(merged.quantile([1], percentile / 100)).toBe(expected);
        }
        all.destroy();
      }),
    );
  });

  it('holds each value once, ascending', () => {
    fc.assert(
      fc.property(fc.array(SAMPLES, { maxLength: 4 }), (parts) => {
        const { values, counts } = countedValues(parts.map((part) => recorded(part)));
        expect([...values]).toEqual([...new Set(values)].sort((one, other) => one - other));
        expect(counts.every((count) => count > 0)).toBe(true);
      }),
    );
  });

  it('refuses what does not hold as many samples as it says', () => {
    const snapshot = recorded([1, 2, 3]);
    expect(() => countedValues([{ ...snapshot, count: 4 }])).toThrow(
      'it holds 3 samples, 4 are announced',
    );
  });

  it('refuses what is no histogram, or one of other digits', () => {
    const snapshot = recorded([1, 2, 3]);
    expect(() => countedValues([{ ...snapshot, encoded: 'SGFsbG8=' }])).toThrow();
    const cut = snapshot.encoded.slice(0, 20);
    expect(() => countedValues([{ ...snapshot, encoded: cut }])).toThrow();
  });
});

function recorded(samples: readonly number[], also?: LatencyHistogram): HistogramSnapshot {
  const histogram = new LatencyHistogram();
  for (const us of samples) histogram.record(us);
  also?.merge(histogram);
  const snapshot = histogram.snapshot();
  histogram.destroy();
  return snapshot;
}
