/** Spectra and time series of an invented comparison, in which head is slower by a known factor. */
import type { Stage } from '../../pipeline/observer.ts';
import type { Column } from '../series.ts';
import type { Band, ComparedColumns, ComparisonFigures, StageSpectra } from './comparison.ts';

const PERCENTILES = [0, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99, 100];
/** Stages with the median and the samples of an invented run. */
const STAGES: readonly (readonly [stage: Stage, medianUs: number, samples: number])[] = [
  ['end_to_end', 1_930, 45_000],
  ['queue', 210, 45_000],
  ['produce', 890, 45_000],
  ['delivery', 1_120, 45_000],
  ['sequencing', 40, 45_000],
  ['processing', 18, 45_000],
  ['alert', 2_010, 2_120],
];

/** @param ratio head ÷ base of every latency and of CPU */
export function comparisonFigures(ratio: number, seconds = 20): ComparisonFigures {
  return {
    spectra: STAGES.map((stage) => spectraOf(stage, ratio)),
    series: {
      intervalMs: 1000,
      intervals: seconds,
      throughputPerSecond: compared(seconds, (second) => 250 + 750 * spike(second, seconds), 1),
      endToEndP50Us: compared(seconds, (second) => 1_930 * (1 + 4 * spike(second, seconds)), ratio),
      endToEndP99Us: compared(
        seconds,
        (second) => 17_200 * (1 + 6 * spike(second, seconds)),
        ratio,
      ),
      cpuCores: compared(seconds, (second) => 0.3 + 0.9 * spike(second, seconds), ratio),
    },
  };
}

/** A run without a single interval and without a latency has nothing to draw. */
export const NO_FIGURES: ComparisonFigures = { spectra: [], series: null };

function spectraOf(
  [stage, medianUs, samples]: (typeof STAGES)[number],
  ratio: number,
): StageSpectra {
  const base = PERCENTILES.map((percentile) => Math.round(medianUs * tail(percentile)));
  const head = PERCENTILES.map((percentile) => Math.round(medianUs * ratio * tail(percentile)));
  const spread = PERCENTILES.map((percentile) => 0.03 + 0.0025 * percentile);
  const moved = (values: readonly number[], sign: number) =>
    values.map((value, index) => Math.round(value * (1 + sign * (spread[index] ?? 0))));
  return {
    stage,
    baseCount: samples,
    headCount: samples,
    percentiles: PERCENTILES,
    baseUs: base,
    headUs: head,
    baseLowUs: moved(base, -1),
    baseHighUs: moved(base, 1),
    headLowUs: moved(head, -1),
    headHighUs: moved(head, 1),
  };
}

/** The median is 1, p99 about 9, the maximum about 20. */
function tail(percentile: number): number {
  const nines = -Math.log10(1 - Math.min(percentile, 99.999) / 100);
  return 0.6 + 0.4 * (percentile / 50) ** 0.5 + 3.7 * Math.max(0, nines - 0.3);
}

function spike(second: number, seconds: number): number {
  return second >= seconds * 0.4 && second < seconds * 0.6 ? 1 : 0;
}

/** The last second was measured by nobody. */
function compared(
  seconds: number,
  value: (second: number) => number,
  ratio: number,
): ComparedColumns {
  const band = (factor: number): Band => {
    const column = (share: number): Column =>
      Array.from({ length: seconds }, (_, second) => {
        const wave = 1 + 0.03 * Math.sin(second * 2.1);
        return second === seconds - 1 ? null : value(second) * factor * wave * share;
      });
    return { median: column(1), low: column(0.93), high: column(1.09) };
  };
  return { base: band(1), head: band(ratio) };
}
