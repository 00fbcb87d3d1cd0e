import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StockEvent } from '../event.ts';
import { outcomeDigest } from './digest.ts';
import { mergeOutcomes } from './outcome.ts';
import { partitionLayout } from './partition-layout.ts';
import {
  CATALOGUE,
  END_MS,
  everything,
  HISTORY,
  install,
  keepTouched,
  openPartition,
  type Partition,
  ROWS,
  saved,
} from './partition-pipeline.fixture.ts';
import { StockPipeline } from './pipeline.ts';
import { jostled, plans, shuffled } from './plans.fixture.ts';
import { DAY_MS, event, START_MS } from './world.fixture.ts';

const MODES = (['reject', 'partial', 'backorder'] as const).flatMap((shortage) =>
  (['sequence', 'arrival'] as const).map((ordering) => ({ shortage, ordering })),
);

describe('a partition that changes hands', () => {
  it.each(MODES)('goes on as if it had not, at any instant, under %j', (mode) => {
    fc.assert(
      fc.property(arrivals(), moves(), arrivals(), (events, hands, former) => {
        const expectedLog: string[] = [];
        const stayed = openPartition(mode, expectedLog);
        const log: string[] = [];
        let moved = openPartition(mode, log);
        for (const [at, each] of events.entries()) {
          const hand = hands.get(at);
          if (hand !== undefined) {
            const next = openPartition(mode, log);
            if (hand === 'used') {
              for (const other of former.slice(0, former.length / 2)) next.offer(other);
              log.length = expectedLog.length;
            }
            install(next, saved(moved));
            moved = next;
          }
          expect(moved.offer(each)).toBe(stayed.offer(each));
          forecastAt(at, stayed);
          forecastAt(at, moved);
        }
        expect(everything(moved)).toEqual(everything(stayed));
        expect(saved(moved)).toEqual(saved(stayed));
        stayed.finish();
        moved.finish();
        expect(log).toEqual(expectedLog);
        expect(everything(moved)).toEqual(everything(stayed));
        expect(saved(moved)).toEqual(saved(stayed));
      }),
      { numRuns: 60 },
    );
  });

  it.each(
    MODES,
  )('knows everything that was applied or waits, and changes nothing, under %j', (mode) => {
    fc.assert(
      fc.property(arrivals(), (events) => {
        const former = openPartition(mode);
        for (const each of events) former.offer(each);
        const log: string[] = [];
        const partition = openPartition(mode, log);
        install(partition, saved(former));
        const before = everything(partition);
        for (const each of events) expect(partition.offer(each)).toBe('duplicate');
        expect(log).toEqual([]);
        expect(everything(partition)).toEqual(before);
        expect(partition.takeTouched()).toEqual({ rows: [], dayBlocks: [] });
      }),
      { numRuns: 40 },
    );
  });

  it('hands over the events that wait, with all they carry, ascending', () => {
    const former = openPartition();
    const early = [4, 3, 6].map((productSeq) =>
      event({ productIndex: 2, productSeq, quantityUnits: productSeq, poison: productSeq === 6 }),
    );
    for (const each of early) former.offer(each);
    const partition = openPartition();
    expect(partition.installProduct(2, former.productState(2))).toEqual(
      [...early].sort((a, b) => a.productSeq - b.productSeq),
    );
    expect(partition.waiting).toBe(3);
    expect(partition.installProduct(2, openPartition().productState(2))).toEqual([]);
    expect(partition.waiting).toBe(0);
  });

  it('may close its books again, without a second effect', () => {
    fc.assert(
      fc.property(arrivals(), (events) => {
        const former = openPartition();
        for (const each of events) former.offer(each);
        former.finish();
        const log: string[] = [];
        const partition = openPartition({}, log);
        install(partition, saved(former));
        partition.finish();
        expect(log).toEqual([]);
        expect(everything(partition)).toEqual(everything(former));
        expect(saved(partition)).toEqual(saved(former));
      }),
      { numRuns: 40 },
    );
  });
});

describe('what was touched', () => {
  it.each(MODES)('makes, cut after cut, what a snapshot has, under %j', (mode) => {
    fc.assert(
      fc.property(arrivals(), moves(), (events, cuts) => {
        const partition = openPartition(mode);
        const kept = saved(partition);
        for (const [at, each] of events.entries()) {
          partition.offer(each);
          forecastAt(at, partition);
          if (cuts.has(at)) keepTouched(partition, kept);
        }
        partition.finish();
        keepTouched(partition, kept);
        expect(kept).toEqual(saved(partition));
      }),
      { numRuns: 40 },
    );
  });

  it('is what was applied, waits or was forecast, once each, and no repeat', () => {
    const partition = openPartition();
    expect(partition.takeTouched()).toEqual({ rows: [], dayBlocks: [] });
    partition.offer(event({ productIndex: 3 }));
    partition.offer(event({ productIndex: 3, productSeq: 2, virtualMs: START_MS + 40 * DAY_MS }));
    partition.offer(event({ productIndex: 1, productSeq: 2 }));
    partition.storeForecast(0, Float64Array.of(1, 2, 3, -1), 0);
    expect(partition.takeTouched()).toEqual({ rows: [3, 1, 0], dayBlocks: [0, 1] });
    partition.offer(event({ productIndex: 3 }));
    partition.offer(event({ productIndex: 1, productSeq: 2 }));
    expect(partition.takeTouched()).toEqual({ rows: [], dayBlocks: [] });
  });

  it('is taken again when it did not become durable, with what came since', () => {
    const partition = openPartition();
    partition.offer(event({ productIndex: 1, virtualMs: START_MS + DAY_MS }));
    const lost = partition.takeTouched();
    partition.offer(event({ productIndex: 2 }));
    partition.offer(event({ productIndex: 1, productSeq: 2, virtualMs: START_MS + DAY_MS }));
    partition.touchAgain(lost);
    expect(partition.takeTouched()).toEqual({ rows: [2, 1], dayBlocks: [0] });
  });

  it('is everything at the end of the scenario, and when a snapshot is due', () => {
    const partition = openPartition();
    partition.finish();
    expect(partition.takeTouched()).toEqual({ rows: ROWS, dayBlocks: [0, 1, 2] });
    partition.touchAll();
    expect(partition.takeTouched()).toEqual({ rows: ROWS, dayBlocks: [0, 1, 2] });
  });
});

describe('partitions together', () => {
  it.each(MODES)('conclude what one pipeline of the whole world does, under %j', (mode) => {
    fc.assert(
      fc.property(
        arrivals(),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(),
        (events, partitions, salt) => {
          const partitionOfProduct = Int32Array.from(ROWS, (row) => (row * 5 + salt) % partitions);
          const { productIndexes, rowOfProduct } = partitionLayout(partitionOfProduct, partitions);
          const pipelines = productIndexes.map((own, partition) =>
            openPartition({ ...mode, partition, productIndexes: own }),
          );
          const whole = new StockPipeline<StockEvent>({
            ...mode,
            catalogue: CATALOGUE,
            history: HISTORY,
            startMs: START_MS,
            endMs: END_MS,
            effects: { applied() {}, alertChanged() {}, dayClosed() {} },
          });
          for (const each of events) {
            const productIndex = rowOfProduct[each.productIndex] as number;
            const own = pipelines[partitionOfProduct[each.productIndex] as number];
            expect(own?.offer({ ...each, productIndex })).toBe(whole.offer(each));
          }
          for (const each of pipelines) each.finish();
          whole.finish(ROWS);
          const merged = mergeOutcomes(
            pipelines.map((each) => each.outcome()),
            CATALOGUE,
          );
          const expected = mergeOutcomes([whole.outcome(ROWS)], CATALOGUE);
          expect(merged).toEqual(expected);
          expect(outcomeDigest(merged, 1)).toBe(outcomeDigest(expected, 1));
          const turns = ROWS.reduce((sum, row) => sum + whole.appliedSeq(row), 0);
          expect(pipelines.reduce((sum, each) => sum + each.turns, 0)).toBe(turns);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('have their products under rows of their own, in catalogue order', () => {
    const layout = partitionLayout(Int32Array.of(2, 0, 2, 0), 3);
    expect(layout.productIndexes.map((own) => [...own])).toEqual([[1, 3], [], [0, 2]]);
    expect([...layout.rowOfProduct]).toEqual([0, 0, 1, 1]);
    const partition = openPartition({ productIndexes: Int32Array.of(1, 3) });
    expect(partition.catalogue.products.map(({ id, index }) => [id, index])).toEqual([
      ['PROD-002', 0],
      ['PROD-004', 1],
    ]);
    expect([...partition.outcome().productIndexes]).toEqual([1, 3]);
    expect(() => partitionLayout(Int32Array.of(3), 3)).toThrow('No partition has the number 3.');
  });

  it('may be without any product', () => {
    const partition = openPartition({ productIndexes: new Int32Array(0) });
    partition.finish();
    expect(partition.takeTouched().rows).toEqual([]);
    expect([partition.turns, partition.waiting, partition.closed]).toEqual([0, 0, true]);
    expect(partition.outcome().productIndexes).toHaveLength(0);
  });
});

/** Events as they may come: in some order, some of them twice, some of them not at all. */
function arrivals(): fc.Arbitrary<StockEvent[]> {
  const shape = { products: ROWS.length, endMs: END_MS, maxGapMs: 5 * DAY_MS };
  return fc
    .tuple(plans(shape), fc.nat({ max: 3 }), fc.integer({ min: 1 }), fc.nat({ max: 5 }))
    .map(([plan, disorder, seed, missing]) => {
      if (disorder === 0) return plan;
      if (disorder === 3) return shuffled([...plan, ...plan], seed).slice(missing);
      return jostled(disorder === 1 ? plan : plan.flatMap((each) => [each, each]), seed, 6);
    });
}

/** Before which events something is done, and on what. */
function moves(): fc.Arbitrary<Map<number, 'fresh' | 'used'>> {
  const hand = fc.constantFrom('fresh' as const, 'used' as const);
  return fc
    .array(fc.tuple(fc.nat({ max: 60 }), hand), { maxLength: 5 })
    .map((entries) => new Map(entries));
}

/** Now and then the pool delivers a forecast. */
function forecastAt(step: number, partition: Partition): void {
  if (step % 9 === 4) partition.storeForecast(step % 4, Float64Array.of(step, 2000, 3, -1), 0);
  if (step % 9 === 6) partition.storeForecast(step % 4, Float64Array.of(0, 0, 0, 4000), 0);
}
