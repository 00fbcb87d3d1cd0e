import type { Api } from '../api.ts';
import { ERROR } from '../codec/error-codes.ts';
import type { PartitionLog } from '../log.ts';

const LATEST = -1;
const EARLIEST = -2;

/**
 * ListOffsets 0–3:
 *
 *     request   int32 replica | v2+: int8 isolation
 *               [string topic, [int32 partition, int64 timestamp (-1 latest, -2 earliest), v0: int32 max offsets]]
 *     response  v2+: int32 throttle
 *               [string topic, [int32 partition, int16 error, v0: [int64 offset], v1+: int64 timestamp, int64 offset]]
 */
export const LIST_OFFSETS: Api = {
  key: 2,
  name: 'ListOffsets',
  minVersion: 0,
  maxVersion: 3,
  canFail: true,
  handle(broker, request, answer) {
    const { body, version, forcedError } = request;
    body.int32();
    if (version >= 2) body.int8();
    const topics = body.array((reader) => ({
      name: reader.string(),
      partitions: reader.array((inner) => {
        const partition = inner.int32();
        const timestampMs = inner.int64();
        if (version === 0) inner.int32();
        return { partition, timestampMs };
      }),
    }));
    const response = request.response();
    if (version >= 2) response.int32(0);
    response.array(topics, ({ name, partitions }) => {
      response.string(name).array(partitions, ({ partition, timestampMs }) => {
        const log = broker.topics.log(name, partition);
        const error =
          forcedError || (log === undefined ? ERROR.UNKNOWN_TOPIC_OR_PARTITION : ERROR.NONE);
        const found =
          error === ERROR.NONE && log !== undefined ? find(log, timestampMs) : NOT_FOUND;
        response.int32(partition).int16(error);
        if (version >= 1) response.int64(found.timestampMs).int64(found.offset);
        else if (found.offset < 0) response.int32(0);
        else response.int32(1).int64(found.offset);
      });
    });
    answer(response);
  },
};

const NOT_FOUND = { offset: -1, timestampMs: -1 };

function find(log: PartitionLog, timestampMs: number): { offset: number; timestampMs: number } {
  if (timestampMs === LATEST) return { offset: log.highWatermark, timestampMs: -1 };
  if (timestampMs === EARLIEST) return { offset: log.logStartOffset, timestampMs: -1 };
  return log.firstSince(timestampMs) ?? NOT_FOUND;
}
