/**
 * Which cuts count. Each says which one it was made upon, and counts when that is the latest: so a claim counts only when its
 * writer has read everything before it, and what a former owner writes behind somebody's claim never does.
 */
import type { CutHead, Stamp } from './cut.ts';

/**
 * `counts`; `repeated`: the same one again, sent twice; `stale`: of an owner that has been followed, or a claim that something
 * came before; `gap`: what it was made upon is missing.
 */
export type Place = 'counts' | 'repeated' | 'stale' | 'gap';

/** @param last the latest that counts, or stands behind a gap; undefined at the beginning of what is read */
export function placeOf(head: CutHead, last: CutHead | undefined): Place {
  const { kind, follows } = head;
  // A snapshot holds everything: nothing before it is needed.
  if (last === undefined) return kind === 'snapshot' || follows === undefined ? 'counts' : 'gap';
  if (head.generation < last.generation) return 'stale';
  if (head.generation === last.generation && head.cut <= last.cut) return 'repeated';
  if (kind === 'snapshot') return 'counts';
  if (kind === 'claim') {
    if (isSame(follows, last)) return 'counts';
    return isOlder(follows, last) ? 'stale' : 'gap';
  }
  if (head.owner !== last.owner) return 'gap';
  // In a newer generation an owner may repeat a cut of which it never heard that it was written.
  return isSame(follows, last) || isSame(follows, last.follows) ? 'counts' : 'gap';
}

export function isSame(a: Stamp | undefined, b: Stamp | undefined): boolean {
  return a?.generation === b?.generation && a?.cut === b?.cut;
}

function isOlder(a: Stamp | undefined, b: Stamp): boolean {
  if (a === undefined) return true;
  return a.generation < b.generation || (a.generation === b.generation && a.cut < b.cut);
}
