import type { Api } from '../api.ts';
import { ERROR } from '../codec/error-codes.ts';
import type { Reader } from '../codec/reader.ts';
import { configFault } from '../configs.ts';
import type { BrokerState } from '../state.ts';
import { isLegalTopicName, MAX_PARTITIONS } from '../topics.ts';

/**
 * CreateTopics 0–3:
 *
 *     request   [string topic, int32 partitions (-1 default), int16 replication factor (-1 default),
 *                [int32 partition, [int32 replica]], [string config, nullable string value]]
 *               int32 timeout ms | v1+: bool validate only
 *     response  v2+: int32 throttle | [string topic, int16 error, v1+: nullable string message]
 */
export const CREATE_TOPICS: Api = {
  key: 19,
  name: 'CreateTopics',
  minVersion: 0,
  maxVersion: 3,
  handle(broker, request, answer) {
    const { body, version } = request;
    const topics = body.array(readNewTopic);
    body.int32();
    const validateOnly = version >= 1 && body.boolean();
    const response = request.response();
    if (version >= 2) response.int32(0);
    response.array(topics, (topic) => {
      const fault = faultOf(broker, topic);
      if (fault === undefined && !validateOnly) create(broker, topic);
      response.string(topic.name).int16(fault?.error ?? ERROR.NONE);
      if (version >= 1) response.nullableString(fault?.message ?? null);
    });
    answer(response);
  },
};

interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly assignments: readonly { readonly partition: number; readonly replicas: number[] }[];
  readonly configs: readonly { readonly name: string; readonly value: string | null }[];
}

function readNewTopic(reader: Reader): NewTopic {
  return {
    name: reader.string(),
    partitions: reader.int32(),
    replicationFactor: reader.int16(),
    assignments: reader.array((inner) => ({
      partition: inner.int32(),
      replicas: inner.array((replica) => replica.int32()),
    })),
    configs: reader.array((inner) => ({ name: inner.string(), value: inner.nullableString() })),
  };
}

function faultOf(
  broker: BrokerState,
  topic: NewTopic,
): { error: number; message: string } | undefined {
  const { nodeId } = broker.settings;
  if (!isLegalTopicName(topic.name)) {
    return { error: ERROR.INVALID_TOPIC, message: `'${topic.name}' is not a legal topic name` };
  }
  if (broker.topics.get(topic.name) !== undefined) {
    return { error: ERROR.TOPIC_ALREADY_EXISTS, message: `topic '${topic.name}' already exists` };
  }
  if (topic.assignments.some(({ replicas }) => replicas.length !== 1 || replicas[0] !== nodeId)) {
    return {
      error: ERROR.INVALID_REPLICA_ASSIGNMENT,
      message: `every partition has one replica, on the only broker ${nodeId}`,
    };
  }
  if (topic.replicationFactor > 1 || topic.replicationFactor === 0) {
    return {
      error: ERROR.INVALID_REPLICATION_FACTOR,
      message: `replication factor ${topic.replicationFactor}: there is one broker`,
    };
  }
  const partitions = partitionsOf(broker, topic);
  if (partitions < 1 || partitions > MAX_PARTITIONS) {
    return {
      error: ERROR.INVALID_PARTITIONS,
      message: `${partitions} partitions: 1 to ${MAX_PARTITIONS} are possible`,
    };
  }
  const fault = topic.configs.map(({ name, value }) => configFault(name, value)).find(Boolean);
  return fault === undefined ? undefined : { error: ERROR.INVALID_CONFIG, message: fault };
}

function create(broker: BrokerState, topic: NewTopic): void {
  const configs = new Map<string, string>();
  for (const { name, value } of topic.configs) if (value !== null) configs.set(name, value);
  broker.topics.create(topic.name, partitionsOf(broker, topic), configs);
}

function partitionsOf(broker: BrokerState, topic: NewTopic): number {
  if (topic.assignments.length > 0) return topic.assignments.length;
  return topic.partitions === -1 ? broker.settings.defaultPartitions : topic.partitions;
}
