/** Partitions that change hands: whatever happens to the members, what they conclude is what the simulation does. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';
import { until } from './stock-consumer.fixture.ts';
import { crashAt, expected, type GroupMember, startGroup } from './stock-group.fixture.ts';

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

  it('loses state where offsets are committed first, and a member dies in between', async () => {
    const started = await group();
    const order = { checkpointOrder: 'commit-first' } as const;
    await crashAt('commit', started, order);
    await until(started.ownedOnce);
    await started.readToEnds();
    expect(started.turns()).toBeLessThan(started.records.length);
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
});
