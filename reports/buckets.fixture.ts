/** What a histogram holds, bucket by bucket. */
import * as hdr from 'hdr-histogram-js';

/** Samples by the largest value of their bucket, in microseconds; empty buckets are absent. */
export type Buckets = ReadonlyMap<number, number>;

/** Decoded by the JavaScript build of the library: the program itself uses the other one. */
export function bucketsOf(encoded: string): Buckets {
  return bucketsIn(hdr.decodeFromCompressedBase64(encoded, 64, false) as hdr.JsHistogram);
}

export function bucketsIn(histogram: hdr.JsHistogram): Buckets {
  const buckets = new Map<number, number>();
  const iterator = histogram.recordedValuesIterator as unknown as RecordedValues;
  iterator.reset(histogram);
  while (iterator.hasNext()) {
    const { valueIteratedTo, countAddedInThisIterationStep } = iterator.next();
    buckets.set(valueIteratedTo, countAddedInThisIterationStep);
  }
  return buckets;
}

/** By hand: three significant digits are eleven bits, and a bucket is what differs in the bits after them only. */
export function expectedBuckets(samplesUs: readonly number[]): Buckets {
  const buckets = new Map<number, number>();
  for (const us of samplesUs.map(Math.floor).sort((a, b) => a - b)) {
    let width = 1;
    while (us / width >= 2048) width *= 2;
    const largest = (Math.floor(us / width) + 1) * width - 1;
    buckets.set(largest, (buckets.get(largest) ?? 0) + 1);
  }
  return buckets;
}

/** The library's declaration of its iterator leaves an argument out. */
interface RecordedValues {
  reset(histogram: hdr.JsHistogram): void;
  hasNext(): boolean;
  next(): { readonly valueIteratedTo: number; readonly countAddedInThisIterationStep: number };
}
