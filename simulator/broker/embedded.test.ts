import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { StreamstockError } from '../../pipeline/errors.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from './embedded.ts';
import { buildBatch } from './testing/batches.fixture.ts';
import { eventually } from './testing/kafka-client.fixture.ts';
import { produce, RawClient } from './testing/raw-client.fixture.ts';

describe('startEmbeddedBroker', () => {
  let broker: EmbeddedBroker | undefined;
  afterEach(async () => {
    await broker?.stop();
    broker = undefined;
  });

  it('tells where it listens and what it holds', async () => {
    broker = await startEmbeddedBroker({ clusterId: 'c1', topics: [{ name: 't', partitions: 2 }] });
    expect(broker.address).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(broker.clusterId).toBe('c1');
    const client = await RawClient.connect(broker.address);
    await produce(client, { topic: 't', partition: 1, batch: buildBatch({ values: ['a', 'b'] }) });
    const stats = await broker.stats();
    expect(stats.connections).toBe(1);
    expect(stats.heldRequests).toBe(0);
    expect(stats.partitions.map((p) => [p.topic, p.partition, p.highWatermark])).toEqual([
      ['t', 0, 0],
      ['t', 1, 2],
    ]);
    expect(stats.heldBytes).toBe(stats.partitions[1]?.heldBytes);
    if (process.platform === 'linux') expect(stats.cpuUs).toBeGreaterThan(0);
    client.close();
  });

  it('says which port is taken, and what to do', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const failure = await startEmbeddedBroker({ port }).catch((error: unknown) => error);
    other.close();
    expect(failure).toBeInstanceOf(StreamstockError);
    expect(failure).toMatchObject({ code: 'BROKER_PORT_IN_USE' });
    expect((failure as StreamstockError).message).toContain(String(port));
    expect((failure as StreamstockError).hint).toContain('port');
  });

  it('closes its connections when it stops, and may be stopped again', async () => {
    const stopping = await startEmbeddedBroker();
    const client = await RawClient.connect(stopping.address);
    await Promise.all([stopping.stop(), stopping.stop()]);
    await client.closed;
    await stopping.stop();
    await expect(stopping.stats()).rejects.toMatchObject({ code: 'WORKER_DIED' });
    await expect(RawClient.connect(stopping.address)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });

  it('does not call an orderly stop a death', async () => {
    const stopping = await startEmbeddedBroker();
    let died = false;
    void stopping.died.then(() => {
      died = true;
    });
    await stopping.stop();
    await new Promise((resolve) => setImmediate(resolve));
    expect(died).toBe(false);
  });

  it('passes warnings on', async () => {
    const warnings: string[] = [];
    broker = await startEmbeddedBroker({ onWarning: (message) => warnings.push(message) });
    const client = await RawClient.connect(broker.address);
    client.write(Buffer.from([255, 255, 255, 255]));
    await eventually('the warning', () => warnings.length > 0);
    expect(warnings[0]).toContain('claims -1 bytes');
  });
});
