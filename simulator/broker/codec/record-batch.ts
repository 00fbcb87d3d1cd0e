import { crc32c } from './crc32c.ts';
import { ERROR } from './error-codes.ts';

/**
 * Record batch, magic 2 (https://kafka.apache.org/documentation/#recordbatch). The broker stores it as
 * opaque bytes and patches the two fields marked *, which the CRC does not cover:
 *
 *      0  int64  base offset *                 27  int64  base timestamp
 *      8  int32  batch length, from byte 12    35  int64  max timestamp
 *     12  int32  partition leader epoch *      43  int64  producer id
 *     16  int8   magic = 2                     51  int16  producer epoch
 *     17  uint32 CRC-32C of bytes 21..end      53  int32  base sequence
 *     21  int16  attributes                    57  int32  record count
 *     23  int32  last offset delta             61  records
 *
 * Attributes: bits 0–2 compression, 3 timestamp type, 4 transactional, 5 control.
 */
export const BATCH_HEADER_BYTES = 61;
const LENGTH_AT = 8;
const LENGTH_COUNTS_FROM = 12;
const LEADER_EPOCH_AT = 12;
const MAGIC_AT = 16;
const CRC_AT = 17;
const ATTRIBUTES_AT = 21;
const LAST_OFFSET_DELTA_AT = 23;
const BASE_TIMESTAMP_AT = 27;
const MAX_TIMESTAMP_AT = 35;
const PRODUCER_ID_AT = 43;
const PRODUCER_EPOCH_AT = 51;
const BASE_SEQUENCE_AT = 53;
const RECORD_COUNT_AT = 57;

const COMPRESSION_MASK = 0b111;
const HIGHEST_COMPRESSION = 4;
const TRANSACTIONAL_FLAG = 0b1_0000;
const CONTROL_FLAG = 0b10_0000;
const TWO_POW_32 = 0x1_0000_0000;

export interface BatchHeader {
  readonly recordCount: number;
  /** Below zero: not idempotent. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

/**
 * Checks the one batch a producer may send for a partition.
 *
 * @param keysRequired whether every record needs a key; of a compressed batch that is not known, and taken to be so
 * @returns its header, or the protocol error code to answer with
 */
export function inspectBatch(
  batch: Buffer,
  verifyCrc: boolean,
  keysRequired = false,
): BatchHeader | number {
  if (batch.length < BATCH_HEADER_BYTES) return ERROR.CORRUPT_MESSAGE;
  if (batch[MAGIC_AT] !== 2) return magicError(batch);
  const bytes = batch.readInt32BE(LENGTH_AT) + LENGTH_COUNTS_FROM;
  if (bytes > batch.length || bytes < BATCH_HEADER_BYTES) return ERROR.CORRUPT_MESSAGE;
  if (bytes < batch.length) return ERROR.INVALID_RECORD; // a second batch behind the first
  if (verifyCrc && crc32c(batch, ATTRIBUTES_AT, batch.length) !== batch.readUInt32BE(CRC_AT)) {
    return ERROR.CORRUPT_MESSAGE;
  }
  const attributes = batch.readInt16BE(ATTRIBUTES_AT);
  if ((attributes & COMPRESSION_MASK) > HIGHEST_COMPRESSION) return ERROR.CORRUPT_MESSAGE;
  if (attributes & CONTROL_FLAG) return ERROR.INVALID_RECORD;
  if (attributes & TRANSACTIONAL_FLAG) return ERROR.INVALID_TXN_STATE;
  const recordCount = batch.readInt32BE(RECORD_COUNT_AT);
  if (recordCount < 1 || recordCount !== batch.readInt32BE(LAST_OFFSET_DELTA_AT) + 1) {
    return ERROR.INVALID_RECORD;
  }
  if ((attributes & COMPRESSION_MASK) === 0 && !recordsFill(batch, recordCount)) {
    return ERROR.INVALID_RECORD;
  }
  if (keysRequired && keysOf(batch, 0)?.includes(null) === true) return ERROR.INVALID_RECORD;
  return {
    recordCount,
    producerId: int64(batch, PRODUCER_ID_AT),
    producerEpoch: batch.readInt16BE(PRODUCER_EPOCH_AT),
    baseSequence: batch.readInt32BE(BASE_SEQUENCE_AT),
  };
}

/** Gives a stored batch its place in the log. */
export function placeBatch(log: Buffer, at: number, baseOffset: number, leaderEpoch: number): void {
  const high = Math.floor(baseOffset / TWO_POW_32);
  log.writeInt32BE(high, at);
  log.writeUInt32BE(baseOffset - high * TWO_POW_32, at + 4);
  log.writeInt32BE(leaderEpoch, at + LEADER_EPOCH_AT);
}

/** Of the newest record in a stored batch. */
export function maxTimestampOf(log: Buffer, at: number): number {
  return int64(log, at + MAX_TIMESTAMP_AT);
}

/**
 * The first record of a batch that has both at least this offset and at least this timestamp. Only
 * uncompressed batches are opened; of a compressed one the first record stands for all.
 */
export function firstRecordSince(
  log: Buffer,
  at: number,
  fromOffset: number,
  timestampMs: number,
): { offset: number; timestampMs: number } | undefined {
  if (maxTimestampOf(log, at) < timestampMs) return undefined;
  const baseOffset = int64(log, at);
  const baseTimestampMs = int64(log, at + BASE_TIMESTAMP_AT);
  if ((log.readInt16BE(at + ATTRIBUTES_AT) & COMPRESSION_MASK) !== 0) {
    return { offset: Math.max(baseOffset, fromOffset), timestampMs: baseTimestampMs };
  }
  const count = log.readInt32BE(at + RECORD_COUNT_AT);
  let next = at + BATCH_HEADER_BYTES;
  for (let offset = baseOffset; offset < baseOffset + count; offset += 1) {
    cursor = next;
    const bytes = zigzag(log);
    next = cursor + bytes;
    cursor += 1; // record attributes
    const recordMs = baseTimestampMs + zigzag(log);
    if (recordMs >= timestampMs && offset >= fromOffset) return { offset, timestampMs: recordMs };
  }
  return undefined;
}

/**
 * Keys of the records of a batch, in order, as texts that tell them apart; null: a record without one.
 *
 * @returns undefined for a compressed batch, which is not opened
 */
export function keysOf(log: Buffer, at: number): (string | null)[] | undefined {
  if ((log.readInt16BE(at + ATTRIBUTES_AT) & COMPRESSION_MASK) !== 0) return undefined;
  const keys: (string | null)[] = [];
  let next = at + BATCH_HEADER_BYTES;
  for (let count = log.readInt32BE(at + RECORD_COUNT_AT); count > 0; count -= 1) {
    cursor = next;
    const bytes = zigzag(log);
    next = cursor + bytes;
    cursor += 1; // record attributes
    zigzag(log); // timestamp
    zigzag(log); // offset
    const keyBytes = zigzag(log);
    keys.push(keyBytes < 0 ? null : log.toString('latin1', cursor, cursor + keyBytes));
  }
  return keys;
}

/** Whether exactly `count` records, each led by its length, fill the batch. */
function recordsFill(batch: Buffer, count: number): boolean {
  cursor = BATCH_HEADER_BYTES;
  for (let index = 0; index < count; index += 1) {
    const bytes = zigzag(batch);
    // A record is at least attributes, two deltas, two lengths and a header count.
    if (bytes < 6) return false;
    cursor += bytes;
    if (cursor > batch.length) return false;
  }
  return cursor === batch.length;
}

/** Read position of {@link zigzag}: kept here so that decoding a number allocates nothing. */
let cursor = 0;

/** A zigzag varint at the cursor; beyond the buffer's end it reads as garbage that the caller rejects. */
function zigzag(buffer: Buffer): number {
  let value = 0;
  let scale = 1;
  for (let index = 0; index < 10; index += 1) {
    const byte = buffer[cursor] ?? 0;
    cursor += 1;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
    scale *= 128;
  }
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function magicError(batch: Buffer): number {
  const magic = batch[MAGIC_AT] as number;
  return magic < 2 ? ERROR.UNSUPPORTED_FOR_MESSAGE_FORMAT : ERROR.CORRUPT_MESSAGE;
}

function int64(buffer: Buffer, at: number): number {
  return buffer.readInt32BE(at) * TWO_POW_32 + buffer.readUInt32BE(at + 4);
}
