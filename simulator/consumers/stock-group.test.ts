/** Partitions that change hands: whatever happens to the members, what they conclude is what the simulation does. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CheckpointStep } from '../../pipeline/kafka/checkpointer.ts';
import type { StockConsumerOptions } from '../../pipeline/kafka/consumer-options.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';
import type { TestRecord } from './records.fixture.ts';
import { until } from './stock-consumer.fixture.ts';
import { expected, type GroupMember, startGroup } from './stock-group.fixture.ts';

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
  it('hands partitions to a member that joins, and back when it leaves', async () => {
    const { add, leave, send, conclude, ownedOnce, records, turns } = await group();
    const one = await add('consumer-1');
    const two = await add('consumer-2');
    await until(() => ownedOnce() && one.consumer.active.length === 3);
    await send(0, 1000);
    await until(() => turns() > 500);
    const three = await add('consumer-3');
    await send(1000, 2000);
    await until(() => ownedOnce() && three.consumer.active.length === 2);
    await send(2000, 2500);
    await until(() => turns() > 2200);
    await leave(three);
    await send(2500, records.length);
    const { digest } = await conclude();

    expect(digest).toBe(expected.digest);
    expect(three.activations.map(({ partition, kept }) => [partition, kept])).toEqual(
      expect.arrayContaining([
        [2, false],
        [5, false],
      ]),
    );
    // Who leaves in order leaves nothing to do again.
    expect(three.count('records_reprocessed')).toBeLessThanOrEqual(1000);
    for (const member of [one, two, three]) expect(member.said).toEqual([]);
  });

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

  it('loses state where offsets are committed first, and a member dies in between', async () => {
    const started = await group();
    const order = { checkpointOrder: 'commit-first' } as const;
    await crashAt('commit', started, order);
    await until(started.ownedOnce);
    await started.readToEnds();
    expect(started.turns()).toBeLessThan(started.records.length);
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

  it('closes the books of partitions that come after it was asked to', async () => {
    const { add, bury, send, close, conclude, ownedOnce, records, turns } = await group();
    let armed = false;
    const victim: GroupMember = await add('consumer-1', {
      atStep: (step) => {
        if (armed && step === 'effects') victim.die();
      },
    });
    const heir = await add('consumer-2');
    await until(() => ownedOnce() && heir.consumer.active.length === 3);
    await send(0, records.length);
    await until(() => turns() === records.length);
    armed = true;
    await close();
    await until(() => victim.isDead);
    await bury(victim);
    const { digest } = await conclude();
    expect(digest).toBe(expected.digest);
    expect(heir.closed.size).toBe(6);
  });

  it('lets a restore begin at the latest snapshot, and tells at once of books that are closed', async () => {
    const { add, leave, send, conclude, records, topics, groupId, admin } = await group();
    const first = await add('consumer-1');
    await send(0, records.length);
    await conclude();
    const starts = async (): Promise<number[]> => {
      const [topic] = await admin.fetchOffsets({ groupId, topics: [topics.changelog] });
      return topic?.partitions.map(({ offset }) => Number(offset)) ?? [];
    };
    await leave(first);
    const begin = await starts();
    expect(begin.every((offset) => offset > 0)).toBe(true);

    const second = await add('consumer-2');
    await until(() => second.closed.size === 6);
    for (const { partition, products, records: read } of second.activations) {
      // Products, the days of the world, the head; and the claim.
      expect({ partition, read: read > products }).toEqual({ partition, read: true });
      expect(read).toBeLessThanOrEqual(products + 4);
    }
  });

  it('needs no changelog while nothing changes hands, and is wrong without one when it does', async () => {
    const { add, bury, send, ownedOnce, records, turns, readToEnds } = await group();
    const options = { changelog: false };
    const one = await add('consumer-1', options);
    await until(ownedOnce);
    await send(0, 1000);
    await until(() => turns() === 1000 && one.count('offset_commits') > 0);
    expect(one.count('changelog_cuts')).toBe(0);
    one.die();
    await bury(one);
    await add('consumer-2', options);
    await until(ownedOnce);
    await send(1000, records.length);
    await readToEnds();
    expect(turns()).toBeLessThan(records.length);

    const calm = await group();
    await calm.add('consumer-1', options);
    await calm.send(0, records.length);
    expect((await calm.conclude()).digest).toBe(expected.digest);
  });

  /** The first member dies at the first checkpoint that carries something, and another life of it begins. */
  async function crashAt(
    step: CheckpointStep,
    { add, bury, send, records, ownedOnce }: Awaited<ReturnType<typeof group>>,
    options: Partial<StockConsumerOptions> = {},
  ): Promise<GroupMember> {
    let armed = false;
    const victim: GroupMember = await add('consumer-1', {
      ...options,
      atStep: (reached) => {
        if (armed && reached === step) victim.die();
      },
    });
    await add('consumer-2', options);
    await until(() => ownedOnce() && victim.consumer.active.length === 3);
    armed = true;
    await send(0, 1500);
    await until(() => victim.isDead);
    await bury(victim);
    await send(1500, 2500);
    await until(ownedOnce);
    await add('consumer-1', options);
    await send(2500, records.length);
    return victim;
  }
});
