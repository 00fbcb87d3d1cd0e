/**
 * Which cuts count. The numbers of those that do are contiguous, over all owners of a partition: each writer's cut says which
 * one it was made upon. So a claim counts only when its writer has read everything before it, and what a former owner wrote
 * behind somebody's claim never does.
 */
import type { CutHead } from './cut.ts';

/**
 * `counts`; `repeated`: the same one again, sent twice; `stale`: of an owner that has been followed, or a claim that something
 * came before; `gap`: what it was made upon is missing.
 */
export type Place = 'counts' | 'repeated' | 'stale' | 'gap';

/** @param last the latest that counts, or stands behind a gap; undefined at the beginning of what is read */
export function placeOf(head: CutHead, last: CutHead | undefined): Place {
  if (last === undefined) return head.kind === 'snapshot' || head.cut === 1 ? 'counts' : 'gap';
  if (head.generation < last.generation) return 'stale';
  if (head.generation === last.generation && head.cut <= last.cut) return 'repeated';
  if (head.kind === 'claim') {
    if (head.cut <= last.cut) return 'stale';
    return head.cut === last.cut + 1 ? 'counts' : 'gap';
  }
  // It holds everything: nothing before it is needed.
  if (head.kind === 'snapshot') return 'counts';
  if (head.owner !== last.owner) return 'gap';
  // In a newer generation an owner may repeat a cut of which it never heard that it was written.
  return head.cut === last.cut + 1 || head.cut === last.cut ? 'counts' : 'gap';
}
