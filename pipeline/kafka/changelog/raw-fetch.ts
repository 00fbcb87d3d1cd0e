/**
 * One fetch of one topic-partition, below kafkajs's own: version 4, which brokers from 0.11 to 4.x speak.
 *
 *     request   int32 replica (-1) | int32 max wait ms | int32 min bytes | int32 max bytes | int8 isolation (0)
 *               [string topic, [int32 partition, int64 offset, int32 partition max bytes]]
 *     response  int32 throttle ms | [string topic, [int32 partition, int16 error, int64 high watermark
 *               int64 last stable offset, [int64 producer id, int64 first offset] aborted, int32 size, record batches]]
 */
import { createRequire } from 'node:module';
import type { Broker } from 'kafkajs';

export interface FetchPosition {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** Beyond it a single batch is still answered whole. */
const MAX_FETCH_BYTES = 4 * 1024 * 1024;
/** What is asked for is there already: nobody asks beyond the end. */
const MAX_WAIT_MS = 100;
const REQUEST_TIMEOUT_MS = 10_000;
const FETCH_KEY = 1;
/** kafkajs keeps fetches apart from everything else. */
const FETCH_CONNECTION = 1;
const FETCH_VERSION = 4;
const ABORTED_BYTES = 16;

/**
 * @returns record batches as they lie in the log; the first may begin before the offset, the last may be cut off
 * @throws what kafkajs throws for errors of the connection, and of the broker by `type`
 */
export async function fetchBatches(broker: Broker, position: FetchPosition): Promise<Buffer> {
  const { connectionPool } = broker as Broker & RawBroker;
  const body = fetchRequest(position);
  const request = {
    apiKey: FETCH_KEY,
    apiVersion: FETCH_VERSION,
    apiName: 'Fetch',
    // What kafkajs wants to see of an encoder.
    encode: async () => ({ buf: body, buffer: body }),
  };
  const response = { decode: async (payload: Buffer) => payload, parse: async (it: Buffer) => it };
  try {
    await connected(connectionPool);
    const answer = await connectionPool.send({
      request,
      response,
      requestTimeout: REQUEST_TIMEOUT_MS,
      logResponseError: false,
    });
    return batchesIn(answer);
  } catch (error) {
    // As kafkajs does it: the next look for this broker connects anew.
    if ((error as Error).name === 'KafkaJSConnectionClosedError') await broker.disconnect();
    throw error;
  }
}

const connecting = new WeakMap<object, Promise<unknown>>();

/** Once for all who fetch at the same moment: each of them would wait at the socket by itself. */
async function connected(pool: RawBroker['connectionPool']): Promise<void> {
  let attempt = connecting.get(pool);
  if (attempt === undefined) {
    attempt = pool.getConnection(FETCH_CONNECTION).finally(() => connecting.delete(pool));
    connecting.set(pool, attempt);
  }
  await attempt;
}

function fetchRequest({ topic, partition, offset }: FetchPosition): Buffer {
  const name = Buffer.from(topic);
  const request = Buffer.alloc(17 + 4 + 2 + name.length + 4 + 16);
  let at = request.writeInt32BE(-1, 0);
  at = request.writeInt32BE(MAX_WAIT_MS, at);
  at = request.writeInt32BE(1, at);
  at = request.writeInt32BE(MAX_FETCH_BYTES, at);
  at = request.writeInt8(0, at);
  at = request.writeInt32BE(1, at);
  at = request.writeInt16BE(name.length, at);
  at += name.copy(request, at);
  at = request.writeInt32BE(1, at);
  at = request.writeInt32BE(partition, at);
  at = request.writeBigInt64BE(BigInt(offset), at);
  request.writeInt32BE(MAX_FETCH_BYTES, at);
  return request;
}

function batchesIn(answer: Buffer): Buffer {
  // Behind the throttle time and the two counts, which are 1 because one partition was asked for.
  let at = 8 + 2 + answer.readInt16BE(8) + 4 + 4;
  const errorCode = answer.readInt16BE(at);
  if (errorCode !== 0) throw errors.createErrorFromCode(errorCode);
  at += 2 + 8 + 8;
  const aborted = Math.max(0, answer.readInt32BE(at));
  at += 4 + aborted * ABORTED_BYTES;
  const size = Math.max(0, answer.readInt32BE(at));
  return answer.subarray(at + 4, at + 4 + size);
}

const errors = createRequire(import.meta.url)('kafkajs/src/protocol/error') as {
  createErrorFromCode(code: number): Error;
};

/** Not in kafkajs's types. */
interface RawBroker {
  readonly connectionPool: {
    getConnection(index: number): Promise<unknown>;
    send(exchange: {
      readonly request: {
        readonly apiKey: number;
        readonly apiVersion: number;
        readonly apiName: string;
        readonly encode: () => Promise<{ readonly buf: Buffer; readonly buffer: Buffer }>;
      };
      readonly response: {
        readonly decode: (payload: Buffer) => Promise<Buffer>;
        readonly parse: (decoded: Buffer) => Promise<Buffer>;
      };
      readonly requestTimeout: number;
      readonly logResponseError: boolean;
    }): Promise<Buffer>;
  };
}
