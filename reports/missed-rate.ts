/** The one sentence that stands before every other: the system did not get the load that was planned. */
import { percent, perSecond } from './numbers.ts';
import type { RunRecord } from './record.ts';

export interface MissedRate {
  readonly plannedPerSecond: number;
  readonly sentPerSecond: number;
  /** Sent ÷ planned, below {@link MISSED_SHARE}. */
  readonly share: number;
  /** A sentence without a full stop. */
  readonly text: string;
}

/** A run that sent less than this share of its planned rate missed it. */
export const MISSED_SHARE = 0.99;
/** The last acknowledgement comes a moment after the last event, which counts in a short run. */
const MOMENT_SECONDS = 0.5;

type Facts = Pick<RunRecord, 'rates' | 'counts' | 'plan' | 'verdict' | 'marks'>;

/**
 * A claim about a system that did not get its load is worth nothing, so every report says this first.
 * @returns null when the rate was kept, or when somebody or a threshold stopped the run before its time
 */
export function missedRate({ rates, counts, plan, verdict, marks }: Facts): MissedRate | null {
  const { plannedPerSecond, sentPerSecond } = rates;
  const share = sentPerSecond / plannedPerSecond;
  if (!(share < MISSED_SHARE) || wasStopped({ verdict, marks })) return null;
  const overrunSeconds = counts.events_sent / sentPerSecond - plan.events / plannedPerSecond;
  if (counts.events_sent === plan.events && overrunSeconds < MOMENT_SECONDS) return null;
  const text =
    `target rate missed: ${perSecond(sentPerSecond)} of ${perSecond(plannedPerSecond)} ` +
    `events per second were sent (${percent(share)})`;
  return { plannedPerSecond, sentPerSecond, share, text };
}

/** Somebody, or a threshold with `abortOnFail`, ended the run before its time. */
export function wasStopped({ verdict, marks }: Pick<RunRecord, 'verdict' | 'marks'>): boolean {
  if (verdict.name === 'interrupted') return true;
  return marks.some(({ kind }) => kind === 'interrupted' || kind === 'aborted');
}
