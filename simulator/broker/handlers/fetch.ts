import type { Answer, Api, Request } from '../api.ts';
import { ERROR } from '../codec/error-codes.ts';
import type { Reader } from '../codec/reader.ts';
import { LEADER_EPOCH, type LogListener, type PartitionLog } from '../log.ts';
import type { BrokerState } from '../state.ts';

/**
 * Fetch 4–11, always without a session (KIP-227: session id 0 in every answer):
 *
 *     request   int32 replica | int32 max wait ms | int32 min bytes | int32 max bytes | int8 isolation
 *               v7+: int32 session id, int32 session epoch
 *               [string topic, [int32 partition, v9+: int32 leader epoch, int64 offset,
 *                v5+: int64 log start offset, int32 partition max bytes]]
 *               v7+: [string topic, [int32 partition]] forgotten | v11+: string rack
 *     response  int32 throttle | v7+: int16 error, int32 session id
 *               [string topic, [int32 partition, int16 error, int64 high watermark, int64 last stable offset,
 *                v5+: int64 log start offset, [aborted] (null), v11+: int32 preferred replica (-1),
 *                int32 size, record batches]]
 *
 * Only whole batches are returned. The first partition with data gives at least one batch whatever the
 * limits (KIP-74); every other gives at least one if it fits the rest of the response, so that a batch
 * larger than the partition's limit cannot starve behind busier partitions.
 */
export const FETCH: Api = {
  key: 1,
  name: 'Fetch',
  minVersion: 4,
  maxVersion: 11,
  canFail: true,
  handle(broker, request, answer) {
    const fetch = readFetch(broker, request);
    if (fetch.sessionId !== 0) {
      answer(request.response().int32(0).int16(ERROR.FETCH_SESSION_ID_NOT_FOUND).int32(0).int32(0));
      return;
    }
    const found = collect(broker, fetch);
    if (found.failed || found.bytes >= fetch.minBytes || fetch.maxWaitMs <= 0) {
      answer(respond(request, fetch, found));
    } else {
      waitForRecords(broker, request, fetch, fetch.minBytes - found.bytes, answer);
    }
  },
};

interface FetchPartition {
  readonly topic: string;
  readonly partition: number;
  readonly log: PartitionLog | undefined;
  readonly offset: number;
  readonly maxBytes: number;
  /** Of the request itself; {@link collect} adds what the log says at that moment. */
  readonly error: number;
}

interface FetchRequest {
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly sessionId: number;
  readonly topics: readonly { readonly name: string; readonly partitions: FetchPartition[] }[];
}

interface Found {
  readonly bytes: number;
  readonly failed: boolean;
  /** In the request's order. */
  readonly partitions: readonly FoundPartition[];
}

interface FoundPartition {
  readonly error: number;
  readonly bytes: number;
  readonly slices: readonly Buffer[];
}

function readFetch(broker: BrokerState, request: Request): FetchRequest {
  const { body, version, forcedError } = request;
  body.int32(); // replica
  const maxWaitMs = body.int32();
  const minBytes = body.int32();
  const maxBytes = body.int32();
  body.int8(); // isolation: nothing is transactional
  const sessionId = version >= 7 ? body.int32() : 0;
  if (version >= 7) body.int32(); // session epoch
  const topics = body.array((reader) => {
    const name = reader.string();
    const partitions = reader.array((inner) =>
      readPartition(broker, name, inner, version, forcedError),
    );
    return { name, partitions };
  });
  return { maxWaitMs, minBytes, maxBytes, sessionId, topics };
}

function readPartition(
  broker: BrokerState,
  topic: string,
  body: Reader,
  version: number,
  forcedError: number,
): FetchPartition {
  const partition = body.int32();
  const epoch = version >= 9 ? body.int32() : -1;
  const offset = body.int64();
  if (version >= 5) body.int64(); // the follower's log start
  const maxBytes = body.int32();
  const error =
    forcedError !== 0 || epoch <= LEADER_EPOCH ? forcedError : ERROR.UNKNOWN_LEADER_EPOCH;
  return { topic, partition, log: broker.topics.log(topic, partition), offset, maxBytes, error };
}

function collect(broker: BrokerState, fetch: FetchRequest): Found {
  const limit = Math.min(fetch.maxBytes, broker.settings.maxFetchBytes);
  const partitions: FoundPartition[] = [];
  let bytes = 0;
  let failed = false;
  for (const topic of fetch.topics) {
    for (const asked of topic.partitions) {
      const error = asked.error || positionError(asked);
      const slices: Buffer[] = [];
      let found = 0;
      if (error === ERROR.NONE && asked.log !== undefined && (bytes === 0 || bytes < limit)) {
        found = readAtLeastOne(asked.log, asked, bytes === 0, limit - bytes, slices);
      }
      bytes += found;
      failed ||= error !== ERROR.NONE;
      partitions.push({ error, bytes: found, slices });
    }
  }
  return { bytes, failed, partitions };
}

function readAtLeastOne(
  log: PartitionLog,
  asked: FetchPartition,
  isFirst: boolean,
  restBytes: number,
  into: Buffer[],
): number {
  const limit = Math.min(asked.maxBytes, restBytes);
  const bytes = log.read(asked.offset, limit, isFirst, into);
  if (bytes > 0 || isFirst || restBytes <= limit) return bytes;
  log.read(asked.offset, 0, true, into);
  const oneBatch = into[0]?.length ?? 0;
  if (oneBatch <= restBytes) return oneBatch;
  into.length = 0;
  return 0;
}

function positionError(asked: FetchPartition): number {
  const { log, offset } = asked;
  if (log === undefined || log.deleted) return ERROR.UNKNOWN_TOPIC_OR_PARTITION;
  return offset < log.logStartOffset || offset > log.highWatermark
    ? ERROR.OFFSET_OUT_OF_RANGE
    : ERROR.NONE;
}

/** Long poll: answered when enough has been appended, at the end of the wait, or not at all. */
function waitForRecords(
  broker: BrokerState,
  request: Request,
  fetch: FetchRequest,
  missingBytes: number,
  answer: (answer: Answer) => void,
): void {
  let missing = missingBytes;
  const listener: LogListener = {
    appended(bytes) {
      missing -= bytes;
      if (missing <= 0) broker.wakeQueue.wake(finish);
    },
  };
  const logs = fetch.topics.flatMap((topic) => topic.partitions.map(({ log }) => log));
  let finished = false;
  const forget = () => {
    finished = true;
    cancelTimer();
    for (const log of logs) log?.listeners.delete(listener);
  };
  const finish = () => {
    if (finished) return;
    forget();
    answer(respond(request, fetch, collect(broker, fetch)));
  };
  const cancelTimer = broker.timers.after(fetch.maxWaitMs, finish);
  for (const log of logs) log?.listeners.add(listener);
  request.source.onceGone(forget);
}

function respond(request: Request, fetch: FetchRequest, found: Found): Answer {
  const { version } = request;
  const response = request.response(64 + 128 * found.partitions.length);
  response.int32(0);
  if (version >= 7) response.int16(ERROR.NONE).int32(0);
  let index = 0;
  response.array(fetch.topics, (topic) => {
    response.string(topic.name).array(topic.partitions, ({ partition, log }) => {
      const { error, bytes, slices } = found.partitions[index] as FoundPartition;
      index += 1;
      const highWatermark = log?.highWatermark ?? -1;
      response.int32(partition).int16(error).int64(highWatermark).int64(highWatermark);
      if (version >= 5) response.int64(log?.logStartOffset ?? -1);
      response.int32(-1);
      if (version >= 11) response.int32(-1);
      response.int32(bytes);
      for (const slice of slices) response.attach(slice);
    });
  });
  return response;
}
