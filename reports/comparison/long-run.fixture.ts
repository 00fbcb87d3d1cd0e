/** The record of an invented run of ten minutes with everything in it, for what must be fast with real ones. */
import { LatencyHistogram } from '../histogram.ts';
import type { PhaseLatency, RunRecord } from '../record.ts';
import { richRecord } from '../rich-record.fixture.ts';
import { randomNumbers } from '../rich-series.fixture.ts';

const SECONDS = 625;
const SAMPLES = 150_000;

/**
 * 630 intervals, 12 partitions, and in every histogram some thousand different values: latencies from 0.1 ms to seconds.
 * `initHistograms()` must have been awaited.
 */
export function longRecord(
  runId: string,
  seed: number,
  changes: Partial<RunRecord> = {},
): RunRecord {
  const record = richRecord({ seconds: SECONDS, partitions: 12 }, { runId });
  const { latency } = record;
  const noise = randomNumbers(seed);
  const histograms = latency.measured.histograms.map(({ stage, topic }) => {
    return { stage, topic, histogram: wide(noise) };
  });
  return {
    ...record,
    latency: { ...latency, measured: { ...latency.measured, histograms } },
    ...changes,
  };
}

function wide(noise: () => number): PhaseLatency['histograms'][number]['histogram'] {
  const histogram = new LatencyHistogram();
  for (let index = 0; index < SAMPLES; index += 1) {
    const sum = noise() + noise() + noise() + noise() - 2;
    histogram.record(Math.round(5_000 * Math.exp(2.5 * sum)));
  }
  const snapshot = histogram.snapshot();
  histogram.destroy();
  return snapshot;
}
