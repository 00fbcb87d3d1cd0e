import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POISON_HEADERS, RESTOCK, RETURN, SALE } from '../../pipeline/event.ts';
import type { PartitionBatch, SendFailure } from '../../pipeline/kafka/leader-sender.ts';
import { type Counter, type Observer, SILENT, type Stage } from '../../pipeline/observer.ts';
import { scenarioFixture } from '../scenario/scenario.fixture.ts';
import { type PlannedEvent, Timeline } from '../world/timeline.ts';
import { buildWorld } from '../world/world.ts';
import { RecordEncoder } from './encode.ts';
import { EventRing } from './event-ring.ts';
import { Generator } from './generator.ts';
import { Lane } from './lane.ts';
import { assignProducts } from './ownership.ts';

const PLAIN: PlannedEvent = {
  productIndex: 3,
  productSeq: 7,
  type: SALE,
  quantityUnits: 12,
  virtualMs: Date.UTC(2026, 0, 5, 9, 30),
  poison: false,
  dueOffsetUs: 5,
  token: 0xbeef,
};

describe('RecordEncoder', () => {
  const { catalogue } = buildWorld(scenarioFixture());
  const encoder = new RecordEncoder(catalogue, 'run "1"');

  it('writes JSON with the documented fields and the envelope', () => {
    const record = encoder.encode(PLAIN, 1_000_005, 1_002_999);
    expect(record.key).toBe('PROD-004');
    expect(JSON.parse(record.value)).toEqual({
      id: 'EVT-PROD-004-7',
      type: 'SALE',
      productId: 'PROD-004',
      warehouseId: catalogue.warehouses[catalogue.products[3]?.warehouseIndex ?? -1]?.id,
      quantity: 12,
      timestamp: '2026-01-05T09:30:00.000Z',
      metadata: {
        generated: true,
        productName: catalogue.products[3]?.name,
        category: catalogue.products[3]?.category,
        orderId: 'ORD-0000beef',
        run: 'run "1"',
        seq: 7,
        due: 1_000_005,
        handed: 1_002_999,
      },
    });
  });

  it.each([
    [RESTOCK, 'supplierId'],
    [RETURN, 'reason'],
  ] as const)('adds what belongs to type %i: %s', (type, field) => {
    const value = JSON.parse(encoder.encode({ ...PLAIN, type }, 1, 1).value);
    expect(value.metadata[field]).toEqual(expect.any(String));
  });

  it('spoils poison in four ways and names run, seq and due in its headers', () => {
    const values = [0, 1, 2, 3].map((token) =>
      encoder.encode({ ...PLAIN, poison: true, token }, 55, 60),
    );
    for (const { headers } of values) {
      expect(headers).toEqual({
        [POISON_HEADERS.run]: 'run "1"',
        [POISON_HEADERS.seq]: '7',
        [POISON_HEADERS.due]: '55',
      });
    }
    expect(() => JSON.parse(values[0]?.value ?? '')).toThrow();
    expect(JSON.parse(values[1]?.value ?? '').quantity).toBe(-13);
    expect(JSON.parse(values[2]?.value ?? '').productId).toBe('PROD-UNKNOWN');
    expect(JSON.parse(values[3]?.value ?? '').quantity).toBe('many');
  });
});

describe('EventRing', () => {
  it('is a queue, like a plain array', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 100 }), (steps) => {
        const ring = new EventRing(16);
        const model: number[] = [];
        let seq = 0;
        for (const step of steps) {
          for (let add = 0; add < step && model.length < 16; add += 1) {
            seq += 1;
            model.push(seq);
            ring.push({ ...PLAIN, productSeq: seq }, 10 * seq, 11 * seq);
          }
          if (step < 0) {
            const dropped = Math.min(-step, model.length);
            model.splice(0, dropped);
            ring.drop(dropped);
          }
          expect(ring.size).toBe(model.length);
          model.forEach((expected, offset) => {
            expect(ring.at(offset)).toMatchObject({ productSeq: expected, dueUs: 10 * expected });
          });
        }
      }),
    );
  });
});

describe('assignProducts', () => {
  it('gives each product to one worker and keeps the loads within the heaviest product of each other', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 8 }),
        (weights, workers) => {
          const owner = assignProducts(Float64Array.from(weights), workers);
          const loads = Array.from({ length: workers }, (_, worker) =>
            weights.reduce((sum, weight, index) => sum + (owner[index] === worker ? weight : 0), 0),
          );
          expect(Math.max(...owner)).toBeLessThan(workers);
          expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(Math.max(...weights));
        },
      ),
    );
  });
});

describe('Generator and Lane', () => {
  it('send every event once, in order per product, though half of the sends fail', async () => {
    const run = await drive({ failEvery: 2, maxInFlight: 500 });
    expect(run.sentIds).toEqual(run.plannedIds);
    expect(run.counted.get('send_failures')).toBeGreaterThan(0);
    expect(run.counted.get('events_acknowledged')).toBe(run.plannedIds.length);
    for (const [, seqs] of run.acknowledged)
      expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  });

  it('send again only the topic-partitions that failed, and count every acknowledgement once', async () => {
    const run = await drive({ failEvery: 2, writesFirst: true, ackAfterMs: 20 });
    expect(run.sentIds).toEqual(run.plannedIds);
    expect(run.counted.get('events_acknowledged')).toBe(run.plannedIds.length);
    for (const [, seqs] of run.acknowledged)
      expect(seqs.sort((a, b) => a - b)).toEqual(seqs.map((_, index) => index + 1));
  });

  it('never have more events in flight than the bound, and blame lateness on it', async () => {
    const run = await drive({ ackAfterMs: 80, maxInFlight: 20 });
    expect(run.mostInFlight).toBeLessThanOrEqual(20);
    expect(run.counted.get('late_window')).toBeGreaterThan(0);
    expect(run.counted.get('late_generator') ?? 0).toBe(0);
    expect(run.sentIds).toEqual(run.plannedIds);
  });

  it('send nothing before it is due', async () => {
    const run = await drive({});
    expect(run.earliestLagUs).toBeGreaterThanOrEqual(0);
  });

  it('stop planning when told to, and finish what is queued', async () => {
    const run = await drive({ stopAfterMs: 60 });
    expect(run.plannedIds.length).toBeGreaterThan(0);
    expect(run.plannedIds.length).toBeLessThan(400);
    expect(run.sentIds).toEqual(run.plannedIds);
  });

  it('give up what is unacknowledged when told to shed', async () => {
    const run = await drive({ failEvery: 1, shedAfterMs: 100 });
    expect(run.counted.get('events_acknowledged') ?? 0).toBe(0);
  });

  it('work with precise pacing too', async () => {
    const run = await drive({ pacing: 'precise' });
    expect(run.sentIds).toEqual(run.plannedIds);
    expect(run.earliestLagUs).toBeGreaterThanOrEqual(0);
  });
});

interface Trial {
  failEvery?: number;
  writesFirst?: boolean;
  ackAfterMs?: number;
  maxInFlight?: number;
  stopAfterMs?: number;
  shedAfterMs?: number;
  pacing?: 'timer' | 'precise';
}

/** 400 events in 0.2 s through one lane whose far end behaves as the trial says. */
async function drive(trial: Trial) {
  const world = buildWorld(
    scenarioFixture({
      load: {
        executor: 'constant-arrival-rate',
        stages: [{ durationMs: 200, startRate: 2_000, endRate: 2_000, timeUnitMs: 1_000 }],
        durationMs: 200,
        warmUpMs: 0,
      },
    }),
  );
  const timeline = new Timeline(world);
  const counted = new Map<Counter, number>();
  let earliestLagUs = Number.POSITIVE_INFINITY;
  const observer: Observer = {
    ...SILENT,
    latency(stage: Stage, us: number) {
      if (stage === 'plan_lag') earliestLagUs = Math.min(earliestLagUs, us);
    },
    count: (counter, by) => counted.set(counter, (counted.get(counter) ?? 0) + by),
  };
  const now = () => Math.floor((performance.timeOrigin + performance.now()) * 1_000);
  const plannedIds: string[] = [];
  const sentIds: string[] = [];
  const acknowledged = new Map<number, number[]>();
  let sends = 0;
  let rest: readonly PartitionBatch[] = [];
  let mostInFlight = 0;
  const send = async (
    batches: readonly PartitionBatch[],
    apart: boolean,
  ): Promise<SendFailure | undefined> => {
    sends += 1;
    await new Promise((resolve) => setTimeout(resolve, trial.ackAfterMs ?? 1));
    const fails = trial.failEvery !== undefined && sends % trial.failEvery === 0;
    expect(apart).toBe(rest.length > 0);
    if (apart) expect(batches).toEqual(rest);
    // Of what fails the first topic-partition is written nevertheless.
    rest = fails ? batches.slice(trial.writesFirst === true ? 1 : 0) : [];
    for (const { topic, messages } of batches.slice(0, batches.length - rest.length)) {
      for (const { value } of messages) {
        const { id, type } = JSON.parse(String(value));
        sentIds.push(id);
        expect(topic).toBe(type[0].toLowerCase());
      }
    }
    return fails ? { rest, error: new Error('broker busy') } : undefined;
  };
  const startUs = now() + 5_000;
  const lane: Lane = new Lane(
    {
      encoder: new RecordEncoder(world.catalogue, 'run'),
      partitionOf: new Int32Array(world.catalogue.products.length),
      partitions: 1,
      topics: ['s', 'r', 'r', 'a', 'e'],
      observer,
      now,
      lingerUs: 0,
      send,
      handedOver: () => {},
      acknowledged: (product, seq) => {
        acknowledged.set(product, [...(acknowledged.get(product) ?? []), seq]);
      },
      freed: (events) => generator.freed(events),
      troubled: () => {},
    },
    trial.maxInFlight ?? 1_000,
  );
  const generator: Generator = new Generator({
    next: () => timeline.next(),
    laneOf: () => lane,
    lanes: [lane],
    observer,
    now,
    startUs,
    maxInFlight: trial.maxInFlight ?? 1_000,
    lingerUs: 0,
    pacing: trial.pacing ?? 'timer',
    planned: (event) => {
      plannedIds.push(
        `EVT-${world.catalogue.products[event.productIndex]?.id}-${event.productSeq}`,
      );
      mostInFlight = Math.max(mostInFlight, lane.size + 1);
    },
  });
  if (trial.stopAfterMs !== undefined) setTimeout(() => generator.stop(), trial.stopAfterMs);
  if (trial.shedAfterMs !== undefined) setTimeout(() => generator.shed(), trial.shedAfterMs);
  await generator.run();
  return {
    plannedIds: plannedIds.sort(),
    sentIds: sentIds.sort(),
    acknowledged,
    counted,
    mostInFlight,
    earliestLagUs,
  };
}
