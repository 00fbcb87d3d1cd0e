import type { Api } from '../api.ts';
import { ERROR } from '../codec/error-codes.ts';
import type { BrokerState } from '../state.ts';
import { MAX_PARTITIONS } from '../topics.ts';

/**
 * CreatePartitions 0–1; the count is the new total:
 *
 *     request   [string topic, int32 count, [[int32 replica]] (nullable)] | int32 timeout ms | bool validate only
 *     response  int32 throttle | [string topic, int16 error, nullable string message]
 */
export const CREATE_PARTITIONS: Api = {
  key: 37,
  name: 'CreatePartitions',
  minVersion: 0,
  maxVersion: 1,
  handle(broker, request, answer) {
    const { body } = request;
    const topics = body.array((reader) => {
      const name = reader.string();
      const count = reader.int32();
      reader.nullableArray((inner) => inner.array((replica) => replica.int32()));
      return { name, count };
    });
    body.int32();
    const validateOnly = body.boolean();
    const response = request.response().int32(0);
    response.array(topics, ({ name, count }) => {
      const fault = faultOf(broker, name, count);
      const topic = broker.topics.get(name);
      if (fault === undefined && topic !== undefined && !validateOnly) {
        broker.topics.addPartitions(topic, count);
      }
      response.string(name).int16(fault?.error ?? ERROR.NONE);
      response.nullableString(fault?.message ?? null);
    });
    answer(response);
  },
};

function faultOf(
  broker: BrokerState,
  name: string,
  count: number,
): { error: number; message: string } | undefined {
  const topic = broker.topics.get(name);
  if (topic === undefined) {
    return {
      error: ERROR.UNKNOWN_TOPIC_OR_PARTITION,
      message: `topic '${name}' does not exist`,
    };
  }
  if (count <= topic.logs.length || count > MAX_PARTITIONS) {
    return {
      error: ERROR.INVALID_PARTITIONS,
      message: `topic '${name}' has ${topic.logs.length} partitions; ${count} is no increase up to ${MAX_PARTITIONS}`,
    };
  }
  return undefined;
}
