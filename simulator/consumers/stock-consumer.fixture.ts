/** One consumer of a group in this thread, with a producer that sends it what a test makes up. */
import { anchorClock, clockFrom } from '../../pipeline/clock.ts';
import type { Command } from '../../pipeline/command.ts';
import { encodeCommand } from '../../pipeline/command-codec.ts';
import { commitStartOffsets, withAdmin } from '../../pipeline/kafka/admin.ts';
import { createKafka, createProducer } from '../../pipeline/kafka/client.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import { StockConsumer } from '../../pipeline/kafka/consumer.ts';
import type { StockConsumerOptions } from '../../pipeline/kafka/consumer-options.ts';
import { makeTopics } from '../../pipeline/kafka/topics.fixture.ts';
import { type Counter, SILENT } from '../../pipeline/observer.ts';
import { forecastBatch } from '../../pipeline/stages/forecast/task.ts';
import { consumedTopics, partitionOfKeys, topicNames } from '../../pipeline/topics.ts';
import { constantLoad, scenarioFixture } from '../scenario/scenario.fixture.ts';
import { buildWorld } from '../world/world.ts';
import { RecordMaker, type TestRecord, TOPICS } from './records.fixture.ts';

export const scenario = scenarioFixture({ load: constantLoad(1000, 120_000) });
export const world = buildWorld(scenario);
export const nowUs = clockFrom(anchorClock());
let runs = 0;

/**
 * @param cleanups gets what has to be closed, in order
 * @param reach how the consumer reaches the broker, where that is another way than the test's own
 */
export async function startStockConsumer(
  connection: Connection,
  cleanups: (() => Promise<void>)[],
  options: Partial<StockConsumerOptions> = {},
  reach: Connection = connection,
) {
  const { partitions } = scenario.pipeline;
  runs += 1;
  const runId = `run-${runs}`;
  const groupId = `group-${runs}`;
  const topics = topicNames(`c${runs}.`);
  const consumed = consumedTopics(topics, options.interactive === true);
  await withAdmin(connection, async (admin) => {
    const all = [...consumed, topics.deadLetters, topics.changelog];
    await makeTopics(admin, { topics: all, partitions, replicationFactor: 1 });
    await commitStartOffsets(admin, groupId, [...consumed, topics.changelog], connection);
  });
  const counts = new Map<Counter, number>();
  const said: string[] = [];
  const troubles: string[] = [];
  const closed = new Set<number>();
  let joins = 0;
  const consumer = new StockConsumer({
    catalogue: world.catalogue,
    pipeline: {
      history: world.history,
      startMs: world.startMs,
      endMs: world.endMs,
      shortage: 'reject',
      ordering: 'sequence',
    },
    runId,
    groupId,
    consumerName: 'consumer-1',
    groupNames: ['consumer-1'],
    connection: reach,
    changelog: true,
    sessionTimeoutMs: null,
    rebalanceTimeoutMs: null,
    topics,
    partitions,
    partitionOfProduct: partitionOfKeys(
      world.catalogue.products.map(({ id }) => id),
      partitions,
    ),
    observer: {
      ...SILENT,
      count: (counter, by) => counts.set(counter, (counts.get(counter) ?? 0) + by),
    },
    nowUs,
    forecaster: { submit: async (batch) => forecastBatch(batch) },
    onJoin: () => {
      joins += 1;
    },
    onRebalancing: () => undefined,
    onActive: () => undefined,
    onReleased: () => undefined,
    onClosed: (partition) => closed.add(partition),
    onRecordsLost: ({ topic, partition, from, to }) =>
      said.push(`lost ${topic}/${partition} ${from} to ${to}`),
    onOverflow: (waiting) => said.push(`overflow ${waiting > 0}`),
    onFatal: (error) => said.push(`fatal ${error.message}`),
    onTrouble: (message) => troubles.push(message),
    onProgress: () => undefined,
    ...options,
  });
  cleanups.push(() => consumer.stop({ checkpoint: false }));
  await consumer.start();
  const kafka = createKafka({ ...connection, clientId: 'test' });
  const producer = createProducer(kafka, { kind: 'embedded', idempotent: false });
  await producer.connect();
  cleanups.push(() => producer.disconnect());
  const send = async (records: readonly TestRecord[]): Promise<void> => {
    for (const { topic, ...message } of records) {
      const full = topics.events[TOPICS.events.indexOf(topic)] ?? '';
      await producer.sendBatch({ topicMessages: [{ topic: full, messages: [message] }] });
    }
  };
  /** Of one product: what a person asks for. */
  const ask = async (command: Command, id: string, run = runId): Promise<void> => {
    const message = encodeCommand(command, id, run, nowUs());
    const index = world.catalogue.products.findIndex((known) => known.id === command.productId);
    const messages = [{ ...message, partition: maker.partitionOf(index) }];
    await producer.sendBatch({ topicMessages: [{ topic: topics.commands, messages }] });
  };
  const maker = new RecordMaker(world, scenario, runId, nowUs());
  const count = (counter: Counter): number => counts.get(counter) ?? 0;
  const appliedSeq = (productIndex: number): number => {
    const partition = maker.partitionOf(productIndex);
    const owned = consumer.owned.find((each) => each.partition === partition);
    return owned?.pipeline.appliedSeq(consumer.intake.rowOfProduct[productIndex] ?? -1) ?? -1;
  };
  /** As its owner has it; undefined: nobody here owns it. */
  const productOf = (productIndex: number) => {
    const partition = maker.partitionOf(productIndex);
    const pipeline = consumer.owned.find((each) => each.partition === partition)?.pipeline;
    const row = consumer.intake.rowOfProduct[productIndex] ?? -1;
    return pipeline && { ...pipeline.product(row), ...pipeline.ledgerEntry(row) };
  };
  await until(() => consumer.active.length === partitions);
  return {
    ...{
      consumer,
      send,
      ask,
      maker,
      count,
      appliedSeq,
      productOf,
      runId,
      closed,
      said,
      troubles,
      kafka,
      groupId,
      topics,
      producer,
    },
    joins: () => joins,
  };
}

/** @throws Error when it does not come true in time */
export async function until(condition: () => boolean, timeoutMs = 60_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('not reached');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
