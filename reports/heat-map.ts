/** Samples by latency band, from encoded histograms. */
import * as hdr from 'hdr-histogram-js';
import type { HeatMap } from './series.ts';

/** Bands per factor of ten: fine enough to see two humps, coarse enough to be seen. */
const BANDS_PER_DECADE = 8;
const LOWEST_US = 10;

/** Band edges with a constant ratio, from 10 µs to beyond `maxUs`. */
export function bandEdgesUs(maxUs: number): number[] {
  const edges = [0];
  for (let band = 0; ; band += 1) {
    const edge = Math.round(LOWEST_US * 10 ** (band / BANDS_PER_DECADE));
    edges.push(edge);
    if (edge > maxUs) return edges;
  }
}

/** Adds the samples of an encoded histogram to `counts`, one count per band of `edgesUs`. */
export function addToBands(encoded: string, edgesUs: readonly number[], counts: number[]): void {
  // Iteration is a matter of the JavaScript build of the library.
  const histogram = hdr.decodeFromCompressedBase64(encoded, 64, false) as unknown as Iterable;
  const iterator = histogram.recordedValuesIterator;
  iterator.reset(histogram);
  let band = 0;
  while (iterator.hasNext()) {
    const { valueIteratedTo, countAddedInThisIterationStep } = iterator.next();
    while (band < edgesUs.length - 2 && valueIteratedTo >= (edgesUs[band + 1] as number)) band += 1;
    counts[band] = (counts[band] ?? 0) + countAddedInThisIterationStep;
  }
}

/** Without the lowest and highest bands that stay empty; null when all do. */
export function trimmed(
  edgesUs: readonly number[],
  counts: readonly (readonly number[])[],
): HeatMap | null {
  const used = edgesUs
    .slice(0, -1)
    .map((_, band) => band)
    .filter((band) => counts.some((row) => (row[band] ?? 0) > 0));
  const [low] = used;
  const high = used.at(-1);
  if (low === undefined || high === undefined) return null;
  return {
    edgesUs: edgesUs.slice(low, high + 2),
    counts: counts.map((row) =>
      Array.from({ length: high - low + 1 }, (_, band) => row[low + band] ?? 0),
    ),
  };
}

interface Iterable {
  readonly recordedValuesIterator: {
    reset(histogram: Iterable): void;
    hasNext(): boolean;
    next(): { readonly valueIteratedTo: number; readonly countAddedInThisIterationStep: number };
  };
}
