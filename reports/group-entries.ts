/** How the consumer group fared, as labelled sentences: the same at the terminal, in Markdown and in JUnit. */
import type { GroupReport, MemberLife } from './group-report.ts';
import { type GroupSummary, groupSummary, isLively } from './group-summary.ts';
import { duration, inWords, percent, whole } from './numbers.ts';
import type { RunRecord } from './record.ts';
import type { Entry } from './run-entries.ts';
import { bytes } from './sizes.ts';

/** Nothing where nobody came, went or took over: a quiet group needs no sentence. */
export function groupEntries({ group, counts }: Pick<RunRecord, 'group' | 'counts'>): Entry[] {
  if (group === null || !isLively(group)) return [];
  const applied = counts.events_applied;
  const summary = groupSummary(group, applied);
  return [
    { label: 'group', text: membersText(group, summary) },
    ...(summary.rebalances === 0 ? [] : [{ label: 'rebalances', text: rebalanceText(summary) }]),
    ...(summary.restored + summary.kept === 0
      ? []
      : [{ label: 'restored', text: restoreText(summary) }]),
    ...(summary.recoveries === 0 ? [] : [{ label: 'recovered', text: recoveryText(summary) }]),
    { label: 'reprocessed', text: reprocessedText(summary, applied) },
    { label: 'changelog', text: changelogText(group, summary) },
  ];
}

/** Names of losses that a line of text has room for. */
const NAMED = 6;

function membersText({ members }: GroupReport, summary: GroupSummary): string {
  const who = inWords(summary.members, 'consumer');
  const processes =
    summary.processes === 0
      ? ''
      : `, ${whole(summary.processes)} of them in ${summary.processes === 1 ? 'a process of its own' : 'processes of their own'}`;
  const left = members.flatMap(({ name, lives }) => partings(name, lives));
  const named = left.slice(0, NAMED);
  const others = left.length - named.length;
  const more = others > 0 ? [`and ${whole(others)} more`] : [];
  return [`${who}${processes}`, ...named, ...more].join(' · ');
}

/** `consumer-1 killed twice`, `consumer-3 left`; nothing of one that stayed. */
function partings(name: string, lives: readonly MemberLife[]): string[] {
  return (['killed', 'lost', 'left'] as const).flatMap((end) => {
    const times = lives.filter((life) => life.end === end).length;
    return times === 0 ? [] : [`${name} ${end}${timesText(times)}`];
  });
}

function timesText(times: number): string {
  if (times === 1) return '';
  return times === 2 ? ' twice' : ` ${whole(times)} times`;
}

function rebalanceText({ rebalances, longestPauseMs, unfinished, moves }: GroupSummary): string {
  const parts = [
    whole(rebalances),
    ...(longestPauseMs === null ? [] : [`longest pause ${duration(longestPauseMs)}`]),
    moves === 0 ? 'no partition changed hands' : `partitions changed hands ${timesOf(moves)}`,
    ...(unfinished === 0 ? [] : [`${whole(unfinished)} never ended`]),
  ];
  return parts.join(' · ');
}

function timesOf(times: number): string {
  if (times === 1) return 'once';
  return times === 2 ? 'twice' : `${whole(times)} times`;
}

function restoreText(summary: GroupSummary): string {
  const { restored, kept, longestRestoreMs, restoredProducts, restoredBytes } = summary;
  const parts =
    restored === 0
      ? ['nothing']
      : [
          inWords(restored, 'partition'),
          ...(longestRestoreMs === null ? [] : [`longest ${duration(longestRestoreMs)}`]),
          `${inWords(restoredProducts, 'product')}, ${bytes(restoredBytes)}`,
        ];
  if (kept > 0) parts.push(`${inWords(kept, 'partition')} came back to an owner who had kept it`);
  return parts.join(' · ');
}

function recoveryText({ recoveries, longestRecoveryMs, unrecovered }: GroupSummary): string {
  const after =
    longestRecoveryMs === null
      ? []
      : [`their partitions were consumed again after ${duration(longestRecoveryMs)} at most`];
  const never = unrecovered === 0 ? [] : [`after ${whole(unrecovered)} of them never`];
  const losses = recoveries === 1 ? 'from 1 loss' : `from ${whole(recoveries)} losses`;
  return [losses, ...after, ...never].join(' · ');
}

function reprocessedText({ reprocessed }: GroupSummary, applied: number): string {
  if (reprocessed === 0) return 'no record';
  const share = applied > 0 ? `, ${percent(reprocessed / applied)} of those applied` : '';
  return `${inWords(reprocessed, 'record')}${share}`;
}

function changelogText({ changelog }: GroupReport, summary: GroupSummary): string {
  const { cuts, snapshots, staleCuts } = changelog;
  const { changelogBytes, changelogBytesPerEvent: each } = summary;
  const perEvent = each === null ? '' : `, ${whole(Math.round(each))} bytes an event`;
  const parts = [
    `${inWords(cuts, 'cut')}, ${whole(snapshots)} of them ${snapshots === 1 ? 'a snapshot' : 'snapshots'}`,
    `${bytes(changelogBytes)}${perEvent}`,
    ...(staleCuts === 0 ? [] : [`${inWords(staleCuts, 'cut')} came too late from a former owner`]),
  ];
  return parts.join(' · ');
}
