import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Counter } from '../../observer.ts';
import type { OnWritten, PartitionBatch, SendFailure } from '../leader-sender.ts';
import { CutAssembler } from './assembler.ts';
import type { Cut } from './cut.ts';
import { cut, feedAll, type Logged, RUN, TOPIC, textOf } from './cuts.fixture.ts';
import { ChangelogWriter } from './writer.ts';

/** What becomes of a request. */
type Fate = 'written' | 'refused' | 'written but unheard';

class FakeSender {
  readonly logs: Logged[][] = [[], []];
  readonly batches: number[] = [];
  maxBytes = Number.POSITIVE_INFINITY;
  #fates: Fate[];
  readonly #underWay = new Set<number>();

  constructor(fates: readonly Fate[] = []) {
    this.#fates = [...fates];
  }

  async send(
    all: readonly PartitionBatch[],
    _apart?: boolean,
    onWritten?: OnWritten,
  ): Promise<SendFailure | undefined> {
    const [batch] = all;
    if (batch === undefined || all.length > 1) throw new Error('one at a time');
    const { partition, messages } = batch;
    if (this.#underWay.has(partition)) throw new Error('one is under way');
    this.#underWay.add(partition);
    await Promise.resolve();
    this.#underWay.delete(partition);
    const bytes = messages.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
    if (bytes > this.maxBytes) return { rest: all, error: refusal('MESSAGE_TOO_LARGE') };
    const fate = this.#fates.shift() ?? 'written';
    if (fate === 'refused') return { rest: all, error: refusal('NOT_LEADER_FOR_PARTITION') };
    const log = this.logs[partition] ?? [];
    const baseOffset = log.length;
    this.batches.push(messages.length);
    for (const { key, value } of messages) {
      log.push({ key: String(key), value: value as Buffer, offset: log.length });
    }
    if (fate === 'written but unheard') return { rest: all, error: new Error('connection closed') };
    onWritten?.(batch, baseOffset);
    return undefined;
  }
}

function refusal(type: string): Error {
  return Object.assign(new Error(type), { type });
}

function writerTo(sender: FakeSender) {
  const counts = new Map<Counter, number>();
  const failures: string[] = [];
  const writer = new ChangelogWriter({
    sender,
    topic: TOPIC,
    onFailure: ({ message }) => failures.push(message),
    observer: { count: (counter, by) => counts.set(counter, (counts.get(counter) ?? 0) + by) },
    retryDelayMs: 0,
  });
  return { writer, counts, failures };
}

const always = () => true;
const large = (products: number, size: number, number = 1): Cut =>
  cut(
    { cut: number, kind: 'snapshot' },
    Object.fromEntries(Array.from({ length: products }, (_, at) => [`P${at}`, 'x'.repeat(size)])),
  );

function read(log: readonly Logged[] | undefined): Cut[] {
  return feedAll(new CutAssembler({ topic: TOPIC, partition: 0, run: RUN }), log ?? []);
}

describe('ChangelogWriter', () => {
  it('writes each cut whole and in order, and says where it is to be found, whatever fails', async () => {
    const fate = fc.constantFrom<Fate>('written', 'refused', 'written but unheard');
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 30 }), async (fates) => {
        const sender = new FakeSender(fates);
        const { writer } = writerTo(sender);
        const cuts = [1, 2, 3].map((number) => large(8, 200_000, number));
        const written = await Promise.all(cuts.map((each) => writer.write(each, always)));
        const [log] = sender.logs;
        expect(read(log).map(({ head }) => head.cut)).toEqual([1, 2, 3]);
        for (const [at, place] of written.entries()) {
          if (place === undefined) throw new Error('not written');
          const part = log?.slice(place.firstOffset, place.endOffset);
          expect(read(part).map(({ head }) => head.cut)).toEqual([at + 1]);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('makes batches of at most 512 KiB, and does not wait for one partition to write another', async () => {
    const sender = new FakeSender();
    const { writer, counts } = writerTo(sender);
    const [first] = await Promise.all([
      writer.write(large(10, 100_000), always),
      writer.write({ ...large(1, 10), partition: 1 }, always),
    ]);
    expect(sender.batches.sort((a, b) => a - b)).toEqual([2, 5, 6]);
    expect(first).toMatchObject({ firstOffset: 0, endOffset: 11, records: 11 });
    expect(counts.get('changelog_records')).toBe(13);
    expect(counts.get('changelog_cuts')).toBe(2);
    expect(counts.get('changelog_snapshots')).toBe(2);
  });

  it('makes smaller batches for a broker that finds them too large', async () => {
    const sender = new FakeSender();
    sender.maxBytes = 120_000;
    const { writer, failures } = writerTo(sender);
    await writer.write(large(10, 50_000), always);
    expect(read(sender.logs[0]).map(textOf)).toEqual([textOf(large(10, 50_000))]);
    expect(failures).toEqual([]);
  });

  it('gives up when a single product is too large for the broker', async () => {
    const sender = new FakeSender();
    sender.maxBytes = 40_000;
    const { writer } = writerTo(sender);
    await expect(writer.write(large(3, 50_000), always)).rejects.toMatchObject({
      code: 'CHANGELOG_REFUSED',
      message: expect.stringContaining('run-1|P0') as string,
    });
    sender.maxBytes = Number.POSITIVE_INFINITY;
    expect(await writer.write(large(3, 50_000), always)).toBeDefined();
  });

  it('writes no head any more when the partition is no longer its own', async () => {
    const sender = new FakeSender();
    const { writer } = writerTo(sender);
    let asked = 0;
    const written = await writer.write(large(10, 100_000), () => {
      asked += 1;
      return asked < 2;
    });
    expect(written).toBeUndefined();
    expect(sender.logs[0]).toHaveLength(5);
    expect(read(sender.logs[0])).toEqual([]);
  });
});
