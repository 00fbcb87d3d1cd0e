/** Thresholds on percentiles of whole stages, as places in the spectrum. */
import { STAGES, type Stage } from '../../pipeline/observer.ts';
import type { ThresholdResult } from '../thresholds.ts';

export interface SpectrumLimit {
  readonly stage: Stage;
  readonly percentile: number;
  readonly limitUs: number;
  /** As the scenario has it: `end_to_end p(99)<100`. */
  readonly label: string;
  readonly holds: boolean | null;
}

/**
 * Only bounds from above belong into the picture, and only those of all topics together, which is what its lines show.
 */
export function spectrumLimits(thresholds: readonly ThresholdResult[]): readonly SpectrumLimit[] {
  return thresholds.flatMap(({ metric, source, limit, comparison, holds }) => {
    const stage = STAGES.find((candidate) => candidate === metric);
    const percentile = percentileIn(source);
    if (stage === undefined || percentile === null || source.includes('{')) return [];
    if (comparison !== '<' && comparison !== '<=') return [];
    const label = source.includes(metric) ? source : `${metric} ${source}`;
    return [{ stage, percentile, limitUs: limit * 1000, label, holds }];
  });
}

/** `p(99.9)<200` → 99.9; `med<5` → 50; null for what is no percentile below 100. */
function percentileIn(source: string): number | null {
  if (/(^|\s)med\b/.test(source)) return 50;
  const written = /\bp\(\s*(\d+(?:\.\d+)?)\s*\)/.exec(source)?.[1];
  const percentile = Number(written ?? Number.NaN);
  return percentile >= 0 && percentile < 100 ? percentile : null;
}

/** Where a percentile stands on an axis of nines: 0 → 0, 90 → 1, 99 → 2, 99.9 → 3. */
export function ninesOf(percentile: number): number {
  return Math.max(0, -Math.log10(1 - percentile / 100));
}
