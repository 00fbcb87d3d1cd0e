import { connect, type Socket } from 'node:net';
import { Reader } from '../codec/reader.ts';
import { Writer } from '../codec/writer.ts';
import { FrameAssembler } from '../framing.ts';

/** Speaks frames, well-formed or not, over a socket of its own. */
export class RawClient {
  readonly #socket: Socket;
  readonly #frames = new FrameAssembler(0x7fff_ffff);
  readonly #waiting: ((reader: Reader) => void)[] = [];
  readonly closed: Promise<void>;
  isClosed = false;
  #correlationId = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.isClosed = true;
        resolve();
      });
    });
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      this.#frames.push(chunk);
      for (let frame = this.#frames.next(); frame !== undefined; frame = this.#frames.next()) {
        this.#waiting.shift()?.(new Reader(Buffer.from(frame)));
      }
    });
  }

  static connect(address: string): Promise<RawClient> {
    const [host = '', port = ''] = address.split(':');
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port: Number(port), noDelay: true });
      socket.once('connect', () => resolve(new RawClient(socket)));
      socket.once('error', reject);
    });
  }

  /** Sends a request; the answer's reader stands behind the correlation id, which is checked. */
  async request(apiKey: number, version: number, body: Buffer): Promise<Reader> {
    const correlationId = this.send(apiKey, version, body);
    const reader = await this.answer();
    const answered = reader.int32();
    if (answered !== correlationId) {
      throw new Error(`the answer to ${correlationId} came as ${answered}`);
    }
    return reader;
  }

  /** Sends a request without waiting; returns its correlation id. */
  send(apiKey: number, version: number, body: Buffer): number {
    this.#correlationId += 1;
    this.write(requestFrame(apiKey, version, this.#correlationId, body));
    return this.#correlationId;
  }

  /** The next answer, from its correlation id on; rejects when the connection goes first. */
  answer(): Promise<Reader> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      void this.closed.then(() => reject(new Error('the broker closed the connection')));
    });
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.destroy();
  }
}

export function requestFrame(
  apiKey: number,
  version: number,
  correlationId: number,
  body: Buffer,
): Buffer {
  const header = Buffer.alloc(4 + 8 + 2 + 3);
  header.writeInt32BE(8 + 2 + 3 + body.length, 0);
  header.writeInt16BE(apiKey, 4);
  header.writeInt16BE(version, 6);
  header.writeInt32BE(correlationId, 8);
  header.writeInt16BE(3, 12);
  header.write('raw', 14);
  return Buffer.concat([header, body]);
}

/** A request body, written like a response without its size and correlation id. */
export function body(write: (writer: Writer) => void): Buffer {
  const writer = new Writer(0);
  write(writer);
  return Buffer.concat(writer.finish()).subarray(8);
}

export interface ProduceSpec {
  readonly topic: string;
  readonly partition?: number;
  readonly batch: Buffer;
  readonly acks?: number;
  readonly timeoutMs?: number;
}

/** Body of a Produce request, version 3–7, for one partition. */
export function produceBody(spec: ProduceSpec): Buffer {
  return body((writer) => {
    writer
      .nullableString(null)
      .int16(spec.acks ?? 1)
      .int32(spec.timeoutMs ?? 5_000);
    writer
      .int32(1)
      .string(spec.topic)
      .int32(1)
      .int32(spec.partition ?? 0)
      .bytes(spec.batch);
  });
}

/** Sends one batch with Produce version 7. */
export async function produce(
  client: RawClient,
  spec: ProduceSpec,
): Promise<{ error: number; baseOffset: number; logStartOffset: number }> {
  const reader = await client.request(0, 7, produceBody(spec));
  return readProduced(reader);
}

export function readProduced(reader: Reader): {
  error: number;
  baseOffset: number;
  logStartOffset: number;
} {
  reader.int32();
  reader.string();
  reader.int32();
  reader.int32();
  const error = reader.int16();
  const baseOffset = reader.int64();
  reader.int64();
  return { error, baseOffset, logStartOffset: reader.int64() };
}

export interface FetchSpec {
  readonly maxWaitMs?: number;
  readonly minBytes?: number;
  readonly maxBytes?: number;
  readonly sessionId?: number;
  readonly partitions: readonly {
    readonly topic: string;
    readonly partition?: number;
    readonly offset: number;
    readonly maxBytes?: number;
    readonly leaderEpoch?: number;
  }[];
}

export interface FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly error: number;
  readonly highWatermark: number;
  readonly logStartOffset: number;
  readonly records: Buffer;
}

/** Body of a Fetch request, version 11. */
export function fetchBody(spec: FetchSpec): Buffer {
  return body((writer) => {
    writer
      .int32(-1)
      .int32(spec.maxWaitMs ?? 0)
      .int32(spec.minBytes ?? 1);
    writer
      .int32(spec.maxBytes ?? 50_000_000)
      .int8(0)
      .int32(spec.sessionId ?? 0)
      .int32(-1);
    writer.array(spec.partitions, (asked) => {
      writer
        .string(asked.topic)
        .int32(1)
        .int32(asked.partition ?? 0);
      writer
        .int32(asked.leaderEpoch ?? -1)
        .int64(asked.offset)
        .int64(-1);
      writer.int32(asked.maxBytes ?? 50_000_000);
    });
    writer.int32(0).string('');
  });
}

export function readFetched(reader: Reader): { error: number; partitions: FetchedPartition[] } {
  reader.int32();
  const error = reader.int16();
  reader.int32();
  const topics = reader.array((outer) => {
    const topic = outer.string();
    return outer.array((inner): FetchedPartition => {
      const partition = inner.int32();
      const partitionError = inner.int16();
      const highWatermark = inner.int64();
      inner.int64();
      const logStartOffset = inner.int64();
      inner.int32();
      inner.int32();
      const records = inner.bytesCopy();
      return { topic, partition, error: partitionError, highWatermark, logStartOffset, records };
    });
  });
  return { error, partitions: topics.flat() };
}

export async function fetch(
  client: RawClient,
  spec: FetchSpec,
): Promise<{ error: number; partitions: FetchedPartition[] }> {
  return readFetched(await client.request(1, 11, fetchBody(spec)));
}
