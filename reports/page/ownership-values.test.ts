import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { livelyGroup } from '../group.fixture.ts';
import { type OwnershipLane, ownershipLanes } from '../ownership-lanes.ts';
import {
  lastMs,
  ownerAt,
  partitionsAt,
  pausesOf,
  stepsOf,
  stoodStill,
} from './ownership-values.ts';

/** Spans with gaps: lengths take turns being consumed and standing still. */
const laneOf = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 20 }), fc.nat(2)), {
    minLength: 1,
    maxLength: 8,
  })
  .map((spans): OwnershipLane => {
    const lane = { member: [], fromMs: [], toMs: [], restoreMs: [], lost: [] } as Record<
      'member' | 'fromMs' | 'toMs' | 'restoreMs' | 'lost',
      number[]
    >;
    let atMs = 0;
    for (const [consumedMs, pausedMs, member] of spans) {
      lane.member.push(member);
      lane.fromMs.push(atMs + pausedMs);
      lane.restoreMs.push(atMs + Math.floor(pausedMs / 2));
      lane.toMs.push(atMs + pausedMs + consumedMs);
      lane.lost.push(0);
      atMs += pausedMs + consumedMs;
    }
    return { partitions: [0, 3], ...lane };
  });

function naiveOwner(lane: OwnershipLane, atMs: number): number | null {
  for (const [at, fromMs] of lane.fromMs.entries()) {
    if (fromMs <= atMs && atMs < (lane.toMs[at] ?? 0)) return lane.member[at] ?? null;
  }
  return null;
}

describe('ownership at an instant', () => {
  it('is what the spans say', () => {
    fc.assert(
      fc.property(fc.array(laneOf, { minLength: 1, maxLength: 4 }), fc.nat(600), (lanes, atMs) => {
        const counts = [0, 0, 0];
        for (const lane of lanes) {
          const owner = naiveOwner(lane, atMs);
          expect(ownerAt(lane, atMs)).toBe(owner);
          if (owner !== null) counts[owner] = (counts[owner] ?? 0) + 2;
        }
        expect(partitionsAt(lanes, 3, atMs)).toEqual(counts);
        for (const member of [0, 1, 2]) {
          const step = stepsOf(lanes, member).findLast((each) => each.atMs <= atMs);
          expect(step?.partitions ?? 0).toBe(counts[member]);
        }
      }),
    );
  });

  it('stands still wherever no span is, until the last one ends', () => {
    fc.assert(
      fc.property(
        laneOf,
        fc.nat(300),
        fc.integer({ min: 1, max: 40 }),
        (lane, fromMs, lengthMs) => {
          const endMs = lastMs([lane]);
          const isStill = Array.from({ length: lengthMs }, (_, at) => fromMs + at)
            .filter((atMs) => atMs < endMs)
            .some((atMs) => naiveOwner(lane, atMs) === null);
          const still = stoodStill([lane], fromMs, fromMs + lengthMs).length > 0;
          expect(still).toBe(isStill);
          const pauses = pausesOf(lane, endMs);
          for (let atMs = 0; atMs < endMs; atMs += 1) {
            const inPause = pauses.some((pause) => pause.fromMs <= atMs && atMs < pause.toMs);
            expect(inPause).toBe(naiveOwner(lane, atMs) === null);
          }
        },
      ),
    );
  });

  it('tells whose state is restored in a pause', () => {
    const group = livelyGroup(30, 3);
    const [lane] = ownershipLanes(group, 34_000).lanes;
    if (lane === undefined) throw new Error('the fixture has lanes');
    const [first] = pausesOf(lane, lastMs([lane]));
    expect(first?.fromMs).toBe(6_000);
    expect(first?.restoreMs).toBeGreaterThan(6_000);
    expect(first?.next).toBe(lane.member[1]);
  });
});
