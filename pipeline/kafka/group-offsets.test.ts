import type { Broker, Cluster } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { GroupOffsets } from './group-offsets.ts';

/** A cluster whose coordinators remember what they are asked, and answer as they are told. */
function cluster(answer: (request: unknown) => unknown = () => ({ responses: [] })) {
  const asked: { coordinator: number; request: unknown }[] = [];
  const searches: unknown[] = [];
  const state = { connected: true };
  const coordinatorOf = (coordinator: number): Broker => {
    const ask = async (request: unknown): Promise<unknown> => {
      asked.push({ coordinator, request });
      return answer(request);
    };
    const isConnected = () => state.connected;
    return { isConnected, offsetCommit: ask, offsetFetch: ask } as unknown as Broker;
  };
  const made = {
    findGroupCoordinator: async (group: unknown) => {
      searches.push(group);
      state.connected = true;
      return coordinatorOf(searches.length);
    },
  } as unknown as Cluster;
  return { offsets: new GroupOffsets(() => made, 'group'), asked, searches, state };
}

const BY = { memberId: 'member-7', generation: 12 };

describe('GroupOffsets', () => {
  it('commits sources and changelog in one request, as the member and generation it is told', async () => {
    const { offsets, asked, searches } = cluster();
    await offsets.commit(
      [
        { topic: 'sales', partition: 0, offset: 5 },
        { topic: 'returns', partition: 0, offset: 6 },
        { topic: 'sales', partition: 3, offset: 7 },
        { topic: 'changelog', partition: 3, offset: 8 },
      ],
      BY,
    );
    const topics = [
      {
        topic: 'sales',
        partitions: [
          { partition: 0, offset: '5' },
          { partition: 3, offset: '7' },
        ],
      },
      { topic: 'returns', partitions: [{ partition: 0, offset: '6' }] },
      { topic: 'changelog', partitions: [{ partition: 3, offset: '8' }] },
    ];
    const request = { groupId: 'group', groupGenerationId: 12, memberId: 'member-7', topics };
    expect(asked).toEqual([{ coordinator: 1, request }]);
    expect(searches).toEqual([{ groupId: 'group' }]);
  });

  it('leaves out of what is committed that of which nothing is', async () => {
    const { offsets } = cluster(() => ({
      responses: [
        {
          topic: 'sales',
          partitions: [
            { partition: 0, offset: '12' },
            { partition: 1, offset: '-1' },
          ],
        },
        { topic: 'returns', partitions: [{ partition: 0, offset: '0' }] },
      ],
    }));
    expect(await offsets.fetch([{ topic: 'sales', partition: 0 }])).toEqual([
      { topic: 'sales', partition: 0, offset: 12 },
      { topic: 'returns', partition: 0, offset: 0 },
    ]);
  });

  it('looks for the coordinator once, and again when its connection is broken', async () => {
    const { offsets, asked, searches, state } = cluster();
    await offsets.fetch([]);
    await offsets.fetch([]);
    expect(searches).toHaveLength(1);
    state.connected = false;
    await offsets.fetch([]);
    expect(asked.map(({ coordinator }) => coordinator)).toEqual([1, 1, 2]);
  });

  it('passes a refusal on, repeats nothing, and looks for the coordinator next time', async () => {
    let refusals = 1;
    const { offsets, asked } = cluster(() => {
      refusals -= 1;
      if (refusals >= 0) throw new Error('NOT_COORDINATOR_FOR_GROUP');
      return { responses: [] };
    });
    await expect(offsets.commit([], BY)).rejects.toThrow('NOT_COORDINATOR_FOR_GROUP');
    expect(asked).toHaveLength(1);
    await offsets.commit([], BY);
    expect(asked.map(({ coordinator }) => coordinator)).toEqual([1, 2]);
  });
});
