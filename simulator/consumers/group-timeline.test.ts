import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OwnershipSpan } from '../../reports/group-report.ts';
import type { GroupEvent } from './group-log.ts';
import { groupTimeline } from './group-timeline.ts';

const PARTITIONS = 3;
const LOAD_US = 10_000;

type Loose = {
  [T in GroupEvent['type']]: Omit<Extract<GroupEvent, { type: T }>, 'atUs'>;
}[GroupEvent['type']];

function began(member: string): Loose {
  return { type: 'began', member, kind: 'thread' };
}
function joined(member: string, generation: number, partitions: readonly number[]): Loose {
  return { type: 'joined', member, generation, partitions };
}
function active(member: string, generation: number, partition: number, kept = false): Loose {
  const read = { kept, durationMs: 2, products: 5, records: 6, bytes: 7 };
  return { type: 'active', member, generation, partition, ...read };
}
function ended(member: string, end: 'killed' | 'lost' | 'left'): Loose {
  return { type: 'ended', member, end };
}
function applied(member: string, partition: number): Loose {
  return { type: 'first-applied', member, partition };
}

/** At milliseconds since the load began. */
function at(ms: number, event: Loose): GroupEvent {
  return { ...event, atUs: LOAD_US + ms * 1000 };
}

function timeline(events: readonly GroupEvent[], endMs = 1000, partitions = PARTITIONS) {
  const endUs = LOAD_US + endMs * 1000;
  return groupTimeline(events, { partitions, loadStartedUs: LOAD_US, endUs });
}

/** Two members before the load: `a` with partitions 0 and 2, `b` with 1. */
const START = [
  at(-9, began('a')),
  at(-9, began('b')),
  at(-8, joined('a', 1, [0, 2])),
  at(-8, joined('b', 1, [1])),
  at(-7, active('a', 1, 0)),
  at(-6, active('a', 1, 2)),
  at(-5, active('b', 1, 1)),
];

describe('groupTimeline', () => {
  it('has nothing but owners to tell of a group in which nothing happened', () => {
    const { members, ownership, ...rest } = timeline(START);
    expect(rest).toEqual({ rebalances: [], restores: [], recoveries: [] });
    expect(members).toEqual([
      { name: 'a', kind: 'thread', lives: [{ fromMs: 0, toMs: 1000, end: 'stayed' }] },
      { name: 'b', kind: 'thread', lives: [{ fromMs: 0, toMs: 1000, end: 'stayed' }] },
    ]);
    expect(ownership).toEqual([
      { partition: 0, member: 'a', fromMs: 0, toMs: 1000, generation: 1 },
      { partition: 1, member: 'b', fromMs: 0, toMs: 1000, generation: 1 },
      { partition: 2, member: 'a', fromMs: 0, toMs: 1000, generation: 1 },
    ]);
  });

  it('tells of a kill: what was lost, how long nobody had it, and when each part of it was back', () => {
    const story = timeline([
      ...START,
      at(100, ended('a', 'killed')),
      at(600, { type: 'rebalancing', member: 'b' }),
      at(610, joined('b', 2, [0, 1, 2])),
      at(612, active('b', 2, 1, true)),
      at(650, active('b', 2, 0)),
      at(655, applied('b', 0)),
      at(660, active('b', 2, 2)),
      at(700, applied('b', 2)),
      at(710, applied('b', 1)),
    ]);
    expect(story.members[0]?.lives).toEqual([{ fromMs: 0, toMs: 100, end: 'killed' }]);
    expect(story.rebalances).toEqual([
      { generation: 2, atMs: 600, pauseMs: 60, members: 1, moved: [0, 2] },
    ]);
    expect(story.recoveries).toEqual([
      { atMs: 100, member: 'a', partitions: [0, 2], durationMs: 600 },
    ]);
    expect(story.restores.map(({ partition, atMs, kept }) => [partition, atMs, kept])).toEqual([
      [1, 610, true],
      [0, 648, false],
      [2, 658, false],
    ]);
    expect(story.ownership.filter(({ partition }) => partition === 0)).toEqual([
      { partition: 0, member: 'a', fromMs: 0, toMs: 100, generation: 1 },
      { partition: 0, member: 'b', fromMs: 650, toMs: 1000, generation: 2 },
    ]);
  });

  it('takes a partition that no event came to for recovered when it is consumed again', () => {
    const again = [...START, at(100, ended('b', 'lost')), at(200, joined('a', 2, [0, 1, 2]))];
    expect(timeline([...again, at(250, active('a', 2, 1))]).recoveries[0]?.durationMs).toBe(150);
    expect(timeline(again).recoveries[0]?.durationMs).toBeNull();
    expect(timeline(again).rebalances[0]?.pauseMs).toBeNull();
  });

  it('has nothing to recover from when a member is lost that owned nothing', () => {
    const before = [...START, at(50, began('c')), at(60, joined('c', 2, []))];
    const others = [at(60, joined('a', 2, [0, 2])), at(60, joined('b', 2, [1]))];
    const story = timeline([...before, ...others, at(100, ended('c', 'killed'))]);
    expect(story.recoveries).toEqual([]);
    expect(story.members.map(({ lives }) => lives.map(({ end }) => end))).toEqual([
      ['stayed'],
      ['stayed'],
      ['killed'],
    ]);
    // Killed before the group had given it anything.
    const early = timeline([...START, at(50, began('c')), at(70, ended('c', 'killed'))]);
    expect(early.recoveries).toEqual([]);
  });

  it('counts the pause of a member that leaves from when it stopped', () => {
    const story = timeline([
      ...START,
      at(100, { type: 'released', member: 'b', partition: 1 }),
      at(120, ended('b', 'left')),
      at(130, { type: 'rebalancing', member: 'a' }),
      at(140, joined('a', 2, [0, 1, 2])),
      ...[0, 1, 2].map((partition) => at(150, active('a', 2, partition, partition !== 1))),
    ]);
    expect(story.rebalances).toEqual([
      { generation: 2, atMs: 100, pauseMs: 50, members: 1, moved: [1] },
    ]);
    expect(story.recoveries).toEqual([]);
  });

  it('gives a name that comes back another life', () => {
    const story = timeline([
      ...START,
      at(100, ended('b', 'killed')),
      at(300, began('b')),
      at(400, joined('b', 2, [1])),
      at(400, joined('a', 2, [0, 2])),
      at(410, active('b', 2, 1)),
      at(411, applied('b', 1)),
    ]);
    expect(story.members[1]?.lives).toEqual([
      { fromMs: 0, toMs: 100, end: 'killed' },
      { fromMs: 300, toMs: 1000, end: 'stayed' },
    ]);
    expect(story.rebalances[0]).toMatchObject({ members: 2, moved: [] });
    expect(story.recoveries[0]?.durationMs).toBe(311);
  });

  it('does not believe a member that has missed a generation', () => {
    const story = timeline([
      ...START,
      at(100, joined('b', 2, [0, 1, 2])),
      at(110, active('b', 2, 0)),
      at(120, active('a', 1, 0, true)),
      at(130, joined('a', 1, [0])),
    ]);
    const spans = story.ownership.filter(({ partition }) => partition === 0);
    expect(spans.map(({ member, fromMs, toMs }) => [member, fromMs, toMs])).toEqual([
      ['a', 0, 100],
      ['b', 110, 1000],
    ]);
  });

  it('agrees with the definition of who consumes what, at every instant of any history', () => {
    fc.assert(
      fc.property(histories, ({ events, shuffled }) => {
        const endMs = events.length + 1;
        const { ownership, rebalances } = timeline(shuffled, endMs);
        for (let ms = 0; ms < endMs; ms += 1) {
          const idle: number[] = [];
          for (let partition = 0; partition < PARTITIONS; partition += 1) {
            const owner = consumerAt(events, partition, ms + 0.5);
            expect([ms, partition, spanAt(ownership, partition, ms + 0.5)]).toEqual([
              ms,
              partition,
              owner,
            ]);
            if (owner === undefined) idle.push(partition);
          }
          for (const { atMs, pauseMs } of rebalances) {
            if (pauseMs !== null && atMs + pauseMs === ms) expect(idle).toEqual([]);
          }
        }
        const generations = rebalances.map(({ generation }) => generation);
        expect(generations).toEqual([...new Set(generations)].sort((a, b) => a - b));
      }),
    );
  });
});

/** Said of one instant at a time, without any memory. */
function consumerAt(
  events: readonly GroupEvent[],
  partition: number,
  ms: number,
): string | undefined {
  const atUs = LOAD_US + ms * 1000;
  const past = events.filter((event) => event.atUs <= atUs);
  for (const [place, one] of past.entries()) {
    if (one.type !== 'active' || one.partition !== partition) continue;
    const isNewer = (event: GroupEvent): boolean =>
      event.type === 'joined' && event.generation > one.generation;
    if (past.slice(0, place).some(isNewer)) continue;
    const isOver = past.slice(place + 1).some((event) => {
      if (isNewer(event)) return true;
      if (event.type === 'active') {
        return event.partition === partition && event.generation >= one.generation;
      }
      if (event.member !== one.member) return false;
      if (event.type === 'released') return event.partition === partition;
      return event.type === 'rebalancing' || event.type === 'ended';
    });
    if (!isOver) return one.member;
  }
  return undefined;
}

function spanAt(spans: readonly OwnershipSpan[], partition: number, ms: number) {
  const there = spans.filter(
    (span) => span.partition === partition && span.fromMs <= ms && ms < span.toMs,
  );
  expect(there.length).toBeLessThanOrEqual(1);
  return there[0]?.member;
}

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('generation' as const), seed: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('stop' as const, 'release' as const, 'late' as const, 'begin' as const),
      seed: fc.nat(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const), seed: fc.nat() }) },
);

/** One event a millisecond, of three members that come, join, take over, fall behind and go. */
const histories = fc
  .tuple(fc.array(step, { maxLength: 25 }), fc.infiniteStream(fc.nat()))
  .map(([steps, order]) => {
    const events = play(steps);
    const keys = new Map(events.map((event) => [event, order.next().value ?? 0]));
    const shuffled = [...events].sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
    return { events, shuffled };
  });

function play(steps: readonly { kind: string; seed: number }[]): GroupEvent[] {
  const events: GroupEvent[] = [];
  const say = (event: Loose): number => events.push(at(events.length, event));
  const living = new Set<string>();
  let generation = 0;
  const begin = (member: string): void => {
    if (living.has(member)) return;
    living.add(member);
    say(began(member));
  };
  begin('a');
  for (const { kind, seed } of steps) {
    const members = [...living];
    const member = members[seed % Math.max(1, members.length)];
    if (kind === 'begin') begin(['a', 'b', 'c'][seed % 3] ?? 'a');
    if (member === undefined) continue;
    if (kind === 'stop') say({ type: 'rebalancing', member });
    if (kind === 'release') say({ type: 'released', member, partition: seed % PARTITIONS });
    if (kind === 'late') say(active(member, Math.max(0, generation - 1), seed % PARTITIONS, true));
    if (kind === 'end') {
      say(ended(member, (['killed', 'lost', 'left'] as const)[seed % 3] ?? 'lost'));
      living.delete(member);
    }
    if (kind === 'generation') {
      generation += 1;
      const ownerOf = (partition: number) => members[(seed + partition) % members.length] as string;
      const all = [0, 1, 2];
      for (const name of members) {
        const mine = all.filter((partition) => ownerOf(partition) === name);
        say(joined(name, generation, mine));
      }
      // Some of them are overtaken by what happens next.
      for (const partition of all.slice(0, seed % 4)) {
        say(active(ownerOf(partition), generation, partition));
      }
    }
  }
  return events;
}
