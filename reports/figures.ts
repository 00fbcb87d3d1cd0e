/** Metrics that are known when a run is over, read from the parts of its record. */
import { withoutPrefix } from '../pipeline/topics.ts';
import { rebalancePausesMs, recoveriesMs, restoresMs } from './group-figures.ts';
import type { GroupReport } from './group-report.ts';
import type { FigureMetric } from './metrics.ts';
import type { AlertTally } from './outcome.ts';
import type { RunRecord } from './record.ts';
import { type Aggregation, aggregate } from './samples.ts';
import type { Column } from './series.ts';

/** Parts of a record, and what it has no field for. */
export type FigureParts = Pick<
  RunRecord,
  | 'plan'
  | 'load'
  | 'rates'
  | 'cpu'
  | 'availability'
  | 'lag'
  | 'outcome'
  | 'inventory'
  | 'series'
  | 'group'
> & {
  /** When somebody or a threshold stopped the load before its time, since it began. */
  readonly stoppedAtMs?: number;
};

/**
 * Looks a figure up by the metric's name, without a selector in it.
 * @returns in the metric's unit; null when there is nothing to tell it from
 */
export type Figures = (
  metric: string,
  selector: Readonly<Record<string, string>>,
  aggregation: Aggregation,
) => number | null;

/** While a run goes on, no figure is known. */
export const NO_FIGURES: Figures = () => null;

export function figuresOf(parts: FigureParts): Figures {
  return (metric, selector, aggregation) => {
    const read = READERS[metric as ReadableMetric];
    const value = read === undefined ? null : read(parts, selector, aggregation);
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  };
}

/** Figures, and counters that only the outcome knows by type. */
type ReadableMetric = FigureMetric | 'alerts_raised' | 'alerts_resolved';

type Reader = (
  parts: FigureParts,
  selector: Readonly<Record<string, string>>,
  aggregation: Aggregation,
) => number | null | undefined;

const MS_PER_HOUR = 3_600_000;
/** What comes due at the very end is acknowledged a moment later. */
const GRACE_MS = 1_000;

const READERS: Readonly<Record<ReadableMetric, Reader>> = {
  availability: ({ availability }) => availability?.share,
  rate_achieved: (parts) => rateAchieved(parts),
  fill_rate: ({ outcome }) => outcome?.totals.fillRate,
  forecast_coverage: ({ inventory }) => inventory?.forecast?.coverage,
  throughput: ({ rates }) => rates.appliedPerSecond,
  cpu_per_event: ({ cpu }, { group }) =>
    group === undefined
      ? cpu.perEventUs
      : cpu.groups.find(({ name }) => name === group)?.perEventUs,
  consumer_lag_end: ({ lag }, selector) => lagAtEnd(lag, selector),
  active_alerts: (parts, { type }) => alerts(parts, type, ({ activeAtEnd }) => activeAtEnd),
  alerts_raised: (parts, { type }) => alerts(parts, type, ({ raised }) => raised),
  alerts_resolved: (parts, { type }) => alerts(parts, type, ({ resolved }) => resolved),
  forecast_mae: ({ inventory }) => inventory?.forecast?.maeUnits,
  forecast_wape: ({ inventory }) => inventory?.forecast?.wape,
  forecast_mase: ({ inventory }) => inventory?.forecast?.mase,
  stockout_duration: (parts, _selector, aggregation) => stockOutHours(parts, aggregation),
  rebalance_pause: ({ group }, _selector, how) => ofGroup(group, rebalancePausesMs, how),
  restore: ({ group }, _selector, how) => ofGroup(group, restoresMs, how),
  recovery: ({ group }, _selector, how) => ofGroup(group, recoveriesMs, how),
  reprocessed: ({ group }) => group?.reprocessed,
  stockout_episodes: ({ inventory }) => inventory?.stockOuts.episodes,
  sold_units: ({ outcome }) => outcome?.totals.soldUnits,
  lost_units: ({ outcome }) => outcome?.totals.lostUnits,
  lost_revenue: ({ outcome }) => (outcome === null ? null : outcome.totals.lostRevenueCents / 100),
  short_lines: ({ outcome }) => outcome?.totals.shortLines,
  restocked_units: ({ outcome }) => outcome?.totals.restockedUnits,
  returned_units: ({ outcome }) => outcome?.totals.returnedUnits,
  clipped_units: ({ outcome }) => outcome?.totals.clippedUnits,
};

/**
 * Of what the plan had due while the load ran, the share that was acknowledged by then or within a second. One
 * straggler does not spoil it, as it would a rate over the time until the last acknowledgement.
 */
function rateAchieved({ plan, load, rates, series, stoppedAtMs }: FigureParts): number | null {
  if (series === null) return quotient(rates.acknowledgedPerSecond, rates.plannedPerSecond);
  const { plannedPerSecond, acknowledgedPerSecond } = series.rates;
  const untilMs = Math.min(load.durationMs, stoppedAtMs ?? Number.POSITIVE_INFINITY);
  const { intervalMs } = series;
  // To the end of the interval in which the grace ends.
  const graceEndsMs = Math.ceil((untilMs + GRACE_MS) / intervalMs) * intervalMs;
  const acknowledged = eventsBefore(acknowledgedPerSecond, intervalMs, graceEndsMs);
  const planned =
    untilMs < load.durationMs ? eventsBefore(plannedPerSecond, intervalMs, untilMs) : plan.events;
  return acknowledged === null || planned === null ? null : quotient(acknowledged, planned);
}

/** An interval that the offset cuts counts in part; null when nothing was measured. */
function eventsBefore(perSecond: Column, intervalMs: number, beforeMs: number): number | null {
  let events: number | null = null;
  for (const [interval, rate] of perSecond.entries()) {
    const lengthMs = Math.min(intervalMs, beforeMs - interval * intervalMs);
    if (lengthMs <= 0) break;
    if (rate !== null) events = (events ?? 0) + (rate * lengthMs) / 1000;
  }
  return events;
}

function quotient(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

function lagAtEnd(
  lag: FigureParts['lag'],
  { topic, partition }: Readonly<Record<string, string>>,
): number | null {
  if (lag === null) return null;
  if (topic === undefined && partition === undefined) return lag.endRecords;
  const wanted = lag.partitions.filter(
    (one) =>
      (topic === undefined || withoutPrefix(one.topic) === topic) &&
      (partition === undefined || String(one.partition) === partition),
  );
  if (wanted.length === 0) return null;
  return wanted.reduce((sum, { endRecords }) => sum + endRecords, 0);
}

/** Of one type, or of all together. A type that the outcome does not list never occurred. */
function alerts(
  { outcome }: FigureParts,
  type: string | undefined,
  count: (tally: AlertTally) => number,
): number | null {
  if (outcome === null) return null;
  return outcome.alertsByType
    .filter((tally) => type === undefined || tally.type === type)
    .reduce((sum, tally) => sum + count(tally), 0);
}

function stockOutHours({ inventory }: FigureParts, { kind }: Aggregation): number | null {
  const { meanMs, medianMs, maxMs } = inventory?.stockOuts ?? {};
  const ms = { avg: meanMs, med: medianMs, max: maxMs }[kind];
  return typeof ms === 'number' ? ms / MS_PER_HOUR : null;
}

/** Exact, from the list itself; null when nothing of the kind happened, and for what never ended. */
function ofGroup(
  group: GroupReport | null,
  samples: (group: GroupReport) => readonly number[],
  aggregation: Aggregation,
): number | null {
  return group === null ? null : aggregate(samples(group), aggregation);
}
