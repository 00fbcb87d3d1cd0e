/** The consumer group of a run in its record: what was told while it went on, and what its members counted. Pure. */
import type { Counter } from '../../pipeline/observer.ts';
import type { GroupReport } from '../../reports/group-report.ts';
import type { GroupEvent } from '../consumers/group-log.ts';
import { groupTimeline, type TimelineOptions } from '../consumers/group-timeline.ts';
import type { LifeResult } from '../consumers/pool-contract.ts';

export interface GroupReportOptions extends TimelineOptions {
  readonly log: readonly GroupEvent[];
  readonly lives: readonly Pick<LifeResult, 'measurements' | 'taken'>[];
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** Turns of the run's events, each once; undefined when nobody could tell. */
  readonly turns: number | undefined;
}

/**
 * What was processed again is known in two ways, and either may fall short. Consumers count records at offsets that somebody
 * had processed before, but a killed one takes its last second's counts with it, and processes do not see each other's
 * offsets. And all the turns that were ever taken, less those that the run has, are turns that were undone, but only as far
 * as the last look at a consumer's turns goes. The larger of the two is reported.
 */
export function groupReport(options: GroupReportOptions): GroupReport {
  const { log, lives, sessionTimeoutMs, rebalanceTimeoutMs, turns } = options;
  const count = (counter: Counter): number =>
    lives.reduce((sum, { measurements }) => sum + measurements.counters[counter], 0);
  const taken = lives.reduce((sum, life) => sum + life.taken, 0);
  return {
    sessionTimeoutMs,
    rebalanceTimeoutMs,
    ...groupTimeline(log, options),
    reprocessed: Math.max(
      count('records_reprocessed'),
      turns === undefined ? 0 : Math.max(0, taken - turns),
    ),
    changelog: {
      cuts: count('changelog_cuts'),
      snapshots: count('changelog_snapshots'),
      records: count('changelog_records'),
      bytes: count('changelog_bytes'),
      staleCuts: count('changelog_stale_cuts'),
    },
  };
}
