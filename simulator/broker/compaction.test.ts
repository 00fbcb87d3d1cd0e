/** A compacted topic as kafkajs sees it: the newest record of every key, offsets with holes, and records that need keys. */
import { type Admin, CompressionTypes, type Message, type Producer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Broker, createBroker } from './server.ts';
import { eventually, testClient } from './testing/kafka-client.fixture.ts';

const KEYS = 10;
const ROUNDS = 800;
const VALUE_BYTES = 1_200;
const HOUR_MS = '3600000';

interface Read {
  readonly offset: number;
  readonly key: string;
  readonly value: string;
}

describe('a compacted topic', () => {
  let broker: Broker;
  let admin: Admin;
  let producer: Producer;
  beforeAll(async () => {
    broker = await createBroker();
    admin = testClient(broker.address).admin();
    producer = testClient(broker.address).producer();
    await admin.connect();
    await producer.connect();
  });
  afterAll(async () => {
    await admin.disconnect();
    await producer.disconnect();
    await broker.stop();
  });

  const make = (topic: string, settings: Readonly<Record<string, string>>) =>
    admin.createTopics({
      topics: [
        {
          topic,
          configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
        },
      ],
    });
  const held = (topic: string): number =>
    broker.stats().partitions.find((partition) => partition.topic === topic)?.heldBytes ?? 0;
  /** A batch a round, with all keys. */
  const fill = async (topic: string, compression = CompressionTypes.None): Promise<void> => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const messages = Array.from({ length: KEYS }, (_, key): Message => {
        return { key: `key-${key}`, value: `${round} ${'.'.repeat(VALUE_BYTES)}` };
      });
      await producer.send({ topic, messages, compression });
    }
  };
  const readAll = async (topic: string): Promise<Read[]> => {
    const consumer = testClient(broker.address).consumer({
      groupId: `reads-${topic}`,
      maxWaitTimeInMs: 50,
    });
    const read: Read[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ message: { offset, key, value } }) => {
        read.push({ offset: Number(offset), key: String(key), value: String(value) });
      },
    });
    await eventually('the last record', () => read.at(-1)?.offset === ROUNDS * KEYS - 1);
    await consumer.disconnect();
    return read;
  };

  it('keeps the newest record of every key, and lets readers pass over what is gone', async () => {
    await make('state', { 'cleanup.policy': 'compact,delete' });
    await fill('state');
    const written = ROUNDS * KEYS * VALUE_BYTES;
    await eventually('superseded records to go', () => held('state') < written / 2);
    const read = await readAll('state');
    expect(read.length).toBeLessThan(ROUNDS * KEYS);
    expect(read.map(({ offset }) => offset)).toEqual(
      read.map(({ offset }) => offset).sort((a, b) => a - b),
    );
    const newest = new Map(read.map(({ key, value }) => [key, value.split(' ')[0]]));
    expect(newest).toEqual(
      new Map(Array.from({ length: KEYS }, (_, key) => [`key-${key}`, String(ROUNDS - 1)])),
    );
    // Compaction leaves the ends where they were.
    const [offsets] = await admin.fetchTopicOffsets('state');
    expect(offsets).toMatchObject({ low: '0', high: String(ROUNDS * KEYS) });
    const [since] = await admin.fetchTopicOffsetsByTimestamp('state', 0);
    expect(Number(since?.offset)).toBe(read[0]?.offset);
  });

  it.each([
    ['records younger than its lag', { 'min.compaction.lag.ms': HOUR_MS }, CompressionTypes.None],
    ['batches that it cannot read', {}, CompressionTypes.GZIP],
  ])('keeps %s', async (_, settings, compression) => {
    const topic = `keeps-${compression}`;
    await make(topic, { 'cleanup.policy': 'compact', ...settings });
    await fill(topic, compression);
    expect(await readAll(topic)).toHaveLength(ROUNDS * KEYS);
  });

  it('takes no record without a key', async () => {
    await make('keyed', { 'cleanup.policy': 'compact' });
    const send = (key: string | null) =>
      producer.send({
        topic: 'keyed',
        messages: [
          { key: 'a', value: 'x' },
          { key, value: 'y' },
        ],
      });
    await expect(send(null)).rejects.toMatchObject({ code: 87 });
    await send('b');
    const [{ high } = { high: '' }] = await admin.fetchTopicOffsets('keyed');
    expect(high).toBe('2');
  });

  it('gives up what all groups have passed only where it may delete', async () => {
    await make('kept', { 'cleanup.policy': 'compact' });
    // kafkajs deletes only from topics whose leaders it has looked up before.
    const remove = async (topic: string): Promise<void> => {
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '1' }] });
    };
    await producer.send({ topic: 'kept', messages: [{ key: 'a', value: 'x' }] });
    await expect(remove('kept')).rejects.toMatchObject({
      cause: { partitions: [{ partition: 0, error: { type: 'POLICY_VIOLATION' } }] },
    });
    await make('given', { 'cleanup.policy': 'delete,compact' });
    await producer.send({ topic: 'given', messages: [{ key: 'a', value: 'x' }] });
    await remove('given');
    expect((await admin.fetchTopicOffsets('given'))[0]?.low).toBe('1');
  });
});
