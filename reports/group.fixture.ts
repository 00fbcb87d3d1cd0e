/** Consumer groups whose members come and go, for tests and previews of what is made from their reports. */
import type {
  GroupMember,
  GroupReport,
  MemberLife,
  OwnershipSpan,
  Rebalance,
  Recovery,
  Restore,
} from './group-report.ts';
import type { RunMark } from './record.ts';

/** Something that makes the group deal out its partitions anew. */
export interface GroupChange {
  readonly atMs: number;
  /** `stall`: its session ends, and it comes back by itself with the next change of its name. */
  readonly kind: 'kill' | 'stall' | 'join' | 'leave';
  readonly name: string;
}

export interface GroupShape {
  readonly endMs: number;
  readonly partitions: number;
  /** Names that are there at the start; partition p belongs to name p mod n. */
  readonly names: readonly string[];
  readonly processes?: readonly string[];
  readonly changes: readonly GroupChange[];
}

const SESSION_MS = 6_000;
/** A lost member is missed after so long in these pictures, which are shorter than real ones. */
const MISSED_AFTER_MS = 900;
const RESTORE_MS = 220;

/** The seconds of a run in which a consumer is killed and returns, another joins, a third stands still. */
export function livelyGroup(seconds = 30, partitions = 6): GroupReport {
  const at = (share: number) => Math.round(seconds * 1000 * share);
  return groupOf({
    endMs: (seconds + 4) * 1000,
    partitions,
    names: ['consumer-1', 'consumer-2', 'kitchen'],
    processes: ['kitchen'],
    changes: [
      { atMs: at(0.2), kind: 'kill', name: 'consumer-1' },
      { atMs: at(0.3), kind: 'join', name: 'consumer-1' },
      { atMs: at(0.45), kind: 'join', name: 'consumer-4' },
      { atMs: at(0.6), kind: 'stall', name: 'consumer-2' },
      { atMs: at(0.75), kind: 'join', name: 'consumer-2' },
      { atMs: at(0.9), kind: 'leave', name: 'consumer-4' },
    ],
  });
}

/** What the run's marks say of {@link livelyGroup}. */
export function livelyMarks(seconds = 30): RunMark[] {
  const at = (share: number) => Math.round(seconds * 1000 * share);
  const rebalance = {
    kind: 'rebalance',
    text: 'consumers share out their partitions anew',
  } as const;
  return [
    { atMs: at(0.2), kind: 'fault', text: 'consumer-1 is killed between effect and changelog' },
    { atMs: at(0.2) + MISSED_AFTER_MS, ...rebalance },
    { atMs: at(0.3), kind: 'fault', text: 'consumer-1 is started again' },
    { atMs: at(0.3) + 40, ...rebalance },
    { atMs: at(0.45), kind: 'fault', text: 'consumer-4 joins' },
    { atMs: at(0.45) + 40, ...rebalance },
    { atMs: at(0.6), kind: 'fault', text: 'consumer-2 stands still for 4.5 s' },
    { atMs: at(0.6) + MISSED_AFTER_MS, kind: 'lost', text: 'the session of consumer-2 ended' },
    { atMs: at(0.75), ...rebalance },
    { atMs: at(0.9), kind: 'fault', text: 'consumer-4 leaves' },
    { atMs: at(0.9) + 40, ...rebalance },
  ];
}

/** Members come and go all through the run. */
export function stormyGroup(endMs: number, partitions: number, changes: number): GroupReport {
  const stepMs = endMs / (changes + 1);
  const pattern = ['leave', 'join'] as const;
  const names = Array.from({ length: 6 }, (_, at) => `consumer-${at + 1}`);
  return groupOf({
    endMs,
    partitions,
    names,
    changes: Array.from({ length: changes }, (_, at) => ({
      atMs: Math.round((at + 1) * stepMs),
      kind: pattern[at % 2] ?? 'join',
      name: names[Math.floor(at / 2) % names.length] ?? '',
    })),
  });
}

/** Everybody stays. */
export function quietGroup(names: readonly string[], partitions: number): GroupReport {
  const group = groupOf({ endMs: 30_000, partitions, names, changes: [] });
  return { ...group, reprocessed: 0, changelog: { ...group.changelog, staleCuts: 0 } };
}

interface Draft {
  readonly spans: OwnershipSpan[];
  readonly rebalances: Rebalance[];
  readonly restores: Restore[];
  readonly recoveries: Recovery[];
}

export function groupOf({
  endMs,
  partitions,
  names,
  processes = [],
  changes,
}: GroupShape): GroupReport {
  const draft: Draft = { spans: [], rebalances: [], restores: [], recoveries: [] };
  const present = new Set(names);
  const lives = new Map<string, { fromMs: number; ends: MemberLife[] }>(
    names.map((name) => [name, { fromMs: 0, ends: [] }]),
  );
  let owners = assigned(partitions, names, present);
  const since = new Array<number>(partitions).fill(0);
  for (const [index, change] of changes.entries()) {
    const generation = index + 2;
    const isLoss = change.kind === 'kill' || change.kind === 'stall';
    if (change.kind === 'join') {
      present.add(change.name);
      lives.set(change.name, { fromMs: change.atMs, ends: lives.get(change.name)?.ends ?? [] });
    } else {
      present.delete(change.name);
      const ends = { kill: 'killed', stall: 'lost', leave: 'left' } as const;
      const life = lives.get(change.name);
      life?.ends.push({ fromMs: life.fromMs, toMs: change.atMs, end: ends[change.kind] });
    }
    const next = assigned(partitions, names, present);
    handOver(draft, { change, generation, isLoss, owners, next, since, present: present.size });
    owners = next;
  }
  for (const [partition, member] of owners.entries()) {
    const fromMs = since[partition] ?? 0;
    draft.spans.push({ partition, member, fromMs, toMs: endMs, generation: changes.length + 1 });
  }
  const bytes = 2_400_000;
  return {
    sessionTimeoutMs: SESSION_MS,
    rebalanceTimeoutMs: 10_000,
    members: [...lives.keys()]
      .toSorted()
      .map((name) => memberOf(name, lives, present, processes, endMs)),
    ownership: draft.spans.toSorted((a, b) => a.partition - b.partition || a.fromMs - b.fromMs),
    rebalances: draft.rebalances,
    restores: draft.restores.toSorted((a, b) => a.atMs - b.atMs),
    recoveries: draft.recoveries,
    reprocessed: 12 * draft.recoveries.length,
    changelog: {
      cuts: 412,
      snapshots: 9,
      records: 31_200,
      bytes,
      staleCuts: draft.recoveries.length,
    },
  };
}

/** At home where its owner is there; else with whoever has least. */
function assigned(
  partitions: number,
  names: readonly string[],
  present: ReadonlySet<string>,
): string[] {
  const there = [...present].toSorted();
  const loads = new Map(there.map((name) => [name, 0]));
  return Array.from({ length: partitions }, (_, partition) => {
    const home = names[partition % names.length] ?? '';
    const fair = Math.ceil(partitions / there.length);
    const least = there.toSorted((a, b) => (loads.get(a) ?? 0) - (loads.get(b) ?? 0))[0] ?? '';
    const owner = present.has(home) && (loads.get(home) ?? 0) < fair ? home : least;
    loads.set(owner, (loads.get(owner) ?? 0) + 1);
    return owner;
  });
}

interface HandOver {
  readonly change: GroupChange;
  readonly generation: number;
  readonly isLoss: boolean;
  readonly owners: readonly string[];
  readonly next: readonly string[];
  /** Since when each partition is consumed by its owner; moved on. */
  readonly since: number[];
  readonly present: number;
}

function handOver(draft: Draft, step: HandOver): void {
  const { change, generation, isLoss, owners, next, since } = step;
  const pausedMs = change.atMs + (isLoss ? MISSED_AFTER_MS : 40);
  const moved: number[] = [];
  let latestMs = 0;
  for (const [partition, owner] of owners.entries()) {
    const gone = isLoss && owner === change.name;
    const toMs = gone ? change.atMs : pausedMs;
    const isMoved = owner !== next[partition];
    const durationMs = isMoved ? RESTORE_MS + 17 * (partition % 5) : 3;
    const fromMs = pausedMs + 110 + durationMs;
    draft.spans.push({
      partition,
      member: owner,
      fromMs: since[partition] ?? 0,
      toMs,
      generation: generation - 1,
    });
    draft.restores.push({
      atMs: pausedMs + 110,
      partition,
      member: next[partition] ?? '',
      durationMs,
      kept: !isMoved,
      products: isMoved ? 334 : 0,
      records: isMoved ? 1_020 : 0,
      bytes: isMoved ? 81_000 : 0,
    });
    if (isMoved) moved.push(partition);
    since[partition] = fromMs;
    latestMs = Math.max(latestMs, fromMs);
  }
  const atMs = isLoss ? change.atMs : pausedMs;
  draft.rebalances.push({
    generation,
    atMs,
    pauseMs: latestMs - atMs,
    members: step.present,
    moved,
  });
  if (!isLoss) return;
  const lost = owners.flatMap((owner, partition) => (owner === change.name ? [partition] : []));
  draft.recoveries.push({
    atMs: change.atMs,
    member: change.name,
    partitions: lost,
    durationMs: latestMs - change.atMs + 15,
  });
}

function memberOf(
  name: string,
  lives: ReadonlyMap<string, { readonly fromMs: number; readonly ends: readonly MemberLife[] }>,
  present: ReadonlySet<string>,
  processes: readonly string[],
  endMs: number,
): GroupMember {
  const { fromMs = 0, ends = [] } = lives.get(name) ?? {};
  const last: MemberLife[] = present.has(name) ? [{ fromMs, toMs: endMs, end: 'stayed' }] : [];
  return { name, kind: processes.includes(name) ? 'process' : 'thread', lives: [...ends, ...last] };
}
