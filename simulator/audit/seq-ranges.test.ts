import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeqRanges } from './seq-ranges.ts';

const PRODUCTS = 3;
const seqs = fc.array(fc.tuple(fc.nat(PRODUCTS - 1), fc.integer({ min: 1, max: 40 })), {
  maxLength: 120,
});

describe('SeqRanges', () => {
  it('knows exactly what a plain set of numbers knows, in any order of arrival', () => {
    fc.assert(
      fc.property(seqs, (added) => {
        const ranges = new SeqRanges(PRODUCTS);
        const sets = referenceSets();
        for (const [productIndex, seq] of added) {
          expect(ranges.add(productIndex, seq)).toBe(!sets[productIndex]?.has(seq));
          sets[productIndex]?.add(seq);
        }
        expectSame(ranges, sets);
      }),
    );
  });

  it('takes ranges that overlap, touch and enclose each other', () => {
    const range = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.nat(12));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 25 }), (added) => {
        const ranges = new SeqRanges(PRODUCTS);
        const sets = referenceSets();
        for (const [from, extra] of added) {
          ranges.addRange(1, from, from + extra);
          for (let seq = from; seq <= from + extra; seq += 1) sets[1]?.add(seq);
        }
        expectSame(ranges, sets);
      }),
    );
  });

  it('is the same after a transfer between threads', () => {
    fc.assert(
      fc.property(seqs, (added) => {
        const ranges = filled(added);
        const received = SeqRanges.from(structuredClone(ranges.toTransferable()));
        for (let productIndex = 0; productIndex < PRODUCTS; productIndex += 1) {
          expect(received.ranges(productIndex)).toEqual(ranges.ranges(productIndex));
        }
      }),
    );
  });

  it('unites what several workers have seen', () => {
    fc.assert(
      fc.property(seqs, seqs, (left, right) => {
        const union = SeqRanges.union([filled(left), filled(right)]);
        const sets = referenceSets();
        for (const [productIndex, seq] of [...left, ...right]) sets[productIndex]?.add(seq);
        expectSame(union, sets);
      }),
    );
  });

  it('lists the gaps up to a given number', () => {
    const ranges = filled([
      [0, 1],
      [0, 2],
      [0, 5],
      [0, 9],
    ]);
    expect(ranges.missing(0, 10)).toEqual([
      [3, 4],
      [6, 8],
      [10, 10],
    ]);
    expect(ranges.missing(0, 5)).toEqual([[3, 4]]);
    expect(ranges.missing(0, 7)).toEqual([
      [3, 4],
      [6, 7],
    ]);
    expect(ranges.missing(1, 0)).toEqual([]);
  });

  it('refuses what is no productSeq and no product', () => {
    const ranges = new SeqRanges(PRODUCTS);
    for (const seq of [0, -1, 1.5, Number.NaN, 2 ** 31]) {
      expect(() => ranges.addRange(0, seq, seq)).toThrow(/no range/);
    }
    expect(() => ranges.add(0, Number.NaN)).toThrow(/no range/);
    expect(() => ranges.add(PRODUCTS, 1)).toThrow(/no product/);
  });

  it('does not unite sets of different catalogues', () => {
    expect(() => SeqRanges.union([new SeqRanges(2), new SeqRanges(3)])).toThrow(/cannot be united/);
  });
});

function filled(added: readonly (readonly [number, number])[]): SeqRanges {
  const ranges = new SeqRanges(PRODUCTS);
  for (const [productIndex, seq] of added) ranges.add(productIndex, seq);
  return ranges;
}

function referenceSets(): Set<number>[] {
  return Array.from({ length: PRODUCTS }, () => new Set<number>());
}

function expectSame(ranges: SeqRanges, sets: readonly Set<number>[]): void {
  for (const [productIndex, set] of sets.entries()) {
    let contiguous = 0;
    while (set.has(contiguous + 1)) contiguous += 1;
    expect(ranges.contiguous(productIndex)).toBe(contiguous);
    expect(ranges.count(productIndex)).toBe(set.size);
    expect(ranges.highest(productIndex)).toBe(Math.max(0, ...set));
    for (let seq = 0; seq <= 60; seq += 1) {
      expect(ranges.has(productIndex, seq)).toBe(set.has(seq));
    }
    const missing = ranges.missing(productIndex, 60).flatMap(([from, to]) => {
      return Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
    });
    expect(missing).toEqual(
      Array.from({ length: 60 }, (_, at) => at + 1).filter((seq) => !set.has(seq)),
    );
  }
  expect(ranges.total()).toBe(sets.reduce((sum, set) => sum + set.size, 0));
}
