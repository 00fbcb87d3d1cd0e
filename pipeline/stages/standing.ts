/** How a pipeline stands while a run goes on: provisional, and cheap to ask for. */
import { ALERT_TRANSITIONS, ALERT_TYPES } from './alert-trail.ts';
import type { AlertTransition, AlertType } from './effects.ts';
import type { LedgerSums } from './ledger.ts';

export interface Standing {
  /** Events that wait for one that is missing. */
  readonly waitingEvents: number;
  readonly stock: LedgerSums;
  /** Of everything this pipeline saw. */
  readonly alerts: AlertTallies;
}

export type AlertTallies = Readonly<Record<AlertType, AlertTally>>;

export interface AlertTally {
  readonly raised: number;
  readonly resolved: number;
  readonly active: number;
}

/**
 * What is active follows from the changes: an alert that escalates leaves one type for the other.
 * @param changes `[transition * 4 + type]`, in the order of `ALERT_TRANSITIONS` and `ALERT_TYPES`
 */
export function alertTallies(changes: Float64Array): AlertTallies {
  const count = (transition: AlertTransition, type: AlertType): number => {
    const row = ALERT_TRANSITIONS.indexOf(transition) * ALERT_TYPES.length;
    return changes[row + ALERT_TYPES.indexOf(type)] as number;
  };
  // The type of an escalation or de-escalation is the one it arrives at; within this family there are two.
  const moved = count('escalated', 'CRITICAL_LOW_STOCK') - count('deescalated', 'LOW_STOCK');
  const arrivals: Readonly<Record<AlertType, number>> = {
    CRITICAL_LOW_STOCK: moved,
    LOW_STOCK: -moved,
    OVERSTOCK: 0,
    RAPID_DEPLETION: 0,
  };
  const tally = (type: AlertType): AlertTally => {
    const raised = count('raised', type);
    const resolved = count('resolved', type);
    return { raised, resolved, active: raised + arrivals[type] - resolved };
  };
  return {
    CRITICAL_LOW_STOCK: tally('CRITICAL_LOW_STOCK'),
    LOW_STOCK: tally('LOW_STOCK'),
    OVERSTOCK: tally('OVERSTOCK'),
    RAPID_DEPLETION: tally('RAPID_DEPLETION'),
  };
}
