/** Which of the gated metrics these runs can be judged by. */
import type { GatedMetric } from './gate.ts';
import { isKnowable, stageOf } from './gated-values.ts';
import type { EvidencePairing } from './metric-evidence.ts';
import type { RunEvidence } from './run-evidence.ts';

export interface MetricFamily {
  readonly metrics: readonly GatedMetric[];
  /** Which are left out, and why. */
  readonly warnings: readonly string[];
}

export function metricFamily(
  gate: readonly GatedMetric[],
  { base, head }: Pick<EvidencePairing, 'base' | 'head'>,
): MetricFamily {
  const runs = [...base, ...head];
  const areHarmed = runs.some(hasConsumerFaults);
  const harmed = gate.filter((metric) => areHarmed && stageOf(metric) !== undefined);
  const rest = gate.filter((metric) => !harmed.includes(metric));
  const unknown =
    runs.length === 0 ? [] : rest.filter((metric) => !runs.some((run) => isKnowable(metric, run)));
  return {
    metrics: rest.filter((metric) => !unknown.includes(metric)),
    warnings: [
      ...warning(harmed, 'the scenario harms its consumers, and the pauses are its doing'),
      ...warning(unknown, 'no run of either side can know it'),
    ],
  };
}

function warning(metrics: readonly GatedMetric[], why: string): string[] {
  if (metrics.length === 0) return [];
  return [`not judged: ${metrics.map(({ label }) => label).join(', ')} (${why})`];
}

function hasConsumerFaults({ configuration }: RunEvidence): boolean {
  if (typeof configuration !== 'object' || configuration === null) return false;
  const { faults } = configuration as { readonly faults?: unknown };
  return Array.isArray(faults) && faults.length > 0;
}
