/** The gate that a run's scenario declared, out of its record. */
import { StreamstockError } from '../../pipeline/errors.ts';
import type { GatedMetric } from '../../reports/comparison/gate.ts';
import { parseGate } from '../../reports/comparison/gated-metrics.ts';
import type { RunRecord } from '../../reports/record.ts';

/** null: it declares none, or one that this version does not understand. */
export function gateOfRecord({ scenario }: RunRecord): readonly GatedMetric[] | null {
  const { resolved } = scenario;
  if (typeof resolved !== 'object' || resolved === null || !('gate' in resolved)) return null;
  if (!Array.isArray(resolved.gate)) return null;
  try {
    const declared = resolved.gate as readonly (Partial<GatedMetric> | null)[];
    return parseGate(declared.map((metric) => gateText(metric ?? {})));
  } catch (error) {
    if (!(error instanceof StreamstockError)) throw error;
    return null;
  }
}

/** As it is typed, so that there is one place that knows what is allowed. */
export function gateText({ metric, selector, percentile, noiseThreshold }: Partial<GatedMetric>) {
  const narrowed = Object.entries(selector ?? {}).map(([key, value]) => `{${key}:${value}}`);
  const value = metric === 'rss' ? 'max' : 'value';
  const aggregation = typeof percentile === 'number' ? `p(${percentile})` : value;
  // 0.07 × 100 is not quite 7.
  const floor = Number((100 * Number(noiseThreshold)).toPrecision(12));
  return `${metric}${narrowed.join('')} ${aggregation} ${floor}%`;
}
