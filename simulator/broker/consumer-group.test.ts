import { AssignerProtocol, type Consumer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR } from './codec/error-codes.ts';
import { type Broker, createBroker } from './server.ts';
import { eventually, testClient } from './testing/kafka-client.fixture.ts';
import { body, RawClient } from './testing/raw-client.fixture.ts';

const PARTITIONS = 4;
const JOIN_GROUP = 11;
const SYNC_GROUP = 14;

interface Member {
  readonly consumer: Consumer;
  readonly received: string[];
  assigned: number[];
}

describe('a consumer group of kafkajs members', () => {
  let broker: Broker;
  let groups = 0;
  beforeAll(async () => {
    broker = await createBroker({
      topics: [{ name: 't', partitions: PARTITIONS }],
      minSessionTimeoutMs: 300,
    });
  });
  afterAll(() => broker.stop());

  it('shares the partitions, and shares them anew when a member leaves', async () => {
    const groupId = nextGroup();
    const one = await join(groupId);
    await eventually('the first member has everything', () => one.assigned.length === PARTITIONS);
    const two = await join(groupId);
    await eventually(
      'both have half',
      () => one.assigned.length === 2 && two.assigned.length === 2,
    );
    expect(new Set([...one.assigned, ...two.assigned])).toEqual(new Set([0, 1, 2, 3]));
    await one.consumer.disconnect();
    await eventually('the second has everything', () => two.assigned.length === PARTITIONS);
    await two.consumer.disconnect();
  });

  it('goes on from the committed offsets, and repeats nothing after an orderly hand-over', async () => {
    const groupId = nextGroup();
    const one = await join(groupId);
    await eventually('the first member is there', () => one.assigned.length === PARTITIONS);
    await send('first', 40);
    await eventually('it has read everything', () => one.received.length === 40);
    await one.consumer.disconnect();
    await send('second', 40);
    const two = await join(groupId);
    await eventually('the rest is read', () => two.received.length === 40);
    expect(two.received.every((value) => value.startsWith('second'))).toBe(true);
    expect(new Set(two.received).size).toBe(40);
    await two.consumer.disconnect();
  });

  it('gives the partitions of a member that died to the others after its session', async () => {
    const groupId = nextGroup();
    const survivor = await join(groupId);
    await eventually('the survivor has everything', () => survivor.assigned.length === PARTITIONS);
    const victim = await RawClient.connect(broker.address);
    expect((await joinSilently(victim, groupId))['t']).toHaveLength(PARTITIONS / 2);
    await eventually('the survivor has half', () => survivor.assigned.length === PARTITIONS / 2);
    victim.close();
    await eventually('it has the rest again', () => survivor.assigned.length === PARTITIONS);
    await survivor.consumer.disconnect();
  });

  /** Joins as one more kafkajs member that never heartbeats; returns its partitions. */
  async function joinSilently(
    client: RawClient,
    groupId: string,
  ): Promise<Record<string, number[]>> {
    const subscription = AssignerProtocol.MemberMetadata.encode({
      version: 1,
      topics: ['t'],
      userData: Buffer.alloc(0),
    });
    const joinGroup = (memberId: string) =>
      body((w) => {
        w.string(groupId).int32(600).int32(5_000).string(memberId).nullableString(null);
        w.string('consumer').int32(1).string('RoundRobinAssigner').bytes(subscription);
      });
    const sentAway = await client.request(JOIN_GROUP, 5, joinGroup(''));
    sentAway.int32();
    expect([sentAway.int16(), sentAway.int32(), sentAway.string(), sentAway.string()]).toEqual([
      ERROR.MEMBER_ID_REQUIRED,
      -1,
      '',
      '',
    ]);
    const memberId = sentAway.string();
    const joined = await client.request(JOIN_GROUP, 5, joinGroup(memberId));
    joined.int32();
    expect(joined.int16()).toBe(0);
    const generation = joined.int32();
    const syncGroup = body((w) => {
      w.string(groupId).int32(generation).string(memberId).nullableString(null).int32(0);
    });
    const synced = await client.request(SYNC_GROUP, 3, syncGroup);
    synced.int32();
    expect(synced.int16()).toBe(0);
    return AssignerProtocol.MemberAssignment.decode(synced.bytes())?.assignment ?? {};
  }

  async function join(groupId: string): Promise<Member> {
    const consumer = testClient(broker.address).consumer({
      groupId,
      sessionTimeout: 600,
      heartbeatInterval: 50,
      maxWaitTimeInMs: 50,
      rebalanceTimeout: 5_000,
    });
    const member: Member = { consumer, received: [], assigned: [] };
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      member.assigned = payload.memberAssignment['t'] ?? [];
    });
    await consumer.connect();
    await consumer.subscribe({ topic: 't', fromBeginning: false });
    await consumer.run({
      eachMessage: async ({ message }) => {
        member.received.push(String(message.value));
      },
    });
    return member;
  }

  async function send(prefix: string, messages: number): Promise<void> {
    const producer = testClient(broker.address).producer();
    await producer.connect();
    await producer.send({
      topic: 't',
      messages: Array.from({ length: messages }, (_, k) => ({
        value: `${prefix}-${k}`,
        partition: k % PARTITIONS,
      })),
    });
    await producer.disconnect();
  }

  function nextGroup(): string {
    groups += 1;
    return `group-${groups}`;
  }
});
