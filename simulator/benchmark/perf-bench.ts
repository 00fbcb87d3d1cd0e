/** Kafka's own tools on the local broker, with our records: what the broker can take from the clients it knows best. */
import { withAdmin } from '../../pipeline/kafka/admin.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import { kafkaJars } from '../local-kafka/jars.ts';
import { findJava } from '../local-kafka/java.ts';
import type { LocalKafka } from '../local-kafka/up.ts';
import {
  type BrokerCpu,
  type ConsumerFigures,
  consumerPerf,
  type PerfTarget,
  type ProducerFigures,
  producerPerf,
} from './perf-tools.ts';

export const TOOL_RECORDS = 600_000;
export const CALM_RECORDS = 15_000;
export const PARTITIONS = 3;
const WARM_UP_RECORDS = 300_000;
/** As our producers send in the flood; `batch.size` lets a batch hold about as many records as ours do. */
export const FLOOD_SETTINGS = { acks: 'all', 'linger.ms': 5, 'batch.size': 65_536 } as const;
const CALM_SETTINGS = { acks: 'all', 'linger.ms': 0 } as const;

export interface ToolFigures {
  readonly flood: ProducerFigures & BrokerCpu;
  readonly consumed: ConsumerFigures & BrokerCpu;
  readonly calm: ProducerFigures & BrokerCpu;
}

/**
 * Kafka's tools on the local broker, each time on a topic that is new. A broker that has just started runs slow code until
 * Java has compiled what is used much: `warmUp` is the same work, and nobody looks at its figures.
 */
export class PerfBench {
  readonly #target: PerfTarget;
  readonly #payloadFile: string;
  readonly #say: (text: string) => void;

  constructor(target: PerfTarget, payloadFile: string, say: (text: string) => void) {
    this.#target = target;
    this.#payloadFile = payloadFile;
    this.#say = say;
  }

  warmUp(): Promise<void> {
    return this.#onNewTopic(async () => {
      this.#say('warming the broker up');
      await this.#flood(WARM_UP_RECORDS);
      await consumerPerf(this.#target, WARM_UP_RECORDS);
    });
  }

  measure(): Promise<ToolFigures> {
    return this.#onNewTopic(async () => {
      this.#say('kafka-producer-perf-test, as fast as it goes');
      const flood = await this.#flood(TOOL_RECORDS);
      this.#say('kafka-consumer-perf-test');
      const consumed = await consumerPerf(this.#target, TOOL_RECORDS);
      this.#say('kafka-producer-perf-test, 1,000 records a second');
      const slow = { records: CALM_RECORDS, perSecond: 1000, payloadFile: this.#payloadFile };
      return { flood, consumed, calm: await producerPerf(this.#target, slow, CALM_SETTINGS) };
    });
  }

  #flood(records: number): Promise<ProducerFigures & BrokerCpu> {
    const fast = { records, perSecond: -1, payloadFile: this.#payloadFile };
    return producerPerf(this.#target, fast, FLOOD_SETTINGS);
  }

  async #onNewTopic<T>(work: () => Promise<T>): Promise<T> {
    const { address, topic } = this.#target;
    const connection: Connection = { brokers: address.split(','), kind: 'external' };
    await withAdmin(connection, async (admin) => {
      if ((await admin.listTopics()).includes(topic)) await admin.deleteTopics({ topics: [topic] });
    });
    await withAdmin(connection, (admin) =>
      admin.createTopics({
        waitForLeaders: true,
        topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: -1 }],
      }),
    );
    try {
      return await work();
    } finally {
      await withAdmin(connection, (admin) => admin.deleteTopics({ topics: [topic] }));
    }
  }
}

export async function perfTarget({ addresses, pids }: LocalKafka): Promise<PerfTarget> {
  const java = findJava(process.env).path;
  const jars = await kafkaJars({ environment: process.env });
  const topic = `streamstock-benchmark-${process.pid}`;
  return { runtime: { java, jars }, address: addresses.join(','), topic, brokerPids: pids };
}
