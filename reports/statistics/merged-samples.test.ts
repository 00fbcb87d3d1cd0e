import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { initHistograms, LatencyHistogram } from '../histogram.ts';
import { type CountedValues, MergedSamples } from './merged-samples.ts';

beforeAll(initHistograms);

function counted(entries: readonly (readonly [value: number, count: number])[]): CountedValues {
  const ascending = entries.toSorted(([one], [other]) => one - other);
  return {
    values: Float64Array.from(ascending, ([value]) => value),
    counts: Float64Array.from(ascending, ([, count]) => count),
  };
}

/** All samples written down one by one, as often as their run was drawn. */
function naiveQuantile(runs: readonly CountedValues[], weights: readonly number[], q: number) {
  const samples = runs
    .flatMap(({ values, counts }, run) =>
      [...values].flatMap((value, index) =>
        Array.from({ length: (counts[index] ?? 0) * (weights[run] ?? 0) }, () => value),
      ),
    )
    .sort((one, other) => one - other);
  // 0.55 × 20 is a little more than 11 in doubles.
  const rank = Math.ceil(Number((q * samples.length).toPrecision(12)));
  return samples[Math.max(1, rank) - 1] ?? Number.NaN;
}

const run = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 6 })), {
    maxLength: 12,
  })
  .map(counted);
const weighedRuns = fc
  .array(fc.tuple(run, fc.integer({ min: 0, max: 3 })), { maxLength: 6 })
  .map((pairs) => ({ runs: pairs.map(([first]) => first), weights: pairs.map(([, w]) => w) }));
const share = fc.oneof(
  fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
  fc.constantFrom(0.999, 0.9999),
);

describe('quantiles of merged samples', () => {
  it('are those of all samples in one list', () => {
    fc.assert(
      fc.property(weighedRuns, share, ({ runs, weights }, q) => {
        const merged = new MergedSamples(runs);
        expect(merged.quantile(weights, q)).toBe(naiveQuantile(runs, weights, q));
      }),
      { numRuns: 500 },
    );
  });

  it('skip no sample where a share of the count is one rounding above a whole number', () => {
    const hundred = counted(Array.from({ length: 100 }, (_, index) => [index + 1, 1] as const));
    expect(0.07 * 100).toBeGreaterThan(7);
    expect(new MergedSamples([hundred]).quantile([1], 0.07)).toBe(7);
  });

  it('can be asked again with other weights', () => {
    const merged = new MergedSamples([
      counted([[1, 3]]),
      counted([
        [5, 1],
        [9, 1],
      ]),
    ]);
    expect(merged.quantile([1, 1], 0.5)).toBe(1);
    expect(merged.quantile(Int32Array.of(0, 2), 0.5)).toBe(5);
    expect(merged.quantile([1, 1], 1)).toBe(9);
    expect(merged.quantile([1, 1], 0)).toBe(1);
    expect(merged.quantile([0.3, 0.1], 1)).toBe(9);
  });

  it('are NaN where no sample is left', () => {
    expect(new MergedSamples([]).quantile([], 0.5)).toBeNaN();
    expect(new MergedSamples([counted([[1, 3]])]).quantile([0], 0.5)).toBeNaN();
    expect(new MergedSamples([counted([[1, 0]])]).quantile([1], 0.5)).toBeNaN();
  });

  it('are those of the merged histogram', () => {
    const samplesUs = [3, 7, 7, 20, 91, 91, 400, 1200, 1500, 1900];
    const histogram = new LatencyHistogram();
    for (const sampleUs of samplesUs) histogram.record(sampleUs);
    const halves = [samplesUs.slice(0, 4), samplesUs.slice(4)].map((half) =>
      counted(half.map((sampleUs) => [sampleUs, 1] as const)),
    );
    const merged = new MergedSamples(halves);
    const { p50Us, p90Us, p99Us } = histogram.summary();
    expect([0.5, 0.9, 0.99].map((q) => merged.quantile([1, 1], q))).toEqual([p50Us, p90Us, p99Us]);
  });

  it.each([-0.1, 1.1, 99, Number.NaN])('are refused of a share of %d', (q) => {
    const merged = new MergedSamples([counted([[1, 3]])]);
    expect(() => merged.quantile([1], q)).toThrow(RangeError);
  });

  it('refuse values that descend or are not finite, and counts that are no counts', () => {
    const refused: CountedValues[] = [
      { values: Float64Array.of(2, 1), counts: Float64Array.of(1, 1) },
      { values: Float64Array.of(Number.NaN), counts: Float64Array.of(1) },
      { values: Float64Array.of(1, 2), counts: Float64Array.of(1) },
      { values: Float64Array.of(1), counts: Float64Array.of(-1) },
      { values: Float64Array.of(1), counts: Float64Array.of(0.5) },
      { values: Float64Array.of(1), counts: Float64Array.of(Number.POSITIVE_INFINITY) },
    ];
    for (const odd of refused) expect(() => new MergedSamples([odd])).toThrow(RangeError);
  });
});
