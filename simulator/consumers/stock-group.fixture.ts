/** Several consumers of a group in this thread, the events of a whole world for them, and what they made of it. */
import { commitStartOffsets, withAdmin } from '../../pipeline/kafka/admin.ts';
import { LogReader } from '../../pipeline/kafka/changelog/log-reader.ts';
import type { CheckpointStep } from '../../pipeline/kafka/checkpointer.ts';
import { createKafka, createProducer } from '../../pipeline/kafka/client.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import { StockConsumer } from '../../pipeline/kafka/consumer.ts';
import type { Activation, StockConsumerOptions } from '../../pipeline/kafka/consumer-options.ts';
import { leaveGroup } from '../../pipeline/kafka/leave-group.ts';
import { makeTopics } from '../../pipeline/kafka/topics.fixture.ts';
import { type Counter, SILENT } from '../../pipeline/observer.ts';
import { ChangelogFollower } from '../../pipeline/query/changelog-follower.ts';
import { ReadModel } from '../../pipeline/query/read-model.ts';
import { outcomeDigest } from '../../pipeline/stages/digest.ts';
import { forecastBatch } from '../../pipeline/stages/forecast/task.ts';
import { mergeOutcomes } from '../../pipeline/stages/outcome.ts';
import { consumedTopics, partitionOfKeys, topicNames } from '../../pipeline/topics.ts';
import { constantLoad, scenarioFixture } from '../scenario/scenario.fixture.ts';
import { simulate } from '../simulation.ts';
import { Timeline } from '../world/timeline.ts';
import { WORLD_VERSION } from '../world/version.ts';
import { buildWorld } from '../world/world.ts';
import { RecordMaker, type TestRecord, TOPICS } from './records.fixture.ts';
import { Lifeline } from './severed.fixture.ts';
import { nowUs, until } from './stock-consumer.fixture.ts';

const base = scenarioFixture();
export const scenario = scenarioFixture({
  load: constantLoad(1000, 3000),
  poisonPerMillion: 5000,
  pipeline: { ...base.pipeline, partitions: 6 },
});
export const world = buildWorld(scenario);
export const expected = simulate(world);
const { partitions } = scenario.pipeline;
const partitionOfProduct = partitionOfKeys(
  world.catalogue.products.map(({ id }) => id),
  partitions,
);
let runs = 0;

export interface GroupMember {
  readonly name: string;
  readonly consumer: StockConsumer;
  readonly activations: readonly Activation[];
  readonly released: readonly number[];
  readonly closed: ReadonlySet<number>;
  readonly said: readonly string[];
  count(counter: Counter): number;
  /** As if its process ended. */
  die(): void;
  readonly isDead: boolean;
}

/**
 * @param cleanups gets what has to be closed, in order
 * @param interactive people may write to it
 */
export async function startGroup(
  connection: Connection,
  cleanups: (() => Promise<void>)[],
  interactive = false,
) {
  runs += 1;
  const runId = `group-run-${runs}`;
  const groupId = `stock-group-${runs}`;
  const topics = topicNames(`g${runs}.`);
  const consumed = consumedTopics(topics, interactive);
  const own = [...consumed, topics.changelog];
  await withAdmin(connection, async (admin) => {
    const all = [...own, topics.deadLetters];
    await makeTopics(admin, { topics: all, partitions, replicationFactor: 1 });
    await commitStartOffsets(admin, groupId, own, connection);
  });
  const kafka = createKafka({ ...connection, clientId: 'test' });
  const producer = createProducer(kafka, { kind: 'embedded', idempotent: false });
  await producer.connect();
  const admin = kafka.admin();
  await admin.connect();
  const members: GroupMember[] = [];
  const processed = new Float64Array(consumed.length * partitions);
  const records = [...plannedRecords(runId)];

  /** A life of a name; resolves when it has begun to join. */
  const add = async (name: string, options: Partial<StockConsumerOptions> = {}) => {
    const member = makeMember(name, {
      ...{ runId, groupId, topics, connection, processed, interactive },
      groupNames: ['consumer-1', 'consumer-2', 'consumer-3'],
      ...options,
    });
    members.push(member.member);
    cleanups.push(() => member.member.consumer.stop({ checkpoint: false }));
    await member.start();
    return member.member;
  };

  const living = () => members.filter(({ isDead, consumer }) => !isDead && !left.has(consumer));
  const left = new Set<StockConsumer>();
  /** Leaves in order. */
  const leave = async ({ consumer }: GroupMember): Promise<void> => {
    await consumer.stop({ checkpoint: true });
    left.add(consumer);
  };
  /** The group learns at once of a death that it would notice when the session ends. */
  const bury = async ({ name }: GroupMember): Promise<void> => {
    const { groups } = await admin.describeGroups([groupId]);
    const found = groups[0]?.members.find(({ clientId }) => clientId === `streamstock-${name}`);
    if (found !== undefined) {
      await leaveGroup({ ...connection, clientId: 'test' }, groupId, found.memberId);
    }
  };
  const ownedOnce = () => {
    const active = living().flatMap(({ consumer }) => consumer.active);
    return active.length === partitions && new Set(active).size === partitions;
  };
  const turns = () =>
    living().reduce(
      (sum, { consumer }) =>
        sum + consumer.active.reduce((own, number) => own + consumer.turnsOf(number), 0),
      0,
    );
  const send = async (
    from: number,
    to: number,
    which: (record: TestRecord) => boolean = () => true,
  ): Promise<void> => {
    const chosen = records.slice(from, to).filter(which);
    await producer.sendBatch({ topicMessages: byTopic(chosen, topics.events) });
  };
  /** What people write, to whichever topic it belongs: a command, or a record without an envelope. */
  const write = async (topic: string, productId: string, value: Buffer): Promise<void> => {
    const index = world.catalogue.products.findIndex(({ id }) => id === productId);
    const messages = [{ key: productId, value, partition: partitionOfProduct[index] ?? 0 }];
    await producer.sendBatch({ topicMessages: [{ topic, messages }] });
  };
  /** Everything sent is applied by those who are alive; the books are closed, and the changelog read. */
  const conclude = async (timeoutMs = 20_000) => {
    await until(() => ownedOnce() && turns() === records.length, timeoutMs);
    await close();
    await until(() => closedPartitions(living()).size === partitions, timeoutMs);
    return outcomeOfChangelog();
  };
  const endsOfTopics = async (): Promise<Map<string, number>> => {
    const ends = new Map<string, number>();
    for (const topic of consumed) {
      for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
        ends.set(`${topic}/${partition}`, Number(high));
      }
    }
    return ends;
  };
  /** Everything that is in the topics now was read, whatever became of it. */
  const readToEnds = async (): Promise<void> => {
    const ends = await endsOfTopics();
    await until(() => {
      const read = living().flatMap(({ consumer }) => consumer.offsets());
      const missing = read.filter(
        ({ topic, partition, nextOffset }) => nextOffset < (ends.get(`${topic}/${partition}`) ?? 0),
      );
      return read.length === ends.size && missing.length === 0;
    });
  };
  const close = async (): Promise<void> => {
    const ends = await endsOfTopics();
    for (const { consumer } of living()) void consumer.close(ends);
  };
  const outcomeOfChangelog = async () => {
    const reader = new LogReader({ ...connection, clientId: 'test' }, [topics.changelog]);
    const model = new ReadModel({
      ...{ catalogue: world.catalogue, history: world.history, partitions, partitionOfProduct },
      ...{ startMs: world.startMs, endMs: world.endMs, shortage: 'reject', ordering: 'sequence' },
    });
    try {
      const follower = new ChangelogFollower({
        ...{ reader, model, groupId, partitions },
        topic: topics.changelog,
        run: runId,
      });
      await follower.follow();
      const outcome = mergeOutcomes(model.outcome(), world.catalogue);
      return {
        digest: outcomeDigest(outcome, WORLD_VERSION),
        turns: model.turns,
        products: model.products(),
        staleCuts: follower.staleCuts,
      };
    } finally {
      await reader.close();
    }
  };
  cleanups.push(
    () => producer.disconnect(),
    () => admin.disconnect(),
  );
  return {
    ...{
      add,
      leave,
      bury,
      send,
      write,
      conclude,
      close,
      readToEnds,
      turns,
      ownedOnce,
      records,
      topics,
      runId,
      groupId,
    },
    ...{ admin, kafka, living, closedPartitions: () => closedPartitions(living()) },
  };
}

function makeMember(
  name: string,
  options: Pick<
    StockConsumerOptions,
    'runId' | 'groupId' | 'topics' | 'connection' | 'groupNames'
  > &
    Partial<StockConsumerOptions>,
) {
  const lifeline = new Lifeline();
  const counts = new Map<Counter, number>();
  const activations: Activation[] = [];
  const released: number[] = [];
  const closed = new Set<number>();
  const said: string[] = [];
  const consumer = lifeline.run(
    () =>
      new StockConsumer({
        catalogue: world.catalogue,
        pipeline: {
          history: world.history,
          startMs: world.startMs,
          endMs: world.endMs,
          shortage: 'reject',
          ordering: 'sequence',
        },
        consumerName: name,
        partitions,
        partitionOfProduct,
        changelog: true,
        sessionTimeoutMs: null,
        rebalanceTimeoutMs: null,
        nowUs,
        observer: {
          ...SILENT,
          count: (counter, by) => counts.set(counter, (counts.get(counter) ?? 0) + by),
        },
        forecaster: { submit: async (batch) => forecastBatch(batch) },
        onJoin: () => undefined,
        onRebalancing: () => undefined,
        onActive: (activation) => activations.push(activation),
        onReleased: (partition) => released.push(partition),
        onClosed: (partition) => closed.add(partition),
        onRecordsLost: ({ topic, partition }) => said.push(`lost ${topic}/${partition}`),
        onOverflow: () => said.push('overflow'),
        onFatal: (error) => said.push(`fatal ${error.message}`),
        onTrouble: () => undefined,
        onProgress: () => undefined,
        ...options,
      }),
  );
  const member: GroupMember = {
    ...{ name, consumer, activations, released, closed, said },
    count: (counter) => counts.get(counter) ?? 0,
    die: () => lifeline.cut(),
    get isDead() {
      return lifeline.isCut;
    },
  };
  return { member, start: () => lifeline.run(() => consumer.start()) };
}

function closedPartitions(members: readonly GroupMember[]): Set<number> {
  return new Set(members.flatMap(({ closed }) => [...closed]));
}

function* plannedRecords(runId: string): Generator<TestRecord> {
  const maker = new RecordMaker(world, scenario, runId, nowUs());
  const timeline = new Timeline(world);
  for (let event = timeline.next(); event !== undefined; event = timeline.next()) {
    yield maker.record(event);
  }
}

function byTopic(records: readonly TestRecord[], topics: readonly string[]) {
  const messages = new Map<string, Omit<TestRecord, 'topic'>[]>();
  for (const { topic, ...message } of records) {
    const full = topics[TOPICS.events.indexOf(topic)] ?? '';
    const known = messages.get(full);
    if (known === undefined) messages.set(full, [message]);
    else known.push(message);
  }
  return [...messages].map(([topic, all]) => ({ topic, messages: all }));
}

/** The first member dies at the first checkpoint that carries something, and another life of it begins. */
export async function crashAt(
  step: CheckpointStep,
  { add, bury, send, records, ownedOnce }: Awaited<ReturnType<typeof startGroup>>,
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
