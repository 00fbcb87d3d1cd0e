import { gzipSync } from 'node:zlib';
import { CompressionTypes, type KafkaMessage, Partitioners } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startEmbeddedBroker } from './embedded.ts';
import { eventually, testClient } from './testing/kafka-client.fixture.ts';

describe('kafkajs produces to and consumes from the embedded broker', () => {
  let broker: EmbeddedBroker;
  beforeAll(async () => {
    broker = await startEmbeddedBroker({
      topics: [
        { name: 'plain', partitions: 3 },
        { name: 'gzip', partitions: 1 },
        { name: 'edge', partitions: 1 },
        { name: 'idempotent', partitions: 2 },
        { name: 'silent', partitions: 1 },
      ],
    });
  });
  afterAll(() => broker.stop());

  it('brings every message of every partition to a consumer group, in order', async () => {
    const sent = Array.from({ length: 600 }, (_, index) => `message-${index}`);
    const received = await roundTrip('plain', sent.length, async () => {
      const producer = testClient(broker.address).producer({
        createPartitioner: Partitioners.DefaultPartitioner,
      });
      await producer.connect();
      for (let from = 0; from < sent.length; from += 100) {
        const messages = sent.slice(from, from + 100).map((value, index) => ({
          key: `key-${(from + index) % 7}`,
          value,
        }));
        await producer.send({ topic: 'plain', messages, acks: 1 });
      }
      await producer.disconnect();
    });
    expect(received.map(({ message }) => String(message.value)).sort()).toEqual([...sent].sort());
    for (const partition of [0, 1, 2]) {
      const offsets = received
        .filter((r) => r.partition === partition)
        .map((r) => r.message.offset);
      expect(offsets).toEqual(offsets.map((_, index) => String(index)));
    }
  });

  it('keeps compressed batches as they are', async () => {
    const received = await roundTrip('gzip', 50, async () => {
      const producer = testClient(broker.address).producer();
      await producer.connect();
      const messages = Array.from({ length: 50 }, (_, i) => ({ value: `${'x'.repeat(500)}${i}` }));
      await producer.send({ topic: 'gzip', messages, compression: CompressionTypes.GZIP });
      await producer.disconnect();
    });
    expect(received.map(({ message }) => String(message.value).length)).toEqual(
      Array.from({ length: 50 }, (_, i) => 500 + String(i).length),
    );
    expect(gzipSync('x'.repeat(500)).length).toBeLessThan(500);
    const stats = await broker.stats();
    const held = stats.partitions.find((p) => p.topic === 'gzip');
    expect(held?.highWatermark).toBe(50);
    expect(held?.heldBytes).toBeLessThan(50 * 500);
  });

  it('carries headers, null keys, null values and timestamps unchanged', async () => {
    const received = await roundTrip('edge', 2, async () => {
      const producer = testClient(broker.address).producer();
      await producer.connect();
      await producer.send({
        topic: 'edge',
        messages: [
          { key: 'tombstone', value: null, timestamp: '1700000000000' },
          {
            value: '',
            headers: { run: 'r1', raw: Buffer.from([0, 255]) },
            timestamp: '1700000000500',
          },
        ],
      });
      await producer.disconnect();
    });
    const [tombstone, second] = received.map(({ message }) => message);
    expect(tombstone?.value).toBeNull();
    expect(String(tombstone?.key)).toBe('tombstone');
    expect(tombstone?.timestamp).toBe('1700000000000');
    expect(second?.key).toBeNull();
    expect(second?.value?.length).toBe(0);
    expect(second?.timestamp).toBe('1700000000500');
    expect(second?.headers?.['run']?.toString()).toBe('r1');
    expect(second?.headers?.['raw']).toEqual(Buffer.from([0, 255]));
  });

  it('accepts an idempotent producer with acks from all replicas', async () => {
    const received = await roundTrip('idempotent', 40, async () => {
      const producer = testClient(broker.address).producer({
        idempotent: true,
        maxInFlightRequests: 1,
      });
      await producer.connect();
      for (let index = 0; index < 20; index += 1) {
        const messages = [0, 1].map((partition) => ({ partition, value: `${partition}:${index}` }));
        await producer.send({ topic: 'idempotent', acks: -1, messages });
      }
      await producer.disconnect();
    });
    expect(new Set(received.map(({ message }) => String(message.value))).size).toBe(40);
  });

  it('stays silent to a producer that wants no acknowledgement, and keeps the record', async () => {
    const producer = testClient(broker.address).producer();
    await producer.connect();
    await producer.send({ topic: 'silent', acks: 0, messages: [{ value: 'a' }] });
    await producer.send({ topic: 'silent', acks: 1, messages: [{ value: 'b' }] });
    await producer.disconnect();
    const stats = await broker.stats();
    expect(stats.partitions.find((p) => p.topic === 'silent')?.highWatermark).toBe(2);
  });

  async function roundTrip(
    topic: string,
    count: number,
    produce: () => Promise<void>,
  ): Promise<{ partition: number; message: KafkaMessage }[]> {
    const received: { partition: number; message: KafkaMessage }[] = [];
    const consumer = testClient(broker.address).consumer({
      groupId: `readers-of-${topic}`,
      sessionTimeout: 6_000,
      maxWaitTimeInMs: 200,
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ partition, message }) => {
        received.push({ partition, message });
      },
    });
    await produce();
    await eventually(`${count} messages of ${topic}`, () => received.length >= count);
    await consumer.disconnect();
    return received;
  }
});
