import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APIS } from './handlers/registry.ts';
import { type Broker, createBroker } from './server.ts';
import { buildBatch } from './testing/batches.fixture.ts';
import {
  body,
  fetch,
  fetchBody,
  produce,
  produceBody,
  RawClient,
  requestFrame,
} from './testing/raw-client.fixture.ts';

const API_VERSIONS = 18;
const EMPTY = Buffer.alloc(0);

describe('the protocol edge', () => {
  let broker: Broker;
  let client: RawClient;
  const warnings: string[] = [];
  beforeAll(async () => {
    broker = await createBroker(
      { topics: [{ name: 't', partitions: 1 }], maxFrameBytes: 1_000_000 },
      { onWarning: (message) => warnings.push(message) },
    );
    client = await RawClient.connect(broker.address);
  });
  afterAll(async () => {
    client.close();
    await broker.stop();
  });

  it.each([0, 1, 2])('lists what it speaks in ApiVersions %d', async (version) => {
    const reader = await client.request(API_VERSIONS, version, EMPTY);
    expect(reader.int16()).toBe(0);
    const listed = reader.array((r) => [r.int16(), r.int16(), r.int16()]);
    expect(listed).toEqual(APIS.map((api) => [api.key, api.minVersion, api.maxVersion]));
    expect(reader.remaining).toBe(version === 0 ? 0 : 4);
  });

  it('answers a newer ApiVersions with error 35 and the list, in the layout of version 0', async () => {
    const reader = await client.request(API_VERSIONS, 4, Buffer.from([1, 2, 3]));
    expect(reader.int16()).toBe(35);
    expect(reader.array((r) => [r.int16(), r.int16(), r.int16()])).toHaveLength(APIS.length);
    expect(reader.remaining).toBe(0);
  });

  it.each([
    ['an unknown API', requestFrame(99, 0, 1, EMPTY), 'API 99'],
    ['an unknown version', requestFrame(3, 12, 1, EMPTY), 'version 12'],
    ['a body that ends early', requestFrame(0, 7, 1, Buffer.from([255, 255, 0])), 'malformed'],
    [
      'an array that claims too much',
      requestFrame(3, 1, 1, Buffer.from([0x7f, 0, 0, 0])),
      'claims',
    ],
    ['a frame too short for a header', Buffer.from([0, 0, 0, 2, 0, 3]), 'the frame ends'],
    ['a negative size', Buffer.from([255, 255, 255, 255]), 'claims -1 bytes'],
    ['a huge size', Buffer.from([0x7f, 255, 255, 255]), 'claims 2147483647 bytes'],
    ['another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'claims 1195725856 bytes'],
  ])('closes a connection that sends %s, and says why', async (_, bytes, reason) => {
    const other = await RawClient.connect(broker.address);
    other.write(bytes);
    await other.closed;
    expect(warnings.at(-1)).toContain(reason);
    expect((await client.request(API_VERSIONS, 0, EMPTY)).int16()).toBe(0);
  });

  it('answers in the order of the requests, also when one has to wait', async () => {
    const pipelined = await RawClient.connect(broker.address);
    const end = broker.stats().partitions[0]?.highWatermark ?? 0;
    const waiting = fetchBody({ maxWaitMs: 30_000, partitions: [{ topic: 't', offset: end }] });
    const sent = [
      pipelined.send(API_VERSIONS, 0, EMPTY),
      pipelined.send(1, 11, waiting),
      pipelined.send(API_VERSIONS, 0, EMPTY),
    ];
    const answers = sent.map(() => pipelined.answer());
    await answers[0];
    await produce(client, { topic: 't', batch: buildBatch({ values: ['wake'] }) });
    const order = await Promise.all(answers.map(async (answer) => (await answer).int32()));
    expect(order).toEqual(sent);
    pipelined.close();
  });

  it('takes frames that come byte by byte', async () => {
    const slow = await RawClient.connect(broker.address);
    const frame = requestFrame(
      0,
      7,
      1,
      produceBody({ topic: 't', batch: buildBatch({ values: ['slow'] }) }),
    );
    const answer = slow.answer();
    for (const byte of frame) {
      slow.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await answer).int32()).toBe(1);
    slow.close();
  });

  it('survives a client that leaves in the middle of a frame', async () => {
    const leaving = await RawClient.connect(broker.address);
    const batch = buildBatch({ values: ['x'.repeat(300_000)] });
    const before = broker.stats().partitions[0]?.highWatermark;
    leaving.write(requestFrame(0, 7, 1, produceBody({ topic: 't', batch })).subarray(0, 200_000));
    leaving.close();
    await leaving.closed;
    expect((await client.request(API_VERSIONS, 0, EMPTY)).int16()).toBe(0);
    expect(broker.stats().partitions[0]?.highWatermark).toBe(before);
  });

  it('is not disturbed by random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 400, size: 'max' }),
        async (bytes) => {
          const other = await RawClient.connect(broker.address);
          other.write(Buffer.from(bytes));
          // A fetch that is not answered within its turn would mean that the broker hangs.
          expect((await fetch(client, { partitions: [{ topic: 't', offset: 0 }] })).error).toBe(0);
          other.close();
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is not disturbed by mutated requests of any API and version', async () => {
    const seeds = [
      produceBody({ topic: 't', batch: buildBatch({ values: ['a', 'b'] }) }),
      fetchBody({ partitions: [{ topic: 't', offset: 0 }] }),
      body((w) =>
        w
          .string('group')
          .int32(6_000)
          .int32(6_000)
          .string('')
          .nullableString(null)
          .string('consumer')
          .int32(1)
          .string('p')
          .bytes(Buffer.from('m')),
      ),
      body((w) =>
        w.int32(1).string('u').int32(2).int16(1).int32(0).int32(0).int32(100).boolean(false),
      ),
      body((w) =>
        w
          .string('g')
          .int32(-1)
          .string('')
          .int32(1)
          .string('t')
          .int32(1)
          .int32(0)
          .int64(5)
          .string(''),
      ),
      body((w) => w.int32(1).int8(2).string('t').int32(-1).boolean(false)),
    ];
    const request = fc.record({
      api: fc.constantFrom(...APIS),
      version: fc.nat(12),
      seed: fc.constantFrom(...seeds),
      mutations: fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 4 }),
      cut: fc.nat(40),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 4 }), async (requests) => {
        const other = await RawClient.connect(broker.address);
        for (const { api, version, seed, mutations, cut } of requests) {
          const mutated = Buffer.from(seed.subarray(0, Math.max(0, seed.length - cut)));
          for (const [at, value] of mutations) if (at < mutated.length) mutated[at] = value;
          other.write(requestFrame(api.key, version % (api.maxVersion + 2), 1, mutated));
        }
        expect((await client.request(API_VERSIONS, 0, EMPTY)).int16()).toBe(0);
        other.close();
      }),
      { numRuns: 300 },
    );
    expect(warnings.filter((warning) => /TypeError|RangeError|at </.test(warning))).toEqual([]);
  });
});
