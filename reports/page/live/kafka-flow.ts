/**
 * The picture of the flow, as SVG that is changed in place: producers, topics × partitions, consumers, what is behind them. Who
 * cannot see it has the tables below; a click on a lane opens the record there.
 */

import type { KafkaView, PartitionCell } from '../../live/frames.ts';
import { inWords, whole } from '../../numbers.ts';
import { html, svg } from '../dom.ts';
import { setAttributes, setText } from './in-place.ts';
import type { RecordPlace } from './inspector-place.ts';
import { behindWords, createBox, memberWords, producerWords, type WordBox } from './kafka-boxes.ts';
import { type FlowLayout, flowLayout, flowShape } from './kafka-flow-layout.ts';
import { createLane, type LaneView } from './kafka-lane.ts';
import { behindPaths, lanePath, producerPaths } from './kafka-links.ts';
import { nextWindow, offsetAt } from './kafka-tape.ts';
import { consumerColour, largestKept, largestLag, recordsOf } from './kafka-words.ts';

export interface FlowPicture {
  readonly node: HTMLElement;
  /** @param elapsedMs since the load began */
  show(kafka: KafkaView, elapsedMs: number): void;
  /**
   * Another run: scales begin anew.
   * @param isSequenced false: events are applied as they arrive
   */
  begin(isSequenced: boolean): void;
}

export function createFlow(open: (place: RecordPlace) => void): FlowPicture {
  const how = html('p', { class: 'how-to-read' }, HOW_TO_READ);
  const scale = html('p', { class: 'note flow-scale' });
  const host = html('div', { class: 'flow' });
  const node = html(
    'section',
    { class: 'card', 'aria-labelledby': 'kafka-flow-title' },
    html('h3', { id: 'kafka-flow-title' }, 'The way of the events'),
    how,
    host,
    scale,
  );
  const growth = createGrowth();
  let scene: Scene | undefined;
  let windowRecords: number | null = null;
  let isSequenced = true;
  let last: KafkaView | undefined;

  const show = (kafka: KafkaView) => {
    const widthPx = Math.floor(host.clientWidth);
    if (widthPx <= 0 || windowRecords === null) return;
    const key = JSON.stringify([flowShape(kafka), widthPx]);
    if (scene?.key !== key) {
      scene = createScene(key, flowLayout(flowShape(kafka), widthPx));
      host.replaceChildren(scene.node);
    }
    showScene(scene, kafka, { windowRecords, isSequenced });
    setText(scale, scaleText(kafka, windowRecords));
  };
  host.addEventListener('click', (event) => {
    const place = placeUnder(event, scene, last, windowRecords);
    if (place !== undefined) open(place);
  });
  new ResizeObserver(() => last !== undefined && show(last)).observe(host);
  return {
    node,
    show(kafka, elapsedMs) {
      const passing = Math.min(
        growth(kafka, elapsedMs) * PASSING_SECONDS,
        largestKept(kafka.topics),
      );
      windowRecords = nextWindow(windowRecords, largestLag(kafka.topics), passing);
      last = kafka;
      show(kafka);
    },
    begin(sequenced) {
      isSequenced = sequenced;
      windowRecords = null;
    },
  };
}

/** What arrives within so many seconds shall be seen passing by, as far as it is kept. */
const PASSING_SECONDS = 4;

const HOW_TO_READ =
  'Each lane is a partition: its latest records, the newest at the right. The caret is the place of its consumer, what is filled behind it is the lag. Lanes have the colour of the consumer that owns them.';

function scaleText({ topics, lagRecords }: KafkaView, windowRecords: number): string {
  const lag = lagRecords === null ? '' : ` Lag of the group: ${inWords(lagRecords, 'record')}.`;
  const few = topics.every((topic) => recordsOf(topic) === 0) ? ' No record has arrived yet.' : '';
  return `A lane shows the latest ${whole(windowRecords)} records.${lag}${few} Choose a lane to see the record there.`;
}

interface Scene {
  readonly key: string;
  readonly layout: FlowLayout;
  readonly node: SVGSVGElement;
  readonly lanes: readonly LaneView[];
  readonly links: readonly SVGPathElement[];
  readonly producers: readonly WordBox[];
  readonly members: readonly WordBox[];
  readonly behind: readonly WordBox[];
  readonly notes: ReadonlyMap<string, SVGTextElement>;
}

function createScene(key: string, layout: FlowLayout): Scene {
  const lanes = layout.topics.flatMap((topic) =>
    topic.lanes.map((lane) => createLane(lane, layout.isStacked)),
  );
  const links = lanes.map(() => svg('path', { class: 'link' }));
  const producers = layout.producers.map((box) => createBox(box, 2));
  const members = layout.members.map((box) => createBox(box, 2));
  const behind = layout.behind.map((box) => createBox(box, 1));
  const notes = new Map<string, SVGTextElement>();
  const topics = layout.topics.map(({ topic, box, headingAt }) => {
    const note = svg('text', {
      class: 'topic-note',
      x: box.x + box.width - 10,
      y: headingAt.y,
      'text-anchor': 'end',
    });
    notes.set(topic, note);
    return svg(
      'g',
      {},
      svg('rect', { class: 'topic-ground', rx: 8, ...box }),
      svg('text', { class: 'topic-name', ...headingAt }, topic),
      note,
    );
  });
  const node = svg(
    'svg',
    { class: 'flow-svg', width: layout.widthPx, height: layout.heightPx, role: 'img' },
    ...layout.headings.map(({ text, at }) => svg('text', { class: 'flow-heading', ...at }, text)),
    ...[...producerPaths(layout), ...behindPaths(layout)].map((d) =>
      svg('path', { class: 'link', d }),
    ),
    ...links,
    ...topics,
    ...lanes.map((lane) => lane.node),
    ...[...producers, ...members, ...behind].map((box) => box.node),
  );
  return { key, layout, node, lanes, links, producers, members, behind, notes };
}

function showScene(
  scene: Scene,
  kafka: KafkaView,
  { windowRecords, isSequenced }: { readonly windowRecords: number; readonly isSequenced: boolean },
): void {
  const { lanes, producers, members, behind, notes, layout } = scene;
  setAttributes(scene.node, { 'aria-label': pictureText(kafka) });
  for (const [at, row] of kafka.producers.entries()) producers[at]?.show(producerWords(row));
  for (const [at, row] of kafka.members.entries()) members[at]?.show(memberWords(row));
  for (const [at, words] of behindWords(kafka, isSequenced).entries()) behind[at]?.show(words);
  for (const topic of kafka.topics) {
    const note = notes.get(topic.topic);
    const drawn = layout.topics.find((box) => box.topic === topic.topic)?.lanes.length ?? 0;
    if (note !== undefined) setText(note, topicNote(topic.partitions.length, drawn));
  }
  for (const [at, lane] of lanes.entries()) {
    const cell = cellOf(kafka, lane);
    if (cell === undefined) continue;
    lane.show(cell, windowRecords);
    showLink(scene, at, cell, kafka);
  }
}

function topicNote(partitions: number, drawn: number): string {
  if (drawn === 0) return 'no record yet';
  return drawn === partitions
    ? inWords(partitions, 'partition')
    : `${drawn} of ${partitions} partitions`;
}

function showLink(
  scene: Scene,
  at: number,
  { owner, partition }: PartitionCell,
  kafka: KafkaView,
): void {
  const { layout, lanes, links } = scene;
  const member = kafka.members.findIndex(({ name }) => name === owner);
  const box = layout.members[member];
  const lane = lanes[at];
  const link = links[at];
  if (lane === undefined || link === undefined) return;
  if (box === undefined || layout.isStacked || owner === null) {
    setAttributes(link, { d: '' });
    return;
  }
  const all = Math.max(1, (kafka.topics[0]?.partitions.length ?? 1) - 1);
  setAttributes(link, {
    d: lanePath(lane.box, box, Math.min(1, partition / all)),
    class: `link owned c-${consumerColour(owner)}`,
  });
}

function cellOf(kafka: KafkaView, { box }: LaneView): PartitionCell | undefined {
  return kafka.topics
    .find(({ topic }) => topic === box.topic)
    ?.partitions.find(({ partition }) => partition === box.partition);
}

function pictureText({ producers, members, topics, lagRecords }: KafkaView): string {
  const behind = lagRecords === null ? 'lag not known' : `${inWords(lagRecords, 'record')} behind`;
  return `${inWords(producers.length, 'producer')} write to ${inWords(topics.length, 'topic')}; ${inWords(members.length, 'consumer')}, ${behind}. The tables below have every number.`;
}

function placeUnder(
  event: MouseEvent,
  scene: Scene | undefined,
  kafka: KafkaView | undefined,
  windowRecords: number | null,
): RecordPlace | undefined {
  if (scene === undefined || kafka === undefined || windowRecords === null) return undefined;
  const lane = scene.lanes.find(
    ({ node }) => event.target instanceof Node && node.contains(event.target),
  );
  const cell = lane === undefined ? undefined : cellOf(kafka, lane);
  if (lane === undefined || cell === undefined) return undefined;
  const { tape, topic, partition } = lane.box;
  const xPx = event.clientX - scene.node.getBoundingClientRect().left - tape.x;
  const offset = offsetAt(cell, windowRecords, tape.width, Math.max(0, Math.min(tape.width, xPx)));
  return offset === undefined ? undefined : { topic, partition, offset };
}

/** Records a second that the busiest partition gets, evened out. */
function createGrowth(): (kafka: KafkaView, elapsedMs: number) => number {
  let before: { readonly ends: ReadonlyMap<string, number>; readonly atMs: number } | undefined;
  let perSecond = 0;
  return ({ topics }, atMs) => {
    if (before !== undefined && atMs - before.atMs < SAMPLE_MS && atMs >= before.atMs)
      return perSecond;
    const ends = new Map(
      topics.flatMap(({ topic, partitions }) =>
        partitions.map((cell) => [`${topic} ${cell.partition}`, cell.endOffset ?? 0] as const),
      ),
    );
    const seconds = before === undefined ? 0 : (atMs - before.atMs) / 1000;
    if (before !== undefined && seconds > 0) {
      const was = before.ends;
      const fastest = Math.max(0, ...[...ends].map(([key, end]) => end - (was.get(key) ?? end)));
      perSecond = (perSecond + fastest / seconds) / 2;
    } else perSecond = 0;
    before = { ends, atMs };
    return perSecond;
  };
}

const SAMPLE_MS = 1_000;
