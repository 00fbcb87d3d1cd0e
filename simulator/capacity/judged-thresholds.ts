/**
 * Which of a scenario's thresholds can say something about capacity.
 *
 * Stock, lost sales and alerts are decided by the world alone: the audit proves that every probe came to the outcome of
 * the virtual-time replay. A system that spoils one of them is incorrect, which ends the search by itself; crossed by the
 * plan they would only stop it at a rate that has nothing to do with the system. Counts of events grow with the rate and
 * the duration that the search chooses, so limits written for the scenario's own length mean nothing here. Nothing is done
 * to the consumers of a probe, so what that cost has no samples.
 */
import { findMetric, metricName } from '../../reports/metrics.ts';
import { thresholdLabel } from '../../reports/thresholds.ts';
import type { Scenario, Threshold } from '../scenario/scenario.ts';

export interface SortedThresholds {
  readonly judged: readonly Threshold[];
  readonly setAside: readonly { readonly threshold: string; readonly why: string }[];
}

export const WORLD_METRICS: readonly string[] = [
  'fill_rate',
  'sold_units',
  'lost_units',
  'lost_revenue',
  'short_lines',
  'restocked_units',
  'returned_units',
  'clipped_units',
  'stockout_episodes',
  'stockout_duration',
  'alerts_raised',
  'alerts_resolved',
  'active_alerts',
  'forecast_mae',
  'forecast_wape',
  'forecast_mase',
  'forecast_coverage',
];

export const VOLUME_METRICS: readonly string[] = [
  'throughput',
  'events_due',
  'events_sent',
  'events_acknowledged',
  'events_received',
  'events_applied',
  'alerts_published',
  'forecasts_requested',
  'forecasts_stored',
  'forecasts_coalesced',
  'records_engine_alert',
  'offset_commits',
];

export const FAULT_METRICS: readonly string[] = [
  'rebalance_pause',
  'restore',
  'recovery',
  'reprocessed',
];

const BY_THE_WORLD =
  'the world decides it, not the speed of the system; the audit holds every probe against it';
const BY_VOLUME = 'it grows with the rate and the length of the probe, which the search chooses';
const BY_FAULTS = 'a probe does nothing to its consumers';

export function sortThresholds({
  thresholds,
  poisonPerMillion,
}: Pick<Scenario, 'thresholds' | 'poisonPerMillion'>): SortedThresholds {
  const reasons = thresholds.map((threshold) => whySetAside(threshold, poisonPerMillion > 0));
  return {
    judged: thresholds.filter((_, at) => reasons[at] === undefined),
    setAside: thresholds.flatMap((threshold, at) => {
      const why = reasons[at];
      return why === undefined ? [] : [{ threshold: thresholdLabel(threshold), why }];
    }),
  };
}

function whySetAside({ metric, aggregation }: Threshold, plansPoison: boolean): string | undefined {
  const name = metricName(metric);
  if (WORLD_METRICS.includes(name)) return BY_THE_WORLD;
  if (name === 'dead_letters' && plansPoison) return BY_THE_WORLD;
  if (VOLUME_METRICS.includes(name)) return BY_VOLUME;
  if (FAULT_METRICS.includes(name)) return BY_FAULTS;
  // Counters of trouble (`send_failures`) are judged by their count; the count of a trend is its number of samples.
  const isTrend = findMetric(name)?.kind === 'trend';
  return aggregation.kind === 'count' && isTrend ? BY_VOLUME : undefined;
}
