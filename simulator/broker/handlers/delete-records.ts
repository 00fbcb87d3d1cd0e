import type { Api } from '../api.ts';
import { ERROR } from '../codec/error-codes.ts';
import type { BrokerState } from '../state.ts';

/** Everything that is there. */
const HIGH_WATERMARK = -1;

/**
 * DeleteRecords 0–1; everything below the offset goes (-1: everything):
 *
 *     request   [string topic, [int32 partition, int64 offset]] | int32 timeout ms
 *     response  int32 throttle | [string topic, [int32 partition, int64 low watermark, int16 error]]
 */
export const DELETE_RECORDS: Api = {
  key: 21,
  name: 'DeleteRecords',
  minVersion: 0,
  maxVersion: 1,
  handle(broker, request, answer) {
    const topics = request.body.array((reader) => ({
      name: reader.string(),
      partitions: reader.array((inner) => ({ partition: inner.int32(), offset: inner.int64() })),
    }));
    const response = request.response().int32(0);
    response.array(topics, ({ name, partitions }) => {
      response.string(name).array(partitions, ({ partition, offset }) => {
        const error = deleteRecords(broker, name, partition, offset);
        const lowWatermark = broker.topics.log(name, partition)?.logStartOffset ?? -1;
        response
          .int32(partition)
          .int64(error === ERROR.NONE ? lowWatermark : -1)
          .int16(error);
      });
    });
    answer(response);
  },
};

function deleteRecords(
  broker: BrokerState,
  topic: string,
  partition: number,
  offset: number,
): number {
  const log = broker.topics.log(topic, partition);
  if (log === undefined) return ERROR.UNKNOWN_TOPIC_OR_PARTITION;
  if (!log.cleanup.deletes) return ERROR.POLICY_VIOLATION;
  const below = offset === HIGH_WATERMARK ? log.highWatermark : offset;
  if (below < 0 || below > log.highWatermark) return ERROR.OFFSET_OUT_OF_RANGE;
  log.deleteBelow(below);
  return ERROR.NONE;
}
