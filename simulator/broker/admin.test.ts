import { type Admin, AssignerProtocol, ConfigResourceTypes, type Producer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Broker, createBroker } from './server.ts';
import { eventually, testClient } from './testing/kafka-client.fixture.ts';
import { body, RawClient } from './testing/raw-client.fixture.ts';

describe("kafkajs's admin client", () => {
  let broker: Broker;
  let admin: Admin;
  let producer: Producer;
  beforeAll(async () => {
    broker = await createBroker({ clusterId: 'the-cluster', nodeId: 7 });
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

  it('describes the cluster with its controller', async () => {
    const cluster = await admin.describeCluster();
    expect(cluster).toEqual({
      brokers: [{ nodeId: 7, host: broker.host, port: broker.port }],
      controller: 7,
      clusterId: 'the-cluster',
    });
  });

  it('creates topics once, with partitions and settings', async () => {
    const topics = [
      {
        topic: 'created',
        numPartitions: 3,
        configEntries: [{ name: 'retention.ms', value: '1000' }],
      },
      { topic: 'by-default' },
    ];
    expect(await admin.createTopics({ topics })).toBe(true);
    expect(await admin.createTopics({ topics })).toBe(false);
    // The client asks for topics in random order.
    const metadata = await admin.fetchTopicMetadata({ topics: ['created', 'by-default'] });
    const partitionsOf = new Map(metadata.topics.map(({ name, partitions }) => [name, partitions]));
    expect(partitionsOf.get('by-default')).toHaveLength(1);
    expect(partitionsOf.get('created')?.map(({ leader, isr }) => [leader, isr])).toEqual([
      [7, [7]],
      [7, [7]],
      [7, [7]],
    ]);
    expect(await admin.listTopics()).toEqual(expect.arrayContaining(['created', 'by-default']));
  });

  it('only checks topics when asked to validate', async () => {
    const topics = [{ topic: 'imagined', numPartitions: 2 }];
    expect(await admin.createTopics({ topics, validateOnly: true, waitForLeaders: false })).toBe(
      true,
    );
    expect(await admin.listTopics()).not.toContain('imagined');
  });

  it.each([
    ['a bad name', { topic: 'no spaces' }, 'attempted to perform an operation on an invalid topic'],
    ['a replica too many', { topic: 'r', replicationFactor: 3 }, 'Replication-factor is invalid'],
    ['no partitions', { topic: 'p', numPartitions: 0 }, 'Number of partitions is invalid'],
    [
      'an unknown setting',
      { topic: 'c', configEntries: [{ name: 'no.such', value: '1' }] },
      'Configuration is invalid',
    ],
    [
      'a setting the broker cannot keep',
      { topic: 'c', configEntries: [{ name: 'message.timestamp.type', value: 'LogAppendTime' }] },
      'Configuration is invalid',
    ],
    [
      'a policy that is none',
      { topic: 'c', configEntries: [{ name: 'cleanup.policy', value: 'compact,shrink' }] },
      'Configuration is invalid',
    ],
  ])('refuses a topic with %s', async (_, topic, reason) => {
    const refused = await admin.createTopics({ topics: [topic] }).catch((error: unknown) => error);
    const { errors } = refused as { errors: Error[] };
    expect(errors[0]?.message).toContain(reason);
    expect(await admin.listTopics()).not.toContain(topic.topic);
  });

  it('adds partitions, and never takes any away', async () => {
    await admin.createTopics({ topics: [{ topic: 'growing', numPartitions: 1 }] });
    await admin.createPartitions({ topicPartitions: [{ topic: 'growing', count: 4 }] });
    const offsets = await admin.fetchTopicOffsets('growing');
    expect(offsets.map(({ partition }) => partition)).toEqual([0, 1, 2, 3]);
    await expect(
      admin.createPartitions({ topicPartitions: [{ topic: 'growing', count: 2 }] }),
    ).rejects.toThrow('Number of partitions is invalid');
  });

  it('deletes topics, their records and what was committed on them', async () => {
    await fill('doomed', 3);
    await commit('doomed-group', 'doomed', 2);
    const before = await admin.fetchOffsets({ groupId: 'doomed-group', topics: ['doomed'] });
    expect(before[0]?.partitions[0]?.offset).toBe('2');
    await admin.deleteTopics({ topics: ['doomed'] });
    expect(await admin.listTopics()).not.toContain('doomed');
    await fill('doomed', 1);
    const committed = await admin.fetchOffsets({ groupId: 'doomed-group', topics: ['doomed'] });
    expect(committed[0]?.partitions[0]?.offset).toBe('-1');
    expect((await admin.fetchTopicOffsets('doomed'))[0]).toMatchObject({ low: '0', high: '1' });
  });

  it('deletes records below an offset', async () => {
    await fill('trimmed', 5);
    const partitions = [{ partition: 0, offset: '3' }];
    // kafkajs deletes only from topics whose leaders it has looked up before.
    expect((await admin.fetchTopicOffsets('trimmed'))[0]?.low).toBe('0');
    await admin.deleteTopicRecords({ topic: 'trimmed', partitions });
    expect(await admin.fetchTopicOffsets('trimmed')).toEqual([
      { partition: 0, offset: '5', high: '5', low: '3' },
    ]);
    await admin.deleteTopicRecords({
      topic: 'trimmed',
      partitions: [{ partition: 0, offset: '-1' }],
    });
    expect((await admin.fetchTopicOffsets('trimmed'))[0]?.low).toBe('5');
  });

  it('finds offsets by timestamp', async () => {
    await admin.createTopics({ topics: [{ topic: 'timed' }] });
    const messages = [0, 1, 2].map((k) => ({
      value: 'x',
      timestamp: String(1_000_000 + 1_000 * k),
    }));
    await producer.send({ topic: 'timed', messages });
    const at = async (timestampMs: number) =>
      (await admin.fetchTopicOffsetsByTimestamp('timed', timestampMs))[0]?.offset;
    expect(await at(1)).toBe('0');
    expect(await at(1_000_001)).toBe('1');
    expect(await at(1_002_000)).toBe('2');
    // kafkajs asks for the end where nothing is later.
    expect(await at(9_000_000)).toBe('3');
  });

  it('sets and fetches the offsets of a group without members', async () => {
    await fill('counted', 4);
    const groupId = 'counting';
    const fetched = async (topics?: string[]) =>
      admin.fetchOffsets({ groupId, ...(topics && { topics }) });
    expect((await fetched(['counted']))[0]?.partitions[0]?.offset).toBe('-1');
    await admin.setOffsets({
      groupId,
      topic: 'counted',
      partitions: [{ partition: 0, offset: '3' }],
    });
    expect((await fetched(['counted']))[0]?.partitions[0]).toMatchObject({
      partition: 0,
      offset: '3',
    });
    expect((await fetched()).map(({ topic }) => topic)).toEqual(['counted']);
  });

  it('describes, lists and deletes groups', async () => {
    await fill('watched', 1);
    const consumer = testClient(broker.address, 'watcher').consumer({
      groupId: 'watching',
      sessionTimeout: 6_000,
      maxWaitTimeInMs: 100,
    });
    await consumer.connect();
    await consumer.subscribe({ topic: 'watched' });
    await consumer.run({ eachMessage: async () => {} });
    const describe = async () => (await admin.describeGroups(['watching'])).groups[0];
    await eventually('the group is stable', async () => (await describe())?.state === 'Stable');
    const group = await describe();
    expect(group).toMatchObject({ protocolType: 'consumer', protocol: 'RoundRobinAssigner' });
    expect(group?.members).toHaveLength(1);
    expect(group?.members[0]?.clientId).toBe('watcher');
    const assignment = AssignerProtocol.MemberAssignment.decode(
      group?.members[0]?.memberAssignment ?? Buffer.alloc(0),
    );
    expect(assignment?.assignment).toEqual({ watched: [0] });
    expect((await admin.listGroups()).groups).toContainEqual({
      groupId: 'watching',
      protocolType: 'consumer',
    });
    await expect(admin.deleteGroups(['watching'])).rejects.toMatchObject({
      groups: [{ groupId: 'watching', errorCode: 68 }],
    });
    await consumer.disconnect();
    expect((await describe())?.state).toBe('Empty');
    await admin.deleteGroups(['watching']);
    expect((await describe())?.state).toBe('Dead');
    await expect(admin.deleteGroups(['watching'])).rejects.toMatchObject({
      groups: [{ groupId: 'watching', errorCode: 69 }],
    });
  });

  it('describes and alters settings', async () => {
    await admin.createTopics({ topics: [{ topic: 'set' }] });
    const read = async (configName: string) => {
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: ConfigResourceTypes.TOPIC, name: 'set', configNames: [configName] }],
      });
      return resources[0]?.configEntries[0];
    };
    expect(await read('max.message.bytes')).toMatchObject({
      configValue: '1048588',
      isDefault: true,
    });
    const alter = (name: string, value: string) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [
          { type: ConfigResourceTypes.TOPIC, name: 'set', configEntries: [{ name, value }] },
        ],
      });
    await alter('max.message.bytes', '1000');
    expect(await read('max.message.bytes')).toMatchObject({
      configValue: '1000',
      isDefault: false,
    });
    await expect(
      producer.send({ topic: 'set', messages: [{ value: 'x'.repeat(2_000) }] }),
    ).rejects.toThrow('larger than the max message size');
    await expect(alter('message.timestamp.type', 'LogAppendTime')).rejects.toThrow(
      'Configuration is invalid',
    );
    const brokerConfigs = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.BROKER, name: '7' }],
    });
    expect(brokerConfigs.resources[0]?.configEntries).toContainEqual(
      expect.objectContaining({ configName: 'auto.create.topics.enable', configValue: 'false' }),
    );
  });

  it('does not create topics that are only asked for', async () => {
    await expect(
      testClient(broker.address)
        .admin()
        .fetchTopicMetadata({ topics: ['unheard-of'] }),
    ).rejects.toThrow();
    expect(await admin.listTopics()).not.toContain('unheard-of');
  });

  it('refuses transactions at once', async () => {
    const transactional = testClient(broker.address).producer({
      transactionalId: 'tx',
      maxInFlightRequests: 1,
      idempotent: true,
    });
    await transactional.connect();
    await expect(transactional.transaction()).rejects.toThrow('Failed to find group coordinator');
    await transactional.disconnect();
  });

  async function commit(group: string, topic: string, offset: number): Promise<void> {
    const client = await RawClient.connect(broker.address);
    const request = body((w) => {
      w.string(group).int32(-1).string('').int32(1).string(topic).int32(1);
      w.int32(0).int64(offset).nullableString(null);
    });
    await client.request(8, 5, request);
    client.close();
  }

  async function fill(topic: string, messages: number): Promise<void> {
    await admin.createTopics({ topics: [{ topic }] });
    for (let sent = 0; sent < messages; sent += 1) {
      await producer.send({ topic, messages: [{ value: String(sent) }] });
    }
  }
});
