import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectBatch } from './codec/record-batch.ts';
import { PartitionLog } from './log.ts';
import { MemoryBudget } from './memory.ts';
import { buildBatch, readBatches } from './testing/batches.fixture.ts';
import { FakeTimers } from './testing/fake-timers.fixture.ts';

/** The log as nobody would build it: every batch in one array. */
interface Reference {
  batches: { baseOffset: number; values: string[]; bytes: number }[];
  start: number;
  end: number;
}

type Operation =
  | { readonly type: 'append'; readonly sizes: number[] }
  | { readonly type: 'read'; readonly at: number; readonly limit: number; readonly one: boolean }
  | { readonly type: 'deleteBelow'; readonly at: number }
  | { readonly type: 'free'; readonly at: number };

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('append' as const),
      sizes: fc.array(fc.nat(900), { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('read' as const),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      limit: fc.nat(12_000),
      one: fc.boolean(),
    }),
  },
  fc.record({
    type: fc.constant('deleteBelow' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({ type: fc.constant('free' as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
);

describe('PartitionLog', () => {
  it('reads what was appended, like one long array of batches', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 120, size: 'max' }), (operations) => {
        const { log, budget } = newLog(64 * 1024);
        const reference: Reference = { batches: [], start: 0, end: 0 };
        for (const step of operations) apply(log, reference, step);
        expect(log.logStartOffset).toBe(reference.start);
        expect(log.highWatermark).toBe(reference.end);
        expect(budget.heldBytes).toBe(log.heldBytes);
      }),
      { numRuns: 60 },
    );
  });

  it('returns its memory when everything is deleted', () => {
    const { log, budget } = newLog(1024 * 1024);
    for (let index = 0; index < 200; index += 1) append(log, ['x'.repeat(1_000)]);
    expect(budget.heldBytes).toBeGreaterThan(200_000);
    log.deleteBelow(log.highWatermark);
    expect(budget.heldBytes).toBe(0);
    expect(append(log, ['y'])).toBe(200);
  });

  it('finds the first record at or after a timestamp, across batches and segments', () => {
    const { log } = newLog(256 * 1024);
    for (let index = 0; index < 100; index += 1) {
      const batch = buildBatch({
        values: ['a'.repeat(400), 'b'.repeat(400)],
        baseTimestampMs: 1_000 * index,
        timestampDeltasMs: [0, 500],
      });
      log.append(batch, headerOf(batch));
    }
    expect(log.firstSince(0)).toEqual({ offset: 0, timestampMs: 0 });
    expect(log.firstSince(42_001)).toEqual({ offset: 85, timestampMs: 42_500 });
    expect(log.firstSince(99_500)).toEqual({ offset: 199, timestampMs: 99_500 });
    expect(log.firstSince(99_501)).toBeUndefined();
    log.deleteBelow(85);
    expect(log.firstSince(0)).toEqual({ offset: 85, timestampMs: 42_500 });
    log.deleteBelow(log.highWatermark);
    expect(log.firstSince(0)).toBeUndefined();
  });

  it('tells its listeners about appends and about its end', () => {
    const { log } = newLog(1024 * 1024);
    const heard: number[] = [];
    log.listeners.add({ appended: (bytes) => heard.push(bytes) });
    append(log, ['x']);
    log.delete();
    expect(heard).toEqual([buildBatch({ values: ['x'] }).length, Number.POSITIVE_INFINITY]);
  });
});

function apply(log: PartitionLog, reference: Reference, step: Operation): void {
  if (step.type === 'append') {
    const values = step.sizes.map((size, index) => `${reference.end + index}:${'.'.repeat(size)}`);
    const baseOffset = append(log, values);
    expect(baseOffset).toBe(reference.end);
    const bytes = buildBatch({ values }).length;
    reference.batches.push({ baseOffset, values, bytes });
    reference.end += values.length;
    return;
  }
  const offset = reference.start + Math.floor(step.at * (reference.end - reference.start));
  if (step.type === 'read') {
    const into: Buffer[] = [];
    const bytes = log.read(offset, step.limit, step.one, into);
    expect(bytes).toBe(into.reduce((sum, slice) => sum + slice.length, 0));
    const expected = expectedRead(reference, offset, step.limit, step.one);
    expect(readBatches(Buffer.concat(into))).toEqual(expected);
  } else if (step.type === 'deleteBelow') {
    log.deleteBelow(offset);
    reference.start = offset;
  } else if (log.freeOldestSegment(offset)) {
    // Freeing moves the start to a batch's beginning, never beyond the watermark.
    expect(log.logStartOffset).toBeLessThanOrEqual(offset);
    const starts = reference.batches.map((batch) => batch.baseOffset);
    expect([reference.start, reference.end, ...starts]).toContain(log.logStartOffset);
    reference.start = log.logStartOffset;
  }
}

function expectedRead(
  reference: Reference,
  offset: number,
  limit: number,
  atLeastOne: boolean,
): { baseOffset: number; values: string[] }[] {
  const found: { baseOffset: number; values: string[] }[] = [];
  let bytes = 0;
  for (const batch of reference.batches) {
    if (batch.baseOffset + batch.values.length <= offset) continue;
    if (bytes + batch.bytes > limit && !(atLeastOne && found.length === 0)) break;
    found.push({ baseOffset: batch.baseOffset, values: batch.values });
    bytes += batch.bytes;
  }
  return found;
}

function append(log: PartitionLog, values: string[]): number {
  const batch = buildBatch({ values });
  return log.append(batch, headerOf(batch));
}

function headerOf(batch: Buffer) {
  const header = inspectBatch(batch, true);
  if (typeof header === 'number') throw new Error(`the fixture's batch is rejected: ${header}`);
  return header;
}

function newLog(maxPartitionBytes: number): { log: PartitionLog; budget: MemoryBudget } {
  const budget = new MemoryBudget(
    { maxPartitionBytes, maxTotalBytes: maxPartitionBytes },
    new FakeTimers(),
    { logs: () => [], passedByAllGroups: () => 0 },
  );
  return { log: new PartitionLog('t', 0, budget), budget };
}
