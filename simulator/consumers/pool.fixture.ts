/** Runs of a pool of real consumer threads on a broker, with a producer that sends what a test makes up. */
import { anchorClock, clockFrom } from '../../pipeline/clock.ts';
import type { StockEvent } from '../../pipeline/event.ts';
import { commitStartOffsets, withAdmin } from '../../pipeline/kafka/admin.ts';
import { createKafka, createProducer } from '../../pipeline/kafka/client.ts';
import { makeTopics } from '../../pipeline/kafka/topics.fixture.ts';
import { mergeOutcomes, type Outcome } from '../../pipeline/stages/outcome.ts';
import { StockPipeline } from '../../pipeline/stages/pipeline.ts';
import type { LoadInstants } from '../../reports/recorder.ts';
import { closeBooks } from '../run/closing.ts';
import { type Conclusions, ConclusionsReader } from '../run/conclusions.ts';
import { constantLoad, scenarioFixture } from '../scenario/scenario.fixture.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { buildWorld, type World } from '../world/world.ts';
import type { EndOffsets } from './messages.ts';
import { type ConsumerPool, startConsumers } from './pool.ts';
import type { ConsumerEvent, LifeResult } from './pool-contract.ts';
import { RecordMaker, type TestRecord, TOPICS } from './records.fixture.ts';

const ALL_TOPICS = [...TOPICS.events, TOPICS.deadLetters, TOPICS.changelog];
export const clock = anchorClock();
let runs = 0;

export interface PoolRun {
  readonly scenario: Scenario;
  readonly world: World;
  readonly runId: string;
  readonly prefix: string;
  readonly groupId: string;
  readonly maker: RecordMaker;
  readonly pool: ConsumerPool;
  readonly events: ConsumerEvent[];
  begin(): LoadInstants;
  send(records: readonly TestRecord[]): Promise<void>;
  end(): Promise<Ended>;
}

export interface Ended {
  readonly lives: readonly LifeResult[];
  readonly conclusions: Conclusions;
  readonly outcome: Outcome;
  /** Why the books could not be closed. */
  readonly reasons: readonly string[];
  /** What had to be read by then. */
  readonly ends: EndOffsets;
}

/** @param address of an embedded broker */
export async function startRun(
  address: string,
  consumers: number,
  parts: Partial<Scenario['pipeline']> = {},
): Promise<PoolRun> {
  runs += 1;
  const scenario = scenarioFixture({
    load: constantLoad(1000, 120_000),
    pipeline: { ...scenarioFixture().pipeline, partitions: 6, consumers, ...parts },
  });
  const { partitions } = scenario.pipeline;
  const connection = { brokers: [address], kind: 'embedded' } as const;
  const names = { runId: `run-${runs}`, groupId: `group-${runs}` };
  const prefix = `t${runs}.`;
  const of = (topics: readonly string[]): string[] => topics.map((topic) => prefix + topic);
  await withAdmin(connection, async (admin) => {
    await makeTopics(admin, { topics: of(ALL_TOPICS), partitions, replicationFactor: 1 });
    const read = of([...TOPICS.events, TOPICS.changelog]);
    await commitStartOffsets(admin, names.groupId, read, connection);
  });
  const events: ConsumerEvent[] = [];
  const pool = startConsumers({
    ...{ scenario, connection, clock, ...names, topicPrefix: prefix },
    onEvent: (event) => events.push(event),
  });
  const world = buildWorld(scenario);
  const run = { scenario, world, ...names, prefix, pool, events };
  return {
    ...run,
    maker: new RecordMaker(world, scenario, names.runId, clockFrom(clock)()),
    begin: () => {
      const startUs = clockFrom(clock)();
      pool.begin({ startUs, measuredFromUs: 0 });
      return { startUs, measuredFromUs: 0 };
    },
    send: (records) => sendAll(address, prefix, records),
    end: () => endRun(run, connection),
  };
}

async function sendAll(
  address: string,
  prefix: string,
  records: readonly TestRecord[],
): Promise<void> {
  const kafka = createKafka({ brokers: [address], kind: 'embedded', clientId: 'test' });
  const producer = createProducer(kafka, { kind: 'embedded', idempotent: false });
  const batches: { topic: string; messages: Omit<TestRecord, 'topic'>[] }[] = [];
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
}

/** Closes the books as a run does, and ends everybody. */
async function endRun(
  run: Pick<PoolRun, 'scenario' | 'world' | 'runId' | 'groupId' | 'prefix' | 'pool'>,
  connection: { readonly brokers: readonly string[]; readonly kind: 'embedded' },
): Promise<Ended> {
  const { scenario, runId, groupId, pool, world } = run;
  const reader = new ConclusionsReader({
    ...{ scenario, runId, groupId, connection, topicPrefix: run.prefix },
    deadLettersFrom: Array.from({ length: scenario.pipeline.partitions }, () => 0),
    maxSilenceMs: 10_000,
  });
  const reasons: string[] = [];
  const ends = await reader.ends();
  const trouble = { add: (reason: string) => void reasons.push(reason), hopeless: false };
  const fixed = { ends: () => Promise.resolve(ends), readOn: () => reader.readOn() };
  await closeBooks({ consumers: pool, reader: fixed, trouble, limitMs: 20_000 });
  const lives = await pool.finish();
  const conclusions = await reader.conclude();
  await reader.close();
  await pool.terminate();
  return {
    lives,
    conclusions,
    outcome: mergeOutcomes(conclusions.parts, world.catalogue),
    reasons,
    ends,
  };
}

/** What the pipeline concludes when it sees the events in order, each once. */
export function expectedOutcome(
  { world, scenario }: Pick<PoolRun, 'world' | 'scenario'>,
  events: readonly StockEvent[],
): Outcome {
  const { catalogue, history, startMs, endMs } = world;
  const { shortage } = scenario.pipeline;
  const effects = { applied() {}, alertChanged() {}, dayClosed() {} };
  const pipeline = new StockPipeline<StockEvent>({
    ...{ catalogue, history, startMs, endMs, shortage, effects },
    ordering: 'sequence',
  });
  for (const event of events) pipeline.offer(event);
  const products = catalogue.products.map(({ index }) => index);
  pipeline.finish(products);
  return mergeOutcomes([pipeline.outcome(products)], catalogue);
}

/** @throws Error when it does not come true in time */
export async function until(condition: () => boolean, describeState: () => unknown): Promise<void> {
  const deadline = performance.now() + 40_000;
  while (!condition()) {
    if (performance.now() > deadline)
      throw new Error(`not reached: ${JSON.stringify(describeState())}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
