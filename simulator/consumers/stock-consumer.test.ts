import type { Consumer, KafkaMessage } from 'kafkajs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StockEvent } from '../../pipeline/event.ts';
import { copartitionAssigner } from '../../pipeline/kafka/assigner.ts';
import { createConsumer, type createKafka } from '../../pipeline/kafka/client.ts';
import type { Activation, StockConsumerOptions } from '../../pipeline/kafka/consumer-options.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';
import { handMadeEvents, TOPICS } from './records.fixture.ts';
import { nowUs, startStockConsumer, until, world } from './stock-consumer.fixture.ts';

let broker: EmbeddedBroker;
const cleanups: (() => Promise<void>)[] = [];

beforeAll(async () => {
  broker = await startEmbeddedBroker();
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});
afterAll(() => broker.stop());

const start = (options?: Partial<StockConsumerOptions>) =>
  startStockConsumer({ brokers: [broker.address], kind: 'embedded' }, cleanups, options);

const plain = (events: StockEvent[]): StockEvent[] =>
  events.map((event) => ({ ...event, poison: false }));
const allProducts = world.catalogue.products.map(({ index }) => index);

describe('StockConsumer', () => {
  it('keeps what it keeps through a rebalance, and restores what it gets back', async () => {
    const activations: Activation[] = [];
    const released: number[] = [];
    const { consumer, send, maker, count, appliedSeq, kafka, groupId, topics, said } = await start({
      onActive: (activation) => activations.push(activation),
      onReleased: (partition) => released.push(partition),
    });
    const events = plain(handMadeEvents(world, 6, '1'));
    await send(events.slice(0, 60).map((event) => maker.record(event)));
    await until(() => consumer.intake.applied === 60);
    await until(() => count('changelog_cuts') >= 3);

    // A stranger takes one of three partitions for a while, and does nothing with it.
    const stranger = joinAsStranger(kafka, groupId);
    await stranger.connect();
    await stranger.subscribe({ topics: [...topics.events] });
    await stranger.run({ autoCommit: false, eachBatch: async () => undefined });
    await until(() => consumer.active.length === 2);
    await send(events.slice(60).map((event) => maker.record(event)));
    await stranger.disconnect();
    await until(() => allProducts.every((product) => appliedSeq(product) === 6));

    expect(released).toEqual([2]);
    expect(activations.slice(3).map(({ partition, kept }) => [partition, kept])).toEqual(
      expect.arrayContaining([
        [0, true],
        [1, true],
        [2, false],
      ]),
    );
    expect(activations.filter(({ kept }) => !kept)).toHaveLength(4);
    expect(count('records_duplicate')).toBe(0);
    expect(said).toEqual([]);
  });

  it('holds back the offsets of what waits, until all of it took its turn', async () => {
    const { consumer, send, maker, count } = await start();
    // Product 0 begins with its second event.
    const [first, ...rest] = plain(handMadeEvents(world, 3, '2')).filter(
      ({ productIndex }) => productIndex === 0,
    );
    if (first === undefined) throw new Error('no event');
    await send(rest.map((event) => maker.record(event)));
    await until(() => consumer.waiting === rest.length);
    const unsettled = () =>
      consumer.offsets().filter(({ nextOffset, settledOffset }) => settledOffset < nextOffset);
    expect(unsettled().length).toBeGreaterThan(0);

    await send([maker.record(first)]);
    await until(() => consumer.intake.applied === 3);
    expect(unsettled()).toEqual([]);
    expect(count('records_duplicate')).toBe(0);
  });

  it('tries a record three times before it is dead-lettered, and goes on behind it', async () => {
    const attempts = new Map<string, number>();
    const failing = (message: KafkaMessage, times: number): void => {
      const id = String(message.value).slice(7, 21);
      const tried = (attempts.get(id) ?? 0) + 1;
      attempts.set(id, tried);
      if (tried <= times) throw new Error('downstream is busy');
    };
    const { consumer, send, maker, count, appliedSeq } = await start({
      beforeRecord: async (message) => {
        const value = String(message.value);
        if (value.includes('"EVT-PROD-001-1"')) failing(message, 2);
        if (value.includes('"EVT-PROD-001-2"')) failing(message, 99);
      },
    });
    const events = plain(handMadeEvents(world, 3, '3')).filter(
      ({ productIndex }) => productIndex <= 1,
    );
    await send(events.map((event) => maker.record(event)));
    await until(() => consumer.intake.applied === 5 && count('dead_letters') === 1);
    expect(world.catalogue.products[0]?.id).toBe('PROD-001');
    expect([...attempts.values()]).toEqual([3, 3]);
    expect(count('handler_retries')).toBe(4);
    expect(appliedSeq(0)).toBe(3);
  });

  it('dead-letters what cannot be read, whatever its headers are called', async () => {
    const { send, count, troubles } = await start();
    const topic = TOPICS.events[0] ?? '';
    const headers = { constructor: 'a', toString: 'b', plain: 'c' };
    await send([{ topic, partition: 0, key: 'PROD-001', value: '{', headers }]);
    await until(() => count('dead_letters') === 1);
    expect(troubles).toEqual([]);
  });

  it('reads nothing more when too many events wait', async () => {
    const { consumer, send, maker, said } = await start({ maxWaitingEvents: 10 });
    const events = plain(handMadeEvents(world, 40, '4')).filter(
      ({ productIndex, productSeq }) => productIndex === 0 && productSeq > 1,
    );
    await send(events.map((event) => maker.record(event)));
    await until(() => said.length > 0);
    const waiting = consumer.waiting;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(said).toEqual(['overflow true']);
    expect(consumer.waiting).toBe(waiting);
  });

  it('is lost, and says so, when its own code fails', async () => {
    let sabotaged = false;
    const { send, maker, said } = await start({
      nowUs: () => {
        if (sabotaged) throw new Error('no clock');
        return nowUs();
      },
    });
    const [event] = plain(handMadeEvents(world, 1, '5'));
    if (event === undefined) throw new Error('no event');
    sabotaged = true;
    await send([maker.record(event)]);
    await until(() => said.length > 0);
    expect(said).toEqual(['fatal no clock']);
  });
});

/** A member that is nowhere at home: it gets what makes the shares even. */
function joinAsStranger(kafka: ReturnType<typeof createKafka>, groupId: string): Consumer {
  return createConsumer(kafka, {
    kind: 'embedded',
    groupId,
    assigner: copartitionAssigner({ consumerName: 'stranger', reservedFor: ['consumer-1'] }),
    maxTopicPartitions: 15,
  });
}
