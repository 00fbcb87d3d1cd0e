/** What kafkajs itself does with a batch that spans leaders: the reason for `leader-sender.ts`. */
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';

interface FakeBroker {
  readonly nodeId: number;
  readonly written: string[];
  produce(request: {
    topicData: readonly {
      partitions: readonly { partition: number; messages: readonly { value: string }[] }[];
    }[];
  }): Promise<unknown>;
}

type SendMessages = (batch: {
  acks: number;
  topicMessages: { topic: string; messages: { partition: number; value: string }[] }[];
}) => Promise<unknown>;

const load = createRequire(import.meta.url);
const createSendMessages = load('kafkajs/src/producer/sendMessages') as (
  parts: object,
) => SendMessages;
const createRetry = load('kafkajs/src/retry') as (options: object) => unknown;

it("kafkajs's sendBatch resolves with a message unwritten when its partition moves to a leader that has answered", async () => {
  let leaders = [1, 2];
  const broker = (nodeId: number): FakeBroker => ({
    nodeId,
    written: [],
    async produce({ topicData }) {
      for (const { partition, messages } of topicData.flatMap(({ partitions }) => partitions)) {
        if (leaders[partition] !== nodeId) {
          throw Object.assign(new Error('moved'), { type: 'NOT_LEADER_FOR_PARTITION' });
        }
        this.written.push(...messages.map(({ value }) => value));
      }
      return { topics: [] };
    },
  });
  const brokers = [broker(1), broker(2)];
  const known = [...leaders];
  const cluster = {
    addMultipleTargetTopics: async () => undefined,
    refreshMetadataIfNecessary: async () => undefined,
    refreshMetadata: async () => {
      known.splice(0, 2, ...leaders);
    },
    isConnected: () => true,
    findTopicPartitionMetadata: () => known.map((leader, partitionId) => ({ leader, partitionId })),
    findLeaderForPartitions: (_topic: string, partitions: readonly string[]) => {
      const found: Record<string, number[]> = {};
      for (const partition of partitions.map(Number)) {
        const leader = String(known[partition]);
        found[leader] = [...(found[leader] ?? []), partition];
      }
      return found;
    },
    findBroker: async ({ nodeId }: { nodeId: string }) => brokers[Number(nodeId) - 1],
  };
  const quiet = { debug: () => undefined, error: () => undefined };
  const sendMessages = createSendMessages({
    logger: quiet,
    cluster,
    partitioner: ({ message }: { message: { partition: number } }) => message.partition,
    eosManager: {
      acquireBrokerLock: async () => undefined,
      releaseBrokerLock: () => undefined,
      isTransactional: () => false,
      getSequence: () => 0,
      updateSequence: () => undefined,
      getProducerId: () => -1,
      getProducerEpoch: () => 0,
    },
    retrier: createRetry({ initialRetryTime: 1, retries: 5 }),
  });

  leaders = [1, 1];
  const messages = [
    { partition: 0, value: 'stays' },
    { partition: 1, value: 'moves' },
  ];
  await expect(
    sendMessages({ acks: -1, topicMessages: [{ topic: 't', messages }] }),
  ).resolves.toBeDefined();
  expect(brokers.flatMap(({ written }) => written)).toEqual(['stays']);
});
