import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  FetchedPartition,
  FetchPosition,
} from '../../../pipeline/kafka/changelog/raw-fetch.ts';
import { OFFSET_OUT_OF_RANGE } from '../../../pipeline/kafka/log-tail.ts';
import { buildBatch } from '../../broker/testing/batches.fixture.ts';
import type { TappedRecord } from './log-cursor.ts';
import { Tap, type TapOptions } from './tap.ts';

/** A log of batches in memory, whose oldest may be freed; values say their offset. */
class Log {
  start = 0;
  readonly batches: { readonly base: number; readonly count: number; readonly bytes: Buffer }[] =
    [];

  get end(): number {
    const last = this.batches.at(-1);
    return last === undefined ? 0 : last.base + last.count;
  }

  append(count: number): void {
    const base = this.end;
    const values = Array.from({ length: count }, (_, at) => `v${base + at}`);
    const bytes = buildBatch({ values });
    bytes.writeBigInt64BE(BigInt(base), 0);
    this.batches.push({ base, count, bytes });
  }

  free(to: number): void {
    this.start = Math.max(this.start, Math.min(to, this.end));
  }

  fetch({ topic, partition, offset }: FetchPosition, atMost: number): FetchedPartition {
    const highWatermark = this.end;
    const isKept = offset >= this.start && offset <= this.end;
    const found = this.batches
      .filter(({ base, count }) => isKept && base + count > offset)
      .slice(0, atMost)
      .map(({ bytes }) => bytes);
    const errorCode = isKept ? 0 : OFFSET_OUT_OF_RANGE;
    return { topic, partition, highWatermark, errorCode, batches: Buffer.concat(found) };
  }
}

function sinceOf(ms: number) {
  return ([topic, log]: [string, Log]) => [topic, [ms < log.end ? ms : -1]] as const;
}

function tapOn(logs: Readonly<Record<string, Log>>, options: Partial<TapOptions> = {}) {
  const seen: TappedRecord[] = [];
  const lost: number[] = [];
  const offsets = (which: 'start' | 'end') =>
    Promise.resolve(new Map(Object.entries(logs).map(([topic, log]) => [topic, [log[which]]])));
  const tap = new Tap({
    tail: {
      ends: () => offsets('end'),
      starts: () => offsets('start'),
      // Each record was written at the instant of its offset.
      since: (ms) => Promise.resolve(new Map(Object.entries(logs).map(sinceOf(ms)))),
      fetch: async (positions) =>
        positions.map((position) => (logs[position.topic] as Log).fetch(position, 2)),
    },
    topics: new Map([
      ['many', 'sampled'],
      ['all', 'whole'],
    ]),
    from: 'start',
    onRecord: (record) => {
      seen.push(record);
      return undefined;
    },
    onLost: (_topic, _partition, records) => lost.push(records),
    ...options,
  });
  const offsetsOf = (topic: string) =>
    seen.filter((record) => record.topic === topic).map(({ offset }) => offset);
  return { tap, seen, lost, offsetsOf };
}

async function untilRead(tap: Tap, newest: number): Promise<void> {
  while (!(await tap.look(newest)));
}

type Step =
  | { readonly type: 'append'; readonly topic: 'many' | 'all'; readonly count: number }
  | { readonly type: 'free'; readonly topic: 'many' | 'all'; readonly to: number }
  | { readonly type: 'look'; readonly newest: number };

const topic = fc.constantFrom('many' as const, 'all' as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constant('append' as const),
    topic,
    count: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({ type: fc.constant('free' as const), topic, to: fc.nat(300) }),
  fc.record({ type: fc.constant('look' as const), newest: fc.integer({ min: 1, max: 30 }) }),
);

describe('Tap', () => {
  it('sees every record once and in order, or counts it as passed over, whatever is appended and freed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const logs = { many: new Log(), all: new Log() };
        const { tap, offsetsOf, seen } = tapOn(logs);
        await tap.look(10);
        for (const each of steps) {
          if (each.type === 'append') logs[each.topic].append(each.count);
          else if (each.type === 'free') logs[each.topic].free(each.to);
          else await tap.look(each.newest);
        }
        await untilRead(tap, 10);
        for (const name of ['many', 'all'] as const) {
          const offsets = offsetsOf(name);
          expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b));
        }
        for (const { offset, value } of seen) expect(value?.toString()).toBe(`v${offset}`);
        expect(seen.length + tap.passedOver).toBe(logs.many.end + logs.all.end);
      }),
    );
  });

  it('passes nothing over where records are to be read whole', async () => {
    const logs = { many: new Log(), all: new Log() };
    const { tap, offsetsOf } = tapOn(logs);
    await tap.look(10);
    for (let batch = 0; batch < 30; batch += 1) {
      logs.all.append(20);
      logs.many.append(20);
    }
    await untilRead(tap, 10);
    expect(offsetsOf('all')).toHaveLength(600);
    expect(offsetsOf('many')).toEqual([590, 591, 592, 593, 594, 595, 596, 597, 598, 599]);
    expect(tap.passedOver).toBe(590);
  });

  it('takes what is there already only where the logs belong to the run', async () => {
    const logs = { many: new Log(), all: new Log() };
    logs.many.append(7);
    logs.all.append(5);
    const { tap, seen } = tapOn(logs, { from: { sinceMs: 100 } });
    await tap.look(100);
    expect(seen).toEqual([]);
    expect([tap.begin('many', 0), tap.begin('all', 0)]).toEqual([7, 5]);
    logs.many.append(2);
    await untilRead(tap, 100);
    expect(seen.map(({ offset }) => offset)).toEqual([7, 8]);
    expect(tap.passedOver).toBe(0);
  });

  it('begins with the first record of the load, however late it looks', async () => {
    const logs = { many: new Log(), all: new Log() };
    logs.many.append(7);
    logs.all.append(5);
    const { tap, seen } = tapOn(logs, { from: { sinceMs: 6 } });
    await untilRead(tap, 100);
    expect(seen.map(({ topic, offset }) => [topic, offset])).toEqual([['many', 6]]);
    expect([tap.begin('many', 0), tap.begin('all', 0)]).toEqual([6, 5]);
  });

  it('says how much was gone before it was read', async () => {
    const logs = { many: new Log(), all: new Log() };
    const { tap, lost, offsetsOf } = tapOn(logs);
    await tap.look(100);
    logs.all.append(50);
    logs.all.append(10);
    logs.all.free(50);
    await untilRead(tap, 100);
    expect(lost).toEqual([50]);
    expect(offsetsOf('all')).toEqual([50, 51, 52, 53, 54, 55, 56, 57, 58, 59]);
  });

  it('waits for whoever takes the records before it reads more', async () => {
    const logs = { many: new Log(), all: new Log() };
    let open = 0;
    let most = 0;
    const { tap } = tapOn(logs, {
      onRecord: async () => {
        open += 1;
        most = Math.max(most, open);
        await Promise.resolve();
        open -= 1;
      },
    });
    await tap.look(100);
    logs.all.append(100);
    await untilRead(tap, 100);
    expect(most).toBe(1);
  });
});
