import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LogReader } from '../../../pipeline/kafka/changelog/log-reader.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../../broker/embedded.ts';
import { startChangelog } from './changelog.fixture.ts';

let broker: EmbeddedBroker;
const cleanups: (() => Promise<void>)[] = [];

beforeAll(async () => {
  broker = await startEmbeddedBroker();
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});
afterAll(() => broker.stop());

const start = () => startChangelog({ brokers: [broker.address], kind: 'embedded' }, cleanups);
type Log = Awaited<ReturnType<typeof start>>;

/** Numbers as text, `size` bytes each, in batches of 50. */
async function fill({ producer, topic }: Log, partition: number, count: number, size = 8) {
  for (let from = 0; from < count; from += 50) {
    const messages = Array.from({ length: Math.min(50, count - from) }, (_, at) => ({
      partition,
      key: 'k',
      value: String(from + at).padEnd(size),
    }));
    await producer.send({ topic, messages });
  }
}

async function numbers(
  { reader, topic }: Log,
  partition: number,
  from: number,
  to: number | 'end',
) {
  const read: number[] = [];
  const end = await reader.read(topic, partition, from, to, ({ value }, offset) => {
    expect(Number(value)).toBe(offset);
    read.push(offset);
  });
  return { read, end };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);

describe('LogReader', () => {
  it('reads what lies between two offsets once and in order, over batches and fetches', async () => {
    const log = await start();
    // More than one answer holds.
    await fill(log, 1, 400, 20_000);
    expect(await numbers(log, 1, 0, 'end')).toEqual({ read: range(0, 400), end: 400 });
    expect(await numbers(log, 1, 77, 233)).toEqual({ read: range(77, 233), end: 233 });
    expect(await numbers(log, 1, 400, 'end')).toEqual({ read: [], end: 400 });
    expect(await log.reader.ends(log.topic)).toEqual([0, 400, 0]);
  });

  it('reads several partitions at a time', async () => {
    const log = await start();
    for (const partition of [0, 1, 2]) await fill(log, partition, 100 + partition);
    const all = await Promise.all([0, 1, 2].map((partition) => numbers(log, partition, 0, 'end')));
    expect(all.map(({ end }) => end)).toEqual([100, 101, 102]);
  });

  it('ends early, without an error, when it is not wanted any more', async () => {
    const log = await start();
    await fill(log, 0, 400, 20_000);
    let read = 0;
    const end = await log.reader.read(log.topic, 0, 0, 'end', () => (read += 1), {
      wanted: () => read === 0,
    });
    expect(end).toBe(read);
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(400);
  });

  it('says that records are not kept any more, and where the log begins now', async () => {
    const log = await start();
    await fill(log, 0, 100);
    await log.free(0, 60);
    await expect(numbers(log, 0, 59, 'end')).rejects.toMatchObject({
      code: 'LOG_UNREADABLE',
      message: `Offset 59 of ${log.topic}/0 is not kept any more.`,
    });
    expect(await log.reader.start(log.topic, 0)).toBe(60);
    expect((await numbers(log, 0, 60, 'end')).read).toEqual(range(60, 100));
  });

  it('lets through what the reader of the records throws', async () => {
    const log = await start();
    await fill(log, 0, 1);
    const read = log.reader.read(log.topic, 0, 0, 'end', () => {
      throw new Error('no room');
    });
    await expect(read).rejects.toThrow('no room');
  });

  it('knows where a group has committed, and where it has not', async () => {
    const log = await start();
    await fill(log, 2, 9);
    await log.commit(2, 7);
    const committed = await log.reader.committed(log.groupId, log.topic, [0, 2]);
    expect([...committed]).toEqual([
      [0, 0],
      [2, 7],
    ]);
    const unknown = await log.reader.committed('nobody', log.topic, [1]);
    expect([...unknown]).toEqual([[1, -1]]);
  });

  it('waits for a broker that is away, and gives up when it stays away', async () => {
    let own = await startEmbeddedBroker();
    const { address } = own;
    const connection = { brokers: [address], kind: 'embedded' } as const;
    const log = await startChangelog(connection, cleanups);
    expect(await log.reader.ends(log.topic)).toEqual([0, 0, 0]);
    await own.stop();
    await expect(log.reader.ends(log.topic, { maxSilenceMs: 300 })).rejects.toMatchObject({
      code: 'BROKER_UNREACHABLE',
    });
    const late = log.reader.ends(log.topic);
    own = await startEmbeddedBroker({ port: Number(address.split(':')[1]) });
    const again = await startChangelog(connection, cleanups);
    await again.admin.createTopics({ topics: [{ topic: log.topic, numPartitions: 3 }] });
    expect(await late).toEqual([0, 0, 0]);
    for (const cleanup of cleanups.splice(0)) await cleanup();
    await own.stop();
  });

  it('does not begin anew once it is closed', async () => {
    const log = await start();
    const reader = new LogReader(
      { brokers: [broker.address], kind: 'embedded', clientId: 'test' },
      [log.topic],
    );
    await reader.close();
    await expect(reader.ends(log.topic)).rejects.toThrow('closed');
  });
});
