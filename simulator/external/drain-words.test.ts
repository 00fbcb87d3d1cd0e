import { describe, expect, it } from 'vitest';
import { totalLag, type UndrainedGroup, whyNotDrained } from './drain-words.ts';

const SEEN: UndrainedGroup = {
  group: 'mine',
  resultsTopic: undefined,
  state: 'stalled',
  lag: { sales: [3, 1200], returns: [0, 0] },
  owed: 0,
  afterMs: 30_120,
  sight: { state: 'complete', members: 1, topics: new Set() },
};

describe('whyNotDrained', () => {
  it('says how far behind the group was, where, and since when', () => {
    expect(whyNotDrained(SEEN)).toBe(
      'group mine was 1,203 records behind (sales/1 1,200, sales/0 3) 30s after the last acknowledgement, and did nothing more',
    );
  });

  it('names the results that it owes, and that its members are gone', () => {
    const seen: UndrainedGroup = {
      ...SEEN,
      resultsTopic: 'my.results',
      state: 'too-late',
      owed: 1,
      sight: { state: 'absent', text: 'it has no members' },
    };
    expect(whyNotDrained(seen)).toBe(
      'group mine was 1,203 records behind (sales/1 1,200, sales/0 3) and owed 1 result on my.results 30s after the last acknowledgement; it has no members',
    );
  });

  it('lists the partitions that are furthest behind, and counts the others', () => {
    const lag = { a: [1, 2, 3], b: [4, 5, 6] };
    expect(totalLag(lag)).toBe(21);
    expect(whyNotDrained({ ...SEEN, lag })).toContain(
      '(b/2 6, b/1 5, b/0 4, a/2 3 and 2 more partitions)',
    );
  });

  it('has a sentence also when the cluster never told', () => {
    expect(whyNotDrained({ ...SEEN, lag: null })).toContain('group mine had not come to the end');
  });
});
