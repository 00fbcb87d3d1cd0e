import type { Api, Request } from '../api.ts';
import { ERROR } from '../codec/error-codes.ts';
import type { Writer } from '../codec/writer.ts';
import type { BrokerState } from '../state.ts';
import { isLegalTopicName, type Topic } from '../topics.ts';

/**
 * Metadata 0–6:
 *
 *     request   [string topic] (null, or empty in v0: all) | v4+: bool allow auto creation
 *     response  v3+: int32 throttle | [int32 node, string host, int32 port, v1+: string rack]
 *               v2+: string cluster id | v1+: int32 controller
 *               [int16 error, string topic, v1+: bool internal,
 *                [int16 error, int32 partition, int32 leader, [int32 replica], [int32 isr], v5+: [int32 offline]]]
 */
export const METADATA: Api = {
  key: 3,
  name: 'Metadata',
  minVersion: 0,
  maxVersion: 6,
  handle(broker, request, answer) {
    const { body, version } = request;
    const asked = body.nullableArray((reader) => reader.string());
    const mayCreate = version < 4 || body.boolean();
    const all = asked === null || (version === 0 && asked.length === 0);
    const names = all ? [...broker.topics.all()].map((topic) => topic.name) : asked;
    answer(respond(broker, request, names, mayCreate && broker.settings.autoCreateTopics));
  },
};

function respond(
  broker: BrokerState,
  request: Request,
  names: readonly string[],
  create: boolean,
): Writer {
  const { version } = request;
  const response = request.response(1024);
  if (version >= 3) response.int32(0);
  response.int32(1).int32(broker.settings.nodeId).string(broker.host).int32(broker.port);
  if (version >= 1) response.nullableString(null);
  if (version >= 2) response.string(broker.settings.clusterId);
  if (version >= 1) response.int32(broker.settings.nodeId);
  return response.array(names, (name) => {
    const topic = findOrCreate(broker, name, create);
    response.int16(typeof topic === 'number' ? topic : ERROR.NONE).string(name);
    if (version >= 1) response.boolean(false);
    writePartitions(response, broker, version, typeof topic === 'number' ? 0 : topic.logs.length);
  });
}

function findOrCreate(broker: BrokerState, name: string, create: boolean): Topic | number {
  const topic = broker.topics.get(name);
  if (topic !== undefined) return topic;
  if (!isLegalTopicName(name)) return ERROR.INVALID_TOPIC;
  if (!create) return ERROR.UNKNOWN_TOPIC_OR_PARTITION;
  return broker.topics.create(name, broker.settings.defaultPartitions, new Map());
}

function writePartitions(
  response: Writer,
  broker: BrokerState,
  version: number,
  count: number,
): void {
  const here = [broker.settings.nodeId];
  response.int32(count);
  for (let partition = 0; partition < count; partition += 1) {
    response.int16(ERROR.NONE).int32(partition).int32(broker.settings.nodeId);
    response.int32Array(here).int32Array(here);
    if (version >= 5) response.int32Array([]);
  }
}
