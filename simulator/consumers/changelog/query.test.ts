import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LogReader } from '../../../pipeline/kafka/changelog/log-reader.ts';
import { ChangelogFollower } from '../../../pipeline/query/changelog-follower.ts';
import type { RunWorld } from '../../../pipeline/query/partitions.ts';
import { ReadModel } from '../../../pipeline/query/read-model.ts';
import { rebuild } from '../../../pipeline/query/rebuild.ts';
import { outcomeDigest } from '../../../pipeline/stages/digest.ts';
import { mergeOutcomes, type OutcomePart } from '../../../pipeline/stages/outcome.ts';
import { partitionOfKeys } from '../../../pipeline/topics.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../../broker/embedded.ts';
import { WORLD_VERSION } from '../../world/version.ts';
import { until } from '../stock-consumer.fixture.ts';
import { expected, scenario, startGroup, world } from '../stock-group.fixture.ts';

const { partitions } = scenario.pipeline;
const runWorld: RunWorld = {
  catalogue: world.catalogue,
  history: world.history,
  startMs: world.startMs,
  endMs: world.endMs,
  shortage: 'reject',
  ordering: 'sequence',
  partitions,
  partitionOfProduct: partitionOfKeys(
    world.catalogue.products.map(({ id }) => id),
    partitions,
  ),
};
const products = expected.outcome.products;

let broker: EmbeddedBroker;
const cleanups: (() => Promise<void>)[] = [];

beforeAll(async () => {
  broker = await startEmbeddedBroker();
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});
afterAll(() => broker.stop());

async function startRun() {
  const connection = { brokers: [broker.address], kind: 'embedded' } as const;
  const run = await startGroup(connection, cleanups);
  const { topics, runId, groupId } = run;
  const all = [...topics.events, topics.changelog];
  const reader = new LogReader({ ...connection, clientId: 'test' }, all);
  cleanups.push(() => reader.close());
  const model = new ReadModel(runWorld);
  const follower = new ChangelogFollower({
    ...{ reader, model, groupId, partitions },
    topic: topics.changelog,
    run: runId,
  });
  return { ...run, reader, model, follower };
}

const digestOf = (parts: readonly OutcomePart[]) =>
  outcomeDigest(mergeOutcomes(parts, world.catalogue), WORLD_VERSION);

describe('ReadModel and ChangelogFollower', () => {
  it('keep up with a run, and end with what the simulation says', async () => {
    const { add, send, records, conclude, model, follower } = await startRun();
    await follower.follow();
    expect(model.turns).toBe(0);
    expect(model.closedPartitions).toEqual([]);
    await add('consumer-1');
    const half = Math.floor(records.length / 2);
    await send(0, half);
    while (model.turns < half) await follower.follow();
    expect(model.head(0)).toMatchObject({ owner: 'consumer-1', closed: false });
    await send(half, records.length);
    await conclude();
    await follower.follow();
    expect(model.turns).toBe(records.length);
    expect(model.closedPartitions).toEqual([0, 1, 2, 3, 4, 5]);
    model.finish();
    expect(digestOf(model.outcome())).toBe(outcomeDigest(expected.outcome, WORLD_VERSION));
  });

  it('answer for single products and for all of them', async () => {
    const { add, send, records, conclude, model, follower } = await startRun();
    await add('consumer-1');
    await send(0, records.length);
    await conclude();
    await follower.follow();
    for (const { id, productIndex, appliedSeq, onHandUnits, backlogUnits } of products) {
      expect(model.product(id)).toMatchObject({
        id,
        productIndex,
        appliedSeq,
        onHandUnits,
        backlogUnits,
      });
    }
    const sum = (pick: (product: (typeof products)[number]) => number) =>
      products.reduce((total, product) => total + pick(product), 0);
    const { stock, alerts, waitingEvents } = model.standing();
    expect(stock.onHandUnits).toBe(sum(({ onHandUnits }) => onHandUnits));
    expect(stock.soldUnits).toBe(sum(({ soldUnits }) => soldUnits));
    const raised = Object.values(alerts).reduce((total, tally) => total + tally.raised, 0);
    expect(raised).toBe(sum(({ alertsRaised }) => alertsRaised));
    const active = products.flatMap(({ id }) => model.product(id)?.activeAlerts ?? []);
    expect(active).toHaveLength(Object.values(alerts).reduce((n, tally) => n + tally.active, 0));
    expect(waitingEvents).toBe(0);
    expect(model.product('PROD-NONE')).toBeUndefined();
  });

  it('close the books that nobody closed with what the changelog has', async () => {
    const { add, leave, send, records, turns, model, follower } = await startRun();
    const member = await add('consumer-1');
    await send(0, records.length);
    await until(() => turns() === records.length);
    await leave(member);
    await follower.follow();
    expect(model.closedPartitions).toEqual([]);
    model.finish();
    expect(digestOf(model.outcome())).toBe(outcomeDigest(expected.outcome, WORLD_VERSION));
  });
});

describe('rebuild', () => {
  it('concludes from the event topics alone what the consumers concluded', async () => {
    const { add, send, records, conclude, reader, topics, runId } = await startRun();
    await add('consumer-1');
    await add('consumer-2');
    await send(0, records.length);
    const { digest } = await conclude();
    const to = await Promise.all(topics.events.map((topic) => reader.ends(topic)));
    const from = to.map((ends) => ends.map(() => 0));
    const rebuilt = await rebuild({
      reader,
      world: runWorld,
      runId,
      topics: topics.events,
      from,
      to,
    });
    expect(rebuilt).toMatchObject({ turns: records.length, waiting: 0 });
    expect(digestOf(rebuilt.parts)).toBe(digest);
    expect(digest).toBe(outcomeDigest(expected.outcome, WORLD_VERSION));
  });
});
