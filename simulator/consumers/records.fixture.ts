/** Hand-made events and records for tests of the consumers. */
import {
  ALERT,
  EVENT_TYPES,
  type EventTypeIndex,
  eventId,
  POISON_HEADERS,
  type StockEvent,
} from '../../pipeline/event.ts';
import { partitionOfKeys, topicNames } from '../../pipeline/topics.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { stream } from '../world/streams.ts';
import type { World } from '../world/world.ts';

export interface TestRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: string;
  readonly value: string;
  readonly headers?: Record<string, string>;
}

export const TOPICS = topicNames('');

/** Events of every product in turn, all types, some of them poison, spread over the scenario's time. */
export function handMadeEvents(world: World, perProduct: number, seed: string): StockEvent[] {
  const random = stream(seed, 'hand-made');
  const spanMs = world.endMs - world.startMs;
  const events: StockEvent[] = [];
  for (let productSeq = 1; productSeq <= perProduct; productSeq += 1) {
    for (const { index: productIndex } of world.catalogue.products) {
      const draw = random();
      const type: EventTypeIndex = draw < 0.6 ? 0 : draw < 0.8 ? 1 : draw < 0.9 ? 2 : 3;
      events.push({
        productIndex,
        productSeq,
        type,
        quantityUnits: 1 + Math.floor(random() * 60),
        virtualMs: world.startMs + Math.floor((spanMs * productSeq) / (perProduct + 1)),
        poison: random() < 0.01,
      });
    }
  }
  return events;
}

export class RecordMaker {
  readonly #world: World;
  readonly #runId: string;
  readonly #partitions: Int32Array;
  readonly #epochUs: number;

  constructor(world: World, scenario: Scenario, runId: string, epochUs: number) {
    this.#world = world;
    this.#runId = runId;
    this.#epochUs = epochUs;
    this.#partitions = partitionOfKeys(
      world.catalogue.products.map(({ id }) => id),
      scenario.pipeline.partitions,
    );
  }

  partitionOf(productIndex: number): number {
    return this.#partitions[productIndex] ?? 0;
  }

  record(event: StockEvent, dueUs = this.#epochUs): TestRecord {
    const product = this.#world.catalogue.products[event.productIndex];
    const warehouse = this.#world.catalogue.warehouses[product?.warehouseIndex ?? 0];
    const key = product?.id ?? '';
    const value = JSON.stringify({
      id: eventId(key, event.productSeq),
      type: EVENT_TYPES[event.type],
      productId: key,
      warehouseId: warehouse?.id,
      quantity: event.quantityUnits,
      timestamp: new Date(event.virtualMs).toISOString(),
      metadata: {
        run: this.#runId,
        seq: event.productSeq,
        due: dueUs,
        handed: dueUs,
        ...(event.type === ALERT ? { source: 'generated' } : {}),
      },
    });
    const topic = TOPICS.events[event.type] ?? '';
    const partition = this.partitionOf(event.productIndex);
    if (!event.poison) return { topic, partition, key, value };
    const headers = {
      [POISON_HEADERS.run]: this.#runId,
      [POISON_HEADERS.seq]: String(event.productSeq),
      [POISON_HEADERS.due]: String(dueUs),
    };
    return { topic, partition, key, value: value.slice(0, 40), headers };
  }
}
