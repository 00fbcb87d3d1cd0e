/** What one run says about the rate it was played at: from its record to an outcome of the search. */

import type { ProbeOutcome } from '../../reports/capacity-record.ts';
import { inWords, percent, whole } from '../../reports/numbers.ts';
import type { RunRecord } from '../../reports/record.ts';

export interface Judgement {
  readonly outcome: ProbeOutcome;
  /** Sentences without full stops; never empty. */
  readonly evidence: readonly string[];
}

/** More than this share of events kept waiting by a full window: the system did not take the rate. */
export const MAX_WINDOW_LATE_SHARE = 0.01;
/** A system that keeps up is done a moment after the last event was due; one that does not has grown a backlog. */
export const MAX_DRAIN_MS = 1_000;

export type JudgedRecord = Pick<
  RunRecord,
  'verdict' | 'counts' | 'rates' | 'load' | 'lateness' | 'marks' | 'thresholds' | 'series'
>;

export function judgeProbe(record: JudgedRecord): Judgement {
  const { name, reasons } = record.verdict;
  switch (name) {
    case 'incorrect':
      return { outcome: 'incorrect', evidence: reasons };
    case 'interrupted':
      // That such a run is also incomplete needs no words.
      return { outcome: 'interrupted', evidence: reasons.slice(0, 1) };
    case 'saturated':
      return { outcome: 'harness', evidence: reasons };
    case 'incomplete':
      return { outcome: wasOverloaded(record) ? 'system' : 'inconclusive', evidence: reasons };
    case 'thresholds':
      return { outcome: 'system', evidence: [...reasons, ...signsOfOverload(record)] };
    case 'passed': {
      const signs = signsOfOverload(record);
      return signs.length > 0
        ? { outcome: 'system', evidence: signs }
        : { outcome: 'holds', evidence: reasons };
    }
  }
}

/** From the last due instant until the last event was applied. */
export function drainMsOf({ counts, rates, load }: JudgedRecord): number {
  if (!(rates.appliedPerSecond > 0)) return 0;
  const appliedAfterMs = (counts.events_applied * 1000) / rates.appliedPerSecond;
  return Math.max(0, appliedAfterMs - load.durationMs);
}

/**
 * An incomplete run is evidence against the system only when everybody was there to the end and the work was not done in
 * time. A thread that was lost, partitions that changed hands or a missing number say nothing about the rate.
 */
function wasOverloaded({ counts, marks, thresholds }: JudgedRecord): boolean {
  if (marks.some(({ kind }) => kind === 'lost' || kind === 'rebalance')) return false;
  const notAcknowledged = counts.events_shed > 0;
  const notApplied = counts.events_applied + counts.dead_letters < counts.events_acknowledged;
  if (notAcknowledged || notApplied) return true;
  return thresholds.some(({ holds }) => holds === false);
}

/** Signs that the system did not take the rate, whether or not a threshold saw it. */
function signsOfOverload(record: JudgedRecord): string[] {
  const { load } = record;
  const signs: string[] = [];
  const { late, due } = windowLateness(record);
  const share = late / Math.max(1, due);
  if (share > MAX_WINDOW_LATE_SHARE) {
    signs.push(
      `${whole(late)} of ${inWords(due, 'event')} (${percent(share)}) were late because the window of messages in flight was full`,
    );
  }
  const drainMs = drainMsOf(record);
  if (drainMs > MAX_DRAIN_MS) {
    signs.push(
      `the lag was growing: the last event was applied ${whole(Math.round(drainMs / 100) / 10)} s after the ${whole(load.durationMs / 1000)} s of the load`,
    );
  }
  return signs;
}

/** After the warm-up, where the record tells seconds apart: cold code is no sign of a system that is too slow. */
function windowLateness({ series, counts, lateness, load }: JudgedRecord): {
  readonly late: number;
  readonly due: number;
} {
  if (series === null) return { late: lateness.window, due: counts.events_due };
  const warm = Math.ceil(load.warmUpMs / series.intervalMs);
  const after = (column: readonly (number | null)[] | undefined): number =>
    (column ?? []).slice(warm).reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return { late: after(series.counters.late_window), due: after(series.counters.events_due) };
}
