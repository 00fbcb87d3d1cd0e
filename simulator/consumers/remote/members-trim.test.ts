import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withAdmin } from '../../../pipeline/kafka/admin.ts';
import type { Connection } from '../../../pipeline/kafka/connection.ts';
import { makeTopics } from '../../../pipeline/kafka/topics.fixture.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../../broker/embedded.ts';
import { until } from '../stock-consumer.fixture.ts';
import { MembersLine } from './members-line.ts';
import { MembersTrim } from './members-trim.ts';

const TOPIC = 'inventory.members';
const MINUTE_MS = 60_000;
let broker: EmbeddedBroker;
let connection: Connection;

beforeEach(async () => {
  broker = await startEmbeddedBroker();
  connection = { brokers: [broker.address], kind: 'embedded' };
  await withAdmin(connection, (admin) =>
    makeTopics(admin, { topics: [TOPIC], partitions: 1, replicationFactor: 1 }),
  );
});
afterEach(() => broker.stop());

async function say(words: number): Promise<void> {
  const line = new MembersLine({
    ...{ connection, topic: TOPIC, group: 'shop', me: 'run' },
    onWord: () => {},
    onGap: () => {},
    onFailure: () => {},
  });
  await line.open();
  for (let count = 0; count < words; count += 1) {
    line.say('nobody', count);
    await until(() => line.position === count + 1);
  }
  await line.close(1_000);
}

const logStart = (): Promise<number> =>
  withAdmin(connection, async (admin) => {
    const [offsets] = await admin.fetchTopicOffsets(TOPIC);
    return Number(offsets?.low);
  });

describe('the members topic of an embedded broker', () => {
  it('forgets what was read a minute ago, and nothing younger', async () => {
    await say(6);
    const trim = new MembersTrim(connection, TOPIC);
    trim.passed(2, 0);
    trim.passed(4, 30_000);
    await trim.close();
    expect(await logStart()).toBe(0);
    trim.passed(6, MINUTE_MS);
    await trim.close();
    expect(await logStart()).toBe(2);
    trim.passed(6, 1.5 * MINUTE_MS);
    await trim.close();
    expect(await logStart()).toBe(4);
  });

  it('is left to its retention elsewhere', async () => {
    await say(2);
    const trim = new MembersTrim({ ...connection, kind: 'external' }, TOPIC);
    trim.passed(2, 0);
    trim.passed(2, 10 * MINUTE_MS);
    await trim.close();
    expect(await logStart()).toBe(0);
  });
});
