/**
 * One fetch of some topic-partitions, below kafkajs's own: version 4, which brokers from 0.11 to 4.x speak.
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

/** What a broker says of one topic-partition. */
export interface FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  /** 0: none. */
  readonly errorCode: number;
  /** Offset behind the last record that may be read. */
  readonly highWatermark: number;
  /** As they lie in the log; the first may begin before the offset asked for, the last may be cut off. */
  readonly batches: Buffer;
}

/** A first batch that is larger is still answered whole. */
export interface FetchBounds {
  readonly maxBytes: number;
  readonly maxPartitionBytes: number;
  readonly maxWaitMs: number;
}

const MAX_FETCH_BYTES = 4 * 1024 * 1024;
/** What is asked for is there already: nobody asks beyond the end. */
const ONE: FetchBounds = {
  maxBytes: MAX_FETCH_BYTES,
  maxPartitionBytes: MAX_FETCH_BYTES,
  maxWaitMs: 100,
};
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
  const [fetched] = await fetchMany(broker, [position], ONE);
  if (fetched === undefined) throw new Error('a fetch was answered with nothing');
  if (fetched.errorCode !== 0) throw errors.createErrorFromCode(fetched.errorCode);
  return fetched.batches;
}

/**
 * All of one broker.
 * @param positions those of a topic side by side
 * @throws what kafkajs throws for errors of the connection; those of single topic-partitions stand in the answer
 */
export async function fetchMany(
  broker: Broker,
  positions: readonly FetchPosition[],
  bounds: FetchBounds,
): Promise<FetchedPartition[]> {
  const { connectionPool } = broker as Broker & RawBroker;
  const body = fetchRequest(positions, bounds);
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
    return partitionsIn(answer);
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

function fetchRequest(positions: readonly FetchPosition[], bounds: FetchBounds): Buffer {
  const topics = sideBySide(positions);
  const names = topics.map(({ topic }) => Buffer.from(topic));
  const nameBytes = names.reduce((sum, name) => sum + 2 + name.length, 0);
  const request = Buffer.alloc(17 + 4 + nameBytes + topics.length * 4 + positions.length * 16);
  let at = request.writeInt32BE(-1, 0);
  at = request.writeInt32BE(bounds.maxWaitMs, at);
  at = request.writeInt32BE(1, at);
  at = request.writeInt32BE(bounds.maxBytes, at);
  at = request.writeInt8(0, at);
  at = request.writeInt32BE(topics.length, at);
  for (const [index, { positions: own }] of topics.entries()) {
    const name = names[index] as Buffer;
    at = request.writeInt16BE(name.length, at);
    at += name.copy(request, at);
    at = request.writeInt32BE(own.length, at);
    for (const { partition, offset } of own) {
      at = request.writeInt32BE(partition, at);
      at = request.writeBigInt64BE(BigInt(offset), at);
      at = request.writeInt32BE(bounds.maxPartitionBytes, at);
    }
  }
  return request;
}

function sideBySide(
  positions: readonly FetchPosition[],
): { readonly topic: string; readonly positions: FetchPosition[] }[] {
  const topics: { readonly topic: string; readonly positions: FetchPosition[] }[] = [];
  for (const position of positions) {
    const last = topics.at(-1);
    if (last?.topic === position.topic) last.positions.push(position);
    else topics.push({ topic: position.topic, positions: [position] });
  }
  return topics;
}

function partitionsIn(answer: Buffer): FetchedPartition[] {
  const found: FetchedPartition[] = [];
  // Behind the throttle time.
  let at = 4;
  const topics = answer.readInt32BE(at);
  at += 4;
  for (let index = 0; index < topics; index += 1) {
    const nameEnd = at + 2 + answer.readInt16BE(at);
    const topic = answer.toString('utf8', at + 2, nameEnd);
    const partitions = answer.readInt32BE(nameEnd);
    at = nameEnd + 4;
    for (let each = 0; each < partitions; each += 1) {
      const partition = answer.readInt32BE(at);
      const errorCode = answer.readInt16BE(at + 4);
      const highWatermark = Number(answer.readBigInt64BE(at + 6));
      at += 22;
      at += 4 + Math.max(0, answer.readInt32BE(at)) * ABORTED_BYTES;
      const end = at + 4 + Math.max(0, answer.readInt32BE(at));
      found.push({
        ...{ topic, partition, errorCode, highWatermark },
        batches: answer.subarray(at + 4, end),
      });
      at = end;
    }
  }
  return found;
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
