/** Members that die, fall silent or are slow: the group waits for the ends of their sessions, and concludes the same. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CheckpointStep } from '../../pipeline/kafka/checkpointer.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';
import type { TestRecord } from './records.fixture.ts';
import { until } from './stock-consumer.fixture.ts';
import { crashAt, expected, startGroup } from './stock-group.fixture.ts';

let broker: EmbeddedBroker;
const cleanups: (() => Promise<void>)[] = [];

beforeAll(async () => {
  broker = await startEmbeddedBroker();
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});
afterAll(() => broker.stop());

const group = () => startGroup({ brokers: [broker.address], kind: 'embedded' }, cleanups);

describe('a group of consumers', () => {
  it.each<CheckpointStep>([
    'effects',
    'published',
    'changelog',
    'commit',
  ])('goes on without a wrong unit when a member dies after the step %s', async (step) => {
    const started = await group();
    const victim = await crashAt(step, started);
    const { digest } = await started.conclude();
    expect(digest).toBe(expected.digest);
    const reprocessed = started
      .living()
      .reduce((sum, member) => sum + member.count('records_reprocessed'), 0);
    if (step === 'effects' || step === 'published') expect(reprocessed).toBeGreaterThan(0);
    expect(victim.isDead).toBe(true);
  });

  it('goes on when the session of a member that died in silence has ended', async () => {
    const started = await group();
    const { add, send, conclude, ownedOnce, records, turns } = started;
    await add('consumer-1');
    const two = await add('consumer-2');
    await until(ownedOnce);
    await send(0, 1500);
    await until(() => turns() > 1000);
    two.die();
    await send(1500, records.length);
    const { digest } = await conclude(40_000);
    expect(digest).toBe(expected.digest);
  });

  it('passes over what a member still writes that the group has given up', async () => {
    const { add, send, conclude, ownedOnce, records, turns, living } = await group();
    let release: () => void = () => undefined;
    let gate = Promise.resolve();
    const zombie = await add('consumer-1', { beforeRecord: () => gate });
    const other = await add('consumer-2');
    await until(() => ownedOnce() && other.consumer.active.length === 3);
    await send(0, 600);
    await until(() => turns() === 600 && zombie.count('offset_commits') > 0);
    // Silent in the middle of a batch, with records that it tells nobody of, until it is given up. Sales are so many that no
    // batch of theirs ends with the first record.
    const isSale = ({ topic }: TestRecord) => topic === 'inventory.sales';
    const received = zombie.count('events_received');
    zombie.consumer.throttle(2);
    await send(600, 2000, isSale);
    await until(() => zombie.count('events_received') > received);
    zombie.consumer.throttle(0.001);
    await until(() => other.consumer.active.length === 6);
    // Not slow any more, but at a standstill: it writes down what it has.
    gate = new Promise((resolve) => {
      release = resolve;
    });
    zombie.consumer.throttle(null);
    await until(() => zombie.consumer.active.length === 0);
    release();
    await until(() => ownedOnce() && zombie.consumer.active.length === 3);
    await send(600, 2000, (record) => !isSale(record));
    await send(2000, records.length);
    const { digest } = await conclude();

    expect(digest).toBe(expected.digest);
    expect(zombie.count('changelog_stale_cuts')).toBeGreaterThan(0);
    expect(living().map(({ said }) => said)).toEqual([[], []]);
  });

  it('a member that is slow on purpose loses its partitions, and is back when it is quick again', async () => {
    const { add, send, conclude, ownedOnce, records } = await group();
    const slow = await add('consumer-1');
    const other = await add('consumer-2');
    await until(() => ownedOnce() && other.consumer.active.length === 3);
    // Longer for a record than a session: whatever the batches are, no heartbeat between them is in time.
    slow.consumer.throttle(0.1);
    await send(0, 2000);
    await until(() => other.consumer.active.length === 6);
    slow.consumer.throttle(null);
    await until(() => ownedOnce() && slow.consumer.active.length === 3);
    await send(2000, records.length);
    expect((await conclude()).digest).toBe(expected.digest);
  });
});
