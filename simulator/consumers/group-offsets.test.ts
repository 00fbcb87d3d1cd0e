import type { Cluster } from 'kafkajs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { withAdmin } from '../../pipeline/kafka/admin.ts';
import { copartitionAssigner } from '../../pipeline/kafka/assigner.ts';
import { createConsumer, createKafka } from '../../pipeline/kafka/client.ts';
import { GroupOffsets } from '../../pipeline/kafka/group-offsets.ts';
import { makeTopics } from '../../pipeline/kafka/topics.fixture.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';

const TOPICS = ['sales', 'changelog'];
const GROUP = 'offsets-group';

let broker: EmbeddedBroker;
const cleanups: (() => Promise<void>)[] = [];

beforeAll(async () => {
  broker = await startEmbeddedBroker();
  const connection = { brokers: [broker.address], kind: 'embedded' as const };
  await withAdmin(connection, (admin) =>
    makeTopics(admin, { topics: TOPICS, partitions: 2, replicationFactor: 1 }),
  );
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});
afterAll(() => broker.stop());

/** A member of the group that has joined, and its offsets. */
async function join() {
  let cluster: Cluster | undefined;
  let generation = -1;
  const kafka = createKafka({ brokers: [broker.address], kind: 'embedded', clientId: 'test' });
  const consumer = createConsumer(kafka, {
    kind: 'embedded',
    groupId: GROUP,
    maxTopicPartitions: 4,
    assigner: copartitionAssigner({
      consumerName: 'consumer-1',
      reservedFor: ['consumer-1'],
      onCluster: (used) => {
        cluster = used;
      },
    }),
  });
  cleanups.push(() => consumer.disconnect());
  consumer.on(consumer.events.RECEIVED_UNSUBSCRIBED_TOPICS, ({ payload }) => {
    generation = payload.generationId;
  });
  const joined = new Promise<string>((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => resolve(payload.memberId));
  });
  await consumer.connect();
  // The group is no consumer of the changelog, and commits its offset all the same.
  await consumer.subscribe({ topics: ['sales'], fromBeginning: true });
  await consumer.run({ autoCommit: false, eachBatch: async () => undefined });
  const memberId = await joined;
  const offsets = new GroupOffsets(() => {
    if (cluster === undefined) throw new Error('no cluster');
    return cluster;
  }, GROUP);
  return { offsets, by: { memberId, generation } };
}

describe('GroupOffsets', () => {
  it('commits what belongs to the generation, and refuses whatever belongs to another', async () => {
    const { offsets, by } = await join();
    const places = TOPICS.map((topic) => ({ topic, partition: 1 }));
    expect(await offsets.fetch(places)).toEqual([]);
    const committed = [
      { topic: 'sales', partition: 1, offset: 12 },
      { topic: 'changelog', partition: 1, offset: 3 },
    ];
    await offsets.commit(committed, by);
    const later = committed.map((place) => ({ ...place, offset: place.offset + 1 }));
    await expect(
      offsets.commit(later, { ...by, generation: by.generation - 1 }),
    ).rejects.toMatchObject({ type: 'ILLEGAL_GENERATION' });
    await expect(offsets.commit(later, { ...by, memberId: 'nobody' })).rejects.toMatchObject({
      type: 'UNKNOWN_MEMBER_ID',
    });
    expect(await offsets.fetch(places)).toEqual(committed);
    // What was refused has broken nothing.
    await offsets.commit(later, by);
    expect(await offsets.fetch(places)).toEqual(later);
  });
});
