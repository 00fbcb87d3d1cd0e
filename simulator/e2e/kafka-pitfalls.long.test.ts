/**
 * What goes wrong between kafkajs and a real broker, and what our clients make of it. Which pitfall is handled and tested
 * where stands in `docs/architecture.md`, under kafkajs.
 */
import kafkajs, { type Producer } from 'kafkajs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { withAdmin } from '../../pipeline/kafka/admin.ts';
import { createConsumer, createKafka, createProducer } from '../../pipeline/kafka/client.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import { createSender, type PartitionBatch } from '../../pipeline/kafka/leader-sender.ts';
import { makeTopics } from '../../pipeline/kafka/topics.fixture.ts';
import { handMadeEvents } from '../consumers/records.fixture.ts';
import { startStockConsumer, until, world } from '../consumers/stock-consumer.fixture.ts';
import { stream } from '../world/streams.ts';
import {
  type Cut,
  type CuttingProxy,
  PRODUCE,
  startCuttingProxy,
} from './cutting-proxy.fixture.ts';
import { type ApacheKafka, missingForKafka, startApacheKafka } from './kafka-jars.fixture.ts';

const missing = missingForKafka();
if (missing !== undefined) process.stderr.write(`kafkajs's pitfalls are not tested: ${missing}\n`);

const PARTITIONS = 3;
const ROUNDS = 150;

describe.skipIf(missing !== undefined)('on a real broker', () => {
  let kafka: ApacheKafka;
  let proxy: CuttingProxy;
  let direct: Connection;
  /** Through the proxy. */
  let frail: Connection;
  const cleanups: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    proxy = await startCuttingProxy(() => Number(kafka.listener('FRAIL').split(':')[1]));
    kafka = await startApacheKafka({
      listeners: { FRAIL: 'PLAINTEXT' },
      properties: ({ port }) => ({
        'advertised.listeners': `PLAINTEXT://127.0.0.1:${port},FRAIL://${proxy.address}`,
      }),
    });
    direct = { brokers: [kafka.address], kind: 'external' };
    frail = { brokers: [proxy.address], kind: 'embedded' };
  }, 300_000);
  afterEach(async () => {
    proxy.decide(() => 'none');
    proxy.comeBack();
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });
  afterAll(async () => {
    await kafka.stop();
    await proxy.stop();
  });

  /** Cuts one produce request in so many, before the broker sees it or before its answer is heard. */
  const cutSome = (seed: string, oneIn: number): void => {
    const random = stream(seed, 'cuts');
    proxy.decide((apiKey): Cut => {
      if (apiKey !== PRODUCE || random() * oneIn > 1) return 'none';
      return random() < 0.7 ? 'after' : 'before';
    });
  };

  const topicOf = async (topic: string): Promise<string> => {
    await withAdmin(direct, (admin) =>
      makeTopics(admin, { topics: [topic], partitions: PARTITIONS, replicationFactor: 1 }),
    );
    return topic;
  };

  describe.each([
    true,
    false,
  ])('a sender of ours, idempotent %s, whose answers get lost', (idempotent) => {
    it('writes every id, in order, and an idempotent one writes none twice', async () => {
      const topic = await topicOf(`sent-${idempotent}`);
      const sender = createSender(
        { ...frail, clientId: 'test' },
        { acks: -1, compression: 'none', idempotent, topics: [topic] },
      );
      cleanups.push(() => sender.disconnect());
      await sender.connect();
      cutSome(`ours ${idempotent}`, 5);
      let failures = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        let rest: readonly PartitionBatch[] = Array.from(
          { length: PARTITIONS },
          (_, partition) => ({
            topic,
            partition,
            messages: [{ value: `${partition}:${round}` }],
          }),
        );
        for (let apart = false; rest.length > 0; apart = true) {
          const failure = await sender.send(rest, apart);
          if (failure !== undefined) failures += 1;
          rest = failure?.rest ?? [];
        }
      }
      proxy.decide(() => 'none');
      expect(failures).toBeGreaterThan(10);
      const logs = await readAll(direct, topic);
      for (let partition = 0; partition < PARTITIONS; partition += 1) {
        const expected = Array.from({ length: ROUNDS }, (_, round) => `${partition}:${round}`);
        const log = logs[partition] ?? [];
        expect([...new Set(log)]).toEqual(expected);
        if (idempotent) expect(log).toEqual(expected);
        else expect(log.length).toBeGreaterThan(expected.length);
      }
    });
  });

  it("shows why: kafkajs's own idempotent producer loses ids that were acknowledged, though the counts agree", async () => {
    const topic = await topicOf('control');
    const producer = createProducer(createKafka({ ...frail, clientId: 'control' }), {
      kind: 'embedded',
      idempotent: true,
    });
    cleanups.push(() => producer.disconnect());
    await producer.connect();
    cutSome('control', 8);
    const acknowledged = await sendAtOnce(producer, topic, 2 * ROUNDS);
    proxy.decide(() => 'none');
    const written = (await readAll(direct, topic)).flat();
    const lost = acknowledged.filter((id) => !written.includes(id));
    const twice = written.length - new Set(written).size;
    expect(lost.length).toBeGreaterThan(0);
    expect(twice).toBeGreaterThan(0);
  });

  it('records that were trimmed before they were read are reported, and what is left is read', async () => {
    let open = (): void => {};
    let gate: Promise<void> = Promise.resolve();
    const started = await startStockConsumer(direct, cleanups, { beforeRecord: () => gate });
    const { consumer, send, maker, said, topics } = started;
    const events = handMadeEvents(world, 60, 'trim')
      .filter(({ productIndex }) => productIndex === 0)
      .map((event) => ({ ...event, type: 0 as const, poison: false }));
    await send(events.slice(0, 5).map((event) => maker.record(event)));
    await until(() => consumer.intake.applied === 5);

    gate = new Promise((resolve) => {
      open = resolve;
    });
    await send(events.slice(5, 6).map((event) => maker.record(event)));
    await new Promise((resolve) => setTimeout(resolve, 500));
    await send(events.slice(6, 40).map((event) => maker.record(event)));
    const [topic = ''] = topics.events;
    const partition = maker.partitionOf(0);
    await withAdmin(direct, async (admin) => {
      // Without it kafkajs does not know the topic when it is to delete from it.
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: '20' }] });
    });
    open();
    // One had been fetched before; 20 of the other 34 are still there, and nothing comes after them.
    await until(() => consumer.intake.received === 6 + 20);
    await send(events.slice(40).map((event) => maker.record(event)));
    await until(() => consumer.intake.received === 6 + 40);
    expect(said).toEqual([`lost ${topic}/${partition} 6 to 20`]);
    const sales = consumer
      .offsets()
      .find((offsets) => offsets.topic === topic && offsets.partition === partition);
    expect(sales?.nextOffset).toBe(6);
  });

  it('markers of transactions are no loss', async () => {
    const {
      consumer,
      send,
      maker,
      said,
      topics,
      kafka: client,
    } = await startStockConsumer(direct, cleanups);
    const [topic = ''] = topics.events;
    const events = handMadeEvents(world, 3, 'markers')
      .filter(({ productIndex }) => productIndex === 0)
      .map((event) => ({ ...event, type: 0 as const, poison: false }));
    const partition = maker.partitionOf(0);
    const foreign = client.producer({
      transactionalId: 'foreign',
      maxInFlightRequests: 1,
      idempotent: true,
    });
    await foreign.connect();
    cleanups.push(() => foreign.disconnect());
    for (const [at, event] of events.entries()) {
      const transaction = await foreign.transaction();
      await transaction.send({ topic, messages: [{ partition, value: 'not ours' }] });
      if (at === 1) await transaction.abort();
      else await transaction.commit();
      await send([maker.record(event)]);
      await until(() => consumer.intake.applied === at + 1);
    }
    expect(said).toEqual([]);
  });

  it.each([
    'snappy',
    'lz4',
    'zstd',
  ])('records compressed with %s end the consumer with topic, offset and codec', async (codec) => {
    const { said, topics } = await startStockConsumer(direct, cleanups);
    const [topic = ''] = topics.events;
    const { exitCode, stderr } = await kafka.tool(
      'org.apache.kafka.tools.ProducerPerformance',
      ...['--topic', topic, '--num-records', '3', '--record-size', '2000', '--throughput', '-1'],
      ...['--producer-props', `bootstrap.servers=${kafka.address}`, `compression.type=${codec}`],
    );
    expect(exitCode, stderr).toBe(0);
    await until(() => said.length > 0);
    expect(said).toEqual([
      expect.stringMatching(
        new RegExp(
          `^fatal the records of ${topic}/\\d from offset 0 on cannot be read: they are compressed with ${codec}, which cannot be read here: gzip and none can$`,
        ),
      ),
    ]);
  });

  it('a small batch that unpacks to more than its bound ends the consumer, and not its memory', async () => {
    const { said, topics, producer } = await startStockConsumer(direct, cleanups);
    const [, topic = ''] = topics.events;
    await producer.send({
      topic,
      compression: kafkajs.CompressionTypes.GZIP,
      messages: [{ partition: 2, value: Buffer.alloc(17 * 1024 * 1024) }],
    });
    await until(() => said.length > 0);
    expect(said).toEqual([
      `fatal the records of ${topic}/2 from offset 0 on cannot be read: unpacked they are larger than 16 MiB`,
    ]);
  });

  it('a batch that takes longer than the session keeps its member, by heartbeats within', async () => {
    const started = await startStockConsumer(direct, cleanups, {
      connection: { ...direct, kind: 'embedded' },
      beforeRecord: () => new Promise((resolve) => setTimeout(resolve, 20)),
    });
    const { consumer, producer, maker, count, topics, joins } = started;
    const [topic = ''] = topics.events;
    const events = handMadeEvents(world, 400, 'slow').filter(
      ({ productIndex }) => productIndex === 0,
    );
    const messages = events.map((event) => maker.record({ ...event, type: 0, poison: false }));
    await producer.send({ topic, messages });
    await until(() => consumer.intake.applied === 400, 60_000);
    expect({ joins: joins(), rebalances: count('rebalances') }).toEqual({
      joins: 1,
      rebalances: 0,
    });
  });

  it('a consumer that loses its cluster comes back as one member, with its state', async () => {
    const started = await startStockConsumer(direct, cleanups, {}, { ...frail, kind: 'external' });
    const { consumer, send, maker, said, joins, kafka: client, groupId } = started;
    const events = handMadeEvents(world, 4, 'back').map((event) => ({ ...event, poison: false }));
    await send(events.slice(0, 40).map((event) => maker.record(event)));
    await until(() => consumer.intake.applied === 40);
    proxy.goAway();
    await until(() => consumer.away);
    await send(events.slice(40).map((event) => maker.record(event)));
    proxy.comeBack();
    await until(() => joins() >= 2 && consumer.intake.applied === events.length, 40_000);
    expect(consumer.partitions).toEqual([0, 1, 2]);
    expect(await membersOf(client, groupId)).toBe(1);
    expect(said).toEqual([]);
  });

  it('a consumer that is stopped while its cluster is away stays stopped when it is back', async () => {
    const started = await startStockConsumer(direct, cleanups, {}, { ...frail, kind: 'external' });
    const { consumer, said } = started;
    proxy.goAway();
    await until(() => consumer.away);
    await consumer.stop({ checkpoint: false });
    proxy.comeBack();
    const { connections } = proxy;
    await new Promise((resolve) => setTimeout(resolve, 4000));
    expect(proxy.connections).toBe(connections);
    expect(said).toEqual([]);
  });
});

/** As many as that at once, each id alone; @returns those that were acknowledged */
async function sendAtOnce(producer: Producer, topic: string, ids: number): Promise<string[]> {
  const acknowledged: string[] = [];
  const one = async (id: number): Promise<void> => {
    const value = `${id}`;
    const sent = producer.send({
      topic,
      acks: -1,
      messages: [{ partition: id % PARTITIONS, value }],
    });
    await sent.then(
      () => acknowledged.push(value),
      () => undefined,
    );
  };
  const AT_ONCE = 12;
  for (let from = 0; from < ids; from += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => one(from + at)));
  }
  return acknowledged;
}

/** Values by partition, in order. */
async function readAll(connection: Connection, topic: string): Promise<string[][]> {
  const kafka = createKafka({ ...connection, clientId: 'reader' });
  const consumer = createConsumer(kafka, {
    kind: 'embedded',
    groupId: `reader-of-${topic}`,
    assigner: kafkajs.PartitionAssigners.roundRobin,
    maxTopicPartitions: PARTITIONS,
  });
  const ends = await withAdmin(connection, (admin) => admin.fetchTopicOffsets(topic));
  const total = ends.reduce((sum, { high }) => sum + Number(high), 0);
  const logs: string[][] = Array.from({ length: PARTITIONS }, () => []);
  let read = 0;
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      logs[partition]?.push(String(message.value));
      read += 1;
    },
  });
  try {
    await until(() => read >= total, 90_000);
  } finally {
    await consumer.disconnect();
  }
  return logs;
}

async function membersOf(kafka: ReturnType<typeof createKafka>, groupId: string): Promise<number> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { groups } = await admin.describeGroups([groupId]);
    return groups[0]?.members.length ?? 0;
  } finally {
    await admin.disconnect();
  }
}
