/**
 * Histograms as the values they hold and how often each was seen: what quantiles of several runs together are made of. An
 * HDR value stands for its bucket's upper end, as in every percentile of a report, and never lies beyond an exact extreme.
 */
import * as hdr from 'hdr-histogram-js';
import type { HistogramSnapshot } from '../histogram.ts';

/** `values` ascending, without repetition, µs; `counts` are above 0. */
export interface CountedValues {
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

/** As the recorder makes them. */
const DIGITS = 3;
const BUCKET_BITS = 64;

/**
 * All samples of the histograms together; empty when there are none.
 * @throws Error when one is no encoded histogram, or does not hold what is announced
 */
export function countedValues(snapshots: readonly HistogramSnapshot[]): CountedValues {
  const countsByValue = new Map<number, number>();
  let minUs = Number.POSITIVE_INFINITY;
  let maxUs = 0;
  for (const snapshot of snapshots) {
    if (addCounts(snapshot, countsByValue) === 0) continue;
    minUs = Math.min(minUs, snapshot.minUs);
    maxUs = Math.max(maxUs, snapshot.maxUs);
  }
  const buckets = Float64Array.from(countsByValue.keys()).sort();
  return clamped(buckets, countsByValue, minUs, maxUs);
}

export function sampleCount({ counts }: CountedValues): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** @returns how many samples were added */
function addCounts(snapshot: HistogramSnapshot, countsByValue: Map<number, number>): number {
  // Not in WebAssembly: the counts are read one by one, and nothing has to be given back.
  const decoded = hdr.decodeFromCompressedBase64(snapshot.encoded, BUCKET_BITS, false);
  if (!(decoded instanceof hdr.JsHistogram)) throw new Error('it has no counts');
  if (decoded.numberOfSignificantValueDigits !== DIGITS) {
    throw new Error(`it has ${decoded.numberOfSignificantValueDigits} significant digits`);
  }
  let samples = 0;
  for (let index = 0; index < decoded.countsArrayLength; index += 1) {
    const count = decoded.getCountAtIndex(index);
    if (count <= 0) continue;
    const value = decoded.highestEquivalentValue(decoded.valueFromIndex(index));
    countsByValue.set(value, (countsByValue.get(value) ?? 0) + count);
    samples += count;
  }
  if (samples === snapshot.count) return samples;
  throw new Error(`it holds ${samples} samples, ${snapshot.count} are announced`);
}

/** Neighbours may become equal by it. */
function clamped(
  buckets: Float64Array,
  countsByValue: ReadonlyMap<number, number>,
  minUs: number,
  maxUs: number,
): CountedValues {
  const values: number[] = [];
  const counts: number[] = [];
  for (const bucket of buckets) {
    const value = Math.min(Math.max(bucket, minUs), maxUs);
    const count = countsByValue.get(bucket) ?? 0;
    if (values.at(-1) === value) counts[counts.length - 1] = (counts.at(-1) ?? 0) + count;
    else {
      values.push(value);
      counts.push(count);
    }
  }
  return { values: Float64Array.from(values), counts: Float64Array.from(counts) };
}
