import type { Api } from '../api.ts';
import { ERROR } from '../codec/error-codes.ts';

/**
 * DeleteTopics 0–1; committed offsets of the topic go with it:
 *
 *     request   [string topic] | int32 timeout ms
 *     response  v1+: int32 throttle | [string topic, int16 error]
 */
export const DELETE_TOPICS: Api = {
  key: 20,
  name: 'DeleteTopics',
  minVersion: 0,
  maxVersion: 1,
  handle(broker, request, answer) {
    const names = request.body.array((reader) => reader.string());
    const response = request.response();
    if (request.version >= 1) response.int32(0);
    response.array(names, (name) => {
      const topic = broker.topics.get(name);
      if (topic !== undefined) {
        broker.topics.delete(topic);
        broker.groups.forgetTopic(name);
      }
      response.string(name);
      response.int16(topic === undefined ? ERROR.UNKNOWN_TOPIC_OR_PARTITION : ERROR.NONE);
    });
    answer(response);
  },
};
