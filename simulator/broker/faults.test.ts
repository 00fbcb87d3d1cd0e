import { afterEach, describe, expect, it } from 'vitest';
import type { FaultDecision, FaultPolicy } from './faults.ts';
import { type Broker, createBroker } from './server.ts';
import { buildBatch } from './testing/batches.fixture.ts';
import { fetch, produce, produceBody, RawClient } from './testing/raw-client.fixture.ts';

const NOT_LEADER = 6;

describe('a fault policy', () => {
  let broker: Broker;
  afterEach(() => broker.stop());

  it('is asked about every request by name', async () => {
    const seen: string[] = [];
    const client = await start((request) => {
      seen.push(`${request.apiName} v${request.version} from ${request.clientId}`);
      return 'pass';
    });
    await produce(client, spec('x'));
    await fetch(client, { partitions: [{ topic: 't', offset: 0 }] });
    expect(seen).toEqual(['Produce v7 from raw', 'Fetch v11 from raw']);
  });

  it('can fail requests with an error of the protocol, unhandled', async () => {
    const client = await start(({ apiName }) =>
      apiName === 'Produce' ? { error: NOT_LEADER } : 'pass',
    );
    expect((await produce(client, spec('x'))).error).toBe(NOT_LEADER);
    expect(written()).toBe(0);
  });

  it('can delay a request', async () => {
    const client = await start(() => ({ delayMs: 5 }));
    expect((await produce(client, spec('x'))).error).toBe(0);
    expect(written()).toBe(1);
  });

  it('can drop a request with its connection', async () => {
    const client = await start(() => 'drop');
    client.send(0, 7, produceBody(spec('x')));
    await client.closed;
    expect(written()).toBe(0);
  });

  it('can lose the answer to a request that was handled', async () => {
    const client = await start(() => 'loseResponse');
    client.send(0, 7, produceBody(spec('x')));
    await client.closed;
    expect(written()).toBe(1);
  });

  async function start(
    beforeHandle: (request: Parameters<FaultPolicy['beforeHandle']>[0]) => FaultDecision,
  ) {
    broker = await createBroker(
      { topics: [{ name: 't', partitions: 1 }] },
      { faults: { beforeHandle } },
    );
    return RawClient.connect(broker.address);
  }

  function written(): number | undefined {
    return broker.stats().partitions[0]?.highWatermark;
  }
});

function spec(value: string) {
  return { topic: 't', batch: buildBatch({ values: [value] }) };
}
