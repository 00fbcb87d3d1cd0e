import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StateCorrupt } from '../../stages/state-bytes.ts';
import { CUT_KINDS } from './cut.ts';
import { cut, RUN } from './cuts.fixture.ts';
import { cutRecords, PartReader } from './records.ts';

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
const productId = fc.string({ minLength: 1, maxLength: 12 }).filter((id) => !id.startsWith('#'));
const anyCut = fc.record({
  partition: fc.constant(0),
  head: fc.record({
    run: fc.constant(RUN),
    generation: fc.nat(2 ** 32 - 1),
    cut: fc.nat(2 ** 32 - 1),
    follows: fc.option(fc.record({ generation: fc.nat(), cut: fc.nat() }), { nil: undefined }),
    kind: fc.constantFrom(...CUT_KINDS),
    owner: fc.string(),
    positions: fc.array(fc.integer({ min: -1, max: 2 ** 50 }), { maxLength: 5 }),
    turns: fc.maxSafeNat(),
    closed: fc.boolean(),
    tallies: bytes,
  }),
  products: fc.dictionary(productId, bytes).map((all) => new Map(Object.entries(all))),
  dayBlocks: fc.array(fc.tuple(fc.nat(1000), bytes)).map((all) => new Map(all)),
});

describe('cutRecords', () => {
  it('is read back as it was, its head last', () => {
    fc.assert(
      fc.property(anyCut, (written) => {
        const reader = new PartReader(RUN);
        const parts = cutRecords(written).map(({ key, value }) =>
          reader.read(Buffer.from(key), value),
        );
        const { generation, cut: number } = written.head;
        const stamp = { generation, cut: number };
        const size = { products: written.products.size, dayBlocks: written.dayBlocks.size };
        expect(parts).toEqual([
          ...[...written.products].map(([id, state]) => ({
            kind: 'product',
            stamp,
            productId: id,
            state,
          })),
          ...[...written.dayBlocks].map(([block, state]) => ({
            kind: 'days',
            stamp,
            block,
            state,
          })),
          { kind: 'head', stamp, head: written.head, size },
        ]);
      }),
    );
  });

  it('does not take a product for a head', () => {
    expect(() => cutRecords(cut({}, {}))).not.toThrow();
    const products = new Map([['#head-1', Buffer.alloc(0)]]);
    expect(() => cutRecords({ ...cut(), products })).toThrow('#head-1');
  });
});

describe('PartReader', () => {
  const [record] = cutRecords(cut({}, { 'PROD-001': 'state' }));
  const value = record?.value ?? null;

  it('leaves alone what is not of its run', () => {
    const reader = new PartReader(RUN);
    for (const key of ['run-2|PROD-001', 'run-1', 'run-1x|PROD-001', '', 'run-1|']) {
      expect(reader.read(Buffer.from(key), value)).toEqual({ kind: 'foreign' });
    }
    expect(reader.read(null, value)).toEqual({ kind: 'foreign' });
    expect(reader.read(Buffer.from('run-2|PROD-001'), null)).toEqual({ kind: 'foreign' });
  });

  it('answers or says StateCorrupt, whatever stands in a record of its run', () => {
    const names = fc.constantFrom(
      'PROD-001',
      '#head-1',
      '#head-',
      '#days-0',
      '#days-x',
      '#claim-1',
      '#other',
    );
    const values = fc.oneof(
      fc.constant(null),
      bytes,
      fc.tuple(bytes, fc.nat(60)).map(([tail, at]) => {
        const whole = Buffer.concat([cutRecords(cut()).at(-1)?.value ?? tail]);
        return Buffer.concat([whole.subarray(0, at), tail]);
      }),
    );
    fc.assert(
      fc.property(names, values, (name, some) => {
        const reader = new PartReader(RUN);
        try {
          expect(reader.read(Buffer.from(`${RUN}|${name}`), some).kind).not.toBe('foreign');
        } catch (error) {
          expect(error).toBeInstanceOf(StateCorrupt);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses formats of other versions, heads that are cut off and records without a value', () => {
    const reader = new PartReader(RUN);
    const key = Buffer.from(`${RUN}|PROD-001`);
    expect(() => reader.read(key, Buffer.from([2, 0, 0, 0, 1, 0, 0, 0, 1]))).toThrow('format 2');
    expect(() => reader.read(key, null)).toThrow('no value');
    const headRecord = cutRecords(cut()).at(-1);
    const short = headRecord?.value.subarray(0, -1) ?? null;
    expect(() => reader.read(Buffer.from(headRecord?.key ?? ''), short)).toThrow(StateCorrupt);
    const long = Buffer.concat([headRecord?.value ?? Buffer.alloc(0), Buffer.from([0])]);
    expect(() => reader.read(Buffer.from(headRecord?.key ?? ''), long)).toThrow(StateCorrupt);
  });
});
