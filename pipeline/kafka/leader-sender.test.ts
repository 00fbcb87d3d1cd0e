import fc from 'fast-check';
import type { Broker } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { LeaderSender, type PartitionBatch, type SenderCluster } from './leader-sender.ts';

const TOPICS = ['a', 'b'];
const PARTITIONS = 3;
const BROKERS = 3;

type ProduceRequest = Parameters<Broker['produce']>[0];
/** What happens to a request: each of its partitions in turn, then the answer. */
interface Fate {
  readonly refuses: readonly boolean[];
  readonly answers: boolean;
  /** Leaders move while it is under way. */
  readonly moves: boolean;
  readonly delay: number;
}

/** A cluster as Kafka's protocol describes it: leaders, logs, and what an idempotent producer wrote last. */
class FakeCluster implements SenderCluster {
  readonly logs = new Map<string, string[]>();
  readonly requests: { readonly broker: number; readonly partitions: string[] }[] = [];
  connections = 0;
  producerIds = 0;
  #fates: readonly Fate[] = [];
  #taken = 0;
  #rotation = 0;
  #known = 0;
  readonly #sequences = new Map<string, { next: number; last: number }>();

  /** Fates of the next requests; then all goes well. */
  decide(fates: readonly Fate[]): void {
    this.#fates = fates;
    this.#taken = 0;
  }

  forgetProducers(): void {
    this.#sequences.clear();
  }

  async connect(): Promise<void> {
    this.connections += 1;
  }
  async disconnect(): Promise<void> {}
  async addMultipleTargetTopics(): Promise<void> {}
  removeBroker(): void {}
  async refreshMetadata(): Promise<void> {
    this.#known = this.#rotation;
  }
  findTopicPartitionMetadata(topic: string) {
    return Array.from({ length: PARTITIONS }, (_, partitionId) => ({
      partitionErrorCode: 0,
      partitionId,
      leader: leader(topic, partitionId, this.#known),
      replicas: [],
      isr: [],
    }));
  }
  async findControllerBroker(): Promise<Broker> {
    return {
      initProducerId: async () => {
        this.producerIds += 1;
        return { producerId: String(this.producerIds), producerEpoch: 0 };
      },
    } as unknown as Broker;
  }
  async findBroker({ nodeId }: { nodeId: string }): Promise<Broker> {
    const produce = (request: ProduceRequest) => this.#produce(Number(nodeId), request);
    return { produce } as unknown as Broker;
  }

  async #produce(broker: number, { topicData, producerId, producerEpoch }: ProduceRequest) {
    const fate = this.#fates[this.#taken++];
    const names = topicData.map(({ topic }) => topic);
    expect(new Set(names).size).toBe(names.length);
    const parts = topicData.flatMap(({ topic, partitions }) =>
      partitions.map((part) => ({ topic, ...part })),
    );
    this.requests.push({
      broker,
      partitions: parts.map(({ topic, partition }) => `${topic}/${partition}`),
    });
    for (let turn = 0; turn < (fate?.delay ?? 0); turn += 1) await Promise.resolve();
    if (fate?.moves === true) this.#rotation += 1;
    let error: Error | undefined;
    const offsets = new Map<string, number>();
    for (const [at, { topic, partition, messages, firstSequence = 0 }] of parts.entries()) {
      if (leader(topic, partition, this.#rotation) !== broker) {
        error ??= refusal('NOT_LEADER_FOR_PARTITION');
        continue;
      }
      if (fate?.refuses[at] === true) {
        error ??= refusal('REQUEST_TIMED_OUT');
        continue;
      }
      const name = `${topic}/${partition}`;
      if (producerId !== undefined) {
        const key = `${producerId} ${producerEpoch} ${name}`;
        const known = this.#sequences.get(key) ?? { next: 0, last: -1 };
        if (firstSequence === known.last) continue;
        if (firstSequence !== known.next) {
          error ??= refusal('OUT_OF_ORDER_SEQUENCE_NUMBER');
          continue;
        }
        this.#sequences.set(key, { next: firstSequence + messages.length, last: firstSequence });
      }
      const log = this.logs.get(name) ?? [];
      this.logs.set(name, log);
      offsets.set(`${topic}/${partition}`, log.length);
      log.push(...messages.map(({ value }) => String(value)));
    }
    if (fate?.answers === false) throw new Error('connection closed');
    if (error !== undefined) throw error;
    return { topics: answerOf(names, offsets) };
  }
}

/** As kafkajs hands on what a broker says of a produce request. */
function answerOf(names: readonly string[], offsets: ReadonlyMap<string, number>) {
  return names.map((topicName) => ({
    topicName,
    partitions: Array.from({ length: PARTITIONS }, (_, partition) => ({
      partition,
      baseOffset: String(offsets.get(`${topicName}/${partition}`) ?? -1),
    })),
  }));
}

function leader(topic: string, partition: number, rotation: number): number {
  return (partition + TOPICS.indexOf(topic) + rotation * (partition + 1)) % BROKERS;
}

function refusal(type: string): Error {
  return Object.assign(new Error(type), { type });
}

async function sender(idempotent: boolean) {
  const cluster = new FakeCluster();
  const made = new LeaderSender(cluster, {
    acks: -1,
    compression: 'none',
    idempotent,
    topics: TOPICS,
  });
  await made.connect();
  return { cluster, made };
}

/** One record for every topic-partition. */
function everywhere(round: number): PartitionBatch[] {
  return TOPICS.flatMap((topic) =>
    Array.from({ length: PARTITIONS }, (_, partition) => ({
      topic,
      partition,
      messages: [{ value: `${topic}/${partition}#${round}` }],
    })),
  );
}

const fates = fc.array(
  fc.record({
    refuses: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    answers: fc.boolean(),
    moves: fc.boolean(),
    delay: fc.nat(5),
  }),
  { maxLength: 12 },
);
const plan = fc.array(fates, { minLength: 1, maxLength: 6 });

/** Sends one round after the other as a lane does, each until all of it is acknowledged. */
async function play(idempotent: boolean, rounds: readonly (readonly Fate[])[]) {
  const { cluster, made } = await sender(idempotent);
  for (const [round, decided] of rounds.entries()) {
    cluster.decide(decided);
    let rest: readonly PartitionBatch[] = everywhere(round);
    for (let attempt = 0; rest.length > 0; attempt += 1) {
      const failure = await made.send(rest, attempt > 0);
      if (failure !== undefined) expect(rest).toEqual(expect.arrayContaining([...failure.rest]));
      rest = failure?.rest ?? [];
    }
  }
  return cluster;
}

describe('LeaderSender', () => {
  it('writes every record exactly once and in order when it is idempotent, whatever fails and moves', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (rounds) => {
        const { logs } = await play(true, rounds);
        for (const { topic, partition } of everywhere(0)) {
          expect(logs.get(`${topic}/${partition}`)).toEqual(
            rounds.map((_, round) => `${topic}/${partition}#${round}`),
          );
        }
      }),
    );
  });

  it('writes every record at least once, and nothing before what came earlier, when it is not', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (rounds) => {
        const { logs } = await play(false, rounds);
        for (const { topic, partition } of everywhere(0)) {
          expect([...new Set(logs.get(`${topic}/${partition}`))]).toEqual(
            rounds.map((_, round) => `${topic}/${partition}#${round}`),
          );
        }
      }),
    );
  });

  it('says where each batch was written whose request was acknowledged', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (rounds) => {
        const { cluster, made } = await sender(false);
        for (const [round, decided] of rounds.entries()) {
          cluster.decide(decided);
          const written = new Map<string, number>();
          const failure = await made.send(
            everywhere(round),
            false,
            ({ topic, partition }, offset) => written.set(`${topic}/${partition}`, offset),
          );
          for (const [name, offset] of written) {
            expect(cluster.logs.get(name)?.[offset]).toBe(`${name}#${round}`);
          }
          const unheard =
            failure?.rest.map(({ topic, partition }) => `${topic}/${partition}`) ?? [];
          expect([...written.keys(), ...unheard].sort()).toEqual(
            everywhere(round)
              .map(({ topic, partition }) => `${topic}/${partition}`)
              .sort(),
          );
        }
      }),
    );
  });

  it('puts what has one leader into one request, and asks no leader twice', async () => {
    const { cluster, made } = await sender(false);
    await made.send(everywhere(0));
    expect(cluster.requests.map(({ broker }) => broker).sort((a, b) => a - b)).toEqual([0, 1, 2]);
    expect(cluster.requests.flatMap(({ partitions }) => partitions)).toHaveLength(6);
  });

  it('sends what failed in requests of its own', async () => {
    const { cluster, made } = await sender(false);
    cluster.requests.length = 0;
    await made.send(everywhere(0).slice(0, 2), true);
    expect(cluster.requests.map(({ partitions }) => partitions)).toEqual([['a/0'], ['a/1']]);
  });

  it('takes a new producer id when the brokers have forgotten the old one', async () => {
    const { cluster, made } = await sender(true);
    expect(await made.send(everywhere(0))).toBeUndefined();
    cluster.forgetProducers();
    const failure = await made.send(everywhere(1));
    expect(failure?.rest).toHaveLength(6);
    expect(await made.send(failure?.rest ?? [], true)).toBeUndefined();
    expect(cluster.producerIds).toBe(2);
    expect(cluster.logs.get('b/2')).toEqual(['b/2#0', 'b/2#1']);
  });

  it('takes a batch that the broker has already written for written', async () => {
    const { cluster, made } = await sender(true);
    const twice = everywhere(0).slice(0, 1);
    const produce = async () => {
      throw refusal('DUPLICATE_SEQUENCE_NUMBER');
    };
    const findBroker = cluster.findBroker.bind(cluster);
    cluster.findBroker = async () => ({ produce }) as unknown as Broker;
    expect(await made.send(twice)).toBeUndefined();
    cluster.findBroker = findBroker;
    const failure = await made.send(everywhere(1).slice(0, 1));
    expect(failure?.error.message).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
  });

  it('says that a topic-partition has no leader, and looks again the next time', async () => {
    const { cluster, made } = await sender(false);
    const find = cluster.findTopicPartitionMetadata.bind(cluster);
    cluster.findTopicPartitionMetadata = () => [];
    const failure = await made.send(everywhere(0));
    expect(failure).toEqual({ rest: everywhere(0), error: new Error('a/0 has no leader') });
    cluster.findTopicPartitionMetadata = find;
    expect(await made.send(failure?.rest ?? [], true)).toBeUndefined();
  });
});
