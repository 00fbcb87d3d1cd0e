import fc from 'fast-check';
import { AssignerProtocol } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { assignCopartitioned, copartitionAssigner, GENERATION_MARKER_TOPIC } from './assigner.ts';

const topics = (names: string[], partitions: number) =>
  new Map(names.map((name) => [name, Array.from({ length: partitions }, (_, index) => index)]));
const numbers = (assignment: Record<string, number[]>, topic: string) => assignment[topic] ?? [];
const byName = (
  members: { memberId: string; name: string }[],
  shares: ReturnType<typeof assignCopartitioned>,
) =>
  Object.fromEntries(
    shares.map(({ memberId, assignment }) => [
      members.find((member) => member.memberId === memberId)?.name ?? memberId,
      assignment,
    ]),
  );

const groups = fc.record({
  count: fc.integer({ min: 1, max: 12 }),
  partitions: fc.integer({ min: 1, max: 24 }),
  salt: fc.string({ minLength: 1, maxLength: 4 }),
});

describe('assignCopartitioned', () => {
  it('gives each partition number of all topics to exactly one member', () => {
    fc.assert(
      fc.property(groups, ({ count, partitions, salt }) => {
        const members = Array.from({ length: count }, (_, index) => ({
          memberId: `${salt}-${index}`,
          name: `consumer-${index + 1}`,
        }));
        const shares = assignCopartitioned(members, topics(['a', 'b', 'c'], partitions), []);
        const seen = shares.flatMap(({ assignment }) => numbers(assignment, 'a'));
        expect(seen.sort((x, y) => x - y)).toEqual(Array.from({ length: partitions }, (_, p) => p));
        for (const { assignment } of shares) {
          expect(numbers(assignment, 'b')).toEqual(numbers(assignment, 'a'));
          expect(numbers(assignment, 'c')).toEqual(numbers(assignment, 'a'));
        }
      }),
    );
  });

  it('depends on names alone, not on member ids or their order', () => {
    fc.assert(
      fc.property(
        groups,
        fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
        ({ count, partitions }, order) => {
          const names = Array.from({ length: count }, (_, index) => `consumer-${index + 1}`);
          const first = names.map((name, index) => ({ name, memberId: `first-${index}` }));
          const second = names
            .map((name, index) => ({ name, memberId: `${order[index]}-${name}` }))
            .sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
          const all = topics(['a', 'b'], partitions);
          expect(byName(second, assignCopartitioned(second, all, []))).toEqual(
            byName(first, assignCopartitioned(first, all, [])),
          );
        },
      ),
    );
  });

  it('gives the partitions of an absent owner to whoever is there', () => {
    const names = ['consumer-1', 'consumer-2'];
    const members = [{ name: 'consumer-2', memberId: 'x' }];
    const shares = assignCopartitioned(members, topics(['a', 'b'], 4), names);
    expect(byName(members, shares)).toEqual({
      'consumer-2': { a: [0, 1, 2, 3], b: [0, 1, 2, 3] },
    });
  });

  it('gives of each topic only the partitions that it has', () => {
    const uneven = new Map([...topics(['a'], 3), ...topics(['b'], 1)]);
    const members = ['consumer-1', 'consumer-2'].map((name) => ({ name, memberId: name }));
    expect(byName(members, assignCopartitioned(members, uneven, []))).toEqual({
      'consumer-1': { a: [0, 2], b: [0] },
      'consumer-2': { a: [1], b: [] },
    });
  });

  it('lets only one of two lives of a name own partitions', () => {
    const members = [
      { name: 'consumer-1', memberId: 'new' },
      { name: 'consumer-1', memberId: 'old' },
    ];
    const shares = assignCopartitioned(members, topics(['a'], 2), ['consumer-1']);
    expect(shares).toContainEqual({ memberId: 'old', assignment: { a: [0, 1] } });
    expect(shares).toContainEqual({ memberId: 'new', assignment: {} });
  });

  it('answers members that get nothing', () => {
    const members = ['consumer-1', 'consumer-2'].map((name) => ({ name, memberId: name }));
    expect(assignCopartitioned(members, topics(['a'], 1), [])).toHaveLength(2);
  });
});

describe('copartitionAssigner', () => {
  it('tells of the cluster of its consumer', () => {
    const heard: unknown[] = [];
    copartitionAssigner({
      consumerName: 'consumer-1',
      reservedFor: [],
      onCluster: (found) => heard.push(found),
    })({ cluster } as unknown as Config);
    expect(heard).toEqual([cluster]);
  });

  const cluster = {
    findTopicPartitionMetadata: () => [1, 0].map((partitionId) => ({ partitionId })),
  };
  type Config = Parameters<ReturnType<typeof copartitionAssigner>>[0];
  const assignerOf = (consumerName: string) =>
    copartitionAssigner({ consumerName, reservedFor: [] })({ cluster } as unknown as Config);

  it('carries the name in the user data and marks the generation for every member', async () => {
    const members = ['consumer-1', 'consumer-2', 'consumer-3'].map((name, index) => ({
      memberId: `member-${index}`,
      memberMetadata: assignerOf(name).protocol({ topics: ['a', 'b'] }).metadata,
    }));
    const answer = await assignerOf('consumer-1').assign({ members, topics: ['a', 'b'] });
    const assigned = answer.map(({ memberId, memberAssignment }) => [
      memberId,
      { ...AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment },
    ]);
    expect(Object.fromEntries(assigned)).toEqual({
      'member-0': { a: [0], b: [0], [GENERATION_MARKER_TOPIC]: [] },
      'member-1': { a: [1], b: [1], [GENERATION_MARKER_TOPIC]: [] },
      'member-2': { [GENERATION_MARKER_TOPIC]: [] },
    });
  });
});
