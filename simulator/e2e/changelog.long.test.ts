/** The changelog on Apache Kafka: three brokers, of which some die, and a cleaner that compacts. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CutHead } from '../../pipeline/kafka/changelog/cut.ts';
import {
  claimant,
  next,
  startChangelog,
  textOf,
} from '../consumers/changelog/changelog.fixture.ts';
import { type ApacheKafka, missingForKafka, startApacheKafka } from './kafka-jars.fixture.ts';

const missing = missingForKafka();
if (missing !== undefined)
  process.stderr.write(`The changelog is not tested on Kafka: ${missing}\n`);

const always = () => true;

describe.skipIf(missing !== undefined)('the changelog on three brokers', () => {
  let kafka: ApacheKafka;
  const cleanups: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    kafka = await startApacheKafka({
      brokers: 3,
      properties: { 'log.cleaner.backoff.ms': '100', 'log.retention.check.interval.ms': '1000' },
    });
  }, 300_000);
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });
  afterAll(() => kafka.stop());

  const connection = () => ({ brokers: kafka.addresses, kind: 'external' }) as const;
  const config = (entries: Readonly<Record<string, string>>) => ({
    replicationFactor: 3,
    configEntries: Object.entries(entries).map(([name, value]) => ({ name, value })),
  });

  it('hands on everything that was acknowledged, whoever led the partition and died', async () => {
    const wanted = config({ 'min.insync.replicas': '2' });
    const log = await startChangelog(connection(), cleanups, wanted);
    const first = await log.restorer.take(0, claimant(1, 'consumer-1'));
    if (first === undefined) throw new Error('not taken');
    let last: CutHead = first.head;
    const truth: Record<string, string> = {};
    for (let number = 1; number <= 60; number += 1) {
      if (number === 20) await kafka.kill(await leaderOf(log));
      const changes = { [`P${number % 7}`]: `state ${number}` };
      const cut = next(last, changes);
      expect(await log.writer.write(cut, always)).toBeDefined();
      Object.assign(truth, changes);
      last = cut.head;
    }
    const second = await log.restorer.take(0, claimant(2, 'consumer-2'));
    expect(textOf(second?.products ?? new Map())).toEqual(truth);
    expect(second?.head.cut).toBe(62);
    for (const index of kafka.addresses.keys())
      if (!isAlive(kafka, index)) await kafka.restart(index);
  });

  it('reads a compacted log from its latest snapshot to its end', async () => {
    const wanted = config({
      'cleanup.policy': 'compact',
      'min.compaction.lag.ms': '0',
      'segment.ms': '500',
      'min.cleanable.dirty.ratio': '0.01',
      'max.compaction.lag.ms': '500',
    });
    const log = await startChangelog(connection(), cleanups, wanted);
    const first = await log.restorer.take(0, claimant(1, 'consumer-1'));
    if (first === undefined) throw new Error('not taken');
    let last: CutHead = first.head;
    let written = 0;
    let start = 0;
    const truth: Record<string, string> = {};
    const write = async (kind: CutHead['kind'], changes: Readonly<Record<string, string>>) => {
      const cut = next(last, changes, { kind });
      const place = await log.writer.write(cut, always);
      if (place === undefined) throw new Error('not written');
      written += place.records;
      last = cut.head;
      return place.firstOffset;
    };
    for (let number = 0; number < 200; number += 1) {
      const changes = { [`P${number % 5}`]: `state ${number}` };
      await write('changes', changes);
      Object.assign(truth, changes);
    }
    // A segment ends only when something is written behind it.
    const count = async (): Promise<number> => {
      let records = 0;
      await log.reader.read(log.topic, 0, 0, 'end', () => {
        records += 1;
      });
      return records;
    };
    for (let left = written; left > written / 2; left = await count()) {
      start = await write('snapshot', truth);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    await log.commit(0, start);
    const second = await log.restorer.take(0, claimant(2, 'consumer-2'));
    expect(textOf(second?.products ?? new Map())).toEqual(truth);
    // From the beginning it is whole again from the snapshot on, whatever is missing before.
    const whole = await log.restorer.restore(0, 0);
    expect(textOf(whole.products)).toEqual(truth);
    expect(whole.head).toMatchObject({ owner: 'consumer-2', kind: 'claim' });
  });

  async function leaderOf({ admin, topic }: Awaited<ReturnType<typeof startChangelog>>) {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const found = topics[0]?.partitions.find(({ partitionId }) => partitionId === 0);
    return (found?.leader ?? 1) - 1;
  }
});

function isAlive(kafka: ApacheKafka, index: number): boolean {
  try {
    return kafka.pidOf(index) > 0;
  } catch {
    return false;
  }
}
