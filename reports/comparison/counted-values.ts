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

const NOTHING: CountedValues = { values: new Float64Array(0), counts: new Float64Array(0) };

/**
 * All samples of the histograms together; empty when there are none.
 * @throws Error when one is no encoded histogram, or does not hold what is announced
 */
export function countedValues(snapshots: readonly HistogramSnapshot[]): CountedValues {
  const filled = snapshots.filter((snapshot) => bucketsOf(snapshot).values.length > 0);
  const minUs = Math.min(...filled.map((snapshot) => snapshot.minUs));
  const maxUs = Math.max(...filled.map((snapshot) => snapshot.maxUs));
  return clamped(filled.map(bucketsOf).reduce(merged, NOTHING), minUs, maxUs);
}

export function sampleCount({ counts }: CountedValues): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Values of both, each once. */
function merged(one: CountedValues, other: CountedValues): CountedValues {
  if (one.values.length === 0) return other;
  const values = new Float64Array(one.values.length + other.values.length);
  const counts = new Float64Array(values.length);
  let length = 0;
  for (let i = 0, j = 0; i < one.values.length || j < other.values.length; length += 1) {
    const first = one.values[i] ?? Number.POSITIVE_INFINITY;
    const second = other.values[j] ?? Number.POSITIVE_INFINITY;
    values[length] = Math.min(first, second);
    const ofOne = first <= second ? (one.counts[i++] ?? 0) : 0;
    counts[length] = second <= first ? ofOne + (other.counts[j++] ?? 0) : ofOne;
  }
  return { values: values.slice(0, length), counts: counts.slice(0, length) };
}

/** A snapshot is decoded once, however many comparisons its run takes part in. */
const DECODED = new WeakMap<HistogramSnapshot, CountedValues>();

function bucketsOf(snapshot: HistogramSnapshot): CountedValues {
  const known = DECODED.get(snapshot);
  if (known !== undefined) return known;
  const decoded = decode(snapshot);
  DECODED.set(snapshot, decoded);
  return decoded;
}

/** Values are the upper ends of buckets. */
function decode(snapshot: HistogramSnapshot): CountedValues {
  // Not in WebAssembly: the counts are read one by one, and nothing has to be given back.
  const decoded = hdr.decodeFromCompressedBase64(snapshot.encoded, BUCKET_BITS, false);
  if (!(decoded instanceof hdr.JsHistogram)) throw new Error('it has no counts');
  if (decoded.numberOfSignificantValueDigits !== DIGITS) {
    throw new Error(`it has ${decoded.numberOfSignificantValueDigits} significant digits`);
  }
  const values: number[] = [];
  const counts: number[] = [];
  let samples = 0;
  for (let index = 0; index < decoded.countsArrayLength; index += 1) {
    const count = decoded.getCountAtIndex(index);
    if (count === 0) continue;
    if (!(count > 0)) throw new Error('it has a count below 0');
    values.push(decoded.highestEquivalentValue(decoded.valueFromIndex(index)));
    counts.push(count);
    samples += count;
  }
  if (samples !== snapshot.count) {
    throw new Error(`it holds ${samples} samples, ${snapshot.count} are announced`);
  }
  return { values: Float64Array.from(values), counts: Float64Array.from(counts) };
}

/** Neighbours may become equal by it. */
function clamped({ values, counts }: CountedValues, minUs: number, maxUs: number): CountedValues {
  const kept = new Float64Array(values.length);
  const sums = new Float64Array(values.length);
  let length = 0;
  for (const [index, bucketUs] of values.entries()) {
    const us = Math.min(Math.max(bucketUs, minUs), maxUs);
    if (length === 0 || kept[length - 1] !== us) length += 1;
    kept[length - 1] = us;
    sums[length - 1] = (sums[length - 1] ?? 0) + (counts[index] ?? 0);
  }
  return { values: kept.slice(0, length), counts: sums.slice(0, length) };
}
