/**
 * The records in the answer to a fetch. kafkajs's own decoder says neither where a batch ends whose last records were
 * compacted away, so that a reader would ask for it again for ever, nor takes less than five times as long.
 *
 *     batch    int64 base offset | int32 length | int32 leader epoch | int8 magic (2) | uint32 crc | int16 attributes
 *              int32 last offset delta | int64 first timestamp | int64 max timestamp
 *              int64 producer id | int16 producer epoch | int32 first sequence | int32 count | [record]
 *     record   varint length | int8 attributes | varint timestamp delta | varint offset delta
 *              varint key length, key | varint value length, value | varint count [varint name length, name, varint length, value]
 */
import { boundedGzip } from '../gzip.ts';

export interface LogRecord {
  readonly offset: number;
  /** Epoch milliseconds. */
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>> | undefined;
}

export interface ReadBatches {
  /** In order of offset. Views of the answer's memory. */
  readonly records: readonly LogRecord[];
  /** Behind the last whole batch; undefined when there is none. */
  readonly nextOffset: number | undefined;
}

/** A batch that cannot be read, however often it is fetched. */
export class UnreadableBatch extends Error {}

const LENGTH_AT = 8;
const HEADER_END = 12;
const MAGIC_AT = 16;
const ATTRIBUTES_AT = 21;
const LAST_OFFSET_DELTA_AT = 23;
const FIRST_TIMESTAMP_AT = 27;
const MAX_TIMESTAMP_AT = 35;
const COUNT_AT = 57;
const RECORDS_AT = 61;
const CODEC_MASK = 0x07;
const LOG_APPEND_TIME = 0x08;
const CONTROL = 0x20;
const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

/**
 * Markers of transactions are left out, and so is a last batch that is not whole.
 * @throws UnreadableBatch
 */
export async function readBatches(bytes: Buffer): Promise<ReadBatches> {
  const records: LogRecord[] = [];
  let nextOffset: number | undefined;
  let at = 0;
  while (at + HEADER_END <= bytes.length) {
    const end = at + Math.max(0, HEADER_END + bytes.readInt32BE(at + LENGTH_AT));
    if (end > bytes.length) break;
    nextOffset = await readBatch(bytes.subarray(at, end), records);
    at = end;
  }
  return { records, nextOffset };
}

/** @returns the offset behind the batch */
async function readBatch(batch: Buffer, into: LogRecord[]): Promise<number> {
  if (batch.length < RECORDS_AT) throw new UnreadableBatch(`a batch of ${batch.length} bytes`);
  const baseOffset = Number(batch.readBigInt64BE(0));
  const magic = batch.readInt8(MAGIC_AT);
  const lastOffsetDelta = batch.readInt32BE(LAST_OFFSET_DELTA_AT);
  if (magic !== 2 || lastOffsetDelta < 0) {
    throw new UnreadableBatch(`the batch at offset ${baseOffset} has the message format ${magic}`);
  }
  const attributes = batch.readInt16BE(ATTRIBUTES_AT);
  const nextOffset = baseOffset + lastOffsetDelta + 1;
  if ((attributes & CONTROL) !== 0) return nextOffset;
  const packed = batch.subarray(RECORDS_AT);
  const codec = attributes & CODEC_MASK;
  const body = codec === 0 ? packed : await unpack(packed, codec, baseOffset);
  const timeAt = (attributes & LOG_APPEND_TIME) === 0 ? FIRST_TIMESTAMP_AT : MAX_TIMESTAMP_AT;
  const base: BatchBase = {
    offset: baseOffset,
    timestampMs: Number(batch.readBigInt64BE(timeAt)),
    takesDeltas: (attributes & LOG_APPEND_TIME) === 0,
  };
  try {
    readRecords(new RecordCursor(body), batch.readInt32BE(COUNT_AT), base, into);
  } catch (cause) {
    const offset = baseOffset;
    throw new UnreadableBatch(`the batch at offset ${offset} is not what it says`, { cause });
  }
  return nextOffset;
}

async function unpack(packed: Buffer, codec: number, offset: number): Promise<Buffer> {
  if (CODECS[codec] !== 'gzip') {
    const name = CODECS[codec] ?? `codec ${codec}`;
    throw new UnreadableBatch(
      `the batch at offset ${offset} is compressed with ${name}, which cannot be read here: gzip and none can`,
    );
  }
  try {
    return await boundedGzip.decompress(packed);
  } catch (cause) {
    throw new UnreadableBatch(`the batch at offset ${offset} cannot be unpacked`, { cause });
  }
}

interface BatchBase {
  readonly offset: number;
  readonly timestampMs: number;
  readonly takesDeltas: boolean;
}

function readRecords(
  cursor: RecordCursor,
  count: number,
  base: BatchBase,
  into: LogRecord[],
): void {
  for (let read = 0; read < count; read += 1) {
    const length = cursor.varint();
    const end = cursor.at + length;
    cursor.at += 1;
    const deltaMs = cursor.varint();
    const offset = base.offset + cursor.varint();
    const key = cursor.bytes();
    const value = cursor.bytes();
    const headers = readHeaders(cursor);
    if (cursor.at !== end) throw new RangeError('a record of another length');
    const timestampMs = base.timestampMs + (base.takesDeltas ? deltaMs : 0);
    into.push({ offset, timestampMs, key, value, headers });
  }
}

function readHeaders(cursor: RecordCursor): Record<string, Buffer> | undefined {
  const count = cursor.varint();
  if (count === 0) return undefined;
  const headers: [name: string, value: Buffer][] = [];
  for (let read = 0; read < count; read += 1) {
    const name = cursor.bytes()?.toString() ?? '';
    const value = cursor.bytes();
    if (value !== null) headers.push([name, value]);
  }
  // Whatever anybody calls a header: assigned, `__proto__` would be none.
  return Object.fromEntries(headers);
}

class RecordCursor {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Zigzag, up to 64 bits wide; what is beyond 2^53 loses digits, which only senseless timestamps have. */
  varint(): number {
    const bytes = this.#bytes;
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[this.at];
      if (byte === undefined || scale > 2 ** 63) throw new RangeError('a number without an end');
      this.at += 1;
      value += (byte & 127) * scale;
      if (byte < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      scale *= 128;
    }
  }

  bytes(): Buffer | null {
    const length = this.varint();
    if (length < 0) return null;
    const end = this.at + length;
    if (end > this.#bytes.length) throw new RangeError('more bytes than there are');
    const found = this.#bytes.subarray(this.at, end);
    this.at = end;
    return found;
  }
}
