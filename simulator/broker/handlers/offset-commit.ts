import type { Api } from '../api.ts';
import { ERROR } from '../codec/error-codes.ts';
import type { Group } from '../groups/group.ts';
import type { BrokerState } from '../state.ts';

/** Kafka's `offset.metadata.max.bytes`. */
const MAX_METADATA_BYTES = 4096;

/**
 * OffsetCommit 0–5:
 *
 *     request   string group | v1+: int32 generation, string member | v2–4: int64 retention ms
 *               [string topic, [int32 partition, int64 offset, v1: int64 timestamp, nullable string metadata]]
 *     response  v3+: int32 throttle | [string topic, [int32 partition, int16 error]]
 */
export const OFFSET_COMMIT: Api = {
  key: 8,
  name: 'OffsetCommit',
  minVersion: 0,
  maxVersion: 5,
  canFail: true,
  handle(broker, request, answer) {
    const { body, version } = request;
    const groupId = body.string();
    const generation = version >= 1 ? body.int32() : -1;
    const memberId = version >= 1 ? body.string() : '';
    if (version >= 2 && version <= 4) body.int64();
    const topics = body.array((reader) => ({
      name: reader.string(),
      partitions: reader.array((inner) => {
        const partition = inner.int32();
        const offset = inner.int64();
        if (version === 1) inner.int64();
        return { partition, offset, metadata: inner.nullableString() ?? '' };
      }),
    }));
    const group = request.forcedError || broker.groups.openForCommit(groupId, memberId, generation);
    const response = request.response();
    if (version >= 3) response.int32(0);
    response.array(topics, ({ name, partitions }) => {
      response.string(name).array(partitions, ({ partition, offset, metadata }) => {
        const error =
          typeof group === 'number'
            ? group
            : commit(broker, group, name, partition, offset, metadata);
        response.int32(partition).int16(error);
      });
    });
    answer(response);
  },
};

function commit(
  broker: BrokerState,
  group: Group,
  topic: string,
  partition: number,
  offset: number,
  metadata: string,
): number {
  const log = broker.topics.log(topic, partition);
  if (log === undefined) return ERROR.UNKNOWN_TOPIC_OR_PARTITION;
  if (Buffer.byteLength(metadata) > MAX_METADATA_BYTES) return ERROR.OFFSET_METADATA_TOO_LARGE;
  group.offsets.set(topic, partition, { offset, metadata });
  broker.memory.mayBeFreed(log);
  return ERROR.NONE;
}
