import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildBatch, sealed } from '../testing/batches.fixture.ts';
import { crc32c } from './crc32c.ts';
import { ERROR } from './error-codes.ts';
import { MalformedRequest, Reader } from './reader.ts';
import { firstRecordSince, inspectBatch, placeBatch } from './record-batch.ts';
import { Writer } from './writer.ts';

describe('crc32c', () => {
  it('gives the published check value', () => {
    const check = Buffer.from('123456789');
    expect(crc32c(check, 0, check.length)).toBe(0xe3069283);
  });

  it('equals the definition, bit by bit, for any range', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(20), fc.nat(20), (bytes, skip, cut) => {
        const start = Math.min(skip, bytes.length);
        const end = Math.max(start, bytes.length - cut);
        expect(crc32c(bytes, start, end)).toBe(crcByDefinition(bytes.subarray(start, end)));
      }),
    );
  });
});

describe('Writer and Reader', () => {
  const item = fc.oneof(
    fc.record({ type: fc.constant('int8' as const), value: fc.integer({ min: -128, max: 127 }) }),
    fc.record({
      type: fc.constant('int16' as const),
      value: fc.integer({ min: -32768, max: 32767 }),
    }),
    fc.record({ type: fc.constant('int32' as const), value: fc.integer() }),
    fc.record({ type: fc.constant('int64' as const), value: fc.maxSafeInteger() }),
    fc.record({ type: fc.constant('string' as const), value: fc.string({ unit: 'grapheme' }) }),
    fc.record({ type: fc.constant('bytes' as const), value: fc.uint8Array({ maxLength: 600 }) }),
    fc.record({
      type: fc.constant('attached' as const),
      value: fc.uint8Array({ minLength: 1, maxLength: 9_000, size: 'max' }),
    }),
  );

  it('read back what was written, however the pieces fall', () => {
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 40 }),
        fc.integer({ min: 8, max: 64 }),
        (items, hint) => {
          const writer = new Writer(77, hint);
          for (const { type, value } of items) {
            if (type === 'attached') writer.int32(value.length).attach(Buffer.from(value));
            else if (type === 'bytes') writer.bytes(Buffer.from(value));
            else if (type === 'string') writer.string(value);
            else writer[type](value);
          }
          const frame = Buffer.concat(writer.finish());
          const reader = new Reader(frame);
          expect(reader.int32()).toBe(frame.length - 4);
          expect(reader.int32()).toBe(77);
          for (const { type, value } of items) {
            if (type === 'attached' || type === 'bytes') {
              expect(reader.bytes().equals(value)).toBe(true);
            } else expect(reader[type]()).toBe(value);
          }
          expect(reader.remaining).toBe(0);
        },
      ),
    );
  });

  it('attaches large slices without copying them', () => {
    const slice = Buffer.alloc(10_000);
    const pieces = new Writer(1).int8(1).attach(slice).int8(2).finish();
    expect(pieces).toHaveLength(3);
    expect(pieces[1]).toBe(slice);
  });

  it('refuses to read beyond the end of a frame', () => {
    expect(() => new Reader(Buffer.from([0, 0, 0])).int32()).toThrow(MalformedRequest);
    expect(() => new Reader(Buffer.from([0, 9, 65])).string()).toThrow(MalformedRequest);
    expect(() => new Reader(Buffer.from([255, 255])).string()).toThrow('null');
    expect(new Reader(Buffer.from([255, 255])).nullableString()).toBeNull();
  });

  it('refuses an array that claims more elements than there are bytes', () => {
    const reader = new Reader(Buffer.from([0x7f, 255, 255, 255, 1]));
    expect(() => reader.array((r) => r.int8())).toThrow('claims');
  });
});

describe('record batches', () => {
  it('are accepted as clients build them, with their header', () => {
    const batch = buildBatch({
      values: ['a', 'bb', 'c'.repeat(300)],
      producerId: 7,
      producerEpoch: 3,
      baseSequence: 41,
    });
    expect(inspectBatch(batch, true)).toEqual({
      recordCount: 3,
      producerId: 7,
      producerEpoch: 3,
      baseSequence: 41,
    });
  });

  it.each([
    ['shorter than a header', (b: Buffer) => b.subarray(0, 60), ERROR.CORRUPT_MESSAGE],
    ['cut off', (b: Buffer) => b.subarray(0, b.length - 1), ERROR.CORRUPT_MESSAGE],
    ['followed by a second one', (b: Buffer) => Buffer.concat([b, b]), ERROR.INVALID_RECORD],
    ['of an older format', (b: Buffer) => withByte(b, 16, 1), ERROR.UNSUPPORTED_FOR_MESSAGE_FORMAT],
    ['of an unknown format', (b: Buffer) => withByte(b, 16, 3), ERROR.CORRUPT_MESSAGE],
    ['with a flipped bit', (b: Buffer) => flipped(b), ERROR.CORRUPT_MESSAGE],
    ['a control batch', (b: Buffer) => sealed(withByte(b, 22, 0x20)), ERROR.INVALID_RECORD],
    ['transactional', (b: Buffer) => sealed(withByte(b, 22, 0x10)), ERROR.INVALID_TXN_STATE],
    ['of unknown compression', (b: Buffer) => sealed(withByte(b, 22, 5)), ERROR.CORRUPT_MESSAGE],
    [
      'with too large a record count',
      (b: Buffer) => sealed(withByte(b, 60, 9)),
      ERROR.INVALID_RECORD,
    ],
    [
      'with too large a last offset',
      (b: Buffer) => sealed(withByte(b, 26, 9)),
      ERROR.INVALID_RECORD,
    ],
    [
      'with a record that runs over',
      (b: Buffer) => sealed(withByte(b, 61, 120)),
      ERROR.INVALID_RECORD,
    ],
    [
      'with both counts wrong',
      (b: Buffer) => sealed(withByte(withByte(b, 60, 9), 26, 8)),
      ERROR.INVALID_RECORD,
    ],
  ])('are rejected when %s', (_, change, error) => {
    const batch = buildBatch({ values: ['one', 'two'] });
    expect(inspectBatch(change(batch), true)).toBe(error);
  });

  it('of any garbage are rejected or well-formed, but never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, withMagic) => {
        const batch = Buffer.from(bytes);
        if (withMagic && batch.length > 61) {
          batch[16] = 2;
          batch.writeInt32BE(batch.length - 12, 8);
        }
        const inspected = inspectBatch(batch, false);
        if (typeof inspected === 'object') expect(inspected.recordCount).toBeGreaterThan(0);
      }),
    );
  });

  it('keep their CRC when they get their place in the log', () => {
    const batch = buildBatch({ values: ['x'] });
    placeBatch(batch, 0, 5_000_000_000, 3);
    expect(Number(batch.readBigInt64BE(0))).toBe(5_000_000_000);
    expect(batch.readInt32BE(12)).toBe(3);
    expect(inspectBatch(batch, true)).toMatchObject({ recordCount: 1 });
  });

  it('tell the first record at or after a timestamp', () => {
    const batch = buildBatch({
      values: ['a', 'b', 'c'],
      baseTimestampMs: 1_000,
      timestampDeltasMs: [0, 500, 900],
    });
    placeBatch(batch, 0, 40, 0);
    expect(firstRecordSince(batch, 0, 0, 0)).toEqual({ offset: 40, timestampMs: 1_000 });
    expect(firstRecordSince(batch, 0, 0, 1_001)).toEqual({ offset: 41, timestampMs: 1_500 });
    expect(firstRecordSince(batch, 0, 0, 1_900)).toEqual({ offset: 42, timestampMs: 1_900 });
    expect(firstRecordSince(batch, 0, 41, 0)).toEqual({ offset: 41, timestampMs: 1_500 });
    expect(firstRecordSince(batch, 0, 0, 1_901)).toBeUndefined();
    expect(firstRecordSince(batch, 0, 43, 0)).toBeUndefined();
  });
});

function crcByDefinition(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function withByte(batch: Buffer, at: number, value: number): Buffer {
  const changed = Buffer.from(batch);
  changed[at] = value;
  return changed;
}

function flipped(batch: Buffer): Buffer {
  return withByte(batch, batch.length - 3, (batch.at(-3) ?? 0) ^ 4);
}
