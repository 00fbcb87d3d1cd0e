import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupOf, livelyGroup, stormyGroup } from './group.fixture.ts';
import type { GroupReport } from './group-report.ts';
import { MAX_LANES, type OwnershipLane, ownershipLanes, SINGLE_LANES } from './ownership-lanes.ts';

const END_MS = 60_000;

describe('ownershipLanes', () => {
  it('gives each of few partitions a lane of its own', () => {
    const group = livelyGroup(56, 12);
    const { lanes, leftOut } = ownershipLanes(group, END_MS);
    expect(leftOut).toBe(0);
    expect(lanes.map(({ partitions }) => partitions)).toEqual(
      Array.from({ length: 12 }, (_, partition) => [partition]),
    );
    for (const [partition, lane] of lanes.entries()) {
      const spans = group.ownership.filter((span) => span.partition === partition);
      expect(lane.fromMs).toEqual(spans.map(({ fromMs }) => fromMs));
      expect(lane.toMs).toEqual(spans.map(({ toMs }) => toMs));
      expect(lane.member.map((member) => group.members[member]?.name)).toEqual(
        spans.map(({ member }) => member),
      );
    }
  });

  it('marks where the state of an owner was restored, and where an owner was lost', () => {
    const [lane] = ownershipLanes(livelyGroup(56, 12), END_MS).lanes;
    // Partition 0 belongs to consumer-1, which is killed, restored elsewhere, and restored when it is back.
    expect(lane?.lost.indexOf(1)).toBe(0);
    const restored = lane?.restoreMs.map((ms, at) => ms < (lane.fromMs[at] ?? 0));
    expect(restored?.slice(0, 3)).toEqual([false, true, true]);
  });

  it('joins spans of one owner between which no pause could be seen', () => {
    const [span] = livelyGroup(56, 12).ownership;
    if (span === undefined) throw new Error('the fixture has spans');
    const member = 'kitchen';
    const group: GroupReport = {
      ...livelyGroup(56, 12),
      restores: [],
      ownership: [
        { ...span, member, fromMs: 0, toMs: 1_000 },
        { ...span, member, fromMs: 1_010, toMs: 2_000, generation: 2 },
        { ...span, member, fromMs: 2_500, toMs: 3_000, generation: 3 },
      ],
    };
    const [lane] = ownershipLanes(group, END_MS).lanes;
    expect(lane?.fromMs).toEqual([0, 2_500]);
    expect(lane?.toMs).toEqual([2_000, 3_000]);
  });

  it('lets many partitions that changed hands together share lanes', () => {
    const { lanes, leftOut } = ownershipLanes(stormyGroup(240_000, 100, 200), 240_000);
    expect(leftOut).toBe(0);
    expect(lanes.length).toBeLessThan(60);
    expect(lanes.flatMap(({ partitions }) => partitions).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, partition) => partition),
    );
  });

  it('says how many partitions it has no room for', () => {
    const names = Array.from({ length: 120 }, (_, at) => `consumer-${at}`);
    const { lanes, leftOut } = ownershipLanes(
      groupOf({ endMs: END_MS, partitions: 240, names, changes: [] }),
      END_MS,
    );
    expect(lanes).toHaveLength(MAX_LANES);
    expect(leftOut).toBe(40);
  });

  it('never hides a pause, and never names another owner', () => {
    const change = fc.record({
      gapMs: fc.integer({ min: 1_500, max: 6_000 }),
      name: fc.integer({ min: 0, max: 3 }),
      kind: fc.constantFrom('kill', 'leave', 'stall'),
    });
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 8 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.integer({ min: 0, max: END_MS }), { minLength: 20, maxLength: 20 }),
        (drawn, partitions, instants) => {
          const group = churn(drawn, partitions);
          const { lanes } = ownershipLanes(group, END_MS);
          for (const lane of lanes) {
            for (const partition of lane.partitions) {
              for (const atMs of instants) expectSame(group, lane, partition, atMs);
            }
          }
          if (partitions <= SINGLE_LANES) expect(lanes).toHaveLength(partitions);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** Each name that is there goes, and each that is gone comes back. */
function churn(
  drawn: readonly { gapMs: number; name: number; kind: 'kill' | 'leave' | 'stall' }[],
  partitions: number,
): GroupReport {
  const names = ['consumer-0', 'consumer-1', 'consumer-2', 'consumer-3', 'stays'];
  const gone = new Set<string>();
  let atMs = 0;
  const changes = drawn.map(({ gapMs, name: index, kind }) => {
    atMs += gapMs;
    const name = names[index] ?? '';
    if (gone.delete(name)) return { atMs, kind: 'join', name } as const;
    gone.add(name);
    return { atMs, kind, name } as const;
  });
  return groupOf({ endMs: END_MS, partitions, names, changes });
}

/** Where a lane names an owner, each of its partitions has that owner, but for pauses too short to be seen. */
function expectSame(
  group: GroupReport,
  lane: OwnershipLane,
  partition: number,
  atMs: number,
): void {
  const at = lane.fromMs.findLastIndex((fromMs) => fromMs <= atMs);
  const drawn = at >= 0 && atMs < (lane.toMs[at] ?? 0) ? lane.member[at] : undefined;
  if (drawn === undefined) return;
  const UNSEEN_MS = END_MS / 4_000;
  const owners = group.ownership
    .filter(
      (span) =>
        span.partition === partition &&
        span.fromMs - UNSEEN_MS <= atMs &&
        atMs <= span.toMs + UNSEEN_MS,
    )
    .map(({ member }) => member);
  expect(owners).toContain(group.members[drawn]?.name);
}
