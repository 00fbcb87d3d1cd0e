import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { anchorClock } from '../../../pipeline/clock.ts';
import { type Connection, openConnection } from '../../../pipeline/kafka/connection.ts';
import { createSender } from '../../../pipeline/kafka/leader-sender.ts';
import type { LiveRun } from '../../../reports/live/frames.ts';
import { EVENTS_FILE } from '../../../reports/run-file-names.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../../broker/embedded.ts';
import { until } from '../../consumers/stock-consumer.fixture.ts';
import { scenario, startGroup, world } from '../../consumers/stock-group.fixture.ts';
import { Timeline } from '../../world/timeline.ts';
import { WatchedRun } from './watched-run.ts';
import { HandWriter } from './writer.ts';

let broker: EmbeddedBroker;
let connection: Connection;
const folder = mkdtempSync(join(tmpdir(), 'streamstock-watched-'));
const cleanups: (() => Promise<void>)[] = [];
const { products } = world.catalogue;

beforeAll(async () => {
  broker = await startEmbeddedBroker();
  connection = { brokers: [broker.address], kind: 'embedded' };
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
afterAll(async () => {
  await broker.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Group = Awaited<ReturnType<typeof startGroup>>;

function watch(group: Group, keepEvents = false, at = connection, loadStartedMs = Date.now()) {
  const troubles: string[] = [];
  const clock = anchorClock();
  const run = {
    ...{ runId: group.runId, scenario: scenario.name, seed: scenario.seed, isInteractive: false },
  } as LiveRun;
  const watched = new WatchedRun({
    begins: {
      ...{ type: 'run-begins', run, scenario, groupId: group.groupId, clock, folder },
      connection: openConnection(at),
      topicPrefix: (group.topics.events[0] ?? '').replace('inventory.sales', ''),
      loadStartedUs: loadStartedMs * 1000,
      processed: new Float64Array(),
    },
    keepEvents,
    isWatched: () => true,
    onTrouble: (message) => troubles.push(message),
    onActed: () => undefined,
  });
  cleanups.push(() => watched.close());
  watched.hear({ type: 'phase', phase: 'load', text: '' });
  return { watched, troubles };
}

describe('WatchedRun', () => {
  it('knows what the pipeline concluded, every record, every dead letter, and where a record is', async () => {
    const group = await startGroup(connection, cleanups);
    const { watched, troubles } = watch(group, true);
    const { store, source, inspector } = watched;
    await group.add('consumer-1');
    await until(group.ownedOnce);
    await group.send(0, group.records.length);
    const turns = () => store.products().reduce((sum, { appliedSeq }) => sum + appliedSeq, 0);
    await until(() => turns() === group.records.length, 30_000);

    const poisons = group.records.filter(({ headers }) => headers !== undefined).length;
    expect(poisons).toBeGreaterThan(0);
    await until(() => source.kafka().deadLetterCount === poisons);
    const timeline = new Timeline(world);
    while (timeline.next() !== undefined);
    for (const { index, id } of products) {
      expect(store.product(id)?.onHandUnits, id).toBe(timeline.onHandUnits(index));
    }
    const { events, total, dropped } = store.events();
    expect(total).toBeGreaterThanOrEqual(group.records.length);
    expect(events.length + dropped).toBe(total);
    expect(source.metrics()).toMatchObject({ products: products.length, run: group.runId });

    const poison = source.kafka().deadLetters[0];
    const place = [poison?.topic ?? '', String(poison?.partition), String(poison?.offset)] as const;
    const record = await inspector.record(...place);
    expect(record.headers.map(({ name }) => name)).toContain('streamstock-run');
    await expect(inspector.record('elsewhere', '0', '0')).rejects.toMatchObject({
      ...{ code: 'NOT_FOUND', field: 'params.topic' },
    });
    await expect(inspector.record(place[0], '99', '0')).rejects.toMatchObject({
      ...{ code: 'NOT_FOUND', field: 'params.partition' },
    });
    await expect(inspector.record(place[0], '0', '-1')).rejects.toMatchObject({
      ...{ code: 'VALIDATION', field: 'params.offset' },
    });
    await expect(inspector.record(place[0], '0', '999999')).rejects.toMatchObject({
      ...{ code: 'NOT_FOUND', field: 'params.offset' },
    });

    watched.hear({ type: 'phase', phase: 'auditing', text: '' });
    await watched.close();
    const lines = readFileSync(join(folder, EVENTS_FILE), 'utf8').trimEnd().split('\n');
    const kept = lines.map((line) => JSON.parse(line) as { topic: string; value: { id?: string } });
    const ids = new Set(kept.map(({ value }) => value?.id));
    const readable = group.records.filter(({ headers }) => headers === undefined);
    const missing = readable.filter(({ value }) => !ids.has(JSON.parse(value).id));
    expect(missing).toEqual([]);
    expect(kept.filter(({ topic }) => topic === group.topics.deadLetters)).toHaveLength(poisons);
    expect(troubles).toEqual([]);
  });

  it('has hung up when the broker goes after the load, before anybody says that the run is over', async () => {
    const own = await startEmbeddedBroker();
    cleanups.push(() => own.stop());
    const at: Connection = { brokers: [own.address], kind: 'embedded' };
    const group = await startGroup(at, cleanups);
    await group.send(0, 10);
    const connections = async () => (await own.stats()).connections;
    const ofOthers = await connections();
    const { watched, troubles } = watch(group, false, at);
    await until(() => watched.store.events().total === 10);
    expect(await connections()).toBeGreaterThan(ofOthers);

    watched.hear({ type: 'phase', phase: 'auditing', text: '' });
    await vi.waitUntil(async () => (await connections()) === ofOthers, 20_000);
    expect(watched.store.events().total).toBe(10);
    expect(troubles).toEqual([]);
  });
});

describe('WatchedRun on a cluster', () => {
  it('has the records that were written before it first looked', async () => {
    const group = await startGroup(connection, cleanups);
    const loadStartedMs = Date.now();
    await group.send(0, 10);
    const cluster: Connection = { ...connection, kind: 'external' };
    const { watched, troubles } = watch(group, false, cluster, loadStartedMs);
    await until(() => watched.store.events().total === 10);
    expect(troubles).toEqual([]);
  });
});

describe('HandWriter', () => {
  it('writes one record after the other, and says where', async () => {
    const group = await startGroup(connection, cleanups);
    const [topic = ''] = group.topics.events;
    const settings = { acks: -1, compression: 'none', idempotent: false, topics: [topic] } as const;
    const writer = new HandWriter({
      sender: createSender({ ...connection, clientId: 'test' }, settings),
      ...{ runId: 'r', commandsTopic: topic, partitionOf: () => 1, nowUs: () => 5 },
    });
    cleanups.push(() => writer.close());
    const written = await Promise.all(
      Array.from({ length: 20 }, () => writer.write(topic, 1, { key: 'k', value: 'v' })),
    );
    expect(written.map(({ offset }) => offset)).toEqual([...Array(20).keys()]);
    const accepted = await writer.send({ kind: 'restock', productId: 'PROD-001', units: 5 });
    expect(accepted).toEqual({ commandId: 'CMD-r-1', topic, partition: 1 });
    await writer.close();
    await expect(writer.write(topic, 1, { value: 'v' })).rejects.toMatchObject({
      code: 'BROKER_UNREACHABLE',
    });
  });
});
