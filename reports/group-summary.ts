/** A consumer group's report in a few numbers: what tiles, sentences and properties are made from. Pure. */
import { restoresMs } from './group-figures.ts';
import type { GroupReport } from './group-report.ts';

export interface GroupSummary {
  readonly members: number;
  /** Of them, processes of their own. */
  readonly processes: number;
  /** Partition numbers that somebody consumed at some time. */
  readonly partitions: number;
  readonly rebalances: number;
  /** Of those that ended; null when none did. */
  readonly longestPauseMs: number | null;
  /** Rebalances after which not every partition was consumed again. */
  readonly unfinished: number;
  /** Times that a partition changed hands. */
  readonly moves: number;
  readonly restored: number;
  /** Partitions whose owner got them back with the state that it had. */
  readonly kept: number;
  readonly longestRestoreMs: number | null;
  readonly restoredProducts: number;
  readonly restoredBytes: number;
  /** Members that were lost, each time counted. */
  readonly recoveries: number;
  readonly longestRecoveryMs: number | null;
  /** Losses after which nobody took over all of the partitions. */
  readonly unrecovered: number;
  readonly reprocessed: number;
  readonly changelogBytes: number;
  /** null when nothing was applied. */
  readonly changelogBytesPerEvent: number | null;
}

/** @param eventsApplied of the run */
export function groupSummary(group: GroupReport, eventsApplied: number): GroupSummary {
  const { members, rebalances, restores, recoveries, changelog } = group;
  const restored = restores.filter(({ kept }) => !kept);
  return {
    members: members.length,
    processes: members.filter(({ kind }) => kind === 'process').length,
    partitions: new Set(group.ownership.map(({ partition }) => partition)).size,
    rebalances: rebalances.length,
    longestPauseMs: longest(rebalances.map(({ pauseMs }) => pauseMs)),
    unfinished: rebalances.filter(({ pauseMs }) => pauseMs === null).length,
    moves: rebalances.reduce((sum, { moved }) => sum + moved.length, 0),
    restored: restored.length,
    kept: restores.length - restored.length,
    longestRestoreMs: longest(restoresMs(group)),
    restoredProducts: restored.reduce((sum, { products }) => sum + products, 0),
    restoredBytes: restored.reduce((sum, { bytes }) => sum + bytes, 0),
    recoveries: recoveries.length,
    longestRecoveryMs: longest(recoveries.map(({ durationMs }) => durationMs)),
    unrecovered: recoveries.filter(({ durationMs }) => durationMs === null).length,
    reprocessed: group.reprocessed,
    changelogBytes: changelog.bytes,
    changelogBytesPerEvent: eventsApplied > 0 ? changelog.bytes / eventsApplied : null,
  };
}

/** Whether anything happened to the group that is worth telling: somebody came, went, or owned what another had. */
export function isLively(group: GroupReport): boolean {
  const { members, rebalances, restores, recoveries, reprocessed, changelog } = group;
  return (
    rebalances.length + restores.length + recoveries.length + reprocessed > 0 ||
    changelog.staleCuts > 0 ||
    members.some(({ lives }) => lives.length !== 1 || lives[0]?.end !== 'stayed')
  );
}

function longest(valuesMs: readonly (number | null)[]): number | null {
  let most: number | null = null;
  for (const value of valuesMs) if (value !== null && value >= (most ?? 0)) most = value;
  return most;
}
