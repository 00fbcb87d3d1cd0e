/**
 * Broker throughput and CPU per message, with clients that cost almost nothing: raw sockets that send a
 * produce request built once and read everything back. Prints one line a case.
 *
 *     node dist/simulator/broker/broker.bench.js [messages per case]
 */
import { startEmbeddedBroker } from './embedded.ts';
import { buildBatch } from './testing/batches.fixture.ts';
import { fetch, produceBody, RawClient } from './testing/raw-client.fixture.ts';

const VALUE_BYTES = 247;
const messagesPerCase = Number(process.argv[2] ?? 1_000_000);

for (const verifyCrc of [false, true]) {
  for (const batchMessages of [1, 20, 100, 500, 2000]) {
    await measure(batchMessages, verifyCrc, Math.min(messagesPerCase, batchMessages * 20_000));
  }
}

async function measure(batchMessages: number, verifyCrc: boolean, messages: number): Promise<void> {
  const broker = await startEmbeddedBroker({
    topics: [{ name: 'bench', partitions: 1 }],
    verifyCrc,
    maxPartitionBytes: 1024 ** 3,
    maxTotalBytes: 1024 ** 3,
  });
  const producer = await RawClient.connect(broker.address);
  const consumer = await RawClient.connect(broker.address);
  const batch = buildBatch({
    values: Array.from({ length: batchMessages }, () => 'v'.repeat(VALUE_BYTES)),
  });
  const request = produceBody({ topic: 'bench', batch });
  const before = await broker.stats();
  const startedMs = performance.now();
  await Promise.all([
    produceAll(producer, request, messages / batchMessages),
    consumeAll(consumer, messages),
  ]);
  const seconds = (performance.now() - startedMs) / 1000;
  const after = await broker.stats();
  const cpuUs = (after.cpuUs ?? Number.NaN) - (before.cpuUs ?? Number.NaN);
  console.log(
    [
      `batch ${batchMessages}`,
      `crc ${verifyCrc ? 'on' : 'off'}`,
      `${Math.round(messages / seconds / 1000)}k messages/s`,
      `${(cpuUs / messages).toFixed(3)} broker CPU us/message`,
      `${(cpuUs / (messages / batchMessages)).toFixed(1)} us/batch`,
    ].join(' | '),
  );
  producer.close();
  consumer.close();
  await broker.stop();
}

/** A few requests in flight, so that the broker is the one that is busy. */
async function produceAll(client: RawClient, request: Buffer, requests: number): Promise<void> {
  const inFlight: Promise<unknown>[] = [];
  for (let sent = 0; sent < requests; sent += 1) {
    client.send(0, 7, request);
    inFlight.push(client.answer());
    if (inFlight.length >= 4) await inFlight.shift();
  }
  await Promise.all(inFlight);
}

async function consumeAll(client: RawClient, messages: number): Promise<void> {
  for (let offset = 0; offset < messages; ) {
    const { partitions } = await fetch(client, {
      maxWaitMs: 500,
      maxBytes: 1024 * 1024,
      partitions: [{ topic: 'bench', offset }],
    });
    const records = partitions[0]?.records ?? Buffer.alloc(0);
    for (let at = 0; at < records.length; at += 12 + records.readInt32BE(at + 8)) {
      offset = Number(records.readBigInt64BE(at)) + records.readInt32BE(at + 57);
    }
  }
}
