/** The outcome of a run as reports show it, in the words of `docs/digest.md`. */
import type { AlertTransition, AlertType } from '../pipeline/stages/effects.ts';
import { fillRate, type OutcomeTotals as PipelineTotals } from '../pipeline/stages/outcome.ts';

/** Totals over all products as reports show them; money in cents, time in virtual milliseconds. */
export type OutcomeTotals = Omit<PipelineTotals, 'alertChanges' | 'activeAlerts'> & {
  readonly products: number;
  /** Units served from the shelf at once, of the units asked for; null when nobody asked for any. */
  readonly fillRate: number | null;
  readonly alertsRaised: number;
  readonly alertsEscalated: number;
  readonly alertsResolved: number;
};

export interface AlertTally {
  readonly type: AlertType;
  readonly raised: number;
  /** Alerts that became of this type by escalating or de-escalating, less those that left it so. */
  readonly byEscalation: number;
  readonly resolved: number;
  readonly activeAtEnd: number;
}

export interface RunOutcome {
  readonly totals: OutcomeTotals;
  readonly alertsByType: readonly AlertTally[];
}

/** @param products how many the catalogue has */
export function runOutcome(totals: PipelineTotals, products: number): RunOutcome {
  const { alertChanges, activeAlerts, ...figures } = totals;
  const types = Object.keys(activeAlerts) as AlertType[];
  const total = (transition: AlertTransition) =>
    types.reduce((sum, type) => sum + alertChanges[transition][type], 0);
  return {
    totals: {
      ...figures,
      products,
      fillRate: fillRate(totals) ?? null,
      alertsRaised: total('raised'),
      alertsEscalated: total('escalated'),
      alertsResolved: total('resolved'),
    },
    // raised + byEscalation − resolved = activeAtEnd, for every type.
    alertsByType: types.map((type) => ({
      type,
      raised: alertChanges.raised[type],
      byEscalation: byEscalation(alertChanges, type),
      resolved: alertChanges.resolved[type],
      activeAtEnd: activeAlerts[type],
    })),
  };
}

/** Low and critical stock are one alert that changes its level; other types have no levels. */
function byEscalation(changes: PipelineTotals['alertChanges'], type: AlertType): number {
  const net = changes.escalated.CRITICAL_LOW_STOCK - changes.deescalated.LOW_STOCK;
  if (type === 'CRITICAL_LOW_STOCK') return net;
  // Written so that there is no negative zero.
  return type === 'LOW_STOCK' ? 0 - net : 0;
}
