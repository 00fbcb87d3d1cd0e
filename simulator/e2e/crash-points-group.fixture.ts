/** A pool of real consumer threads on any broker, one producer, and what a test needs to know of both while members die. */
import type { Admin, Producer } from 'kafkajs';
import { anchorClock, clockFrom, type NowUs } from '../../pipeline/clock.ts';
import { commitStartOffsets, withAdmin } from '../../pipeline/kafka/admin.ts';
import { LogReader } from '../../pipeline/kafka/changelog/log-reader.ts';
import { createKafka, createProducer } from '../../pipeline/kafka/client.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import { leaveGroup } from '../../pipeline/kafka/leave-group.ts';
import { type TopicNames, topicNames } from '../../pipeline/topics.ts';
import type { ThreadInterval } from '../../reports/thread-interval.ts';
import { DEFAULT_TOPICS } from '../cluster/cluster.ts';
import { RunTopics } from '../cluster/prepare-topics.ts';
import type { ConsumerTask } from '../consumers/messages.ts';
import { type ConsumerPool, startConsumers } from '../consumers/pool.ts';
import type { ConsumerEvent } from '../consumers/pool-contract.ts';
import { RecordMaker, type TestRecord, TOPICS } from '../consumers/records.fixture.ts';
import { type Offsets, Ownership } from './crash-points-rework.fixture.ts';
import type { CrashWorld } from './crash-points-world.fixture.ts';

const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 5;
const CLIENT = 'crash-points';

export interface GroupOptions {
  readonly connection: Connection;
  readonly world: CrashWorld;
  /** Of the run, its group and its topics: unlike any other on the cluster. */
  readonly name: string;
  readonly checkpointOrder?: ConsumerTask['checkpointOrder'];
}

export class CrashGroup {
  readonly options: GroupOptions;
  readonly topics: TopicNames;
  readonly pool: ConsumerPool;
  readonly reader: LogReader;
  readonly ownership = new Ownership();
  /** On the clock of the pool's log. */
  readonly nowUs: NowUs;
  /** What nobody asked for. */
  readonly incidents: string[] = [];
  readonly #admin: Admin;
  readonly #producer: Producer;
  readonly #records: readonly TestRecord[];
  readonly #answers = new Map<number, number>();
  #sent = 0;
  #ticks = 0;
  #reprocessed = 0;

  constructor(options: GroupOptions, admin: Admin, producer: Producer) {
    const { connection, world, name, checkpointOrder } = options;
    const clock = anchorClock();
    this.options = options;
    this.#admin = admin;
    this.#producer = producer;
    this.topics = topicNames(`${name}.`);
    this.nowUs = clockFrom(clock);
    const nowUs = this.nowUs();
    const maker = new RecordMaker(world.world, world.scenario, name, nowUs);
    this.#records = world.events.map((event) => maker.record(event));
    const { events, changelog, deadLetters } = this.topics;
    const read = [...events, changelog, deadLetters];
    this.reader = new LogReader({ ...connection, clientId: CLIENT }, read);
    this.pool = startConsumers({
      ...{ scenario: world.scenario, connection, clock, runId: name, groupId: name },
      topicPrefix: `${name}.`,
      ...(checkpointOrder === undefined ? {} : { checkpointOrder }),
      onEvent: (event) => this.#heard(event),
      onInterval: (_name, interval) => this.#answered(interval),
    });
    this.pool.begin({ startUs: nowUs, measuredFromUs: nowUs });
  }

  get length(): number {
    return this.#records.length;
  }

  get sent(): number {
    return this.#sent;
  }

  /** The next records of the plan, in its order. */
  async send(count: number): Promise<void> {
    const records = this.#records.slice(this.#sent, this.#sent + count);
    await this.#publish(records);
    this.#sent += records.length;
  }

  /** The last records again, as a producer that does not know whether it was heard. */
  repeat(count: number): Promise<void> {
    return this.#publish(this.#records.slice(Math.max(0, this.#sent - count), this.#sent));
  }

  /** Tells the coordinator that a dead member is gone, which it would notice when the session ends. */
  async bury(name: string): Promise<void> {
    const { connection, name: groupId } = this.options;
    const { groups } = await this.#admin.describeGroups([groupId]);
    const dead = groups[0]?.members.filter(({ clientId }) => clientId === `streamstock-${name}`);
    for (const { memberId } of dead ?? []) {
      await leaveGroup({ ...connection, clientId: CLIENT }, groupId, memberId);
    }
  }

  async offsets(): Promise<Offsets> {
    const processed = Array.from(this.pool.processed);
    const { partitions } = this.options.world.scenario.pipeline;
    const numbers = Array.from({ length: partitions }, (_, partition) => partition);
    const committed = await Promise.all(
      this.topics.events.map((topic) => this.reader.committed(this.options.name, topic, numbers)),
    );
    return {
      processed,
      committed: committed.flatMap((offsets) => numbers.map((number) => offsets.get(number) ?? -1)),
    };
  }

  async ends(): Promise<number[][]> {
    return Promise.all(this.topics.events.map((topic) => this.reader.ends(topic)));
  }

  /** Everything sent took its turn in the state that counts, and everything read is committed. */
  async quiet(): Promise<void> {
    const { pool } = this;
    await this.until(
      'quiet',
      () => pool.progress().idle === 0 && pool.progress().applied >= this.#sent,
    );
    await this.until('committed', async () => {
      const [{ committed }, ends] = await Promise.all([this.offsets(), this.ends()]);
      return ends.flat().every((end, slot) => committed[slot] === end);
    });
  }

  /** All names are there, and every partition is consumed. */
  async whole(): Promise<void> {
    const { consumers } = this.options.world.scenario.pipeline;
    await this.until('whole', () => {
      this.ownership.follow(this.pool.log);
      const { size } = this.ownership.names;
      return (
        this.pool.present().length === consumers &&
        this.pool.progress().idle === 0 &&
        size === consumers
      );
    });
  }

  /** Records that somebody had processed before, as told by all who live, and by the dead as far as they told. */
  async reprocessed(): Promise<number> {
    this.#ticks += 1;
    const { size } = this.pool;
    this.pool.tick(this.#ticks);
    await this.until('answers', () => (this.#answers.get(this.#ticks) ?? 0) >= size);
    return this.#reprocessed;
  }

  /** @throws Error when it does not come true in time */
  async until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!(await condition())) {
      if (performance.now() > deadline) throw new Error(`${what}: not reached: ${this.#state()}`);
      await sleep(LOOK_EVERY_MS);
    }
  }

  async stop(): Promise<void> {
    await this.pool.terminate();
    await Promise.all([this.reader.close(), this.#producer.disconnect(), this.#admin.disconnect()]);
  }

  async #publish(records: readonly TestRecord[]): Promise<void> {
    const { name } = this.options;
    const topicMessages = TOPICS.events.map((topic) => ({
      topic: `${name}.${topic}`,
      messages: records
        .filter((record) => record.topic === topic)
        .map(({ topic: _topic, ...message }) => message),
    }));
    await this.#producer.sendBatch({
      acks: -1,
      topicMessages: topicMessages.filter(({ messages }) => messages.length > 0),
    });
  }

  #heard(event: ConsumerEvent): void {
    if (event.type === 'died') this.incidents.push(`${event.name} died: ${event.error.message}`);
    if (event.type === 'overflow' || event.type === 'records-lost') {
      this.incidents.push(`${event.name}: ${event.type}`);
    }
  }

  #answered({ index, recorded }: ThreadInterval): void {
    this.#reprocessed += recorded?.counters.records_reprocessed ?? 0;
    if (index !== undefined) this.#answers.set(index, (this.#answers.get(index) ?? 0) + 1);
  }

  #state(): string {
    const { pool } = this;
    return JSON.stringify({
      ...{ present: pool.present(), ...pool.progress(), sent: this.#sent },
      incidents: this.incidents,
      log: pool.log.slice(-12),
    });
  }
}

/** @returns when the group is whole */
export async function startCrashGroup(options: GroupOptions): Promise<CrashGroup> {
  const { connection, world, name } = options;
  const { partitions } = world.scenario.pipeline;
  const topics = new RunTopics({
    ...{ connection, prefix: `${name}.`, partitions, ownGroup: name },
    settings: DEFAULT_TOPICS,
    durationMs: world.scenario.load.durationMs,
    onWaiting: () => undefined,
    onNote: () => undefined,
  });
  await topics.prepare();
  const { events, changelog } = topicNames(`${name}.`);
  await withAdmin(connection, (admin) =>
    commitStartOffsets(admin, name, [...events, changelog], connection),
  );
  const kafka = createKafka({ ...connection, clientId: CLIENT });
  const producer = createProducer(kafka, { kind: connection.kind, idempotent: false });
  const admin = kafka.admin();
  await Promise.all([producer.connect(), admin.connect()]);
  const group = new CrashGroup(options, admin, producer);
  try {
    await group.pool.ready;
    await group.whole();
  } catch (error) {
    await group.stop();
    throw error;
  }
  return group;
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
