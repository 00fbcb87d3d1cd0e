/** The cells of a heat map: which bands are shown, how intervals share columns, where edges fall, how hot a count is. */
import type { HeatMap } from '../series.ts';
import { latencyText } from './plot-latency.ts';

export interface HeatCells {
  /** Band of the lowest row shown. */
  readonly firstBand: number;
  readonly rows: number;
  /** Columns in the order of time. */
  readonly columns: number;
  /** Intervals that share a column; the last one may have fewer. */
  readonly intervalsPerColumn: number;
  /** Column by column, each from the lowest row upwards. */
  readonly counts: Float64Array;
  readonly maxCount: number;
}

/**
 * Bands from the lowest to the highest with a sample. Where intervals are too many for the pixels they share a column, so
 * that none is lost between two pixels.
 * @param mostColumns at least 1
 * @returns null when no interval has a sample
 */
export function heatCells({ edgesUs, counts }: HeatMap, mostColumns: number): HeatCells | null {
  const bands = edgesUs.length - 1;
  let firstBand = bands;
  let lastBand = -1;
  for (const row of counts) {
    for (let band = 0; band < bands; band += 1) {
      if ((row[band] ?? 0) <= 0) continue;
      if (band < firstBand) firstBand = band;
      if (band > lastBand) lastBand = band;
    }
  }
  if (lastBand < 0) return null;
  const rows = lastBand - firstBand + 1;
  const intervalsPerColumn = Math.max(1, Math.ceil(counts.length / Math.max(1, mostColumns)));
  const columns = Math.ceil(counts.length / intervalsPerColumn);
  const cells = new Float64Array(columns * rows);
  let maxCount = 0;
  for (const [interval, row] of counts.entries()) {
    const column = Math.floor(interval / intervalsPerColumn);
    for (let at = 0; at < rows; at += 1) {
      const cell = column * rows + at;
      const count = (cells[cell] as number) + (row[firstBand + at] ?? 0);
      cells[cell] = count;
      if (count > maxCount) maxCount = count;
    }
  }
  return { firstBand, rows, columns, intervalsPerColumn, counts: cells, maxCount };
}

/** Places where `count` equal parts of a length begin, and its end: whole pixels, so that neighbours leave no seam. */
export function cellEdgesPx(count: number, fromPx: number, toPx: number): readonly number[] {
  return Array.from({ length: count + 1 }, (_, edge) =>
    Math.round(fromPx + ((toPx - fromPx) * edge) / count),
  );
}

/** From 0 to 1 on a logarithmic scale, so that the few slow events are seen beside the many fast ones. */
export function heatOf(count: number, maxCount: number): number {
  if (count <= 0) return 0;
  if (maxCount <= 1) return 1;
  return Math.min(1, Math.log(count) / Math.log(maxCount));
}

/** Where a latency stands among the bands: 2.5 is the middle of band 2, by ratio. null beyond all bands. */
export function bandPosition(edgesUs: readonly number[], us: number): number | null {
  for (let band = 0; band < edgesUs.length - 1; band += 1) {
    const low = edgesUs[band] as number;
    const high = edgesUs[band + 1] as number;
    if (us < low || us > high) continue;
    if (low <= 0) return band + (high === low ? 0 : (us - low) / (high - low));
    return band + Math.log(us / low) / Math.log(high / low);
  }
  return null;
}

/** `1.32–1.74 ms`, `850 µs–1.12 ms`. */
export function bandText(edgesUs: readonly number[], band: number): string {
  const low = latencyText(edgesUs[band] ?? 0);
  const high = latencyText(edgesUs[band + 1] ?? 0);
  const [number, unit] = low.split(' ');
  return unit !== undefined && high.endsWith(` ${unit}`) ? `${number}–${high}` : `${low}–${high}`;
}

/** The band with most samples of an interval; null without a sample. */
export function fullestBand(counts: readonly number[]): number | null {
  let fullest: number | null = null;
  for (const [band, count] of counts.entries()) {
    if (count > (fullest === null ? 0 : (counts[fullest] ?? 0))) fullest = band;
  }
  return fullest;
}
