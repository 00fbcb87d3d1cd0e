import { describe, expect, it } from 'vitest';
import { livelyGroup, quietGroup } from './group.fixture.ts';
import { groupEntries } from './group-entries.ts';
import type { GroupReport } from './group-report.ts';
import { countsOf } from './record.fixture.ts';

const textsOf = (group: GroupReport | null, applied = 36_000) =>
  Object.fromEntries(
    groupEntries({ group, counts: countsOf({ events_applied: applied }) }).map(
      ({ label, text }) => [label, text],
    ),
  );

describe('groupEntries', () => {
  it('tell who came and went, and what it cost', () => {
    expect(textsOf(livelyGroup(30, 12))).toEqual({
      group:
        '4 consumers, 1 of them in a process of its own · consumer-1 killed · consumer-2 lost · consumer-4 left',
      rebalances: '6 · longest pause 1.3 s · partitions changed hands 24 times',
      restored:
        '24 partitions · longest 288 ms · 8,016 products, 1.9 MB · 48 partitions came back to an owner who had kept it',
      recovered: 'from 2 losses · their partitions were consumed again after 1.3 s at most',
      reprocessed: '24 records, 0.06 % of those applied',
      changelog:
        '412 cuts, 9 of them snapshots · 2.4 MB, 67 bytes an event · 2 cuts came too late from a former owner',
    });
  });

  it('say nothing of a group in which nothing happened', () => {
    expect(
      groupEntries({ group: quietGroup(['consumer-1', 'consumer-2'], 3), counts: countsOf({}) }),
    ).toEqual([]);
    expect(textsOf(null)).toEqual({});
  });

  it('say what never ended', () => {
    const lively = livelyGroup(30, 12);
    const stuck = {
      ...lively,
      rebalances: lively.rebalances.map((rebalance) => ({
        ...rebalance,
        pauseMs: null,
        moved: [],
      })),
      recoveries: lively.recoveries.map((recovery) => ({ ...recovery, durationMs: null })),
    };
    expect(textsOf(stuck, 0)).toMatchObject({
      rebalances: '6 · no partition changed hands · 6 never ended',
      recovered: 'from 2 losses · after 2 of them never',
      reprocessed: '24 records',
      changelog: expect.stringContaining('2.4 MB · 2 cuts'),
    });
  });

  it('name the first of many who went, and how often', () => {
    const life = { fromMs: 0, toMs: 1_000, end: 'killed' } as const;
    const members = Array.from({ length: 9 }, (_, at) => ({
      name: `consumer-${at}`,
      kind: 'thread' as const,
      lives: at === 0 ? [life, life, life] : [life],
    }));
    expect(textsOf({ ...livelyGroup(), members })['group']).toMatch(
      /^9 consumers · consumer-0 killed 3 times · consumer-1 killed · .* · and 3 more$/,
    );
  });
});
