/**
 * Ownership as it is drawn: a lane a partition, and where there are many, one for all partitions that changed hands together.
 * Pure.
 */
import type { GroupReport, OwnershipSpan } from './group-report.ts';

/** Columns: entry k of each is of span k, in order of time. */
export interface OwnershipLane {
  /** Ascending. */
  readonly partitions: readonly number[];
  /** Positions in the group's list of members. */
  readonly member: readonly number[];
  /** Of a lane of several partitions, when the last of them was consumed, and until the first was not. */
  readonly fromMs: readonly number[];
  readonly toMs: readonly number[];
  /** When its state began to be restored; `fromMs` where nothing was. */
  readonly restoreMs: readonly number[];
  /** 1: the owner was killed or lost then. */
  readonly lost: readonly number[];
}

export interface DrawnOwnership {
  readonly lanes: readonly OwnershipLane[];
  /** Partitions that there was no room for. */
  readonly leftOut: number;
}

/** So many lanes can be told one by one. */
export const SINGLE_LANES = 24;
/** More would be thinner than a line. */
export const MAX_LANES = 100;
/** A pause that takes a smaller part of the axis would not be seen. */
const FINEST = 4_000;
/** An owner's span ends when its loss is noticed, a little after it happened. */
const NOTICED_MS = 500;

/** @param endMs of the time axis */
export function ownershipLanes(group: GroupReport, endMs: number): DrawnOwnership {
  const single = lanesOf(group, endMs / FINEST);
  if (single.length <= SINGLE_LANES) return { lanes: single, leftOut: 0 };
  let toleranceMs = Math.max(250, endMs / 200);
  let lanes = together(single, toleranceMs);
  // Coarser, until only different owners keep lanes apart.
  while (lanes.length > MAX_LANES && toleranceMs < endMs) {
    toleranceMs *= 4;
    lanes = together(single, toleranceMs);
  }
  const leftOut = lanes
    .slice(MAX_LANES)
    .reduce((sum, { partitions }) => sum + partitions.length, 0);
  return { lanes: lanes.slice(0, MAX_LANES), leftOut };
}

interface Building {
  readonly partitions: number[];
  readonly member: number[];
  readonly fromMs: number[];
  readonly toMs: number[];
  readonly restoreMs: number[];
  readonly lost: number[];
}

function lanesOf(group: GroupReport, finestMs: number): OwnershipLane[] {
  const positions = new Map(group.members.map(({ name }, index) => [name, index]));
  const restores = restoresByPartition(group);
  const lanes = new Map<number, Building>();
  for (const span of group.ownership) {
    const { partition, toMs } = span;
    const lane = lanes.get(partition) ?? empty(partition);
    lanes.set(partition, lane);
    const member = positions.get(span.member) ?? -1;
    const restoreMs = restoreOf(span, restores.get(partition) ?? []);
    const last = lane.member.length - 1;
    const isLost = endedByLoss(span, group) ? 1 : 0;
    const gapMs = Math.min(restoreMs, span.fromMs) - (lane.toMs[last] ?? Number.NEGATIVE_INFINITY);
    if (lane.member[last] === member && lane.lost[last] === 0 && gapMs < finestMs) {
      lane.toMs[last] = toMs;
      lane.lost[last] = isLost;
      continue;
    }
    lane.member.push(member);
    lane.fromMs.push(span.fromMs);
    lane.toMs.push(toMs);
    lane.restoreMs.push(restoreMs);
    lane.lost.push(isLost);
  }
  return [...lanes].toSorted(([one], [other]) => one - other).map(([, lane]) => lane);
}

function empty(partition: number): Building {
  return { partitions: [partition], member: [], fromMs: [], toMs: [], restoreMs: [], lost: [] };
}

function restoresByPartition({
  restores,
}: GroupReport): Map<number, GroupReport['restores'][number][]> {
  const found = new Map<number, GroupReport['restores'][number][]>();
  for (const restore of restores) {
    if (restore.kept) continue;
    const same = found.get(restore.partition) ?? [];
    same.push(restore);
    found.set(restore.partition, same);
  }
  return found;
}

/** The restore that the span began with is over when the span begins. */
function restoreOf(
  { member, fromMs }: OwnershipSpan,
  restores: readonly GroupReport['restores'][number][],
): number {
  const found = restores.find(
    (restore) =>
      restore.member === member &&
      Math.abs(restore.atMs + restore.durationMs - fromMs) <= RESTORED_WITHIN_MS,
  );
  return found === undefined ? fromMs : Math.min(found.atMs, fromMs);
}

/** Two clocks of the same event may tell it a moment apart. */
const RESTORED_WITHIN_MS = 50;

function endedByLoss({ member, fromMs, toMs }: OwnershipSpan, { members }: GroupReport): boolean {
  const lives = members.find(({ name }) => name === member)?.lives ?? [];
  return lives.some(
    (life) =>
      (life.end === 'killed' || life.end === 'lost') &&
      life.fromMs <= fromMs &&
      fromMs <= life.toMs &&
      Math.abs(toMs - life.toMs) <= NOTICED_MS,
  );
}

/** Partitions with the same owners at the same times, but for so much, share a lane. */
function together(single: readonly OwnershipLane[], toleranceMs: number): OwnershipLane[] {
  const groups: { readonly first: OwnershipLane; readonly all: OwnershipLane[] }[] = [];
  const byOwners = new Map<string, typeof groups>();
  for (const lane of single) {
    const owners = lane.member.join();
    const alike = byOwners.get(owners) ?? [];
    byOwners.set(owners, alike);
    const group = alike.find(({ first }) => isClose(first, lane, toleranceMs));
    if (group !== undefined) group.all.push(lane);
    else {
      const opened = { first: lane, all: [lane] };
      alike.push(opened);
      groups.push(opened);
    }
  }
  return groups.map(({ all }) => merged(all));
}

function isClose(one: OwnershipLane, other: OwnershipLane, toleranceMs: number): boolean {
  return one.member.every(
    (_, at) =>
      Math.abs((one.fromMs[at] ?? 0) - (other.fromMs[at] ?? 0)) <= toleranceMs &&
      Math.abs((one.toMs[at] ?? 0) - (other.toMs[at] ?? 0)) <= toleranceMs,
  );
}

/** A lane is consumed when all of its partitions are: no pause is hidden. */
function merged(lanes: readonly OwnershipLane[]): OwnershipLane {
  const [first] = lanes;
  if (first === undefined || lanes.length === 1) return first ?? empty(0);
  const column = (
    name: 'fromMs' | 'toMs' | 'restoreMs' | 'lost',
    pick: (...values: number[]) => number,
  ) => first.member.map((_, at) => pick(...lanes.map((lane) => lane[name][at] ?? 0)));
  const fromMs = column('fromMs', Math.max);
  return {
    partitions: lanes.flatMap(({ partitions }) => partitions),
    member: first.member,
    fromMs,
    toMs: column('toMs', Math.min).map((toMs, at) => Math.max(toMs, fromMs[at] ?? 0)),
    restoreMs: column('restoreMs', Math.min),
    lost: column('lost', Math.max),
  };
}
