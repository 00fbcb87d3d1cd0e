import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR } from './codec/error-codes.ts';
import { type Broker, createBroker } from './server.ts';
import { buildBatch, readBatches, sealed } from './testing/batches.fixture.ts';
import {
  body,
  fetch,
  produce,
  produceBody,
  RawClient,
  readProduced,
} from './testing/raw-client.fixture.ts';

describe('Produce', () => {
  let broker: Broker;
  let client: RawClient;
  const warnings: string[] = [];
  beforeAll(async () => {
    broker = await createBroker(
      { topics: [{ name: 't', partitions: 2 }], maxMessageBytes: 10_000 },
      { onWarning: (message) => warnings.push(message) },
    );
    client = await RawClient.connect(broker.address);
  });
  afterAll(async () => {
    client.close();
    await broker.stop();
  });

  it('assigns offsets by record, one batch after the other', async () => {
    const first = await produce(client, { topic: 't', batch: buildBatch({ values: ['a', 'b'] }) });
    const second = await produce(client, { topic: 't', batch: buildBatch({ values: ['c'] }) });
    expect(second.baseOffset).toBe(first.baseOffset + 2);
    const { partitions } = await fetch(client, {
      partitions: [{ topic: 't', offset: first.baseOffset }],
    });
    expect(readBatches(partitions[0]?.records ?? Buffer.alloc(0))).toEqual([
      { baseOffset: first.baseOffset, values: ['a', 'b'] },
      { baseOffset: second.baseOffset, values: ['c'] },
    ]);
  });

  it.each([
    ['a flipped bit', corrupted(buildBatch({ values: ['x'] })), ERROR.CORRUPT_MESSAGE],
    ['no batch at all', Buffer.alloc(0), ERROR.CORRUPT_MESSAGE],
    ['random bytes', Buffer.alloc(100, 0x5a), ERROR.CORRUPT_MESSAGE],
    ['a wrong record count', miscounted(), ERROR.INVALID_RECORD],
    ['too large a batch', buildBatch({ values: ['x'.repeat(10_000)] }), ERROR.MESSAGE_TOO_LARGE],
  ])('answers %s with an error and goes on with the connection', async (_, batch, error) => {
    expect(await produce(client, { topic: 't', batch })).toMatchObject({ error, baseOffset: -1 });
    const good = await produce(client, { topic: 't', batch: buildBatch({ values: ['ok'] }) });
    expect(good.error).toBe(0);
  });

  it('names unknown topics and partitions', async () => {
    const batch = buildBatch({ values: ['x'] });
    expect((await produce(client, { topic: 'nowhere', batch })).error).toBe(3);
    expect((await produce(client, { topic: 't', partition: 2, batch })).error).toBe(3);
    expect((await produce(client, { topic: 't', partition: -1, batch })).error).toBe(3);
  });

  it('rejects acknowledgement levels that do not exist', async () => {
    const batch = buildBatch({ values: ['x'] });
    expect((await produce(client, { topic: 't', batch, acks: 2 })).error).toBe(
      ERROR.INVALID_REQUIRED_ACKS,
    );
  });

  it('rejects a transactional producer', async () => {
    const request = body((writer) => {
      writer.nullableString('tx').int16(-1).int32(1_000).int32(1).string('t').int32(1).int32(0);
      writer.bytes(buildBatch({ values: ['x'] }));
    });
    expect(readProduced(await client.request(0, 7, request)).error).toBe(ERROR.INVALID_REQUEST);
  });

  it.each([
    0, 1, 2,
  ])('answers version %d with an error that names the message format', async (version) => {
    const request = body((writer) => {
      writer.int16(1).int32(1_000).int32(1).string('t').int32(1).int32(0).bytes(Buffer.alloc(30));
    });
    const reader = await client.request(0, version, request);
    reader.int32();
    reader.string();
    reader.int32();
    reader.int32();
    expect(reader.int16()).toBe(ERROR.UNSUPPORTED_FOR_MESSAGE_FORMAT);
  });

  it('reports each partition of a request by itself', async () => {
    const request = body((writer) => {
      writer.nullableString(null).int16(1).int32(1_000).int32(2);
      writer
        .string('nowhere')
        .int32(1)
        .int32(0)
        .bytes(buildBatch({ values: ['x'] }));
      writer.string('t').int32(2);
      writer.int32(0).bytes(corrupted(buildBatch({ values: ['x'] })));
      writer.int32(1).bytes(buildBatch({ values: ['x'] }));
    });
    const reader = await client.request(0, 7, request);
    const errors = reader.array((outer) => {
      outer.string();
      return outer.array((inner) => {
        inner.int32();
        const error = inner.int16();
        for (let skipped = 0; skipped < 3; skipped += 1) inner.int64();
        return error;
      });
    });
    expect(errors).toEqual([[3], [ERROR.CORRUPT_MESSAGE, 0]]);
  });

  it('answers nothing to acks=0, and closes the connection if the write fails', async () => {
    const silent = await RawClient.connect(broker.address);
    silent.send(0, 7, produceBody({ topic: 't', acks: 0, batch: buildBatch({ values: ['x'] }) }));
    const next = await produce(silent, { topic: 't', batch: buildBatch({ values: ['y'] }) });
    expect(next.error).toBe(0);
    silent.send(
      0,
      7,
      produceBody({ topic: 'nowhere', acks: 0, batch: buildBatch({ values: ['x'] }) }),
    );
    await silent.closed;
    expect(warnings.at(-1)).toContain('nowhere-0: error 3');
  });

  it('writes a repeated batch of an idempotent producer once', async () => {
    const batch = (baseSequence: number, values: string[]) =>
      buildBatch({ values, producerId: 1_000, producerEpoch: 0, baseSequence });
    const write = (sequence: number, values: string[]) =>
      produce(client, { topic: 't', partition: 1, batch: batch(sequence, values), acks: -1 });
    const before = highWatermark(1);
    const first = await write(0, ['a', 'b']);
    const repeated = await write(0, ['a', 'b']);
    expect(repeated).toEqual(first);
    expect((await write(2, ['c'])).baseOffset).toBe(first.baseOffset + 2);
    expect((await write(0, ['a', 'b'])).baseOffset).toBe(first.baseOffset);
    expect((await write(7, ['gap'])).error).toBe(ERROR.OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(highWatermark(1)).toBe(before + 3);
  });

  function highWatermark(partition: number): number {
    const found = broker.stats().partitions.find((p) => p.partition === partition);
    return found?.highWatermark ?? -1;
  }
});

function corrupted(batch: Buffer): Buffer {
  const changed = Buffer.from(batch);
  changed[67] = (changed[67] ?? 0) ^ 1;
  return changed;
}

function miscounted(): Buffer {
  const batch = buildBatch({ values: ['x', 'y'] });
  batch.writeInt32BE(3, 57);
  return sealed(batch);
}
