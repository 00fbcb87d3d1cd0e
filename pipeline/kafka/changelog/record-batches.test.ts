import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBatches, UnreadableBatch } from './record-batches.ts';

/** kafkajs's own encoder: what its producers write. */
const load = createRequire(import.meta.url);
const RecordBatch = (
  load('kafkajs/src/protocol/recordBatch/v0') as {
    RecordBatch: (batch: object) => Promise<{ readonly buffer: Buffer }>;
  }
).RecordBatch;
const Record = load('kafkajs/src/protocol/recordBatch/record/v0') as (record: object) => object;

interface Written {
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<{ [name: string]: string }>;
  readonly deltaMs: number;
}

const START_MS = 1_767_571_200_000;

async function batchOf(written: readonly Written[], baseOffset: number): Promise<Buffer> {
  const records = written.map(({ key, value, headers, deltaMs }, offsetDelta) =>
    Record({ key, value, headers, timestampDelta: deltaMs, offsetDelta }),
  );
  const { buffer } = await RecordBatch({
    firstTimestamp: START_MS,
    maxTimestamp: START_MS,
    records,
  });
  buffer.writeBigInt64BE(BigInt(baseOffset), 0);
  buffer.writeInt32BE(written.length - 1, 23);
  return buffer;
}

const text = fc.option(fc.string({ maxLength: 20 }));
const record = fc.record({
  key: text,
  value: text,
  headers: fc.dictionary(fc.string({ minLength: 1, maxLength: 9 }), fc.string({ maxLength: 9 }), {
    maxKeys: 3,
  }),
  deltaMs: fc.integer({ min: -1_000_000, max: 1_000_000 }),
});
const batches = fc.array(fc.array(record, { minLength: 1, maxLength: 12 }), { maxLength: 5 });

describe('readBatches', () => {
  it('reads what kafkajs writes, and leaves a batch that is cut off for the next fetch', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.nat(), fc.nat(200), async (all, base, cutOff) => {
        const expected: object[] = [];
        const parts: Buffer[] = [];
        let offset = base;
        for (const batch of all) {
          parts.push(await batchOf(batch, offset));
          for (const { key, value, headers, deltaMs } of batch) {
            expected.push({
              offset,
              timestampMs: START_MS + deltaMs,
              key: key === null ? null : Buffer.from(key),
              value: value === null ? null : Buffer.from(value),
              headers:
                Object.keys(headers).length === 0
                  ? undefined
                  : Object.fromEntries(
                      Object.entries(headers).map(([name, of]) => [name, Buffer.from(of)]),
                    ),
            });
            offset += 1;
          }
        }
        const next = await batchOf(
          [{ key: 'k', value: 'v'.repeat(200), headers: {}, deltaMs: 0 }],
          offset,
        );
        const read = await readBatches(Buffer.concat([...parts, next.subarray(0, cutOff)]));
        expect(read).toEqual({
          records: expected,
          nextOffset: all.length === 0 ? undefined : offset,
        });
      }),
    );
  });

  it('reads a header whatever it is called', async () => {
    const headers = Object.fromEntries([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    const read = await readBatches(
      await batchOf([{ key: null, value: null, headers, deltaMs: 0 }], 0),
    );
    const found = Object.entries(read.records[0]?.headers ?? {});
    expect(found.map(([name, value]) => [name, String(value)])).toEqual(Object.entries(headers));
  });

  it('goes on behind a batch whose last records were compacted away', async () => {
    const batch = await batchOf([{ key: 'a', value: 'b', headers: {}, deltaMs: 0 }], 70);
    batch.writeInt32BE(9, 23);
    expect(await readBatches(batch)).toMatchObject({ records: [{ offset: 70 }], nextOffset: 80 });
  });

  it('passes over the markers of transactions', async () => {
    const batch = await batchOf([{ key: 'a', value: 'b', headers: {}, deltaMs: 0 }], 70);
    batch.writeInt16BE(0x20 | 0x10, 21);
    expect(await readBatches(batch)).toEqual({ records: [], nextOffset: 71 });
  });

  it('unpacks gzip, and says of what else it cannot', async () => {
    const batch = await batchOf([{ key: 'a', value: 'b', headers: {}, deltaMs: 0 }], 70);
    const packed = Buffer.concat([batch.subarray(0, 61), gzipSync(batch.subarray(61))]);
    packed.writeInt32BE(packed.length - 12, 8);
    packed.writeInt16BE(1, 21);
    const { records } = await readBatches(packed);
    expect(records.map(({ value }) => String(value))).toEqual(['b']);
    packed.writeInt16BE(4, 21);
    await expect(readBatches(packed)).rejects.toThrow('compressed with zstd');
    batch.writeInt16BE(1, 21);
    await expect(readBatches(batch)).rejects.toThrow(UnreadableBatch);
  });

  it('answers or says that it cannot, whatever it is given', async () => {
    const whole = await batchOf(
      [{ key: 'abc', value: 'defg', headers: { h: 'i' }, deltaMs: 1 }],
      7,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255))),
        async (changes) => {
          const broken = Buffer.from(whole);
          for (const [at, byte] of changes) broken[at] = byte;
          try {
            await readBatches(broken);
          } catch (error) {
            expect(error).toBeInstanceOf(UnreadableBatch);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
