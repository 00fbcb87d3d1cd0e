import { describe, expect, it } from 'vitest';
import { withAdmin } from '../../pipeline/kafka/admin.ts';
import { createKafka, createProducer } from '../../pipeline/kafka/client.ts';
import { makeTopics } from '../../pipeline/kafka/topics.fixture.ts';
import { startEmbeddedBroker } from '../broker/embedded.ts';
import { reachedEnds, wereReadToTheEnd } from './read-to-end.ts';

const at = (topic: string, partition: number, nextOffset: number) => ({
  topic,
  partition,
  nextOffset,
  settledOffset: 0,
});

describe('reachedEnds', () => {
  const ends = [
    { topic: 'a', partition: 0, endOffset: 10, committedOffset: 3 },
    { topic: 'a', partition: 1, endOffset: 5, committedOffset: 5 },
  ];

  it('holds when every position is at the end', () => {
    expect(reachedEnds(ends, [at('a', 0, 10), at('a', 1, 5)])).toBe(true);
    expect(reachedEnds([], [])).toBe(true);
  });

  it('goes by the committed offset where nothing was read', () => {
    expect(reachedEnds(ends, [at('a', 0, 10), at('a', 1, -1)])).toBe(true);
    expect(reachedEnds(ends, [at('a', 0, 10)])).toBe(true);
    expect(reachedEnds(ends, [at('a', 0, -1), at('a', 1, 5)])).toBe(false);
  });

  it('does not hold when one position is before the end', () => {
    expect(reachedEnds(ends, [at('a', 0, 9), at('a', 1, 5)])).toBe(false);
    expect(reachedEnds(ends, [at('b', 0, 10), at('a', 1, 5)])).toBe(false);
  });
});

describe('wereReadToTheEnd', () => {
  it('asks the broker', async () => {
    const broker = await startEmbeddedBroker();
    const address = { brokers: [broker.address], kind: 'embedded' } as const;
    await withAdmin(address, (admin) =>
      makeTopics(admin, { topics: ['a', 'b'], partitions: 2, replicationFactor: 1 }),
    );
    const producer = createProducer(createKafka({ ...address, clientId: 'test' }), {
      kind: 'embedded',
      idempotent: false,
    });
    await producer.connect();
    await producer.send({ topic: 'b', messages: [{ value: 'x', partition: 1 }] });
    await producer.disconnect();
    const all = [at('a', 0, 0), at('a', 1, 0), at('b', 0, 0)];
    const readToTheEnd = (nextOffset: number) =>
      wereReadToTheEnd(address, 'group', ['a', 'b'], [...all, at('b', 1, nextOffset)]);
    expect(await readToTheEnd(1)).toBe(true);
    expect(await readToTheEnd(0)).toBe(false);
    await broker.stop();
  });
});
