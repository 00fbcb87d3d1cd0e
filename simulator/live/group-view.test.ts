import { describe, expect, it } from 'vitest';
import type { GroupEvent } from '../consumers/group-log.ts';
import type { MemberStanding } from '../consumers/pool-contract.ts';
import { GroupView, type Look } from './group-view.ts';

const SECOND_US = 1_000_000;

function member(name: string, change: Partial<MemberStanding> = {}): MemberStanding {
  return {
    ...{ name, kind: 'thread', isAway: false, taken: 0 },
    membership: { isCurrent: true, assigned: [0], active: [0] },
    ...change,
  };
}

function look(change: Partial<Look> & { readonly members?: readonly MemberStanding[] } = {}): Look {
  const { members = [member('a')], ...rest } = change;
  return {
    atUs: 0,
    standing: { generation: 1, isRebalancing: false, members },
    progress: { applied: 0, received: 0, waiting: 0, away: 0, idle: 0 },
    producers: [],
    log: [],
    treatments: new Map(),
    ...rest,
  };
}

describe('GroupView', () => {
  it('says what a member does, the worst first', () => {
    const away = { isCurrent: false, assigned: [0], active: [] };
    const members = [
      member('consumes'),
      member('restores', { membership: { isCurrent: true, assigned: [1, 2], active: [1] } }),
      member('idle', { membership: { isCurrent: true, assigned: [], active: [] } }),
      member('rebalances', { membership: away }),
      member('joins', { membership: undefined }),
      member('crashed', { isAway: true }),
      member('stalls'),
    ];
    const treatments = new Map([['stalls', { throttlePerSecond: 3, stalledUntilUs: SECOND_US }]]);
    const view = new GroupView(3, 0);
    const rows = view.look(look({ members, treatments })).members;
    expect(rows.map(({ name, state }) => [name, state])).toEqual([
      ['consumes', 'consuming'],
      ['restores', 'restoring'],
      ['idle', 'idle'],
      ['rebalances', 'rebalancing'],
      ['joins', 'joining'],
      ['crashed', 'away'],
      ['stalls', 'stalled'],
    ]);
    expect(rows.map(({ partitions }) => partitions)).toEqual([[0], [1, 2], [], [], [], [0], [0]]);
    expect(rows.at(-1)?.throttlePerSecond).toBe(3);
    const later = view.look(look({ atUs: 2 * SECOND_US, members, treatments })).members;
    expect(later.at(-1)?.state).toBe('consuming');
  });

  it('gives rates over the last second, and none to a life that begins again', () => {
    const view = new GroupView(1, 0);
    const at = (quarter: number, taken: number, sent: number) =>
      view.look(
        look({
          atUs: (quarter * SECOND_US) / 4,
          members: [member('a', { taken })],
          producers: [{ planned: sent + 3, sent, acknowledged: sent - 1 }],
        }),
      );
    expect(at(0, 100, 10).members[0]?.appliedPerSecond).toBe(0);
    for (let quarter = 1; quarter <= 8; quarter += 1)
      at(quarter, 100 + 5 * quarter, 10 + 2 * quarter);
    const { members, producers } = at(9, 145, 28);
    expect(members[0]?.appliedPerSecond).toBe(20);
    expect(producers).toEqual([
      { name: 'producer 1', sent: 28, acknowledged: 27, sentPerSecond: 8, inFlight: 4 },
    ]);
    expect(at(10, 2, 28).members[0]?.appliedPerSecond).toBe(0);
  });

  it('names who was in a generation, and what moved', () => {
    const log: GroupEvent[] = [
      { type: 'began', member: 'a', kind: 'thread', atUs: -2 },
      { type: 'joined', member: 'a', generation: 1, partitions: [0], atUs: -2 },
      active('a', 1, -1),
    ];
    const view = new GroupView(1, 0);
    expect(view.look(look({ log })).rebalances).toEqual([]);
    const changed: GroupEvent[] = [
      ...log,
      { type: 'began', member: 'b', kind: 'thread', atUs: SECOND_US },
      { type: 'rebalancing', member: 'a', atUs: SECOND_US },
      { type: 'joined', member: 'b', generation: 2, partitions: [0], atUs: 2 * SECOND_US },
      { type: 'joined', member: 'a', generation: 2, partitions: [], atUs: 2 * SECOND_US },
      active('b', 2, 3 * SECOND_US),
    ];
    const { rebalances } = view.look({
      ...look({ atUs: 3 * SECOND_US, log: changed, members: [member('a'), member('b')] }),
      standing: { generation: 2, isRebalancing: false, members: [member('a'), member('b')] },
    });
    expect(rebalances).toEqual([
      { generation: 2, atMs: 1000, pauseMs: 2000, members: ['a', 'b'], moved: [0] },
    ]);
  });
});

function active(name: string, generation: number, atUs: number): GroupEvent {
  const restored = { kept: false, durationMs: 1, products: 1, records: 1, bytes: 1 };
  return { type: 'active', member: name, partition: 0, generation, atUs, ...restored };
}
