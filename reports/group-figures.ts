/** How long a consumer group stood still, restored and recovered: the samples that thresholds and tiles are made from. */
import type { GroupReport } from './group-report.ts';

/** What never ended is longer than anything that did: no limit holds on it, and no percentile leaves it out. */
const NEVER_ENDED_MS = Number.POSITIVE_INFINITY;

/** From the first partition that stood still until all were consumed again, in order of time. */
export function rebalancePausesMs({ rebalances }: Pick<GroupReport, 'rebalances'>): number[] {
  return rebalances.map(({ pauseMs }) => pauseMs ?? NEVER_ENDED_MS);
}

/** Of partitions whose state was read from the changelog; what a member kept took nothing to restore. */
export function restoresMs({ restores }: Pick<GroupReport, 'restores'>): number[] {
  return restores.filter(({ kept }) => !kept).map(({ durationMs }) => durationMs);
}

/** From the loss of a member until all of its partitions were consumed by others, in order of time. */
export function recoveriesMs({ recoveries }: Pick<GroupReport, 'recoveries'>): number[] {
  return recoveries.map(({ durationMs }) => durationMs ?? NEVER_ENDED_MS);
}
