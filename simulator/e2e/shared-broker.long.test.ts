/** A broker that was there before the run and stays: topics, old records, and other people's traffic. */
import type { Kafka, KafkaMessage } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKafka, createProducer } from '../../pipeline/kafka/client.ts';
import { everyTopic, topicNames } from '../../pipeline/topics.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';
import { Workshop } from './command.fixture.ts';
import { expectRefusal, expectSound } from './expectations.fixture.ts';
import { BUSY } from './scenarios.fixture.ts';

const TOPICS = topicNames('');
const COPIES = 200;
const OURS = { intruder: 'yes' };

describe('a run on a broker that somebody else started', () => {
  const workshop = new Workshop();
  const busy = workshop.scenario('busy', BUSY);
  let broker: EmbeddedBroker;
  let kafka: Kafka;
  let digest: string;

  beforeAll(async () => {
    broker = await startEmbeddedBroker();
    kafka = createKafka({ brokers: [broker.address], kind: 'embedded', clientId: 'e2e' });
    digest = await workshop.digest([busy]);
  });
  afterAll(async () => {
    await broker.stop();
    workshop.close();
  });

  it('makes the topics, passes, and leaves them', async () => {
    expectSound(await workshop.bench([busy, '--broker', broker.address]), digest);
    const admin = kafka.admin();
    await admin.connect();
    expect(await admin.listTopics()).toEqual(expect.arrayContaining(everyTopic(TOPICS)));
    await admin.disconnect();
  });

  it('is not led astray by the records of the run before', async () => {
    const result = await workshop.bench([busy, '--broker', broker.address]);
    expectSound(result, digest);
    expect(result.record?.counts['records_foreign']).toBe(0);
    expect(result.record?.counts['events_received']).toBe(result.record?.plan.events);
  });

  it('passes among garbage, records of another run and copies of its own, and counts them', async () => {
    const intruder = await intrude(kafka);
    const result = await workshop.bench([busy, '--broker', broker.address]);
    await intruder.leave();
    expectSound(result, digest);
    const { counts = {}, plan, notes } = result.record ?? {};
    const poison = (plan?.events ?? 0) - (counts['events_applied'] ?? 0);
    const garbage = (counts['dead_letters'] ?? 0) - poison;
    const { records_foreign: foreign, records_duplicate: copies } = counts;
    // Always written in this order; what came after the end of the run was not read.
    expect(garbage).toBeGreaterThan(0);
    expect(foreign).toBeGreaterThanOrEqual(garbage);
    expect(copies).toBeGreaterThanOrEqual(foreign ?? 0);
    expect(COPIES).toBeGreaterThanOrEqual(copies ?? 0);
    expect(notes).toEqual([]);
    expect(result.stderr).toContain(`${copies} duplicates · ${foreign} foreign`);
  });

  it('is refused where the topics have another number of partitions', async () => {
    expectRefusal(
      await workshop.bench([busy, '--broker', broker.address, '--partitions', '5']),
      95,
      'Every topic needs 5 partitions, but ',
      'inventory.sales has 3',
      'Set the number of partitions to what the topics have',
    );
  });
});

/** For the first so many sales: the record again, the same as of another run, and no record at all. */
async function intrude(kafka: Kafka): Promise<{ leave(): Promise<void> }> {
  let copies = 0;
  const producer = createProducer(kafka, { kind: 'embedded', idempotent: false });
  await producer.connect();
  const consumer = kafka.consumer({ groupId: 'intruder', maxWaitTimeInMs: 50 });
  await consumer.connect();
  const [sales = ''] = TOPICS.events;
  await consumer.subscribe({ topic: sales, fromBeginning: false });
  const joined = new Promise((resolve) => {
    consumer.on(consumer.events.FETCH_START, resolve);
  });
  await consumer.run({
    eachMessage: async ({ topic, partition, message }) => {
      const { key, value, headers = {} } = message;
      // Neither what was written here, nor poison, of which a copy is a duplicate too.
      if (copies >= COPIES || value === null || Object.keys(headers).length > 0) return;
      copies += 1;
      await producer.send({
        topic,
        acks: -1,
        messages: [
          { key, value, partition, headers: OURS },
          { key, value: ofAnotherRun(value), partition, headers: OURS },
          { key: 'nobody', value: Buffer.from([0x7b, 0xff]), partition, headers: OURS },
        ],
      });
    },
  });
  await joined;
  return {
    async leave() {
      await consumer.disconnect();
      await producer.disconnect();
    },
  };
}

function ofAnotherRun(value: NonNullable<KafkaMessage['value']>): string {
  const event = JSON.parse(value.toString()) as { metadata: Record<string, unknown> };
  return JSON.stringify({ ...event, metadata: { ...event.metadata, run: 'another-run' } });
}
