import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectBatch } from './codec/record-batch.ts';
import { Compactor } from './compactor.ts';
import { PartitionLog } from './log.ts';
import { MemoryBudget } from './memory.ts';
import { type BatchSpec, buildBatch, readBatches } from './testing/batches.fixture.ts';
import { FakeTimers } from './testing/fake-timers.fixture.ts';

const LAG_MS = 1_000;
const GZIP = 1;

/** A batch of the log as nobody would keep it. */
interface Kept {
  readonly baseOffset: number;
  readonly keys: readonly string[];
}

type Step =
  | { readonly type: 'append'; readonly keys: readonly string[]; readonly valueBytes: number }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'compact' }
  | { readonly type: 'free'; readonly at: number };

/** Some keys come all the time, others once. */
const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c') },
  fc.nat(60).map((number) => `k${number}`),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant('append' as const),
      keys: fc.array(key, { minLength: 1, maxLength: 4 }),
      valueBytes: fc.integer({ min: 1, max: 1_500 }),
    }),
  },
  fc.record({ type: fc.constant('wait' as const), ms: fc.nat(LAG_MS) }),
  fc.record({ type: fc.constant('compact' as const) }),
  fc.record({ type: fc.constant('free' as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
);

describe('Compactor', () => {
  it('leaves what has no newer record of its key among the old ones, and reads on over what is gone', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (steps) => {
        const world = new World(LAG_MS);
        const written: Kept[] = [];
        for (const each of steps) {
          if (each.type === 'append') written.push(world.append(each.keys, each.valueBytes));
          else if (each.type === 'wait') world.nowMs += each.ms;
          else if (each.type === 'compact') world.compactNow();
          else world.log.freeOldestSegment(Math.floor(each.at * world.log.highWatermark));
          if (each.type !== 'append') expectReadable(world, written);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('compacts by itself once half of a log is new, without holding up whoever writes', () => {
    const world = new World(0);
    for (let round = 0; round < 400; round += 1) world.append(['a', 'b'], 5_000);
    expect(world.batches()).toHaveLength(400);
    world.timers.advance(1);
    // A step a segment: after one of them nothing is rewritten yet.
    expect(world.timers.pending).toBe(1);
    world.timers.advance(100);
    expect(world.timers.pending).toBe(0);
    expect(world.batches().length).toBeLessThan(300);
    expect(world.log.heldBytes).toBeLessThan(3 * 2 ** 20);
    expect(world.budget.heldBytes).toBe(world.log.heldBytes);
  });

  it('leaves young records alone, however often their keys come again', () => {
    const world = new World(LAG_MS);
    for (let round = 0; round < 100; round += 1) world.append(['a'], 5_000);
    world.compactNow();
    expect(world.batches()).toHaveLength(100);
    world.nowMs += LAG_MS;
    world.compactNow();
    expect(world.batches().length).toBeLessThan(100);
  });

  it('opens no compressed batch, and drops none', () => {
    const world = new World(0);
    for (let round = 0; round < 40; round += 1) world.appendCompressed(5_000);
    world.compactNow();
    expect(world.batches()).toHaveLength(40);
  });

  it('forgets a log that is deleted in the middle', () => {
    const world = new World(0);
    for (let round = 0; round < 400; round += 1) world.append(['a'], 5_000);
    world.log.delete();
    world.timers.advance(100);
    expect(world.timers.pending).toBe(0);
    expect(world.budget.heldBytes).toBe(0);
  });

  it('does nothing where the topic does not ask for it', () => {
    const world = new World(0);
    world.log.cleanup = { deletes: true };
    for (let round = 0; round < 400; round += 1) world.append(['a'], 5_000);
    world.compactNow();
    expect(world.timers.pending).toBe(0);
    expect(world.batches()).toHaveLength(400);
  });
});

/** Every record that must be there is, from every offset on, and nothing else than what was written. */
function expectReadable(world: World, written: readonly Kept[]): void {
  const { log } = world;
  const there = world.batches();
  const offsets = there.map(({ baseOffset }) => baseOffset);
  expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
  const newest = new Map<string, number>();
  for (const { baseOffset, keys } of written) {
    for (const [delta, key] of keys.entries()) newest.set(key, baseOffset + delta);
  }
  for (const { baseOffset, keys } of written) {
    const end = baseOffset + keys.length;
    if (end <= log.logStartOffset) continue;
    const isNewest = keys.some((key, delta) => newest.get(key) === baseOffset + delta);
    if (isNewest) expect(offsets).toContain(baseOffset);
  }
  let next = 0;
  for (let offset = log.logStartOffset; offset < log.highWatermark; offset += 1) {
    while ((there[next]?.end ?? log.highWatermark) <= offset) next += 1;
    expect(world.firstFrom(offset)).toBe(there[next]?.baseOffset);
  }
  expect(world.budget.heldBytes).toBe(log.heldBytes);
}

class World {
  readonly timers = new FakeTimers();
  readonly budget: MemoryBudget;
  readonly log: PartitionLog;
  readonly #compactor: Compactor;
  nowMs = 1_000_000;

  constructor(lagMs: number) {
    const bound = { maxPartitionBytes: 64 * 2 ** 20, maxTotalBytes: 64 * 2 ** 20 };
    const sources = { logs: () => [], passedByAllGroups: () => 0 };
    this.budget = new MemoryBudget(bound, this.timers, sources);
    this.log = new PartitionLog('t', 0, this.budget);
    this.log.cleanup = { deletes: true, compaction: { lagMs } };
    this.#compactor = new Compactor(this.timers, () => this.nowMs);
  }

  append(keys: readonly string[], valueBytes: number): Kept {
    const values = keys.map(() => '.'.repeat(valueBytes));
    return { baseOffset: this.#append({ keys, values }), keys };
  }

  appendCompressed(valueBytes: number): void {
    this.#append({ values: ['z'.repeat(valueBytes)], attributes: GZIP });
  }

  compactNow(): void {
    this.#compactor.begin(this.log);
    this.timers.advance(10_000);
  }

  batches(): { baseOffset: number; end: number }[] {
    const into: Buffer[] = [];
    this.log.read(this.log.logStartOffset, Number.MAX_SAFE_INTEGER, true, into);
    return readBatches(Buffer.concat(into)).map(({ baseOffset, values }) => {
      return { baseOffset, end: baseOffset + values.length };
    });
  }

  /** Base offset of the first batch that somebody gets who reads from there on. */
  firstFrom(offset: number): number | undefined {
    const into: Buffer[] = [];
    this.log.read(offset, 0, true, into);
    const [batch] = into;
    return batch === undefined ? undefined : Number(batch.readBigInt64BE(0));
  }

  #append(spec: BatchSpec): number {
    const batch = buildBatch({ ...spec, baseTimestampMs: this.nowMs });
    const header = inspectBatch(batch, true);
    if (typeof header === 'number') throw new Error(`the fixture's batch is rejected: ${header}`);
    const offset = this.log.append(batch, header);
    this.#compactor.wrote(this.log);
    return offset;
  }
}
