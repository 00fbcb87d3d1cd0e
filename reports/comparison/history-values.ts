/** What a history keeps of a run: the figures of the default gate, and those that its scenario declares. */
import type { GatedMetric } from './gate.ts';
import { DEFAULT_GATE } from './gated-metrics.ts';
import { DecodedLatencies, readingOf, runValue } from './gated-values.ts';
import type { HistoryValue } from './history-line.ts';
import type { RunEvidence } from './run-evidence.ts';

/** @param declared by the scenario; its floors count where both name a figure, and it comes first */
export function historyValues(
  run: RunEvidence,
  declared: readonly GatedMetric[] | null,
): HistoryValue[] {
  const byLabel = new Map<string, GatedMetric>();
  for (const metric of [...(declared ?? []), ...DEFAULT_GATE]) {
    if (!byLabel.has(metric.label)) byLabel.set(metric.label, metric);
  }
  const latencies = new DecodedLatencies();
  return [...byLabel.values()].map((metric): HistoryValue => {
    const { unit, better } = readingOf(metric);
    const { label, noiseThreshold } = metric;
    return { label, unit, better, noiseThreshold, value: runValue(metric, run, latencies) };
  });
}
