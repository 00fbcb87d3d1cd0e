import type { Kafka } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withAdmin } from '../../pipeline/kafka/admin.ts';
import { createKafka } from '../../pipeline/kafka/client.ts';
import { type DeadLetter, readDeadLetter } from '../../pipeline/kafka/dead-letters.ts';
import { outcomeDigest } from '../../pipeline/stages/digest.ts';
import { initHistograms } from '../../reports/histogram.ts';
import { mergeSnapshots } from '../../reports/recorder.ts';
import { SeqRanges } from '../audit/seq-ranges.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';
import { scenarioFixture } from '../scenario/scenario.fixture.ts';
import { stream } from '../world/streams.ts';
import { clock, expectedOutcome, type PoolRun, startRun, until } from './pool.fixture.ts';
import { startConsumers } from './pool.ts';
import { handMadeEvents, RecordMaker, type TestRecord, TOPICS } from './records.fixture.ts';

let broker: EmbeddedBroker;
let kafka: Kafka;

beforeAll(async () => {
  await initHistograms();
  broker = await startEmbeddedBroker();
  kafka = createKafka({ brokers: [broker.address], kind: 'embedded', clientId: 'test' });
});
afterAll(() => broker.stop());

/** Everything in a topic, read by a group of its own. */
async function readAll(topic: string, count: number): Promise<DeadLetter[]> {
  const consumer = kafka.consumer({ groupId: `reader-${topic}`, maxWaitTimeInMs: 100 });
  const letters: DeadLetter[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      const letter = readDeadLetter(message);
      if (letter !== undefined) letters.push(letter);
    },
  });
  await until(
    () => letters.length >= count,
    () => letters.length,
  );
  await consumer.disconnect();
  return letters;
}

function shuffled<T>(items: readonly T[], seed: string): T[] {
  const random = stream(seed, 'shuffle');
  const shuffledItems = [...items];
  for (let at = shuffledItems.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [shuffledItems[at], shuffledItems[other]] = [shuffledItems[other] as T, shuffledItems[at] as T];
  }
  return shuffledItems;
}

describe('startConsumers', () => {
  it('concludes exactly the same from records that come in any order, more than once and among rubbish', async () => {
    const run = await startRun(broker.address, 2);
    await run.pool.ready;
    const events = handMadeEvents(run.world, 60, '1');
    const records = events.map((event) => run.maker.record(event));
    const product = run.world.catalogue.products[0];
    const rubbishKey = { key: product?.id ?? '', partition: run.maker.partitionOf(0) };
    const rubbish: TestRecord[] = [
      { topic: TOPICS.events[0] ?? '', ...rubbishKey, value: '{"half":' },
      { topic: TOPICS.events[4] ?? '', ...rubbishKey, value: '\u0000\u0001' },
      { topic: TOPICS.events[2] ?? '', ...rubbishKey, value: '[]' },
    ];
    const foreign = events
      .slice(0, 50)
      .map((event) => new RecordMaker(run.world, run.scenario, 'another-run', 1).record(event));
    const withoutEnvelope: TestRecord[] = [
      { topic: TOPICS.events[0] ?? '', ...rubbishKey, value: '{"type":"SALE","quantity":1}' },
    ];
    const all = shuffled(
      [...records, ...records.slice(100, 300), ...rubbish, ...foreign, ...withoutEnvelope],
      '2',
    );
    await run.send(all);

    const poison = events.filter((event) => event.poison);
    expect(poison.length).toBeGreaterThan(3);
    await until(
      () => run.pool.progress().applied >= events.length,
      () => [run.pool.progress(), run.events],
    );
    const { lives, outcome, conclusions, ends, reasons: troubles } = await run.end();
    expect(troubles).toEqual([]);
    expect(outcomeDigest(outcome, 1)).toBe(outcomeDigest(expectedOutcome(run, events), 1));
    expect(lives.map(({ result }) => result?.waiting)).toEqual([0, 0]);
    expect(conclusions.turns).toBe(events.length);
    expect(conclusions.effective).toBe(events.length - poison.length);
    expect(lives.reduce((sum, { taken }) => sum + taken, 0)).toBe(events.length);

    const { counters } = mergeSnapshots(lives.map(({ measurements }) => measurements));
    expect(counters).toMatchObject({
      events_applied: events.length - poison.length,
      records_duplicate: 200,
      records_foreign: 50,
      records_without_envelope: 1,
      records_reread: 0,
      dead_letters: poison.length + rubbish.length,
    });
    expect(counters.alerts_raised).toBeGreaterThan(0);
    expect(counters.alerts_published).toBeGreaterThanOrEqual(
      counters.alerts_raised + counters.alerts_resolved,
    );
    expect(counters.forecasts_stored).toBeGreaterThan(0);

    const deadLettered = SeqRanges.from(conclusions.deadLettered);
    expect(poison.every((event) => deadLettered.has(event.productIndex, event.productSeq))).toBe(
      true,
    );
    expect(deadLettered.total()).toBe(poison.length);

    const letters = await readAll(run.prefix + TOPICS.deadLetters, poison.length + rubbish.length);
    const reasons = letters.map(({ reason }) => reason).sort();
    expect(reasons).toEqual(
      [...poison.map(() => 'not_json'), 'not_json', 'not_json', 'not_an_object'].sort(),
    );
    const original = letters.find(({ reason }) => reason === 'not_an_object');
    expect(original).toMatchObject({ topic: `${run.prefix}inventory.returns`, run: run.runId });
    expect(original?.value?.toString()).toBe('[]');

    const offsets = lives.flatMap(({ result }) => result?.offsets ?? []);
    for (const { nextOffset, settledOffset } of offsets) expect(settledOffset).toBe(nextOffset);
    const committed = await committedOf(run);
    // What was published meanwhile may have been read as well.
    const short = ends.filter(([place, end]) => (committed.get(place) ?? -1) < end);
    expect([ends.length, short]).toEqual([TOPICS.events.length * 6, []]);
  });

  it('gives every partition number to one consumer, in one generation', async () => {
    const run = await startRun(broker.address, 2);
    await run.pool.ready;
    const { lives } = await run.end();
    const [first, second] = lives
      .map(({ result }) => result)
      .sort((a, b) => (a?.consumerName ?? '').localeCompare(b?.consumerName ?? ''));
    expect(first?.partitions).toEqual([0, 2, 4]);
    expect(second?.partitions).toEqual([1, 3, 5]);
    expect(first?.joins.at(-1)?.generation).toBe(second?.joins.at(-1)?.generation);
    expect(run.events.filter(({ type }) => type === 'ready')).toHaveLength(1);
    expect(run.events.filter(({ type }) => type === 'handover')).toEqual([]);
  });

  it('commits nothing past an event that still waits for its predecessor', async () => {
    const run = await startRun(broker.address, 1);
    await run.pool.ready;
    const events = handMadeEvents(run.world, 3, '3').filter(
      ({ productIndex, productSeq, poison }) => productIndex > 0 || (productSeq > 1 && !poison),
    );
    await run.send(events.map((event) => run.maker.record(event)));
    const early = events.filter(({ productIndex }) => productIndex === 0);
    await until(
      () => {
        const { applied, waiting } = run.pool.progress();
        return waiting === early.length && applied === events.length - early.length;
      },
      () => run.pool.progress(),
    );
    // Whoever leaves makes durable what it did.
    await run.pool.leave('consumer-1');
    const [life] = await run.pool.finish();
    await run.pool.terminate();
    const result = life?.result;
    expect(result?.waiting).toBe(early.length);
    const behind = (result?.offsets ?? []).filter(
      ({ nextOffset, settledOffset }) => settledOffset < nextOffset,
    );
    expect(behind.length).toBeGreaterThan(0);
    const committed = await committedOf(run);
    for (const { topic, partition, settledOffset } of behind) {
      const place = `${topic}/${partition}`;
      expect([place, committed.get(place)]).toEqual([place, settledOffset]);
    }
  });

  it('names the consumer that is lost, and finishes with the others', async () => {
    const run = await startRun(broker.address, 1, { partitions: 1 });
    await run.pool.ready;
    await broker.stop();
    await until(
      () => run.events.some(({ type }) => type === 'died'),
      () => run.events,
    );
    expect(run.events).toContainEqual(
      expect.objectContaining({
        type: 'died',
        name: 'consumer-1',
        error: expect.objectContaining({ code: 'WORKER_DIED' }),
      }),
    );
    const lives = await run.pool.finish(100);
    expect(lives.map(({ name, result }) => [name, result])).toEqual([['consumer-1', undefined]]);
    expect(run.pool.present()).toEqual([]);
    await run.pool.terminate();
    broker = await startEmbeddedBroker();
    kafka = createKafka({ brokers: [broker.address], kind: 'embedded', clientId: 'test' });
  });

  it('says who is missing when the group does not become complete in time', async () => {
    const scenario = scenarioFixture();
    const pool = startConsumers({
      scenario,
      connection: { brokers: ['127.0.0.1:1'], kind: 'embedded' },
      runId: 'r',
      groupId: 'g',
      topicPrefix: '',
      clock,
      readyTimeoutMs: 500,
      onEvent: () => undefined,
    });
    await expect(pool.ready).rejects.toMatchObject({
      code: 'GROUP_NOT_READY',
      message: expect.stringContaining('consumer-1 did not join'),
    });
    await pool.terminate();
  });
});

/** By `topic/partition`. */
async function committedOf({
  groupId,
  prefix,
}: Pick<PoolRun, 'groupId' | 'prefix'>): Promise<Map<string, number>> {
  const topics = TOPICS.events.map((topic) => prefix + topic);
  const committed = await withAdmin({ brokers: [broker.address], kind: 'embedded' }, (admin) =>
    admin.fetchOffsets({ groupId, topics }),
  );
  return new Map(
    committed.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => [`${topic}/${partition}`, Number(offset)] as const),
    ),
  );
}
