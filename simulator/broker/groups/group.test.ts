import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR } from '../codec/error-codes.ts';
import { FakeTimers } from '../testing/fake-timers.fixture.ts';
import { GroupCoordinator } from './coordinator.ts';
import type { JoinRequest, JoinResult, SyncResult } from './results.ts';

const SESSION_MS = 10_000;
const REBALANCE_MS = 60_000;

describe('a consumer group', () => {
  it('forms its first generation with the newcomer as its leader', () => {
    const world = newWorld();
    const join = world.join('');
    expect(join.result).toMatchObject({ error: 0, generation: 1, protocolName: 'range' });
    expect(join.result?.leaderId).toBe(join.result?.memberId);
    expect(join.result?.members.map((m) => String(m.metadata))).toEqual(['subscription']);
    expect(world.group().state).toBe('CompletingRebalance');
    const sync = world.sync(join.result, [[join.result?.memberId ?? '', 'all']]);
    expect(String(sync.result?.assignment)).toBe('all');
    expect(world.group().state).toBe('Stable');
  });

  it('sends newcomers away once with an id, where the version asks for it', () => {
    const world = newWorld();
    const sentAway = world.join('', { idRequiredFirst: true });
    expect(sentAway.result).toMatchObject({ error: ERROR.MEMBER_ID_REQUIRED });
    const id = sentAway.result?.memberId ?? '';
    expect(id).toMatch(/^client-/);
    expect(world.group().members.size).toBe(0);
    expect(world.join(id, { idRequiredFirst: true }).result).toMatchObject({
      error: 0,
      memberId: id,
    });
  });

  it('forgets an id that is not used within the session timeout', () => {
    const world = newWorld();
    const id = world.join('', { idRequiredFirst: true }).result?.memberId ?? '';
    world.timers.advance(SESSION_MS);
    expect(world.join(id).result?.error).toBe(ERROR.UNKNOWN_MEMBER_ID);
  });

  it('makes all members rejoin when one more comes', () => {
    const world = newWorld();
    const first = world.stable(1)[0] as JoinResult;
    const second = world.join('');
    expect(second.result).toBeUndefined();
    expect(world.heartbeat(first)).toBe(ERROR.REBALANCE_IN_PROGRESS);
    const again = world.join(first.memberId);
    expect(again.result).toMatchObject({ error: 0, generation: 2, leaderId: first.memberId });
    expect(again.result?.members).toHaveLength(2);
    expect(second.result).toMatchObject({ error: 0, generation: 2 });
    expect(second.result?.members).toHaveLength(0);
  });

  it('hands every member its part when the leader syncs, whoever syncs first', () => {
    const world = newWorld();
    const [leader, follower] = world.joined(2) as [JoinResult, JoinResult];
    const early = world.sync(follower, []);
    expect(early.result).toBeUndefined();
    const sync = world.sync(leader, [
      [leader.memberId, 'left'],
      [follower.memberId, 'right'],
    ]);
    expect(String(sync.result?.assignment)).toBe('left');
    expect(String(early.result?.assignment)).toBe('right');
    expect(String(world.sync(follower, []).result?.assignment)).toBe('right');
  });

  it('leaves behind who does not rejoin within the rebalance timeout', () => {
    const world = newWorld();
    const [one, two] = world.stable(2) as [JoinResult, JoinResult];
    const third = world.join('');
    const rejoined = world.join(two.memberId);
    for (let waitedMs = 0; waitedMs < REBALANCE_MS; waitedMs += SESSION_MS / 2) {
      expect(rejoined.result).toBeUndefined();
      world.heartbeat(one);
      world.timers.advance(SESSION_MS / 2);
    }
    expect(rejoined.result).toMatchObject({ error: 0, leaderId: two.memberId });
    expect(rejoined.result?.members.map((m) => m.id)).toEqual([
      two.memberId,
      third.result?.memberId,
    ]);
    expect(world.heartbeat(one)).toBe(ERROR.UNKNOWN_MEMBER_ID);
  });

  it('removes a member that is silent for its session timeout, and rebalances', () => {
    const world = newWorld();
    const [one, two] = world.stable(2) as [JoinResult, JoinResult];
    world.timers.advance(SESSION_MS - 1);
    expect(world.heartbeat(one)).toBe(0);
    world.timers.advance(1);
    expect([...world.group().members.keys()]).toEqual([one.memberId]);
    expect(world.heartbeat(one)).toBe(ERROR.REBALANCE_IN_PROGRESS);
    expect(world.heartbeat(two)).toBe(ERROR.UNKNOWN_MEMBER_ID);
    expect(world.join(one.memberId).result).toMatchObject({
      error: 0,
      generation: one.generation + 1,
    });
  });

  it('rebalances when a member leaves, and is empty after the last one', () => {
    const world = newWorld();
    const [one, two] = world.stable(2) as [JoinResult, JoinResult];
    expect(world.coordinator.leave('g', one.memberId)).toBe(0);
    expect(world.heartbeat(two)).toBe(ERROR.REBALANCE_IN_PROGRESS);
    expect(world.coordinator.leave('g', two.memberId)).toBe(0);
    expect(world.group().state).toBe('Empty');
    expect(world.coordinator.leave('g', two.memberId)).toBe(ERROR.UNKNOWN_MEMBER_ID);
    expect(world.timers.pending).toBe(0);
  });

  it('sends followers back when the leader dies before it has assigned', () => {
    const world = newWorld();
    const [, follower] = world.joined(2) as [JoinResult, JoinResult];
    const waiting = world.sync(follower, []);
    world.timers.advance(SESSION_MS);
    expect(waiting.result?.error).toBe(ERROR.REBALANCE_IN_PROGRESS);
    expect(world.join(follower.memberId).result).toMatchObject({
      error: 0,
      leaderId: follower.memberId,
    });
  });

  it('drops members that never ask for their assignment', () => {
    const world = newWorld();
    const [leader, follower] = world.joined(2) as [JoinResult, JoinResult];
    world.sync(follower, []);
    for (let waitedMs = 0; waitedMs < REBALANCE_MS; waitedMs += SESSION_MS / 2) {
      expect(world.heartbeat(leader)).toBe(0);
      world.timers.advance(SESSION_MS / 2);
    }
    expect([...world.group().members.keys()]).toEqual([follower.memberId]);
  });

  it('drops also those who do not ask when the leader has long assigned', () => {
    const world = newWorld();
    const [leader, follower] = world.joined(2) as [JoinResult, JoinResult];
    world.sync(leader, []);
    expect(world.group().state).toBe('Stable');
    for (let waitedMs = 0; waitedMs < REBALANCE_MS; waitedMs += SESSION_MS / 2) {
      expect(world.heartbeat(leader)).toBe(0);
      expect(world.heartbeat(follower)).toBe(0);
      world.timers.advance(SESSION_MS / 2);
    }
    expect([...world.group().members.keys()]).toEqual([leader.memberId]);
    expect(world.heartbeat(leader)).toBe(ERROR.REBALANCE_IN_PROGRESS);
  });

  it('waits no longer for those who ask late', () => {
    const world = newWorld();
    const [leader, follower] = world.joined(2) as [JoinResult, JoinResult];
    world.sync(leader, []);
    world.sync(follower, []);
    for (let waitedMs = 0; waitedMs < 2 * REBALANCE_MS; waitedMs += SESSION_MS / 2) {
      expect(world.heartbeat(leader)).toBe(0);
      expect(world.heartbeat(follower)).toBe(0);
      world.timers.advance(SESSION_MS / 2);
    }
    expect(world.group()).toMatchObject({ state: 'Stable', generation: leader.generation });
  });

  it('takes a newcomer for gone that waits five minutes for others', () => {
    const world = newWorld();
    const patient = { rebalanceTimeoutMs: 1_000_000, sessionTimeoutMs: 300_000 };
    const first = world.join('', patient).result as JoinResult;
    world.sync(first, []);
    const second = world.join('', patient);
    for (let waitedMs = 0; waitedMs < 300_000; waitedMs += 100_000) {
      expect(second.result).toBeUndefined();
      world.heartbeat(first);
      world.timers.advance(100_000);
    }
    expect(second.result?.error).toBe(ERROR.UNKNOWN_MEMBER_ID);
  });

  it('gives a follower that rejoins unchanged the current generation, and rebalances for the leader', () => {
    const world = newWorld();
    const [leader, follower] = world.stable(2) as [JoinResult, JoinResult];
    const same = world.join(follower.memberId).result;
    expect(same).toMatchObject({ error: 0, generation: follower.generation });
    expect(world.group().state).toBe('Stable');
    expect(world.join(leader.memberId).result).toBeUndefined();
    expect(world.group().state).toBe('PreparingRebalance');
  });

  it('chooses the protocol that all support and most prefer', () => {
    const world = newWorld();
    const names = [
      ['a', 'b', 'c'],
      ['c', 'b'],
      ['b', 'c'],
    ];
    const joins = names.map((protocols) => world.join('', { protocols: protocolsOf(protocols) }));
    const first = joins[0]?.result?.memberId ?? '';
    const again = world.join(first, { protocols: protocolsOf(names[0] ?? []) });
    expect(again.result?.protocolName).toBe('b');
  });

  it('refuses members that share no protocol, or speak another type', () => {
    const world = newWorld();
    world.stable(1);
    const stranger = world.join('', { protocols: protocolsOf(['other']) });
    expect(stranger.result?.error).toBe(ERROR.INCONSISTENT_GROUP_PROTOCOL);
    const connector = world.join('', { protocolType: 'connect' });
    expect(connector.result?.error).toBe(ERROR.INCONSISTENT_GROUP_PROTOCOL);
    expect(world.join('', { protocols: [] }).result?.error).toBe(ERROR.INCONSISTENT_GROUP_PROTOCOL);
  });

  it('refuses unknown members, old generations, bad ids and bad session timeouts', () => {
    const world = newWorld();
    const [member] = world.stable(1) as [JoinResult];
    expect(world.join('nobody').result?.error).toBe(ERROR.UNKNOWN_MEMBER_ID);
    expect(world.heartbeat({ ...member, generation: 0 })).toBe(ERROR.ILLEGAL_GENERATION);
    expect(world.sync({ ...member, generation: 9 }, []).result?.error).toBe(
      ERROR.ILLEGAL_GENERATION,
    );
    expect(world.join('', { groupId: '' }).result?.error).toBe(ERROR.INVALID_GROUP_ID);
    for (const sessionTimeoutMs of [5_999, 300_001]) {
      expect(world.join('', { sessionTimeoutMs }).result?.error).toBe(
        ERROR.INVALID_SESSION_TIMEOUT,
      );
    }
    expect(world.join('ghost', { groupId: 'new' }).result?.error).toBe(ERROR.UNKNOWN_MEMBER_ID);
  });

  it('takes commits of current members, and of administrators while it is empty', () => {
    const world = newWorld();
    const mayCommit = (memberId: string, generation: number) => {
      const opened = world.coordinator.openForCommit('g', memberId, generation);
      return typeof opened === 'number' ? opened : 'open';
    };
    expect(mayCommit('', -1)).toBe('open');
    const [one] = world.joined(1) as [JoinResult];
    expect(mayCommit(one.memberId, one.generation)).toBe(ERROR.REBALANCE_IN_PROGRESS);
    world.sync(one, []);
    expect(mayCommit(one.memberId, one.generation)).toBe('open');
    expect(mayCommit('', -1)).toBe(ERROR.UNKNOWN_MEMBER_ID);
    expect(mayCommit(one.memberId, one.generation - 1)).toBe(ERROR.ILLEGAL_GENERATION);
    const two = world.join('');
    expect(mayCommit(one.memberId, one.generation)).toBe('open');
    const again = world.join(one.memberId).result;
    // It knows of the next generation, and has not asked for its part of it.
    expect(mayCommit(one.memberId, one.generation)).toBe(ERROR.ILLEGAL_GENERATION);
    expect(mayCommit(one.memberId, again?.generation ?? -1)).toBe(ERROR.REBALANCE_IN_PROGRESS);
    world.timers.advance(SESSION_MS);
    expect(mayCommit(two.result?.memberId ?? '', two.result?.generation ?? -1)).toBe(
      ERROR.UNKNOWN_MEMBER_ID,
    );
    expect(typeof world.coordinator.openForCommit('unknown', 'm', 3)).toBe('number');
  });

  it('can be deleted only while it is empty', () => {
    const world = newWorld();
    const [one] = world.stable(1) as [JoinResult];
    expect(world.coordinator.deleteGroup('g')).toBe(ERROR.NON_EMPTY_GROUP);
    world.coordinator.leave('g', one.memberId);
    expect(world.coordinator.deleteGroup('g')).toBe(0);
    expect(world.coordinator.deleteGroup('g')).toBe(ERROR.GROUP_ID_NOT_FOUND);
  });

  it('waits for more members of a new group, as long as they keep coming', () => {
    const world = newWorld(3_000);
    const one = world.join('');
    world.timers.advance(2_000);
    const two = world.join('');
    world.timers.advance(1_000);
    expect(one.result).toBeUndefined();
    world.timers.advance(3_000);
    expect(one.result?.generation).toBe(1);
    expect(two.result?.generation).toBe(1);
  });

  it('answers every request once and settles, whatever members do', () => {
    const action = fc.record({
      type: fc.constantFrom('join', 'rejoin', 'sync', 'heartbeat', 'leave', 'advance' as const),
      who: fc.nat(5),
      ms: fc.nat(20_000),
      idRequired: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 80 }), (actions) => {
        const world = newWorld();
        const known: { memberId: string; last: JoinResult | undefined }[] = [];
        let generation = 0;
        for (const { type, who, ms, idRequired } of actions) {
          const actor = known[who];
          if (type === 'advance') world.timers.advance(ms);
          else if (type === 'join') {
            const entry = { memberId: '', last: undefined as JoinResult | undefined };
            known.unshift(entry);
            world.join('', { idRequiredFirst: idRequired }, (result) => {
              entry.memberId = result.memberId;
              entry.last = result;
            });
          } else if (actor === undefined || actor.memberId === '') continue;
          else if (type === 'rejoin') {
            world.join(actor.memberId, {}, (result) => {
              actor.last = result;
            });
          } else if (type === 'sync') world.sync(actor.last, [[actor.memberId, 'part']]);
          else if (type === 'heartbeat' && actor.last) world.heartbeat(actor.last);
          else if (type === 'leave') world.coordinator.leave('g', actor.memberId);

          const group = world.coordinator.get('g');
          if (group === undefined) continue;
          expect(group.generation).toBeGreaterThanOrEqual(generation);
          generation = group.generation;
          if (group.state === 'Empty') expect(group.members.size).toBe(0);
          if (group.state === 'Stable') {
            for (const member of group.members.values()) {
              expect(member.awaitingJoin).toBeUndefined();
              expect(member.awaitingSync).toBeUndefined();
            }
          }
        }
        // Without another word from anybody the group ends empty, with every request answered.
        world.timers.advance(20 * REBALANCE_MS);
        expect(world.unanswered).toBe(0);
        expect(world.coordinator.get('g')?.state ?? 'Empty').toBe('Empty');
        expect(world.timers.pending).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});

interface Pending<T> {
  result: T | undefined;
}

function newWorld(initialRebalanceDelayMs = 0) {
  const timers = new FakeTimers();
  let ids = 0;
  const coordinator = new GroupCoordinator(
    timers,
    { minSessionTimeoutMs: 6_000, maxSessionTimeoutMs: 300_000, initialRebalanceDelayMs },
    () => {
      ids += 1;
      return String(ids);
    },
  );
  const world = {
    timers,
    coordinator,
    unanswered: 0,
    group() {
      const group = coordinator.get('g');
      if (group === undefined) throw new Error('there is no group yet');
      return group;
    },
    join(
      memberId: string,
      override: Partial<JoinRequest> = {},
      onResult: (result: JoinResult) => void = () => {},
    ): Pending<JoinResult> {
      const pending: Pending<JoinResult> = { result: undefined };
      const request: JoinRequest = {
        groupId: 'g',
        memberId,
        instanceId: null,
        clientId: 'client',
        clientHost: '127.0.0.1',
        sessionTimeoutMs: SESSION_MS,
        rebalanceTimeoutMs: REBALANCE_MS,
        protocolType: 'consumer',
        protocols: [{ name: 'range', metadata: Buffer.from('subscription') }],
        idRequiredFirst: false,
        ...override,
      };
      world.unanswered += 1;
      coordinator.join(request, (result) => {
        if (pending.result !== undefined) throw new Error('a join was answered twice');
        pending.result = result;
        world.unanswered -= 1;
        onResult(result);
      });
      return pending;
    },
    sync(
      member: JoinResult | undefined,
      parts: readonly (readonly [string, string])[],
    ): Pending<SyncResult> {
      const pending: Pending<SyncResult> = { result: undefined };
      const assignments = parts.map(([memberId, part]) => ({
        memberId,
        assignment: Buffer.from(part),
      }));
      world.unanswered += 1;
      const { memberId = '', generation = -1 } = member ?? {};
      coordinator.sync('g', memberId, generation, assignments, (result) => {
        if (pending.result !== undefined) throw new Error('a sync was answered twice');
        pending.result = result;
        world.unanswered -= 1;
      });
      return pending;
    },
    heartbeat(member: JoinResult): number {
      return coordinator.heartbeat('g', member.memberId, member.generation);
    },
    /** Members that have joined one generation, the leader first. */
    joined(count: number): JoinResult[] {
      let joins: Pending<JoinResult>[] = [];
      while (joins.length < count) {
        const newcomer = world.join('');
        joins = [...joins.map(({ result }) => world.join(result?.memberId ?? '')), newcomer];
      }
      return joins.map(({ result }) => {
        if (result === undefined) throw new Error('a join was not answered');
        return result;
      });
    },
    stable(count: number): JoinResult[] {
      const members = world.joined(count);
      for (const member of [...members].reverse()) world.sync(member, []);
      return members;
    },
  };
  return world;
}

function protocolsOf(names: readonly string[]) {
  return names.map((name) => ({ name, metadata: Buffer.from(name) }));
}
