import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangesText, subtractRanges } from './finding.ts';
import { type SeqRange, SeqRanges } from './seq-ranges.ts';

describe('subtractRanges', () => {
  it('leaves exactly what a plain set leaves', () => {
    const seqs = fc.array(fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(seqs, seqs, (left, right) => {
        const rest = [...new Set(left)].filter((seq) => !right.includes(seq));
        expect(subtractRanges(rangesOf(left), rangesOf(right))).toEqual(rangesOf(rest));
      }),
    );
  });
});

describe('rangesText', () => {
  it('shows the first ranges and counts the others', () => {
    expect(rangesText(rangesOf([2, 4, 5, 6]))).toBe('#2, #4 to #6');
    expect(rangesText(rangesOf([2, 4, 6, 8, 10]))).toBe('#2, #4, #6 and 2 more ranges');
  });
});

function rangesOf(seqs: readonly number[]): SeqRange[] {
  const ranges = new SeqRanges(1);
  for (const seq of seqs) ranges.add(0, seq);
  return ranges.ranges(0);
}
