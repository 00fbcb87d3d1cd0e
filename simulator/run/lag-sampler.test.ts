/** `LagSampler` of the pipeline, on a broker, which the pipeline's own tests have not. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitStartOffsets, withAdmin } from '../../pipeline/kafka/admin.ts';
import { createKafka, createProducer } from '../../pipeline/kafka/client.ts';
import { LagSampler } from '../../pipeline/kafka/lag.ts';
import { makeTopics } from '../../pipeline/kafka/topics.fixture.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';

const GROUP = 'readers';
const TOPICS = ['a', 'b'];

describe('LagSampler', () => {
  let broker: EmbeddedBroker;
  let sampler: LagSampler;
  beforeEach(async () => {
    broker = await startEmbeddedBroker();
    const address = { brokers: [broker.address], kind: 'embedded' as const };
    await withAdmin(address, (admin) =>
      makeTopics(admin, { topics: TOPICS, partitions: 2, replicationFactor: -1 }),
    );
    sampler = new LagSampler({ connection: address, groupId: GROUP, topics: TOPICS });
  });
  afterEach(async () => {
    await sampler.close();
    await broker.stop();
  });

  it('counts what was written behind what the group committed', async () => {
    const address = { brokers: [broker.address], kind: 'embedded' as const };
    await send(address.brokers, 'a', 1, 3);
    await withAdmin(address, (admin) => commitStartOffsets(admin, GROUP, TOPICS, address));
    await send(address.brokers, 'a', 1, 5);
    await send(address.brokers, 'b', 0, 1);
    expect(await sampler.sample()).toEqual({ a: [0, 5], b: [1, 0] });
  });

  it('counts everything when the group never committed', async () => {
    await send([broker.address], 'b', 1, 4);
    expect(await sampler.sample()).toEqual({ a: [0, 0], b: [0, 4] });
  });

  it('counts nothing that lies before a floor, whether the group committed it or not', async () => {
    const connection = { brokers: [broker.address], kind: 'embedded' as const };
    const floor = { a: [2, 0], b: [0, 0] };
    const floored = new LagSampler({ connection, groupId: GROUP, topics: TOPICS, floor });
    await withAdmin(connection, (admin) => commitStartOffsets(admin, GROUP, ['b'], connection));
    await send(connection.brokers, 'a', 0, 5);
    await send(connection.brokers, 'b', 1, 4);
    expect(await floored.sample()).toEqual({ a: [3, 0], b: [0, 4] });
    await floored.close();
  });

  it('leaves out what is written behind ends that are held', async () => {
    await send([broker.address], 'a', 0, 2);
    await sampler.sample();
    await sampler.holdEnds();
    await send([broker.address], 'a', 0, 7);
    expect(await sampler.sample()).toEqual({ a: [2, 0], b: [0, 0] });
  });

  it('finds the cluster although the first of its addresses is dead', async () => {
    const connection = {
      brokers: ['127.0.0.1:1', broker.address],
      kind: 'external' as const,
    };
    const other = new LagSampler({ connection, groupId: GROUP, topics: TOPICS });
    expect(await other.sample()).toBeNull();
    expect(await other.sample()).toEqual({ a: [0, 0], b: [0, 0] });
    await other.close();
  });

  it('answers that it does not know when the broker is gone', async () => {
    expect(await sampler.sample()).toEqual({ a: [0, 0], b: [0, 0] });
    await broker.stop();
    expect(await sampler.sample()).toBeNull();
    expect(await sampler.sample()).toBeNull();
  });
});

async function send(
  brokers: readonly string[],
  topic: string,
  partition: number,
  records: number,
): Promise<void> {
  const kafka = createKafka({ brokers, kind: 'embedded', clientId: 'test' });
  const producer = createProducer(kafka, { kind: 'embedded', idempotent: false });
  await producer.connect();
  const messages = Array.from({ length: records }, () => ({ value: 'x', partition }));
  await producer.send({ topic, messages });
  await producer.disconnect();
}
