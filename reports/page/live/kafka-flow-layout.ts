/**
 * Where the parts of the picture stand: producers, topics with a lane for each partition, consumers, and what is behind them;
 * side by side where there is room, one below the other where there is not. Pure.
 */
import type { KafkaView } from '../../live/frames.ts';
import { recordsOf } from './kafka-words.ts';

/** What the picture consists of: while it stays the same, numbers change in place. */
export interface FlowShape {
  readonly producers: readonly string[];
  readonly topics: readonly TopicShape[];
  readonly members: readonly string[];
}

export interface TopicShape {
  readonly topic: string;
  /** Partition numbers that have a lane; none for a topic without records. */
  readonly lanes: readonly number[];
  readonly partitions: number;
}

/** More lanes of one topic nobody can tell apart; the table has them all. */
export const MOST_LANES = 24;
/** What consumers write and nobody of the group reads stands behind them. */
const BEHIND = new Set(['changelog', 'dead-letters']);

export function flowShape({ producers, topics, members }: KafkaView): FlowShape {
  return {
    producers: producers.map(({ name }) => name),
    members: members.map(({ name }) => name),
    topics: topics
      .filter(({ role }) => !BEHIND.has(role))
      .map((topic) => ({
        topic: topic.topic,
        partitions: topic.partitions.length,
        lanes:
          recordsOf(topic) === 0
            ? []
            : topic.partitions.slice(0, MOST_LANES).map(({ partition }) => partition),
      })),
  };
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface LaneBox {
  readonly topic: string;
  readonly partition: number;
  /** The tape itself. */
  readonly tape: Box;
  /** Base lines of its words. */
  readonly nameAt: Point;
  readonly endAt: Point;
  readonly lagAt: Point;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface TopicBox {
  readonly topic: string;
  readonly box: Box;
  readonly headingAt: Point;
  readonly lanes: readonly LaneBox[];
}

export interface FlowLayout {
  readonly isStacked: boolean;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Headings of the columns. */
  readonly headings: readonly { readonly text: string; readonly at: Point }[];
  readonly producers: readonly Box[];
  readonly topics: readonly TopicBox[];
  readonly members: readonly Box[];
  /** Sequencer, ledger, changelog, dead letters. */
  readonly behind: readonly Box[];
}

export const BEHIND_BOXES = 4;
const WIDE_FROM_PX = 840;
const HEAD_PX = 24;
const WIDE = {
  producers: 128,
  toTopics: 44,
  toMembers: 72,
  members: 178,
  toBehind: 34,
  behind: 146,
};
const NAME_PX = 30;
const NUMBERS_PX = 116;
const BOX_GAP_PX = 10;
const BOX_PX = 64;

export function flowLayout(shape: FlowShape, widthPx: number): FlowLayout {
  return widthPx >= WIDE_FROM_PX ? sideBySide(shape, widthPx) : stacked(shape, widthPx);
}

function sideBySide(shape: FlowShape, widthPx: number): FlowLayout {
  const topicsX = WIDE.producers + WIDE.toTopics;
  const behindX = widthPx - WIDE.behind;
  const membersX = behindX - WIDE.toBehind - WIDE.members;
  const topicsWidth = membersX - WIDE.toMembers - topicsX;
  const pitchPx = pitchOf(shape);
  const topics = topicBoxes(shape, { x: topicsX, y: HEAD_PX, width: topicsWidth }, (box, at) => ({
    height: pitchPx,
    tape: {
      x: box.x + NAME_PX,
      y: at + 4,
      width: box.width - NAME_PX - NUMBERS_PX,
      height: pitchPx - 8,
    },
    nameAt: { x: box.x + 10, y: at + pitchPx / 2 + 4 },
    endAt: { x: box.x + box.width - NUMBERS_PX / 2 - 4, y: at + pitchPx / 2 + 4 },
    lagAt: { x: box.x + box.width - 8, y: at + pitchPx / 2 + 4 },
  }));
  const bottom = bottomOf(topics.map(({ box }) => box));
  const column = (count: number, x: number, width: number, heightPx: number) =>
    centred(count, { x, width, heightPx, top: HEAD_PX, bottom });
  const producers = column(shape.producers.length, 0, WIDE.producers, BOX_PX);
  const members = column(shape.members.length, membersX, WIDE.members, BOX_PX);
  const behind = column(BEHIND_BOXES, behindX, WIDE.behind, 54);
  return {
    isStacked: false,
    widthPx,
    heightPx:
      bottomOf([...producers, ...members, ...behind, { x: 0, y: 0, width: 0, height: bottom }]) + 2,
    headings: [
      { text: 'Producers', at: { x: 0, y: 14 } },
      { text: 'Topics and partitions', at: { x: topicsX, y: 14 } },
      { text: 'Consumers', at: { x: membersX, y: 14 } },
      { text: 'Behind them', at: { x: behindX, y: 14 } },
    ],
    producers,
    topics,
    members,
    behind,
  };
}

function stacked(shape: FlowShape, widthPx: number): FlowLayout {
  const headings: { text: string; at: Point }[] = [];
  let y = 0;
  const heading = (text: string) => {
    headings.push({ text, at: { x: 0, y: y + 14 } });
    y += HEAD_PX;
  };
  const grid = (count: number, heightPx: number, leastPx: number): Box[] => {
    const columns = Math.max(
      1,
      Math.min(count, Math.floor((widthPx + BOX_GAP_PX) / (leastPx + BOX_GAP_PX))),
    );
    const width = (widthPx - (columns - 1) * BOX_GAP_PX) / columns;
    const boxes = Array.from({ length: count }, (_, at) => ({
      x: (at % columns) * (width + BOX_GAP_PX),
      y: y + Math.floor(at / columns) * (heightPx + BOX_GAP_PX),
      width,
      height: heightPx,
    }));
    y = Math.max(y, bottomOf(boxes)) + SECTION_GAP_PX;
    return boxes;
  };
  heading('Producers');
  const producers = grid(shape.producers.length, BOX_PX, 130);
  heading('Topics and partitions');
  const topics = topicBoxes(shape, { x: 0, y, width: widthPx }, (box, at) => ({
    height: 35,
    tape: { x: box.x + 10, y: at + 19, width: box.width - 20, height: 10 },
    nameAt: { x: box.x + 10, y: at + 12 },
    endAt: { x: box.x + box.width - 76, y: at + 12 },
    lagAt: { x: box.x + box.width - 10, y: at + 12 },
  }));
  y = Math.max(y, bottomOf(topics.map(({ box }) => box))) + SECTION_GAP_PX;
  heading('Consumers');
  const members = grid(shape.members.length, BOX_PX, 170);
  heading('Behind them');
  const behind = grid(BEHIND_BOXES, 54, 140);
  return { isStacked: true, widthPx, heightPx: y, headings, producers, topics, members, behind };
}

const SECTION_GAP_PX = 14;
const TOPIC_HEAD_PX = 24;
const TOPIC_FOOT_PX = 4;

type LanePlace = Omit<LaneBox, 'topic' | 'partition'> & { readonly height: number };

function topicBoxes(
  { topics }: FlowShape,
  { x, y, width }: Omit<Box, 'height'>,
  placeLane: (box: Box, at: number) => LanePlace,
): TopicBox[] {
  let top = y;
  return topics.map(({ topic, lanes }) => {
    const start = top;
    let at = start + TOPIC_HEAD_PX;
    const placed = lanes.map((partition) => {
      const { height, ...place } = placeLane({ x, y: start, width, height: 0 }, at);
      at += height;
      return { topic, partition, ...place };
    });
    const height = at - start + (lanes.length === 0 ? 2 : TOPIC_FOOT_PX);
    top = start + height + BOX_GAP_PX - 2;
    return {
      topic,
      box: { x, y: start, width, height },
      headingAt: { x: x + 10, y: start + 17 },
      lanes: placed,
    };
  });
}

/** Many lanes are thinner, down to where their words would touch. */
function pitchOf({ topics }: FlowShape): number {
  const lanes = topics.reduce((sum, topic) => sum + topic.lanes.length, 0);
  if (lanes <= 16) return 22;
  return lanes <= 36 ? 18 : 15;
}

/** Around the middle of what stands beside it, and below one another where that is too short. */
function centred(
  count: number,
  place: {
    readonly x: number;
    readonly width: number;
    readonly heightPx: number;
    readonly top: number;
    readonly bottom: number;
  },
): Box[] {
  const { x, width, heightPx, top, bottom } = place;
  const room = bottom - top;
  const gap = Math.max(BOX_GAP_PX, Math.min(36, (room - count * heightPx) / Math.max(1, count)));
  const whole = count * heightPx + (count - 1) * gap;
  const first = Math.max(top, top + (room - whole) / 2);
  return Array.from({ length: count }, (_, at) => ({
    x,
    y: first + at * (heightPx + gap),
    width,
    height: heightPx,
  }));
}

function bottomOf(boxes: readonly Box[]): number {
  return Math.max(0, ...boxes.map(({ y, height }) => y + height));
}
