/** Latency by percentile on an axis of "nines", for every stage, from the histograms of a run. */
import { STAGES, type Stage } from '../pipeline/observer.ts';
import { LatencyHistogram } from './histogram.ts';
import type { PhaseLatency, RunRecord } from './record.ts';

export interface LatencySpectrum {
  /** Positions that all stages share, ascending, from 0 to 99.999; only as many as some stage has samples for. */
  readonly percentiles: readonly number[];
  readonly stages: readonly StageSpectrum[];
  /** Stages whose histograms could not be decoded, as in a record that somebody cut or edited. */
  readonly unreadable: readonly Stage[];
}

export interface StageSpectrum {
  readonly stage: Stage;
  readonly count: number;
  /** Entry i belongs to `percentiles[i]`; ends where a single sample would decide: at 1 − 1/count. */
  readonly valuesUs: readonly number[];
  readonly maxUs: number;
}

/** Of the samples of a decade, percent that lie above. */
const PREFERRED = [100, 80, 63, 50, 40, 31.5, 25, 20, 16, 12.5];

/**
 * Percentiles at which a spectrum is drawn: in each decade of the rest above it the ten preferred numbers of ISO 3
 * (R10), so that 50, 75, 90, 95, 99, 99.5, 99.9 … are among them and the steps look even.
 */
export const SPECTRUM_PERCENTILES: readonly number[] = spectrumPercentiles();

/**
 * The measured phase, all topics together; a stage without samples is absent. `initHistograms()` must have been awaited.
 */
export function spectrumOf({ latency }: Pick<RunRecord, 'latency'>): LatencySpectrum {
  const stages: StageSpectrum[] = [];
  const unreadable: Stage[] = [];
  for (const stage of STAGES) {
    const histogram = mergedOverTopics(latency.measured, stage);
    if (histogram === 'unreadable') unreadable.push(stage);
    else if (histogram !== null) {
      if (histogram.count > 0) stages.push(stageSpectrum(stage, histogram));
      histogram.destroy();
    }
  }
  const longest = Math.max(0, ...stages.map(({ valuesUs }) => valuesUs.length));
  return { percentiles: SPECTRUM_PERCENTILES.slice(0, longest), stages, unreadable };
}

function stageSpectrum(stage: Stage, histogram: LatencyHistogram): StageSpectrum {
  const { count, maxUs } = histogram;
  const valuesUs = SPECTRUM_PERCENTILES.filter((percentile) => supports(count, percentile)).map(
    (percentile) => histogram.percentileUs(percentile),
  );
  return { stage, count, valuesUs, maxUs };
}

/** At least one sample lies above the percentile. The slack is for 1 − p, which is not exact. */
function supports(count: number, percentile: number): boolean {
  return count * (100 - percentile) >= 100 * (1 - 1e-9);
}

/** null: the stage has no histogram. */
function mergedOverTopics(
  { histograms }: PhaseLatency,
  stage: Stage,
): LatencyHistogram | 'unreadable' | null {
  let merged: LatencyHistogram | null = null;
  for (const entry of histograms) {
    if (entry.stage !== stage) continue;
    const decoded = decodedOrNull(entry.histogram);
    if (decoded === null) {
      merged?.destroy();
      return 'unreadable';
    }
    if (merged === null) merged = decoded;
    else {
      merged.merge(decoded);
      decoded.destroy();
    }
  }
  return merged;
}

function decodedOrNull(snapshot: Parameters<typeof LatencyHistogram.decode>[0]) {
  try {
    return LatencyHistogram.decode(snapshot);
  } catch {
    return null;
  }
}

function spectrumPercentiles(): number[] {
  const percentiles: number[] = [];
  for (let nines = 0; nines < 5; nines += 1) {
    for (const rest of PREFERRED) percentiles.push(rounded(100 - rest * 10 ** -nines));
  }
  percentiles.push(99.999);
  return percentiles;
}

function rounded(percentile: number): number {
  return Number(percentile.toFixed(6));
}
