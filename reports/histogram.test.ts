import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { initHistograms, LatencyHistogram } from './histogram.ts';

beforeAll(initHistograms);

const durationUs = fc.oneof(
  fc.nat(3_000),
  fc.nat(50_000_000),
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
);

describe('LatencyHistogram', () => {
  it('keeps count, minimum, maximum and mean exactly', () => {
    const histogram = filled([7, 123_457, 98_765_433]);
    expect(histogram.summary()).toMatchObject({
      count: 3,
      minUs: 7,
      maxUs: 98_765_433,
      meanUs: (7 + 123_457 + 98_765_433) / 3,
    });
  });

  it('finds every percentile of arbitrary samples within three significant digits', () => {
    fc.assert(
      fc.property(
        fc.array(durationUs, { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        (samples, percentile) => {
          const histogram = filled(samples);
          const sorted = samples.toSorted((a, b) => a - b);
          const rank = Math.max(1, Math.ceil((percentile / 100) * sorted.length - 1e-9));
          const near = [rank - 1, rank].map((at) => sorted[Math.min(at, sorted.length - 1)] ?? 0);
          const us = histogram.percentileUs(percentile);
          expect(near.some((exact) => us >= exact && us <= exact * 1.001 + 1)).toBe(true);
        },
      ),
    );
  });

  it('loses no sample however long it is', () => {
    const histogram = filled([1, 3.6e9, 9e12, Number.MAX_SAFE_INTEGER]);
    expect(histogram.count).toBe(4);
    expect(histogram.percentileUs(100)).toBe(Number.MAX_SAFE_INTEGER);
    expect(histogram.percentileUs(75) / 9e12).toBeCloseTo(1, 2);
  });

  it('never answers with more than the largest sample', () => {
    const histogram = filled([1_000_001]);
    expect(histogram.percentileUs(50)).toBe(1_000_001);
  });

  it('counts what is no duration as a defect, and as nothing else', () => {
    const histogram = filled([5, -1, -0.001, Number.NaN, Number.POSITIVE_INFINITY]);
    expect(histogram.defects).toBe(4);
    expect(histogram.count).toBe(1);
    expect(histogram.minUs).toBe(5);
  });

  it('merges as if all samples had come to one histogram, whatever their ranges', () => {
    fc.assert(
      fc.property(fc.array(durationUs), fc.array(durationUs), (left, right) => {
        const merged = filled(left);
        merged.merge(filled(right));
        expect(merged.summary()).toEqual({
          ...filled([...left, ...right]).summary(),
          meanUs: expect.closeTo(merged.meanUs, 6),
        });
      }),
      { numRuns: 50 },
    );
  });

  it('survives encoding, including exact maximum, defects and emptiness', () => {
    fc.assert(
      fc.property(fc.array(durationUs), (samples) => {
        const histogram = filled([...samples, -1]);
        const decoded = LatencyHistogram.decode(structuredClone(histogram.snapshot()));
        expect(decoded.snapshot()).toEqual(histogram.snapshot());
        expect(decoded.summary()).toEqual(histogram.summary());
      }),
      { numRuns: 50 },
    );
  });

  it('goes on growing after it was decoded', () => {
    const decoded = LatencyHistogram.decode(filled([3]).snapshot());
    decoded.record(8e12);
    expect(decoded.count).toBe(2);
    expect(decoded.percentileUs(99) / 8e12).toBeCloseTo(1, 2);
  });

  it('refuses a snapshot whose samples are not all there', () => {
    const snapshot = filled([3, 4]).snapshot();
    expect(() => LatencyHistogram.decode({ ...snapshot, count: 3 })).toThrow(/2 samples, 3/);
    expect(() => LatencyHistogram.decode({ ...snapshot, encoded: 'HISTFAAA' })).toThrow();
  });

  it('forgets everything when it is reset', () => {
    const histogram = filled([3, -1]);
    histogram.reset();
    expect(histogram.snapshot()).toEqual(new LatencyHistogram().snapshot());
  });
});

function filled(samples: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const us of samples) histogram.record(us);
  return histogram;
}
