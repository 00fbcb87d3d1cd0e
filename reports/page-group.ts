/** What the report page gets of a consumer group: bounded, with what belongs together told together. Pure. */
import type { GroupMember, GroupReport, Restore } from './group-report.ts';
import { type GroupSummary, groupSummary, isLively } from './group-summary.ts';
import { inWords, whole } from './numbers.ts';
import { type OwnershipLane, ownershipLanes } from './ownership-lanes.ts';
import { partitionsText } from './partition-words.ts';
import type { RunRecord } from './record.ts';

export interface PageGroup {
  readonly summary: GroupSummary;
  /** Whether there is anything to draw: nobody came, went or took over otherwise. */
  readonly isLively: boolean;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly members: readonly PageMember[];
  readonly lanes: readonly OwnershipLane[];
  readonly rebalances: readonly PageRebalance[];
  readonly restores: readonly PageRestores[];
  readonly recoveries: readonly PageRecovery[];
  readonly changelog: GroupReport['changelog'];
}

export interface PageMember extends GroupMember {
  /** How many partition numbers it consumed at the end; 0 of one that was gone. */
  readonly partitionsAtEnd: number;
}

export interface PageRebalance {
  readonly atMs: number;
  readonly generation: number;
  readonly members: number;
  readonly pauseMs: number | null;
  /** `0–3, 7`. */
  readonly movedText: string;
}

/** Of one member at a time: the partitions of one assignment are restored side by side. */
export interface PageRestores {
  readonly atMs: number;
  readonly member: string;
  readonly partitionsText: string;
  readonly restored: number;
  readonly kept: number;
  readonly longestMs: number;
  readonly products: number;
  readonly records: number;
  readonly bytes: number;
}

export interface PageRecovery {
  readonly atMs: number;
  readonly member: string;
  readonly partitionsText: string;
  readonly durationMs: number | null;
}

/** Rows of each table: those that took longest, in order of time. */
const MAX_ROWS = 200;
const MAX_MEMBERS = 60;
const MAX_LIVES = 200;

/** @param reduced gets a sentence for everything that was left out */
export function pageGroup(record: RunRecord, reduced: string[]): PageGroup | null {
  const { group, counts } = record;
  if (group === null) return null;
  const lively = isLively(group);
  const longest = <T>(rows: readonly T[], ms: (row: T) => number | null, what: string) => {
    if (rows.length <= MAX_ROWS) return rows;
    reduced.push(
      `The ${MAX_ROWS} longest of ${whole(rows.length)} ${what} are listed; run.json has all.`,
    );
    return longestOf(rows, ms);
  };
  return {
    summary: groupSummary(group, counts.events_applied),
    isLively: lively,
    sessionTimeoutMs: group.sessionTimeoutMs,
    rebalanceTimeoutMs: group.rebalanceTimeoutMs,
    members: membersOf(group, reduced),
    lanes: lively ? lanesOf(group, endMsOf(record), reduced) : [],
    rebalances: longest(group.rebalances, ({ pauseMs }) => pauseMs, 'rebalances').map(
      ({ atMs, generation, members, pauseMs, moved }) => ({
        atMs,
        generation,
        members,
        pauseMs,
        movedText: partitionsText(moved),
      }),
    ),
    restores: longest(restoresTogether(group.restores), ({ longestMs }) => longestMs, 'restores'),
    recoveries: longest(group.recoveries, ({ durationMs }) => durationMs, 'recoveries').map(
      ({ atMs, member, partitions, durationMs }) => ({
        atMs,
        member,
        partitionsText: partitionsText(partitions),
        durationMs,
      }),
    ),
    changelog: group.changelog,
  };
}

/** Of the time axis that all figures share. */
function endMsOf({ series, load }: RunRecord): number {
  return series === null ? load.durationMs : series.intervalMs * series.intervals;
}

function lanesOf(group: GroupReport, endMs: number, reduced: string[]): readonly OwnershipLane[] {
  const { lanes, leftOut } = ownershipLanes(group, endMs);
  if (leftOut > 0) {
    reduced.push(
      `The owners of ${inWords(leftOut, 'partition')} are not drawn; ownership.csv has them.`,
    );
  }
  return lanes.map((lane) => ({
    ...lane,
    fromMs: lane.fromMs.map(Math.round),
    toMs: lane.toMs.map(Math.round),
    restoreMs: lane.restoreMs.map(Math.round),
  }));
}

function membersOf(group: GroupReport, reduced: string[]): PageMember[] {
  const { members } = group;
  if (members.length > MAX_MEMBERS) {
    reduced.push(`${whole(MAX_MEMBERS)} of ${inWords(members.length, 'consumer')} are shown.`);
  }
  const last = lastOwners(group);
  return members.slice(0, MAX_MEMBERS).map((member) => ({
    ...member,
    lives: member.lives.slice(0, MAX_LIVES),
    partitionsAtEnd: last.get(member.name) ?? 0,
  }));
}

/** Whoever stayed and consumed a partition last, by name. */
function lastOwners({ ownership, members }: GroupReport): Map<string, number> {
  const stayed = new Set(
    members.flatMap(({ name, lives }) => (lives.at(-1)?.end === 'stayed' ? [name] : [])),
  );
  const owner = new Map<number, { readonly member: string; readonly toMs: number }>();
  for (const { partition, member, toMs } of ownership) {
    if (toMs >= (owner.get(partition)?.toMs ?? 0)) owner.set(partition, { member, toMs });
  }
  const counts = new Map<string, number>();
  for (const { member } of owner.values()) {
    if (stayed.has(member)) counts.set(member, (counts.get(member) ?? 0) + 1);
  }
  return counts;
}

/** Assignments of one member that began within this time are one. */
const TOGETHER_MS = 250;

function restoresTogether(restores: readonly Restore[]): PageRestores[] {
  const open = new Map<string, Restore[]>();
  const groups: Restore[][] = [];
  for (const restore of restores) {
    const found = open.get(restore.member);
    const first = found?.[0];
    if (found !== undefined && first !== undefined && restore.atMs - first.atMs < TOGETHER_MS) {
      found.push(restore);
      continue;
    }
    const opened = [restore];
    open.set(restore.member, opened);
    groups.push(opened);
  }
  // Who kept everything restored nothing.
  return groups.map(restoresOf).filter(({ restored }) => restored > 0);
}

function restoresOf(group: readonly Restore[]): PageRestores {
  const restored = group.filter(({ kept }) => !kept);
  const sum = (of: (restore: Restore) => number) =>
    restored.reduce((total, restore) => total + of(restore), 0);
  return {
    atMs: group[0]?.atMs ?? 0,
    member: group[0]?.member ?? '',
    partitionsText: partitionsText(group.map(({ partition }) => partition)),
    restored: restored.length,
    kept: group.length - restored.length,
    longestMs: Math.max(0, ...restored.map(({ durationMs }) => durationMs)),
    products: sum(({ products }) => products),
    records: sum(({ records }) => records),
    bytes: sum(({ bytes }) => bytes),
  };
}

/** What never ended is longest. */
function longestOf<T>(rows: readonly T[], ms: (row: T) => number | null): readonly T[] {
  const order = rows
    .map((row, index) => ({ index, took: ms(row) ?? Number.POSITIVE_INFINITY }))
    .toSorted((one, other) => other.took - one.took || one.index - other.index)
    .slice(0, MAX_ROWS)
    .map(({ index }) => index);
  const kept = new Set(order);
  return rows.filter((_, index) => kept.has(index));
}
