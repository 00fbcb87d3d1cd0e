import { describe, expect, it } from 'vitest';
import { livelyGroup, quietGroup, stormyGroup } from './group.fixture.ts';
import type { GroupReport } from './group-report.ts';
import { pageGroup } from './page-group.ts';
import { passedRecord } from './record.fixture.ts';

function paged(group: GroupReport | null) {
  const reduced: string[] = [];
  const record = passedRecord({ group, load: { durationMs: 30_000, warmUpMs: 0, phases: [] } });
  return { group: pageGroup(record, reduced), reduced };
}

describe('pageGroup', () => {
  it('draws nothing of a group in which nothing happened', () => {
    const { group, reduced } = paged(quietGroup(['consumer-1', 'consumer-2'], 5));
    expect(group).toMatchObject({ isLively: false, lanes: [], rebalances: [], restores: [] });
    expect(group?.members.map(({ partitionsAtEnd }) => partitionsAtEnd)).toEqual([3, 2]);
    expect(group?.summary).toMatchObject({ members: 2, partitions: 5, longestPauseMs: null });
    expect(reduced).toEqual([]);
  });

  it('knows nothing where nothing was recorded', () => {
    expect(paged(null)).toEqual({ group: null, reduced: [] });
  });

  it('tells the partitions that a consumer restored at a time in one row', () => {
    const { group } = paged(livelyGroup(30, 12));
    const killed = group?.restores.filter(({ atMs }) => atMs < 8_000) ?? [];
    expect(killed.map(({ member, partitionsText }) => [member, partitionsText])).toEqual([
      ['consumer-2', '0, 1, 4, 6, 7, 10'],
      ['kitchen', '2, 3, 5, 8, 9, 11'],
    ]);
    expect(killed.map(({ restored, kept }) => [restored, kept])).toEqual([
      [2, 4],
      [2, 4],
    ]);
    expect(killed[0]).toMatchObject({
      longestMs: 237,
      products: 668,
      records: 2_040,
      bytes: 162_000,
    });
  });

  it('lists the longest of many rebalances in order of time, and says so', () => {
    const storm = stormyGroup(900_000, 4, 450);
    const pauses = storm.rebalances.map((rebalance, at) => ({
      ...rebalance,
      pauseMs: at === 7 ? null : at,
    }));
    const { group, reduced } = paged({ ...storm, rebalances: pauses });
    const listed = group?.rebalances.map(({ pauseMs }) => pauseMs) ?? [];
    expect(listed).toHaveLength(200);
    expect(listed.slice(0, 2)).toEqual([null, 251]);
    expect(listed.at(-1)).toBe(449);
    expect(reduced).toContain('The 200 longest of 450 rebalances are listed; run.json has all.');
  });
});
