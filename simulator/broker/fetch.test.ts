import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR } from './codec/error-codes.ts';
import { type Broker, createBroker } from './server.ts';
import { buildBatch, readBatches } from './testing/batches.fixture.ts';
import { eventually } from './testing/kafka-client.fixture.ts';
import {
  body,
  fetch,
  fetchBody,
  produce,
  RawClient,
  readFetched,
} from './testing/raw-client.fixture.ts';

const FETCH_KEY = 1;
const LONG_MS = 30_000;

describe('Fetch', () => {
  let broker: Broker;
  let client: RawClient;
  let writer: RawClient;
  let topics = 0;
  beforeAll(async () => {
    broker = await createBroker({ autoCreateTopics: true, defaultPartitions: 3 });
    client = await RawClient.connect(broker.address);
    writer = await RawClient.connect(broker.address);
  });
  afterAll(async () => {
    client.close();
    writer.close();
    await broker.stop();
  });

  it('answers at once when there is enough, and returns whole batches only', async () => {
    const topic = await newTopic();
    for (const value of ['a', 'b', 'c']) await write(topic, 0, value);
    const oneBatch = buildBatch({ values: ['a'] }).length;
    const { partitions } = await fetch(client, {
      maxWaitMs: LONG_MS,
      maxBytes: 2 * oneBatch + 5,
      partitions: [{ topic, offset: 0 }],
    });
    expect(readBatches(partitions[0]?.records ?? Buffer.alloc(0))).toEqual([
      { baseOffset: 0, values: ['a'] },
      { baseOffset: 1, values: ['b'] },
    ]);
    expect(partitions[0]).toMatchObject({ error: 0, highWatermark: 3, logStartOffset: 0 });
  });

  it('returns at least one batch, however small the limits', async () => {
    const topic = await newTopic();
    await write(topic, 0, 'x'.repeat(5_000));
    const { partitions } = await fetch(client, {
      maxBytes: 1,
      partitions: [{ topic, offset: 0, maxBytes: 1 }],
    });
    expect(partitions[0]?.records.length).toBeGreaterThan(5_000);
  });

  it('does not starve a partition whose batch is larger than its limit behind a busier one', async () => {
    const topic = await newTopic();
    await write(topic, 0, 'small');
    await write(topic, 1, 'x'.repeat(5_000));
    const { partitions } = await fetch(client, {
      maxBytes: 100_000,
      partitions: [
        { topic, partition: 0, offset: 0, maxBytes: 1_000 },
        { topic, partition: 1, offset: 0, maxBytes: 1_000 },
      ],
    });
    expect(partitions.map(({ records }) => readBatches(records).length)).toEqual([1, 1]);
  });

  it('leaves a batch for the next fetch when it exceeds the rest of the response', async () => {
    const topic = await newTopic();
    await write(topic, 0, 'small');
    await write(topic, 1, 'x'.repeat(5_000));
    const { partitions } = await fetch(client, {
      maxBytes: 2_000,
      partitions: [
        { topic, partition: 0, offset: 0 },
        { topic, partition: 1, offset: 0 },
      ],
    });
    expect(partitions.map(({ records }) => readBatches(records).length)).toEqual([1, 0]);
  });

  it('waits for an append to any of its partitions', async () => {
    const topic = await newTopic();
    const waiting = fetch(client, {
      maxWaitMs: LONG_MS,
      partitions: [0, 1, 2].map((partition) => ({ topic, partition, offset: 0 })),
    });
    await write(topic, 2, 'woken');
    const { partitions } = await waiting;
    expect(partitions.map(({ records }) => readBatches(records))).toEqual([
      [],
      [],
      [{ baseOffset: 0, values: ['woken'] }],
    ]);
  });

  it('waits until minBytes have come together', async () => {
    const topic = await newTopic();
    const bytes = buildBatch({ values: ['x'] }).length;
    let answered = false;
    const waiting = fetch(client, {
      maxWaitMs: LONG_MS,
      minBytes: 3 * bytes,
      partitions: [{ topic, offset: 0 }],
    }).then((result) => {
      answered = true;
      return result;
    });
    await write(topic, 0, 'x');
    await write(topic, 0, 'x');
    expect(answered).toBe(false);
    await write(topic, 0, 'x');
    const { partitions } = await waiting;
    expect(partitions[0]?.records.length).toBe(3 * bytes);
  });

  it('answers with nothing when the wait is over', async () => {
    const topic = await newTopic();
    const { partitions } = await fetch(client, {
      maxWaitMs: 5,
      partitions: [{ topic, offset: 0 }],
    });
    expect(partitions[0]).toMatchObject({ error: 0, highWatermark: 0 });
    expect(partitions[0]?.records.length).toBe(0);
  });

  it.each([
    -1, 4,
  ])('calls offset %d of three records out of range, without waiting', async (offset) => {
    const topic = await newTopic();
    for (const value of ['a', 'b', 'c']) await write(topic, 0, value);
    const { partitions } = await fetch(client, {
      maxWaitMs: LONG_MS,
      partitions: [{ topic, offset }],
    });
    expect(partitions[0]?.error).toBe(ERROR.OFFSET_OUT_OF_RANGE);
  });

  it('names unknown topics and partitions, without waiting', async () => {
    const topic = await newTopic();
    const { partitions } = await fetch(client, {
      maxWaitMs: LONG_MS,
      partitions: [
        { topic: 'nowhere', offset: 0 },
        { topic, partition: 3, offset: 0 },
        { topic, partition: -1, offset: 0 },
      ],
    });
    expect(partitions.map(({ error }) => error)).toEqual([3, 3, 3]);
  });

  it('wakes who waits for a topic that is deleted', async () => {
    const topic = await newTopic();
    const waiting = fetch(client, { maxWaitMs: LONG_MS, partitions: [{ topic, offset: 0 }] });
    await writer.request(
      20,
      1,
      body((w) => w.int32(1).string(topic).int32(1_000)),
    );
    expect((await waiting).partitions[0]?.error).toBe(ERROR.UNKNOWN_TOPIC_OR_PARTITION);
  });

  it('knows no sessions and no later leader epoch', async () => {
    const topic = await newTopic();
    const session = await fetch(client, { sessionId: 5, partitions: [{ topic, offset: 0 }] });
    expect(session.error).toBe(ERROR.FETCH_SESSION_ID_NOT_FOUND);
    const later = await fetch(client, { partitions: [{ topic, offset: 0, leaderEpoch: 1 }] });
    expect(later.partitions[0]?.error).toBe(ERROR.UNKNOWN_LEADER_EPOCH);
    const current = await fetch(client, { partitions: [{ topic, offset: 0, leaderEpoch: 0 }] });
    expect(current.partitions[0]?.error).toBe(0);
  });

  it('forgets the wait of a client that is gone', async () => {
    const topic = await newTopic();
    const leaving = await RawClient.connect(broker.address);
    const connections = () => broker.stats().connections;
    await eventually('the connection is counted', () => connections() === 3);
    leaving.send(
      FETCH_KEY,
      11,
      fetchBody({ maxWaitMs: LONG_MS, partitions: [{ topic, offset: 0 }] }),
    );
    leaving.close();
    await eventually('the connection is gone', () => connections() === 2);
    await write(topic, 0, 'for nobody');
    const { partitions } = await fetch(client, { partitions: [{ topic, offset: 0 }] });
    expect(partitions[0]?.highWatermark).toBe(1);
  });

  it('gives a reader that does not read a bounded answer, and the others theirs', async () => {
    const topic = await newTopic();
    for (let index = 0; index < 8; index += 1) await write(topic, 0, 'x'.repeat(900_000));
    const slow = await RawClient.connect(broker.address);
    slow.pause();
    for (let index = 0; index < 4; index += 1) {
      slow.send(FETCH_KEY, 11, fetchBody({ partitions: [{ topic, offset: 0 }] }));
    }
    expect((await fetch(client, { partitions: [{ topic, offset: 7 }] })).partitions[0]?.error).toBe(
      0,
    );
    const answers = [0, 1, 2, 3].map(() => slow.answer());
    slow.resume();
    for (const answer of answers) {
      const reader = await answer;
      reader.int32();
      expect(readFetched(reader).partitions[0]?.records.length).toBeGreaterThan(7_000_000);
    }
    slow.close();
  });

  async function newTopic(): Promise<string> {
    topics += 1;
    const topic = `t${topics}`;
    await client.request(
      3,
      4,
      body((w) => w.int32(1).string(topic).boolean(true)),
    );
    return topic;
  }

  async function write(topic: string, partition: number, value: string): Promise<void> {
    const { error } = await produce(writer, {
      topic,
      partition,
      batch: buildBatch({ values: [value] }),
    });
    expect(error).toBe(0);
  }
});
