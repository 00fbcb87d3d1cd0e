import { afterEach, describe, expect, it } from 'vitest';
import { ERROR } from './codec/error-codes.ts';
import type { BrokerOptions } from './options.ts';
import { type Broker, createBroker } from './server.ts';
import { buildBatch } from './testing/batches.fixture.ts';
import { eventually } from './testing/kafka-client.fixture.ts';
import {
  body,
  fetch,
  produce,
  produceBody,
  RawClient,
  readProduced,
} from './testing/raw-client.fixture.ts';

const KIBIBYTE = 1024;
/** 8 KB a batch. */
const BATCH = buildBatch({ values: ['x'.repeat(8_100)] });

describe('the memory bounds', () => {
  let broker: Broker;
  let client: RawClient;
  afterEach(async () => {
    client.close();
    await broker.stop();
  });

  it('hold a producer until a group has consumed, and lose nothing it has not', async () => {
    await start({ maxPartitionBytes: 128 * KIBIBYTE });
    await commit('g', 0, 0);
    const written = await fill();
    expect(written).toBeGreaterThan(10);
    const held = await holdOne();
    expect(highWatermark()).toBe(written);
    const { partitions } = await fetch(client, { partitions: [{ topic: 't', offset: 0 }] });
    expect(partitions[0]).toMatchObject({ error: 0, logStartOffset: 0, highWatermark: written });

    await commit('g', 0, written - 1);
    expect(await held.result).toMatchObject({ error: 0, baseOffset: written });
    expect(logStart()).toBeGreaterThan(0);
    expect(logStart()).toBeLessThanOrEqual(written - 1);
    expect(broker.stats().heldBytes).toBeLessThanOrEqual(128 * KIBIBYTE);
    held.producer.close();
  });

  it('wait for the slowest of the groups that have committed', async () => {
    await start({ maxPartitionBytes: 128 * KIBIBYTE });
    await commit('slow', 0, 2);
    const written = await fill();
    const held = await holdOne();
    await commit('fast', 0, written);
    // A whole segment below offset 2 does not exist: nothing may be freed for the fast group alone.
    expect(broker.stats().heldRequests).toBe(1);
    await commit('slow', 0, written);
    expect((await held.result).error).toBe(0);
    held.producer.close();
  });

  it('let go when the slowest group is deleted', async () => {
    await start({ maxPartitionBytes: 128 * KIBIBYTE });
    await commit('slow', 0, 0);
    const written = await fill();
    await commit('fast', 0, written);
    const held = await holdOne();
    await client.request(
      42,
      1,
      body((w) => w.int32(1).string('slow')),
    );
    expect((await held.result).error).toBe(0);
    held.producer.close();
  });

  it('free nothing where no group has committed; DeleteRecords does', async () => {
    await start({ maxPartitionBytes: 128 * KIBIBYTE });
    const written = await fill();
    const held = await holdOne();
    expect(logStart()).toBe(0);
    await client.request(
      21,
      1,
      body((w) => w.int32(1).string('t').int32(1).int32(0).int64(-1).int32(1_000)),
    );
    expect(await held.result).toMatchObject({ error: 0, baseOffset: written });
    expect(logStart()).toBe(written);
    held.producer.close();
  });

  it('keep everything for look-back while less than half is used', async () => {
    await start({ maxPartitionBytes: 1024 * KIBIBYTE });
    for (let index = 0; index < 10; index += 1) await produce(client, { topic: 't', batch: BATCH });
    await commit('g', 0, 10);
    await produce(client, { topic: 't', batch: BATCH });
    expect(logStart()).toBe(0);
  });

  it('never hold a producer whose records are consumed as they come', async () => {
    await start({ maxPartitionBytes: 128 * KIBIBYTE });
    for (let index = 0; index < 200; index += 1) {
      const { error } = await produce(client, { topic: 't', batch: BATCH });
      expect(error).toBe(0);
      await commit('g', 0, index + 1);
      expect(broker.stats().heldBytes).toBeLessThanOrEqual(128 * KIBIBYTE);
    }
    expect(highWatermark()).toBe(200);
  });

  it('make room for a batch of more than half the bound once the rest is consumed', async () => {
    await start({ maxPartitionBytes: 128 * KIBIBYTE });
    const written = await fill(0, 6);
    const large = buildBatch({ values: ['x'.repeat(100 * KIBIBYTE)] });
    const held = await holdOne(0, large);
    await commit('g', 0, written);
    expect(await held.result).toMatchObject({ error: 0, baseOffset: written });
    held.producer.close();
  });

  it('refuse at once what could never fit', async () => {
    await start({ maxPartitionBytes: 32 * KIBIBYTE });
    const large = buildBatch({ values: ['x'.repeat(32 * KIBIBYTE)] });
    const { error } = await produce(client, { topic: 't', batch: large });
    expect(error).toBe(ERROR.MESSAGE_TOO_LARGE);
  });

  it('count all partitions together', async () => {
    await start({ maxTotalBytes: 256 * KIBIBYTE });
    const written = [await fill(0, 12), await fill(1, 12)];
    await fill(2);
    expect(broker.stats().heldBytes).toBeLessThanOrEqual(256 * KIBIBYTE);
    const held = await holdOne(2);
    await commit('g', 0, written[0] ?? 0);
    expect((await held.result).error).toBe(0);
    held.producer.close();
  });

  it('answer a held producer in the end, with a retriable error and nothing written', async () => {
    await start({ maxPartitionBytes: 128 * KIBIBYTE, backPressureTimeoutMs: 30 });
    const written = await fill();
    const { error, baseOffset } = await produce(client, { topic: 't', batch: BATCH });
    expect(error).toBe(ERROR.REQUEST_TIMED_OUT);
    expect(baseOffset).toBe(-1);
    expect(highWatermark()).toBe(written);
  });

  it('never hold what a member of a group writes: only its commits make room', async () => {
    await start({ maxPartitionBytes: 128 * KIBIBYTE });
    const written = await fill();
    const joined = await client.request(
      11,
      0,
      body((w) => {
        w.string('readers').int32(30_000).string('').string('consumer');
        w.int32(1).string('range').bytes(Buffer.alloc(0));
      }),
    );
    const error = joined.int16();
    joined.int32();
    joined.string();
    joined.string();
    const memberId = joined.string();
    expect(error).toBe(0);
    expect(await produce(client, { topic: 't', batch: BATCH })).toMatchObject({
      error: 0,
      baseOffset: written,
    });
    await client.request(
      13,
      0,
      body((w) => w.string('readers').string(memberId)),
    );
    const held = await holdOne();
    held.producer.close();
  });

  it('forget a held request with its connection', async () => {
    await start({ maxPartitionBytes: 128 * KIBIBYTE });
    const written = await fill();
    const held = await holdOne();
    held.producer.close();
    await eventually('the request is forgotten', () => broker.stats().heldRequests === 0);
    await commit('g', 0, written);
    expect(highWatermark()).toBe(written);
  });

  it('write a held request as a whole or not at all', async () => {
    await start({ maxPartitionBytes: 128 * KIBIBYTE });
    const written = await fill(0);
    const producer = await RawClient.connect(broker.address);
    producer.send(
      0,
      7,
      body((w) => {
        w.nullableString(null).int16(1).int32(5_000).int32(1).string('t').int32(2);
        w.int32(1).bytes(BATCH).int32(0).bytes(BATCH);
      }),
    );
    await eventually('the request is held', () => broker.stats().heldRequests === 1);
    expect(highWatermark(1)).toBe(0);
    await commit('g', 0, written);
    await eventually('the request is written', () => highWatermark(1) === 1);
    expect(highWatermark(0)).toBe(written + 1);
    producer.close();
  });

  async function start(options: BrokerOptions): Promise<void> {
    broker = await createBroker({ topics: [{ name: 't', partitions: 3 }], ...options });
    client = await RawClient.connect(broker.address);
  }

  /** Produces until a request is not answered at once; returns how many were. */
  async function fill(partition = 0, atMost = 1_000): Promise<number> {
    for (let count = 0; count < atMost; count += 1) {
      const { error } = await produce(client, {
        topic: 't',
        partition,
        batch: BATCH,
        timeoutMs: 0,
      });
      if (error === ERROR.REQUEST_TIMED_OUT) return count;
    }
    return atMost;
  }

  async function holdOne(partition = 0, batch = BATCH) {
    const producer = await RawClient.connect(broker.address);
    const result = producer
      .request(0, 7, produceBody({ topic: 't', partition, batch, timeoutMs: 20_000 }))
      .then(readProduced);
    result.catch(() => {});
    await eventually('the request is held', () => broker.stats().heldRequests === 1);
    return { producer, result };
  }

  async function commit(group: string, partition: number, offset: number): Promise<void> {
    const request = body((w) => {
      w.string(group).int32(-1).string('').int32(1).string('t').int32(1);
      w.int32(partition).int64(offset).nullableString(null);
    });
    const reader = await client.request(8, 5, request);
    reader.int32();
    const errors = reader.array((t) => [t.string(), t.array((p) => [p.int32(), p.int16()])]);
    expect(errors).toEqual([['t', [[partition, 0]]]]);
  }

  function highWatermark(partition = 0): number {
    return broker.stats().partitions[partition]?.highWatermark ?? -1;
  }

  function logStart(): number {
    return broker.stats().partitions[0]?.logStartOffset ?? -1;
  }
});
