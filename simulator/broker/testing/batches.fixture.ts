import { crc32c } from '../codec/crc32c.ts';

export interface BatchSpec {
  readonly values: readonly (string | Buffer)[];
  /** By record; absent: null. */
  readonly keys?: readonly (string | null)[];
  readonly baseTimestampMs?: number;
  /** Milliseconds after the base, by record. */
  readonly timestampDeltasMs?: readonly number[];
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly attributes?: number;
}

/** A record batch (magic 2) as a client would send it. */
export function buildBatch(spec: BatchSpec): Buffer {
  const deltas = spec.values.map((_, index) => spec.timestampDeltasMs?.[index] ?? 0);
  const records = Buffer.concat(
    spec.values.map((value, index) => {
      const key = spec.keys?.[index] ?? null;
      return record(key, Buffer.from(value), index, deltas[index] ?? 0);
    }),
  );
  const baseTimestampMs = spec.baseTimestampMs ?? 1_700_000_000_000;
  const batch = Buffer.alloc(61 + records.length);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt8(2, 16);
  batch.writeInt16BE(spec.attributes ?? 0, 21);
  batch.writeInt32BE(spec.values.length - 1, 23);
  batch.writeBigInt64BE(BigInt(baseTimestampMs), 27);
  batch.writeBigInt64BE(BigInt(baseTimestampMs + Math.max(0, ...deltas)), 35);
  batch.writeBigInt64BE(BigInt(spec.producerId ?? -1), 43);
  batch.writeInt16BE(spec.producerEpoch ?? -1, 51);
  batch.writeInt32BE(spec.baseSequence ?? -1, 53);
  batch.writeInt32BE(spec.values.length, 57);
  records.copy(batch, 61);
  return sealed(batch);
}

/** Gives a batch that was changed its right CRC again. */
export function sealed(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc32c(batch, 21, batch.length), 17);
  return batch;
}

/** Base offsets and values found in fetched bytes: whole batches only. */
export function readBatches(bytes: Buffer): { baseOffset: number; values: string[] }[] {
  const batches: { baseOffset: number; values: string[] }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 12 + bytes.readInt32BE(at + 8);
    if (end > bytes.length) throw new Error('a batch is cut off');
    const values: string[] = [];
    let next = at + 61;
    while (next < end) {
      const [length, start] = varint(bytes, next);
      next = start + length;
      const [, afterTimestamp] = varint(bytes, start + 1);
      const [, afterOffset] = varint(bytes, afterTimestamp);
      const [keyLength, afterKey] = varint(bytes, afterOffset);
      const [valueLength, valueAt] = varint(bytes, afterKey + Math.max(0, keyLength));
      values.push(bytes.toString('utf8', valueAt, valueAt + valueLength));
    }
    batches.push({ baseOffset: Number(bytes.readBigInt64BE(at)), values });
    at = end;
  }
  return batches;
}

function record(
  key: string | null,
  value: Buffer,
  offsetDelta: number,
  timestampDeltaMs: number,
): Buffer {
  const keyBytes = key === null ? [zigzag(-1)] : [zigzag(Buffer.byteLength(key)), Buffer.from(key)];
  const body = Buffer.concat([
    Buffer.from([0]),
    zigzag(timestampDeltaMs),
    zigzag(offsetDelta),
    ...keyBytes,
    zigzag(value.length),
    value,
    zigzag(0),
  ]);
  return Buffer.concat([zigzag(body.length), body]);
}

function zigzag(value: number): Buffer {
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  const bytes: number[] = [];
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return Buffer.from(bytes);
}

function varint(bytes: Buffer, at: number): [value: number, next: number] {
  let value = 0;
  let scale = 1;
  let next = at;
  for (;;) {
    const byte = bytes[next] ?? 0;
    next += 1;
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) break;
  }
  return [value % 2 === 0 ? value / 2 : -(value + 1) / 2, next];
}
