import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GROUP_MS, groupText, markGroups } from './mark-groups.ts';
import type { RunMark } from './record.ts';

const mark = (atMs: number, kind: RunMark['kind'] = 'trouble', text = 'send failed'): RunMark => {
  return { atMs, kind, text };
};

const marks = fc
  .array(
    fc.record({
      atMs: fc.nat(10_000),
      kind: fc.constantFrom<RunMark['kind']>('trouble', 'rebalance', 'lost'),
      text: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    }),
  )
  .map((list) => list.toSorted((one, other) => one.atMs - other.atMs));

describe('markGroups', () => {
  it('makes one of what repeats itself within a second', () => {
    const list = [mark(100), mark(400), mark(1_099), mark(1_100)];
    expect(markGroups(list)).toEqual([
      { atMs: 100, toMs: 1_099, kind: 'trouble', text: 'send failed', count: 3 },
      { atMs: 1_100, toMs: 1_100, kind: 'trouble', text: 'send failed', count: 1 },
    ]);
  });

  it('keeps kinds apart, even where they alternate', () => {
    const list = [mark(0), mark(10, 'rebalance', 'x'), mark(20), mark(30, 'rebalance', 'x')];
    expect(markGroups(list).map(({ kind, count }) => [kind, count])).toEqual([
      ['trouble', 2],
      ['rebalance', 2],
    ]);
  });

  it('tells three different texts and counts the others', () => {
    const list = ['a', 'b', 'a', 'c', 'd', 'e'].map((text, at) => mark(at, 'trouble', text));
    expect(markGroups(list)[0]?.text).toBe('a; b; c; and 2 others');
  });

  it('loses no mark, and no group is wider than asked for', () => {
    fc.assert(
      fc.property(marks, fc.integer({ min: 1, max: 5_000 }), (list, withinMs) => {
        const groups = markGroups(list, withinMs);
        expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(list.length);
        for (const { atMs, toMs } of groups) expect(toMs - atMs).toBeLessThan(withinMs);
        for (const kind of ['trouble', 'rebalance', 'lost']) {
          const starts = groups.filter((group) => group.kind === kind).map(({ atMs }) => atMs);
          for (const [at, start] of starts.slice(1).entries()) {
            expect(start - (starts[at] ?? 0)).toBeGreaterThanOrEqual(withinMs);
          }
        }
      }),
    );
  });

  it('can be grouped once more without counting anything twice', () => {
    fc.assert(
      fc.property(marks, (list) => {
        const twice = markGroups(markGroups(list), 4 * GROUP_MS);
        expect(twice.reduce((sum, { count }) => sum + count, 0)).toBe(list.length);
      }),
    );
  });
});

describe('groupText', () => {
  it('says how often, and within which time', () => {
    const [alone] = markGroups([mark(5)]);
    const [many] = markGroups([mark(5), mark(305)]);
    const [twins] = markGroups([mark(5), mark(5)]);
    expect([alone, many, twins].map((group) => group && groupText(group))).toEqual([
      'send failed',
      'send failed (2 within 300 ms)',
      'send failed (2 at once)',
    ]);
  });
});
