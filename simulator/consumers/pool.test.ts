import type { Kafka } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anchorClock, clockFrom } from '../../pipeline/clock.ts';
import type { StockEvent } from '../../pipeline/event.ts';
import { commitStartOffsets, withAdmin } from '../../pipeline/kafka/admin.ts';
import { createKafka, createProducer } from '../../pipeline/kafka/client.ts';
import { type DeadLetter, readDeadLetter } from '../../pipeline/kafka/dead-letters.ts';
import { makeTopics } from '../../pipeline/kafka/topics.fixture.ts';
import { outcomeDigest } from '../../pipeline/stages/digest.ts';
import { mergeOutcomes, type Outcome } from '../../pipeline/stages/outcome.ts';
import { StockPipeline } from '../../pipeline/stages/pipeline.ts';
import { initHistograms } from '../../reports/histogram.ts';
import { mergeSnapshots } from '../../reports/recorder.ts';
import { SeqRanges } from '../audit/seq-ranges.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';
import { constantLoad, scenarioFixture } from '../scenario/scenario.fixture.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { stream } from '../world/streams.ts';
import { buildWorld, type World } from '../world/world.ts';
import { type ConsumerEvent, type ConsumerPool, startConsumers } from './pool.ts';
import { handMadeEvents, RecordMaker, type TestRecord, TOPICS } from './records.fixture.ts';

const ALL_TOPICS = [...TOPICS.events, TOPICS.deadLetters];
const clock = anchorClock();
let broker: EmbeddedBroker;
let kafka: Kafka;
let runs = 0;

beforeAll(async () => {
  await initHistograms();
  broker = await startEmbeddedBroker();
  kafka = createKafka({ brokers: [broker.address], kind: 'embedded', clientId: 'test' });
});
afterAll(() => broker.stop());

interface Run {
  readonly scenario: Scenario;
  readonly world: World;
  readonly runId: string;
  readonly prefix: string;
  readonly groupId: string;
  readonly maker: RecordMaker;
  readonly pool: ConsumerPool;
  readonly events: ConsumerEvent[];
  send(records: readonly TestRecord[]): Promise<void>;
}

async function startRun(
  consumers: number,
  parts: Partial<Scenario['pipeline']> = {},
): Promise<Run> {
  runs += 1;
  const scenario = scenarioFixture({
    load: constantLoad(1000, 120_000),
    pipeline: { ...scenarioFixture().pipeline, partitions: 6, consumers, ...parts },
  });
  const world = buildWorld(scenario);
  const runId = `run-${runs}`;
  const prefix = `t${runs}.`;
  const groupId = `group-${runs}`;
  const address = { brokers: [broker.address], kind: 'embedded' } as const;
  await withAdmin(address, async (admin) => {
    const topics = ALL_TOPICS.map((topic) => prefix + topic);
    await makeTopics(admin, {
      topics,
      partitions: scenario.pipeline.partitions,
      replicationFactor: 1,
    });
    await commitStartOffsets(admin, groupId, topics.slice(0, -1), address);
  });
  const events: ConsumerEvent[] = [];
  const pool = startConsumers({
    scenario,
    connection: address,
    runId,
    groupId,
    topicPrefix: prefix,
    clock,
    onEvent: (event) => events.push(event),
  });
  const maker = new RecordMaker(world, scenario, runId, clockFrom(clock)());
  const producer = createProducer(kafka, { kind: 'embedded', idempotent: false });
  const send = async (records: readonly TestRecord[]): Promise<void> => {
    await producer.connect();
    for (let at = 0; at < records.length; at += 200) {
      for (const { topic, ...message } of records.slice(at, at + 200)) {
        const last = batches.at(-1);
        if (last?.topic === prefix + topic) last.messages.push(message);
        else batches.push({ topic: prefix + topic, messages: [message] });
      }
      for (const topicMessages of batches.splice(0)) {
        await producer.sendBatch({ acks: -1, topicMessages: [topicMessages] });
      }
    }
    await producer.disconnect();
  };
  const batches: { topic: string; messages: Omit<TestRecord, 'topic'>[] }[] = [];
  return { scenario, world, runId, prefix, groupId, maker, pool, events, send };
}

/** What the pipeline concludes when it sees the events in order, each once. */
function expectedOutcome({ world, scenario }: Run, events: readonly StockEvent[]): Outcome {
  const { catalogue, history, startMs, endMs } = world;
  const { shortage } = scenario.pipeline;
  const effects = { applied() {}, alertChanged() {}, dayClosed() {} };
  const pipeline = new StockPipeline<StockEvent>({
    catalogue,
    history,
    startMs,
    endMs,
    shortage,
    ordering: 'sequence',
    effects,
  });
  for (const event of events) pipeline.offer(event);
  const products = catalogue.products.map(({ index }) => index);
  pipeline.finish(products);
  return mergeOutcomes([pipeline.outcome(products)], catalogue);
}

async function until(condition: () => boolean, describeState: () => unknown): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > deadline)
      throw new Error(`not reached: ${JSON.stringify(describeState())}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Everything in a topic, read by a group of its own. */
async function readAll(topic: string, count: number): Promise<DeadLetter[]> {
  const consumer = kafka.consumer({ groupId: `reader-${topic}-${runs}`, maxWaitTimeInMs: 100 });
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
    const run = await startRun(2);
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
      () => {
        const { applied, deadLettered } = run.pool.progress();
        return applied + deadLettered >= events.length;
      },
      () => [run.pool.progress(), run.events],
    );
    const results = await run.pool.finish();
    await run.pool.terminate();

    const outcome = mergeOutcomes(
      results.map((result) => result.outcome),
      run.world.catalogue,
    );
    expect(outcomeDigest(outcome, 1)).toBe(outcomeDigest(expectedOutcome(run, events), 1));
    expect(results.map(({ waiting, unpublished }) => waiting + unpublished)).toEqual([0, 0]);

    const counters = mergeSnapshots(results.map(({ measurements }) => measurements)).counters;
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

    const deadLettered = SeqRanges.union(
      results.map((result) => SeqRanges.from(result.deadLettered)),
    );
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

    for (const { offsets } of results) {
      for (const { nextOffset, settledOffset } of offsets) expect(settledOffset).toBe(nextOffset);
    }
    await expectCommitted(
      run,
      results.flatMap(({ offsets }) => offsets),
    );
  });

  it('gives every partition number to one consumer, in one generation', async () => {
    const run = await startRun(2);
    await run.pool.ready;
    const results = await run.pool.finish();
    await run.pool.terminate();
    const [first, second] = results;
    expect(first?.partitions).toEqual([0, 2, 4]);
    expect(second?.partitions).toEqual([1, 3, 5]);
    expect(first?.joins.at(-1)?.generation).toBe(second?.joins.at(-1)?.generation);
    expect(run.events.filter(({ type }) => type === 'ready')).toHaveLength(1);
    expect(run.events.filter(({ type }) => type === 'ownership-changed')).toEqual([]);
  });

  it('commits nothing past an event that still waits for its predecessor', async () => {
    const run = await startRun(1);
    await run.pool.ready;
    const events = handMadeEvents(run.world, 3, '3').filter(
      ({ productIndex, productSeq, poison }) => productIndex > 0 || (productSeq > 1 && !poison),
    );
    await run.send(events.map((event) => run.maker.record(event)));
    const early = events.filter(({ productIndex }) => productIndex === 0);
    await until(
      () => {
        const { applied, deadLettered, waiting } = run.pool.progress();
        return waiting === early.length && applied + deadLettered === events.length - early.length;
      },
      () => run.pool.progress(),
    );
    const [result] = await run.pool.finish();
    await run.pool.terminate();
    expect(result?.waiting).toBe(early.length);
    expect(result?.waitingExamples).toEqual([
      { productIndex: 0, seqs: early.map(({ productSeq }) => productSeq) },
    ]);
    const behind = result?.offsets.filter(
      ({ nextOffset, settledOffset }) => settledOffset < nextOffset,
    );
    expect(behind?.length).toBeGreaterThan(0);
    await expectCommitted(run, result?.offsets ?? []);
  });

  it('names the consumer that is lost, and finishes with the others', async () => {
    const run = await startRun(1, { partitions: 1 });
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
    expect(await run.pool.finish(100)).toEqual([]);
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

async function expectCommitted(
  run: Run,
  offsets: readonly { topic: string; partition: number; settledOffset: number }[],
): Promise<void> {
  const read = offsets.filter(({ settledOffset }) => settledOffset >= 0);
  const committed = await withAdmin({ brokers: [broker.address], kind: 'embedded' }, (admin) =>
    admin.fetchOffsets({
      groupId: run.groupId,
      topics: [...new Set(read.map(({ topic }) => topic))],
    }),
  );
  const byPlace = new Map(
    committed.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => [`${topic}/${partition}`, Number(offset)] as const),
    ),
  );
  for (const { topic, partition, settledOffset } of read) {
    expect([topic, partition, byPlace.get(`${topic}/${partition}`)]).toEqual([
      topic,
      partition,
      settledOffset,
    ]);
  }
}
