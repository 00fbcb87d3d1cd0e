/** One partition in the picture: its tape, its consumer's place on it, and the numbers in words. */
import type { PartitionCell } from '../../live/frames.ts';
import { svg } from '../dom.ts';
import { count } from '../format.ts';
import { setAttributes, setText } from './in-place.ts';
import type { LaneBox } from './kafka-flow-layout.ts';
import { tapeOf } from './kafka-tape.ts';
import { consumerColour, laneText } from './kafka-words.ts';

export interface LaneView {
  readonly node: SVGGElement;
  readonly box: LaneBox;
  show(cell: PartitionCell, windowRecords: number): void;
}

const CARET_PX = 4;

/** @param isStacked the owner stands in words on the lane, for there is no line to its box */
export function createLane(box: LaneBox, isStacked: boolean): LaneView {
  const { tape, nameAt, endAt, lagAt } = box;
  const at = { y: tape.y, height: tape.height };
  const title = svg('title');
  const track = svg('rect', { class: 'lane-track', rx: 2, ...at });
  // Where nothing is kept a click finds the lane all the same.
  const ground = svg('rect', { class: 'lane-ground', x: tape.x, width: tape.width, ...at });
  const read = svg('rect', { class: 'lane-read', ...at });
  const lag = svg('rect', { class: 'lane-lag', ...at });
  const notches = svg('path', { class: 'lane-notches' });
  const caret = svg('path', { class: 'lane-caret' });
  const name = svg('text', { class: 'lane-name', x: nameAt.x, y: nameAt.y });
  const end = svg('text', { class: 'lane-end', x: endAt.x, y: endAt.y, 'text-anchor': 'end' });
  const behind = svg('text', {
    class: 'lane-lag-text',
    x: lagAt.x,
    y: lagAt.y,
    'text-anchor': 'end',
  });
  const node = svg(
    'g',
    { class: 'lane' },
    title,
    ground,
    track,
    read,
    lag,
    notches,
    caret,
    name,
    end,
    behind,
  );
  return {
    node,
    box,
    show(cell, windowRecords) {
      const { owner, position, lagRecords, endOffset } = cell;
      setText(title, laneText(box.topic, cell));
      const colour = owner === null ? '' : ` c-${consumerColour(owner)}`;
      setAttributes(node, { class: `lane${owner === null ? ' nobody' : colour}` });
      setText(name, isStacked ? `P${cell.partition} ${ownerWords(cell)}` : `P${cell.partition}`);
      setText(end, endOffset === null ? '–' : count(endOffset));
      setText(behind, lagRecords === null ? '' : `lag ${count(lagRecords)}`);
      setAttributes(behind, { class: `lane-lag-text${(lagRecords ?? 0) > 0 ? ' behind' : ''}` });
      const drawn = tapeOf(cell, windowRecords, tape.width);
      const kept = drawn?.keptFrom ?? tape.width;
      const at = drawn?.caret ?? tape.width;
      setAttributes(track, { x: tape.x + kept, width: tape.width - kept });
      setAttributes(read, { x: tape.x + kept, width: drawn === null ? 0 : at - kept });
      setAttributes(lag, { x: tape.x + at, width: drawn?.caret === null ? 0 : tape.width - at });
      setAttributes(notches, { d: notchPath(box, drawn?.notches ?? []) });
      const isShown = position !== null && drawn !== null && drawn.caret !== null;
      setAttributes(caret, { d: isShown ? caretPath(box, at, drawn.isCaretCut) : '' });
    },
  };
}

function ownerWords({ owner, position }: PartitionCell): string {
  if (owner !== null) return owner;
  return position === null ? '' : 'nobody';
}

function notchPath({ tape }: LaneBox, notches: readonly number[]): string {
  return notches
    .map((at) => `M${(tape.x + at).toFixed(1)} ${tape.y + 1}v${tape.height - 2}`)
    .join('');
}

/** A line with a head above and below; an arrow to the left where the consumer is further back. */
function caretPath({ tape }: LaneBox, at: number, isCut: boolean): string {
  const x = tape.x + at;
  const bottom = tape.y + tape.height;
  if (isCut) {
    const middle = tape.y + tape.height / 2;
    return `M${x + 7} ${middle - 4}L${x + 1} ${middle}L${x + 7} ${middle + 4}z`;
  }
  return `M${x - CARET_PX} ${tape.y - 3}h${2 * CARET_PX}L${x + 1} ${tape.y + 2}V${bottom + 2}h-2V${tape.y + 2}z`;
}
