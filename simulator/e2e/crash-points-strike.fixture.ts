/** Plays one crash point under load: somebody dies as planned, others take over, and what was done twice is counted. */

import type { GroupEvent } from '../consumers/group-log.ts';
import { type CrashGroup, sleep } from './crash-points-group.fixture.ts';
import { type CrashPoint, crashStepOf } from './crash-points-plan.fixture.ts';
import { ReworkBound } from './crash-points-rework.fixture.ts';

const SLICE_RECORDS = 20;
/** Of each slice, as a producer does that missed an answer. */
const REPEATED_RECORDS = 2;
const BETWEEN_SLICES_MS = 30;
const BETWEEN_LOOKS_MS = 100;

export interface StruckPoint {
  readonly point: CrashPoint;
  /** Records that were processed again, and how many that may have been. */
  readonly reprocessed: number;
  readonly allowed: number;
  /** Processed again although everything had been committed before it changed hands. */
  readonly reprocessedAtReturn: number;
  /** Partitions that were assigned to whoever died, and not restored yet. */
  readonly unrestored: number;
}

/** @param records so many more of the plan are sent meanwhile; the group is whole and quiet before and after */
export async function playPoint(
  group: CrashGroup,
  point: CrashPoint,
  records: number,
): Promise<StruckPoint> {
  const { pool } = group;
  const before = await group.reprocessed();
  const watch = await watchRework(group);
  let unrestored: number;
  try {
    unrestored = await strike(group, point, records, watch.bound);
    await group.quiet();
    if (point.restart === 'at-once') {
      await group.whole();
      await group.quiet();
    }
  } finally {
    await watch.stop();
  }
  const after = await group.reprocessed();
  pool.start(point.victim);
  await group.whole();
  await group.quiet();
  const atReturn = await group.reprocessed();
  return {
    point,
    reprocessed: after - before,
    allowed: watch.bound.records,
    reprocessedAtReturn: atReturn - after,
    unrestored,
  };
}

/** Looks again and again at what is committed, and at who has what. The group is quiet at its start and when it stops. */
async function watchRework(group: CrashGroup) {
  const { pool, ownership, options } = group;
  const bound = new ReworkBound(options.world.scenario.pipeline.partitions);
  const look = async (): Promise<void> => {
    const offsets = await group.offsets();
    bound.sampled(group.nowUs(), offsets);
    ownership.follow(pool.log);
    bound.moved(ownership.takeMoved(), pool.processed);
  };
  ownership.takeMoved();
  await look();
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      await sleep(BETWEEN_LOOKS_MS);
      await look();
    }
  })();
  return {
    bound,
    stop: () => {
      stopped = true;
      return watching;
    },
  };
}

/**
 * When it resolves all records are sent, the victim is dead, and the group knows or will; where that is planned, its next
 * life has begun.
 * @returns how many partitions were assigned to it and not restored yet
 */
export async function strike(
  group: CrashGroup,
  point: CrashPoint,
  records: number,
  bound: Pick<ReworkBound, 'died'>,
): Promise<number> {
  const { victim, notice, restart } = point;
  let dead = false;
  const struck = (async () => {
    const armedAt = group.sent + Math.round(records * point.armedAtShare);
    await group.until('armed', () => group.sent >= armedAt);
    await strikeArmed(group, point, bound);
    dead = true;
    const unrestored = unrestoredBy(group.pool.log, victim);
    if (restart === 'at-once') group.pool.start(victim);
    if (notice === 'told') await group.bury(victim);
    return unrestored;
  })();
  const [unrestored] = await Promise.all([struck, load(group, records, () => dead)]);
  return unrestored;
}

/** Of what its last join gave to a member. */
function unrestoredBy(log: readonly GroupEvent[], member: string): number {
  const own = log.filter((event) => event.member === member);
  const at = own.findLastIndex(({ type }) => type === 'joined');
  const join = own[at];
  if (join?.type !== 'joined') return 0;
  return join.partitions.length - own.slice(at).filter(({ type }) => type === 'active').length;
}

/** Sends what is planned, and repeats some of it for as long as there has to be something to do. */
async function load(group: CrashGroup, records: number, mayEnd: () => boolean): Promise<void> {
  const end = Math.min(group.length, group.sent + records);
  while (group.sent < end || !mayEnd()) {
    if (group.sent < end) await group.send(Math.min(SLICE_RECORDS, end - group.sent));
    await group.repeat(group.sent < end ? REPEATED_RECORDS : SLICE_RECORDS);
    await sleep(BETWEEN_SLICES_MS);
  }
}

async function strikeArmed(
  group: CrashGroup,
  point: CrashPoint,
  bound: Pick<ReworkBound, 'died'>,
): Promise<void> {
  const { victim } = point;
  const step = crashStepOf(point.kind);
  if (step !== undefined) return kill(group, victim, step, bound);
  if (point.kind === 'taking') {
    const from = processedBy(group, victim);
    await group.until('taking', () => processedBy(group, victim) >= from + point.takenRecords);
    return kill(group, victim, null, bound);
  }
  await kill(group, victim, null, bound);
  await group.bury(victim);
  const { length } = group.pool.log;
  group.pool.start(victim);
  await group.until('assigned', () =>
    group.pool.log
      .slice(length)
      .some(
        (told) => told.type === 'joined' && told.member === victim && told.partitions.length > 0,
      ),
  );
  await sleep(point.delayMs);
  return kill(group, victim, null, bound);
}

async function kill(
  group: CrashGroup,
  victim: string,
  step: ReturnType<typeof crashStepOf> | null,
  bound: Pick<ReworkBound, 'died'>,
): Promise<void> {
  const { pool, ownership } = group;
  await pool.kill(victim, step ?? null);
  ownership.follow(pool.log);
  bound.died(await group.offsets(), ownership);
}

/** How far the topic-partitions are processed that it owns. */
function processedBy({ pool, ownership, options }: CrashGroup, name: string): number {
  ownership.follow(pool.log);
  const { partitions } = options.world.scenario.pipeline;
  return Array.from(pool.processed).reduce(
    (sum, offset, slot) => (ownership.ownerOf(slot % partitions) === name ? sum + offset : sum),
    0,
  );
}
