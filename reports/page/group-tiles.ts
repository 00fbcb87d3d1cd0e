/** What it cost the group to hand over, at a glance. */
import type { GroupSummary } from '../group-summary.ts';
import { duration, inWords, percent, whole } from '../numbers.ts';
import type { PageRecord } from '../page-bounds.ts';
import type { PageGroup } from '../page-group.ts';
import { bytes } from '../sizes.ts';
import { html } from './dom.ts';
import { type Tile, tileNode } from './tile.ts';

export function groupTiles(group: PageGroup, { counts }: PageRecord): HTMLElement {
  const { summary } = group;
  const tiles = [
    rebalanceTile(summary),
    pauseTile(summary),
    recoveryTile(group),
    restoreTile(summary),
    reprocessedTile(summary, counts.events_applied),
    changelogTile(group),
  ];
  return html('ul', { class: 'tiles group-tiles' }, ...tiles.map(tileNode));
}

function rebalanceTile({ rebalances, moves }: GroupSummary): Tile {
  const moved = moves === 0 ? 'no partition changed hands' : `${inWords(moves, 'change')} of owner`;
  return { name: 'Rebalances', value: whole(rebalances), unit: '', detail: moved };
}

function pauseTile({ longestPauseMs, rebalances, unfinished }: GroupSummary): Tile {
  const name = 'Longest pause';
  if (unfinished > 0) {
    const detail = `${whole(unfinished)} of ${inWords(rebalances, 'rebalance')}`;
    return { name, value: 'never ended', unit: '', detail, tone: 'bad' };
  }
  return {
    name,
    ...timeParts(longestPauseMs),
    detail: rebalances === 0 ? 'nothing paused' : `of ${inWords(rebalances, 'rebalance')}`,
  };
}

function recoveryTile({ summary, sessionTimeoutMs }: PageGroup): Tile {
  const { recoveries, longestRecoveryMs, unrecovered } = summary;
  const name = 'Longest recovery';
  const losses = recoveries === 1 ? '1 loss' : `${whole(recoveries)} losses`;
  if (unrecovered > 0) {
    const detail = `after ${whole(unrecovered)} of ${losses}`;
    return { name, value: 'never', unit: '', detail, tone: 'bad' };
  }
  return {
    name,
    ...timeParts(longestRecoveryMs),
    detail:
      recoveries === 0
        ? 'no consumer was lost'
        : `${losses}, session timeout ${duration(sessionTimeoutMs)}`,
  };
}

function restoreTile({ restored, kept, longestRestoreMs }: GroupSummary): Tile {
  const parts = [
    ...(longestRestoreMs === null ? [] : [`longest ${duration(longestRestoreMs)}`]),
    ...(kept === 0 ? [] : [`${whole(kept)} kept by their owner`]),
  ];
  return {
    name: 'Partitions restored',
    value: whole(restored),
    unit: '',
    detail: parts.length === 0 ? 'no state moved' : parts.join(', '),
  };
}

function reprocessedTile({ reprocessed }: GroupSummary, applied: number): Tile {
  return {
    name: 'Records reprocessed',
    value: whole(reprocessed),
    unit: '',
    detail: applied > 0 ? `${percent(reprocessed / applied)} of those applied` : 'none was applied',
  };
}

function changelogTile({ summary, changelog }: PageGroup): Tile {
  const { changelogBytesPerEvent: each, changelogBytes } = summary;
  return {
    name: 'Changelog per event',
    value: each === null ? null : whole(each < 10 ? Number(each.toPrecision(2)) : Math.round(each)),
    unit: 'bytes',
    detail: `${bytes(changelogBytes)} in ${inWords(changelog.cuts, 'cut')}, ${inWords(changelog.snapshots, 'snapshot')}`,
  };
}

/** `1.2 s` → value and unit. */
function timeParts(ms: number | null): Pick<Tile, 'value' | 'unit'> {
  if (ms === null) return { value: null, unit: '' };
  const [value = '', ...unit] = duration(ms).split(' ');
  return { value, unit: unit.join(' ') };
}
