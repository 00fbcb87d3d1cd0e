/** An interactive consumer: what people write takes effect when it comes, once, and nothing else changes by it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Command } from '../../pipeline/command.ts';
import { encodeCommand } from '../../pipeline/command-codec.ts';
import { LogReader } from '../../pipeline/kafka/changelog/log-reader.ts';
import type { CheckpointStep } from '../../pipeline/kafka/checkpointer.ts';
import type { StockConsumerOptions } from '../../pipeline/kafka/consumer-options.ts';
import { readDeadLetter } from '../../pipeline/kafka/dead-letters.ts';
import type { TurnTrace } from '../../pipeline/kafka/turn-trace.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';
import { handMadeEvents, TOPICS } from './records.fixture.ts';
import { startStockConsumer, until, world } from './stock-consumer.fixture.ts';
import {
  expected,
  type GroupMember,
  world as groupWorld,
  startGroup,
} from './stock-group.fixture.ts';

let broker: EmbeddedBroker;
const cleanups: (() => Promise<void>)[] = [];

beforeAll(async () => {
  broker = await startEmbeddedBroker();
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});
afterAll(() => broker.stop());

const [FIRST, OTHER] = world.catalogue.products;
if (FIRST === undefined || OTHER === undefined) throw new Error('no products');
const productId = FIRST.id;
const UNITS = 7;
const restock: Command = { kind: 'restock', productId, units: UNITS };
const settings = (changes: { reorderPointUnits?: number; maxCapacityUnits?: number }): Command => ({
  ...{ kind: 'update-product', productId, changes },
});

async function start(options: Partial<StockConsumerOptions> = {}) {
  const connection = { brokers: [broker.address], kind: 'embedded' } as const;
  const started = await startStockConsumer(connection, cleanups, { interactive: true, ...options });
  const { topics } = started;
  const reader = new LogReader({ ...connection, clientId: 'test' }, [
    topics.deadLetters,
    topics.events[3] ?? '',
  ]);
  cleanups.push(() => reader.close());
  const read = async (topic: string) => {
    const values: Parameters<typeof readDeadLetter>[0][] = [];
    for (const [partition] of (await reader.ends(topic)).entries()) {
      await reader.read(topic, partition, 0, 'end', (record) => values.push(record));
    }
    return values;
  };
  const letters = async () =>
    (await read(topics.deadLetters)).map((record) => readDeadLetter(record));
  const alertIds = async () =>
    (await read(topics.events[3] ?? '')).map(({ value }) => JSON.parse(String(value)).id as string);
  return { ...started, letters, alertIds };
}

describe('an interactive consumer', () => {
  it('restocks, once however often the command comes, and only for its run', async () => {
    const { ask, productOf, count, letters } = await start();
    await ask(restock, 'CMD-1', 'another-run');
    await ask(restock, 'CMD-1');
    await ask(restock, 'CMD-1');
    await ask({ ...restock, units: 1_000_000 }, 'CMD-2');
    await until(() => (productOf(0)?.clippedUnits ?? 0) > 0);
    const { openingStockUnits, maxCapacityUnits } = FIRST;
    expect(productOf(0)).toMatchObject({
      restockedUnits: UNITS + 1_000_000,
      onHandUnits: maxCapacityUnits,
      clippedUnits: openingStockUnits + UNITS + 1_000_000 - maxCapacityUnits,
    });
    expect([count('records_duplicate'), count('records_foreign')]).toEqual([1, 1]);
    expect(await letters()).toEqual([]);
  });

  it('raises and resolves alerts by new limits, under ids of their own', async () => {
    const { ask, alertIds, productOf } = await start();
    const { openingStockUnits } = FIRST;
    for (const [at, reorderPointUnits] of [
      openingStockUnits + 1,
      1,
      openingStockUnits + 1,
    ].entries()) {
      await ask(settings({ reorderPointUnits }), `CMD-${at}`);
    }
    await until(() => productOf(0)?.reorderPointUnits === openingStockUnits + 1);
    let ids: string[] = [];
    while (ids.length < 3) ids = await alertIds();
    const [first, second] = [1, 3].map((hand) => `ALT-${productId}-stock-0-hand-${hand}`);
    expect(ids).toEqual([first, first, second]);
  });

  it('dead-letters what it cannot read or carry out, with the reason, and goes on', async () => {
    const { ask, send, letters, count, productOf, maker, producer, topics } = await start();
    await ask(settings({ maxCapacityUnits: 1 }), 'CMD-1');
    await ask({ kind: 'restock', productId: 'PROD-NONE', units: 1 }, 'CMD-2');
    const partition = maker.partitionOf(0);
    const broken = { partition, key: productId, value: '{' };
    await producer.sendBatch({ topicMessages: [{ topic: topics.commands, messages: [broken] }] });
    const value = JSON.stringify({ type: 'RESTOCK', productId, quantity: -1 });
    await send([{ topic: TOPICS.events[1] ?? '', partition, key: productId, value }]);
    await ask(restock, 'CMD-3');
    await until(() => count('dead_letters') === 4 && productOf(0)?.restockedUnits === UNITS);
    const found = (await letters()).map((letter) => `${letter?.topic}: ${letter?.reason}`);
    expect(found).toHaveLength(4);
    expect(new Set(found)).toEqual(
      new Set([
        `${topics.commands}: refused`,
        `${topics.commands}: unknown_product`,
        `${topics.commands}: not_json`,
        `${topics.events[1]}: invalid_quantity`,
      ]),
    );
    expect(productOf(0)).toMatchObject({ maxCapacityUnits: FIRST.maxCapacityUnits });
  });

  it('applies records without an envelope when they come, between events of the plan', async () => {
    const { send, maker, productOf, count, consumer } = await start();
    const events = handMadeEvents(world, 3, '1').filter(({ productIndex }) => productIndex === 0);
    const planned = events.map((event) => maker.record({ ...event, type: 1, poison: false }));
    const value = JSON.stringify({ type: 'RESTOCK', productId, quantity: UNITS });
    const typed = {
      topic: TOPICS.events[1] ?? '',
      partition: maker.partitionOf(0),
      key: '',
      value,
    };
    await send([...planned.slice(0, 1), typed, ...planned.slice(1)]);
    await until(() => consumer.intake.applied === 3 && count('records_without_envelope') === 1);
    const units = events.reduce((sum, { quantityUnits }) => sum + quantityUnits, UNITS);
    expect(productOf(0)?.restockedUnits).toBe(units);
  });

  it('tells what became of records', async () => {
    const traces: TurnTrace[] = [];
    const { send, maker, consumer, ask, productOf } = await start({
      onTrace: (trace) => traces.push(trace),
    });
    const events = handMadeEvents(world, 2, '2').filter(({ productIndex }) => productIndex === 0);
    const [first, second] = events.map((event) =>
      maker.record({ ...event, type: 0, quantityUnits: 1, poison: false }),
    );
    if (first === undefined || second === undefined) throw new Error('no events');
    await send([second, first, second]);
    await until(() => consumer.intake.applied === 2 && traces.length === 4);
    await ask(restock, 'CMD-1');
    await until(() => productOf(0)?.restockedUnits === UNITS);
    const stock = FIRST.openingStockUnits;
    expect(
      traces.map(({ eventId, placement, stockBeforeUnits, stockAfterUnits, offset }) => [
        ...[eventId, placement, stockBeforeUnits, stockAfterUnits, offset],
      ]),
    ).toEqual([
      [`EVT-${productId}-2`, 'waiting', stock, stock, 0],
      [`EVT-${productId}-1`, 'applied', stock, stock - 1, 1],
      [`EVT-${productId}-2`, 'released', stock - 1, stock - 2, 0],
      [`EVT-${productId}-2`, 'duplicate', stock - 2, stock - 2, 2],
      ['CMD-1', 'applied', stock - 2, stock - 2 + UNITS, 0],
    ]);
  });
});

describe('a group of interactive consumers', () => {
  const STEPS: readonly CheckpointStep[] = ['effects', 'changelog'];

  it.each(
    STEPS,
  )('does what people ask for once, also when one is killed behind %s', async (step) => {
    const connection = { brokers: [broker.address], kind: 'embedded' } as const;
    const group = await startGroup(connection, cleanups, true);
    const { add, bury, send, write, conclude, ownedOnce, records, topics, runId } = group;
    let armed = false;
    const victim: GroupMember = await add('consumer-1', {
      atStep: (reached) => {
        if (armed && reached === step) victim.die();
      },
    });
    await add('consumer-2');
    await until(() => ownedOnce() && victim.consumer.active.length === 3);
    await send(0, 1500);
    armed = true;
    for (const { id } of groupWorld.catalogue.products) {
      const command = { kind: 'restock', productId: id, units: UNITS } as const;
      const { value } = encodeCommand(command, `CMD-${id}`, runId, 0);
      await write(topics.commands, id, value);
      const typed = { type: 'RESTOCK', productId: id, quantity: 1 };
      await write(topics.events[1] ?? '', id, Buffer.from(JSON.stringify(typed)));
    }
    await until(() => victim.isDead);
    await bury(victim);
    await until(ownedOnce);
    await add('consumer-1');
    await send(1500, records.length);
    const { products } = await conclude();
    const planned = expected.outcome.products.map(({ restockedUnits }) => restockedUnits);
    expect(products.map(({ restockedUnits }) => restockedUnits)).toEqual(
      planned.map((units) => units + UNITS + 1),
    );
    expect(products.every(({ touchedByHand }) => touchedByHand)).toBe(true);
  });
});

describe('a consumer of any other run', () => {
  it('needs no commands, and passes over what has no envelope', async () => {
    const { send, maker, count, productOf, topics, consumer, kafka } = await start({
      interactive: false,
    });
    const value = JSON.stringify({ type: 'RESTOCK', productId, quantity: UNITS });
    const partition = maker.partitionOf(0);
    await send([{ topic: TOPICS.events[1] ?? '', partition, key: productId, value }]);
    await until(() => count('records_without_envelope') === 1);
    expect(productOf(0)?.restockedUnits).toBe(0);
    expect(consumer.intake.topics).toEqual(topics.events);
    const admin = kafka.admin();
    await admin.connect();
    cleanups.push(() => admin.disconnect());
    expect(await admin.listTopics()).not.toContain(topics.commands);
  });
});
