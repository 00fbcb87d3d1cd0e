/** What can be read off the lanes of ownership at an instant. Pure. */
import type { OwnershipLane } from '../ownership-lanes.ts';

/** @returns position in the list of members; null while nobody consumes it */
export function ownerAt({ member, fromMs, toMs }: OwnershipLane, atMs: number): number | null {
  let low = 0;
  let high = fromMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((fromMs[middle] as number) <= atMs) low = middle + 1;
    else high = middle;
  }
  const span = low - 1;
  return span >= 0 && atMs < (toMs[span] as number) ? (member[span] ?? null) : null;
}

/** How many partitions each member consumes. */
export function partitionsAt(
  lanes: readonly OwnershipLane[],
  members: number,
  atMs: number,
): number[] {
  const counts = new Array<number>(members).fill(0);
  for (const lane of lanes) {
    const owner = ownerAt(lane, atMs);
    if (owner !== null && owner in counts)
      counts[owner] = (counts[owner] ?? 0) + lane.partitions.length;
  }
  return counts;
}

/** Partitions that nobody consumed at some time of the interval; after the last span of all there are none. */
export function stoodStill(
  lanes: readonly OwnershipLane[],
  fromMs: number,
  toMs: number,
): readonly number[] {
  const endMs = Math.min(toMs, lastMs(lanes));
  return lanes
    .filter((lane) => endMs > fromMs && !isConsumed(lane, fromMs, endMs))
    .flatMap(({ partitions }) => partitions);
}

/** When the last span of all ends: then the books are closed. */
export function lastMs(lanes: readonly OwnershipLane[]): number {
  return Math.max(0, ...lanes.map(({ toMs }) => toMs.at(-1) ?? 0));
}

/** One after the other, without a gap. */
function isConsumed(lane: OwnershipLane, beginMs: number, endMs: number): boolean {
  let untilMs = beginMs;
  for (const [at, fromMs] of lane.fromMs.entries()) {
    if (fromMs <= untilMs) untilMs = Math.max(untilMs, lane.toMs[at] ?? fromMs);
  }
  return untilMs >= endMs;
}

/** Between two spans; before the first when it begins late. */
export interface Pause {
  readonly fromMs: number;
  readonly toMs: number;
  /** When the state of the next owner began to be restored; null where nothing was. */
  readonly restoreMs: number | null;
  /** Who consumes it next; null when nobody does. */
  readonly next: number | null;
}

/** @param endMs when the last span of all lanes ends */
export function pausesOf(lane: OwnershipLane, endMs: number): Pause[] {
  const { member, fromMs, toMs, restoreMs } = lane;
  const pauses: Pause[] = [];
  let sinceMs = 0;
  for (const [at, from] of fromMs.entries()) {
    if (from > sinceMs) {
      const restore = restoreMs[at] ?? from;
      pauses.push({
        fromMs: sinceMs,
        toMs: from,
        restoreMs: restore < from ? Math.max(restore, sinceMs) : null,
        next: member[at] ?? null,
      });
    }
    sinceMs = Math.max(sinceMs, toMs[at] ?? from);
  }
  if (endMs - sinceMs > CLOSING_MS) {
    pauses.push({ fromMs: sinceMs, toMs: endMs, restoreMs: null, next: null });
  }
  return pauses;
}

/** Partitions are closed one after the other at the end: that is no pause. */
const CLOSING_MS = 500;

/** Steps of the number of partitions that a member consumes, in order of time; from 0 partitions on. */
export interface Step {
  readonly atMs: number;
  readonly partitions: number;
}

export function stepsOf(lanes: readonly OwnershipLane[], member: number): Step[] {
  const changes = new Map<number, number>();
  const change = (atMs: number, by: number) => changes.set(atMs, (changes.get(atMs) ?? 0) + by);
  for (const lane of lanes) {
    const { length } = lane.partitions;
    for (const [at, owner] of lane.member.entries()) {
      if (owner !== member) continue;
      change(lane.fromMs[at] as number, length);
      change(lane.toMs[at] as number, -length);
    }
  }
  let partitions = 0;
  return [...changes]
    .toSorted(([one], [other]) => one - other)
    .map(([atMs, by]) => {
      partitions += by;
      return { atMs, partitions };
    });
}
