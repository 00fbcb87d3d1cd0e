import { describe, expect, it } from 'vitest';
import { COUNTERS, type Counter } from '../../pipeline/observer.ts';
import { groupReport } from './group-report.ts';

function life(taken: number, counted: Partial<Record<Counter, number>>) {
  const none = Object.fromEntries(COUNTERS.map((counter) => [counter, 0])) as Record<
    Counter,
    number
  >;
  return { taken, measurements: { series: [], counters: { ...none, ...counted } } };
}

const GROUP = {
  ...{ log: [], partitions: 1, loadStartedUs: 0, endUs: 1000 },
  ...{ sessionTimeoutMs: 6000, rebalanceTimeoutMs: 10_000 },
};

describe('groupReport', () => {
  it('adds up what all lives counted', () => {
    const { changelog } = groupReport({
      ...GROUP,
      lives: [
        life(0, { changelog_cuts: 3, changelog_snapshots: 1, changelog_records: 30 }),
        life(0, { changelog_cuts: 2, changelog_bytes: 500, changelog_stale_cuts: 1 }),
      ],
      turns: 0,
    });
    expect(changelog).toEqual({ cuts: 5, snapshots: 1, records: 30, bytes: 500, staleCuts: 1 });
  });

  it.each<[what: string, taken: number, counted: number, turns: number | undefined, said: number]>([
    ['counted by those who did it', 100, 7, 100, 7],
    ['undone turns that nobody lived to count', 120, 7, 100, 20],
    ['only counted, when nobody knows the turns of the run', 120, 7, undefined, 7],
    ['nothing, when a last look came too early', 95, 0, 100, 0],
  ])('says that was processed again: %s', (_what, taken, counted, turns, said) => {
    const lives = [life(taken - 40, { records_reprocessed: counted }), life(40, {})];
    expect(groupReport({ ...GROUP, lives, turns }).reprocessed).toBe(said);
  });
});
