/**
 * The control of `crash-points.long.test.ts`: where offsets are committed before the state is durable, a crash in between
 * loses state, and the checks that find nothing elsewhere find it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initHistograms } from '../../reports/histogram.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';
import type { GroupEvent } from '../consumers/group-log.ts';
import { faultsOf } from './crash-points-evidence.fixture.ts';
import { startCrashGroup } from './crash-points-group.fixture.ts';
import { CRASH_KINDS, type CrashPoint, crashPlan } from './crash-points-plan.fixture.ts';
import { Ownership, ReworkBound } from './crash-points-rework.fixture.ts';
import { SESSION_TIMEOUT_MS } from './crash-points-run.fixture.ts';
import { strike } from './crash-points-strike.fixture.ts';
import { crashWorld } from './crash-points-world.fixture.ts';

let broker: EmbeddedBroker;

beforeAll(async () => {
  await initHistograms();
  broker = await startEmbeddedBroker();
});
afterAll(() => broker.stop());

/** Between the second and the third step of a checkpoint, whatever these are. */
async function faultsAfterCrash(order: 'changelog-first' | 'commit-first'): Promise<string[]> {
  const point: CrashPoint = {
    ...{ kind: order === 'commit-first' ? 'commit' : 'changelog', victim: 'consumer-1' },
    ...{ armedAtShare: 0.2, takenRecords: 0, delayMs: 0, notice: 'told', restart: 'at-once' },
  };
  const plan = { seed: 1, partitions: 3, consumers: 2, points: [point] };
  const group = await startCrashGroup({
    connection: { brokers: [broker.address], kind: 'embedded' },
    world: crashWorld(plan, SESSION_TIMEOUT_MS),
    name: order,
    checkpointOrder: order,
  });
  try {
    await strike(group, point, group.length, new ReworkBound(plan.partitions));
    await group.whole();
    return await faultsOf(group, []);
  } finally {
    await group.stop();
  }
}

describe('a crash between state and commit', () => {
  it('is found in nothing when the state is durable first', async () => {
    expect(await faultsAfterCrash('changelog-first')).toEqual([]);
  });

  it('is found by the same checks when the commit comes first', async () => {
    const faults = await faultsAfterCrash('commit-first');
    const found = new Set(faults.map((fault) => fault.split(':')[0]));
    expect([...found]).toEqual(expect.arrayContaining(['no-loss', 'digest']));
    // The events are all there: who reads them anew comes to the right end.
    expect(found).not.toContain('rebuild');
  });
});

describe('plans of crash points', () => {
  it('are the same for the same seed, and have one point of every kind', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const plan = crashPlan(seed);
      expect(crashPlan(seed)).toEqual(plan);
      expect(plan.points.map(({ kind }) => kind).sort()).toEqual([...CRASH_KINDS].sort());
      expect(plan.points.filter(({ notice }) => notice === 'silence')).toHaveLength(1);
    }
  });
});

describe('the bound of what is done twice', () => {
  const told = { generation: 1, durationMs: 0, products: 0, records: 0, bytes: 0 };
  const active = (member: string, partition: number, kept = false): GroupEvent => ({
    ...{ type: 'active', atUs: 0, member, partition, kept },
    ...told,
  });
  const ended = (member: string): GroupEvent => ({ type: 'ended', atUs: 0, member, end: 'killed' });

  it('is what was processed and not committed of partitions that a death left alone', () => {
    const ownership = new Ownership();
    const bound = new ReworkBound(2);
    ownership.follow([active('a', 0), active('b', 1), ended('a')]);
    bound.died({ processed: [10, 20, 30, 40], committed: [4, 0, 29, 0] }, ownership);
    expect(bound.records).toBe(7);
    expect(ownership.takeMoved()).toEqual([]);
  });

  it('grows by what was not known to be committed when partitions go from hand to hand', () => {
    const ownership = new Ownership();
    const bound = new ReworkBound(2);
    bound.sampled(0, { processed: [10, 20], committed: [10, 15] });
    bound.sampled(50, { processed: [12, 21], committed: [11, 20] });
    const log = [active('a', 0), active('b', 1), ended('a')];
    ownership.follow(log);
    // The heir takes over from a dead hand; then from a living one, which says so before or afterwards.
    log.push(active('b', 0), active('b', 1, true), active('a', 1));
    log.push({ type: 'released', atUs: 60, member: 'b', partition: 1 });
    log.push({ type: 'released', atUs: 60, member: 'b', partition: 0 }, active('a', 0));
    ownership.follow(log);
    const moves = ownership.takeMoved();
    expect(moves).toEqual([
      { partition: 1, sinceUs: 0 },
      { partition: 0, sinceUs: 60 },
    ]);
    bound.moved(moves, [13, 22]);
    expect(bound.records).toBe(22 - 15 + 13 - 11);
    expect(ownership.takeMoved()).toEqual([]);
  });
});
