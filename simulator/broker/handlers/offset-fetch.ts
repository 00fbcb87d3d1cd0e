import type { Api } from '../api.ts';
import { ERROR } from '../codec/error-codes.ts';

/**
 * OffsetFetch 1–4; offset -1 where nothing is committed:
 *
 *     request   string group | [string topic, [int32 partition]] (v2+: null for all)
 *     response  v3+: int32 throttle
 *               [string topic, [int32 partition, int64 offset, nullable string metadata, int16 error]]
 *               v2+: int16 error
 */
export const OFFSET_FETCH: Api = {
  key: 9,
  name: 'OffsetFetch',
  minVersion: 1,
  maxVersion: 4,
  handle(broker, request, answer) {
    const { body, version } = request;
    const groupId = body.string();
    const asked = body.nullableArray((reader) => ({
      topic: reader.string(),
      partitions: reader.array((inner) => inner.int32()),
    }));
    const topics = asked ?? broker.groups.get(groupId)?.offsets.all() ?? [];
    const response = request.response();
    if (version >= 3) response.int32(0);
    response.array(topics, ({ topic, partitions }) => {
      response.string(topic).array(partitions, (partition) => {
        const committed = broker.groups.committed(groupId, topic, partition);
        response.int32(partition).int64(committed?.offset ?? -1);
        response.nullableString(committed?.metadata ?? '').int16(ERROR.NONE);
      });
    });
    answer(version >= 2 ? response.int16(ERROR.NONE) : response);
  },
};
