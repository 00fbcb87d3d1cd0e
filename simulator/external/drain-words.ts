/** Why a group did not come to the end of the load, in a sentence. Pure. */
import { inWords, whole } from '../../reports/numbers.ts';
import { formatDuration } from '../scenario/durations.ts';
import type { GroupSight } from './group-sight.ts';
import type { Offsets } from './group-watch.ts';

export interface UndrainedGroup {
  readonly group: string;
  readonly resultsTopic: string | undefined;
  readonly state: 'stalled' | 'too-late';
  /** When the cluster last told; null: it never did. */
  readonly lag: Offsets | null;
  /** Acknowledged events without a result. */
  readonly owed: number;
  readonly afterMs: number;
  /** What is left of the group. */
  readonly sight: GroupSight;
}

const SHOWN_PARTITIONS = 4;

/** Without a full stop. */
export function whyNotDrained(seen: UndrainedGroup): string {
  const { group, resultsTopic, state, lag, owed, afterMs, sight } = seen;
  const behind = lag === null ? 0 : totalLag(lag);
  const parts = [
    ...(lag !== null && behind > 0
      ? [`was ${inWords(behind, 'record')} behind (${lagWords(lag)})`]
      : []),
    ...(owed > 0 ? [`owed ${inWords(owed, 'result')} on ${resultsTopic}`] : []),
  ];
  const what = parts.length === 0 ? 'had not come to the end' : parts.join(' and ');
  const after = formatDuration(Math.max(1, Math.round(afterMs / 1000)) * 1000);
  const standing = state === 'stalled' ? ', and did nothing more' : '';
  const gone = sight.state === 'absent' ? `; ${sight.text}` : '';
  return `group ${group} ${what} ${after} after the last acknowledgement${standing}${gone}`;
}

export function totalLag(lag: Offsets): number {
  return Object.values(lag).reduce(
    (sum, records) => sum + records.reduce((behind, count) => behind + count, 0),
    0,
  );
}

/** By topic-partition, the largest first: `inventory.sales/0 1,204, inventory.returns/2 3`. */
function lagWords(lag: Offsets): string {
  const behind = Object.entries(lag).flatMap(([topic, records]) =>
    records.flatMap((count, partition) => (count > 0 ? [{ topic, partition, count }] : [])),
  );
  behind.sort((one, other) => other.count - one.count);
  const shown = behind
    .slice(0, SHOWN_PARTITIONS)
    .map(({ topic, partition, count }) => `${topic}/${partition} ${whole(count)}`);
  const more = behind.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${inWords(more, 'more partition')}` : '');
}
