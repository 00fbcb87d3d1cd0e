/** Words and colours of the group's parts: the same in the picture, in its tables and in the classroom. Pure. */

import type { MemberRow, PartitionCell, RebalanceRow, TopicRow } from '../../live/frames.ts';
import { inWords, perSecond, whole } from '../../numbers.ts';
import type { Colour } from '../theme.ts';

const COLOURS = 8;

/** By the number that ends its name, so that a consumer has its colour on every page, whoever else comes and goes. */
export function consumerColour(name: string): Colour {
  return `series-${(placeOf(name) % COLOURS) + 1}` as Colour;
}

function placeOf(name: string): number {
  const number = /(\d+)$/.exec(name)?.[1];
  if (number !== undefined && Number(number) > 0) return Number(number) - 1;
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return sum;
}

export const STATES: Readonly<Record<MemberRow['state'], string>> = {
  joining: 'joins the group',
  restoring: 'restores its state',
  consuming: 'consumes',
  rebalancing: 'waits for the rebalance',
  idle: 'owns nothing',
  stalled: 'stands still',
  away: 'is gone',
};

/** States in which a consumer does not get on. */
export function isHalted(state: MemberRow['state']): boolean {
  return state === 'stalled' || state === 'away' || state === 'rebalancing';
}

/** `P0, P3`, and `P0, P1, P2, +9` where there is no room for all. */
export function partitionsText(partitions: readonly number[], most: number): string {
  if (partitions.length === 0) return 'no partition';
  const shown = partitions.length > most ? partitions.slice(0, most - 1) : partitions;
  const rest = partitions.length - shown.length;
  return `${shown.map((partition) => `P${partition}`).join(', ')}${rest > 0 ? `, +${rest}` : ''}`;
}

export function throttleText({ throttlePerSecond }: Pick<MemberRow, 'throttlePerSecond'>): string {
  return throttlePerSecond === null
    ? 'as fast as it can'
    : `at most ${perSecond(throttlePerSecond)}/s`;
}

/** What a lane shows, as a sentence. */
export function laneText(topic: string, cell: PartitionCell): string {
  const { partition, startOffset, endOffset, position, lagRecords, owner } = cell;
  const name = `${topic}, partition ${partition}`;
  if (endOffset === null) return `${name}: its offsets are not known yet`;
  const kept = `${name}: offsets ${whole(startOffset ?? 0)} to ${whole(endOffset)}`;
  if (position === null) return `${kept}; nobody has read it yet`;
  const who = owner ?? 'nobody now, the group was';
  return `${kept}; ${who} at ${whole(position)}, ${inWords(lagRecords ?? 0, 'record')} behind`;
}

export function recordsOf({ partitions }: TopicRow): number {
  return partitions.reduce(
    (sum, { startOffset, endOffset }) => sum + Math.max(0, (endOffset ?? 0) - (startOffset ?? 0)),
    0,
  );
}

/** Of the partitions that somebody reads. */
export function largestKept(topics: readonly TopicRow[]): number {
  const kept = topics.flatMap(({ partitions }) =>
    partitions.map(({ startOffset, endOffset, position }) =>
      position === null ? 0 : (endOffset ?? 0) - (startOffset ?? 0),
    ),
  );
  return Math.max(0, ...kept);
}

export function largestLag(topics: readonly TopicRow[]): number {
  return Math.max(
    0,
    ...topics.flatMap(({ partitions }) => partitions.map(({ lagRecords }) => lagRecords ?? 0)),
  );
}

export function movedText({ moved }: RebalanceRow): string {
  return moved.length === 0 ? 'none' : partitionsText(moved, 13);
}
