/** The picture's numbers, exact: topics, producers, consumers, rebalances, dead letters. */

import type {
  DeadLetterRow,
  KafkaView,
  MemberRow,
  PartitionCell,
  ProducerRow,
  RebalanceRow,
} from '../../live/frames.ts';
import { whole } from '../../numbers.ts';
import { html } from '../dom.ts';
import { count, ms } from '../format.ts';
import { timeText } from '../run-time.ts';
import { setHidden, setText } from './in-place.ts';
import type { RecordPlace } from './inspector-place.ts';
import { type LiveTable, liveTable } from './kafka-table.ts';
import {
  consumerColour,
  isHalted,
  movedText,
  partitionsText,
  STATES,
  throttleText,
} from './kafka-words.ts';

export interface KafkaTables {
  readonly node: HTMLElement;
  show(kafka: KafkaView): void;
}

export function kafkaTables(open: (place: RecordPlace) => void): KafkaTables {
  const topics = topicTable(open);
  const producers = producerTable();
  const members = memberTable();
  const rebalances = rebalanceTable();
  const letters = deadLetterTable(open);
  const more = html('p', { class: 'note' });
  letters.node.append(more);
  return {
    node: html(
      'div',
      { class: 'kafka-tables' },
      members.node,
      producers.node,
      rebalances.node,
      letters.node,
      topics.node,
    ),
    show(kafka) {
      topics.show(
        kafka.topics.flatMap(({ topic, role, partitions }) =>
          partitions.map((cell) => ({ topic, role, cell })),
        ),
      );
      producers.show(kafka.producers);
      members.show(kafka.members);
      rebalances.show(kafka.rebalances.toReversed());
      letters.show(kafka.deadLetters.toSorted((one, other) => other.number - one.number));
      const before = kafka.deadLetterCount - kafka.deadLetters.length;
      setHidden(more, before <= 0);
      setText(more, `${whole(Math.max(0, before))} earlier ones are on the topic itself.`);
    },
  };
}

interface TopicLine {
  readonly topic: string;
  readonly role: string;
  readonly cell: PartitionCell;
}

function topicTable(open: (place: RecordPlace) => void): LiveTable<TopicLine> {
  const number = (value: number | null) => (value === null ? '–' : whole(value));
  return liveTable<TopicLine>({
    id: 'kafka-topics',
    title: 'Topics and partitions',
    explanation:
      'Records are kept from the first offset to just before the end. The position is the next offset that the consumer reads; the lag is what lies between it and the end.',
    nothing: 'The topics are not there yet.',
    keyOf: ({ topic, cell }) => `${topic} ${cell.partition}`,
    columns: [
      { label: 'topic and partition', cell: ({ topic, cell }) => `${topic} P${cell.partition}` },
      { label: 'first offset', isNumber: true, cell: ({ cell }) => number(cell.startOffset) },
      { label: 'end', isNumber: true, cell: ({ cell }) => number(cell.endOffset) },
      { label: 'position', isNumber: true, cell: ({ cell }) => number(cell.position) },
      { label: 'lag', isNumber: true, cell: ({ cell }) => number(cell.lagRecords) },
      { label: 'consumer', cell: ({ role, cell }) => ownerCell(role, cell) },
      { label: 'latest record', cell: ({ topic, cell }) => latestCell(topic, cell, open) },
    ],
  });
}

function ownerCell(role: string, { owner, position }: PartitionCell) {
  if (owner !== null) return { text: owner, swatch: consumerColour(owner) };
  if (position !== null) return { text: 'nobody', isBad: true };
  return role === 'events' || role === 'alerts' ? '–' : 'not for the group';
}

function latestCell(topic: string, cell: PartitionCell, open: (place: RecordPlace) => void) {
  const { partition, startOffset, endOffset } = cell;
  if (endOffset === null || endOffset <= (startOffset ?? 0)) return 'none';
  const offset = endOffset - 1;
  const text = `offset ${whole(offset)}`;
  return {
    text,
    label: `${text}: show the latest record of ${topic}, partition ${partition}`,
    open: () => open({ topic, partition, offset }),
  };
}

function producerTable(): LiveTable<ProducerRow> {
  return liveTable<ProducerRow>({
    id: 'kafka-producers',
    title: 'Producers',
    explanation: 'What was sent is acknowledged once the broker has stored it.',
    nothing: 'No producer is there.',
    keyOf: ({ name }) => name,
    columns: [
      { label: 'producer', cell: ({ name }) => name },
      { label: 'sent/s', isNumber: true, cell: (row) => count(row.sentPerSecond) },
      { label: 'sent', isNumber: true, cell: ({ sent }) => whole(sent) },
      { label: 'acknowledged', isNumber: true, cell: (row) => whole(row.acknowledged) },
      { label: 'in flight', isNumber: true, cell: ({ inFlight }) => whole(inFlight) },
    ],
  });
}

function memberTable(): LiveTable<MemberRow> {
  return liveTable<MemberRow>({
    id: 'kafka-members',
    title: 'Members of the group',
    explanation: 'Each partition number belongs to one consumer, on every topic.',
    nothing: 'No consumer is there.',
    keyOf: ({ name }) => name,
    columns: [
      { label: 'consumer', cell: ({ name }) => ({ text: name, swatch: consumerColour(name) }) },
      { label: 'state', cell: ({ state }) => ({ text: STATES[state], isBad: isHalted(state) }) },
      { label: 'partitions', cell: ({ partitions }) => partitionsText(partitions, 13) },
      { label: 'applied/s', isNumber: true, cell: (row) => count(row.appliedPerSecond) },
      { label: 'speed', cell: throttleText },
      {
        label: 'runs as',
        cell: ({ kind }) => (kind === 'thread' ? 'thread' : 'process of its own'),
      },
    ],
  });
}

function rebalanceTable(): LiveTable<RebalanceRow> {
  return liveTable<RebalanceRow>({
    id: 'kafka-rebalances',
    title: 'Rebalances',
    explanation:
      'Whenever the members change, the group deals its partitions anew; the pause lasts until every partition is consumed again.',
    nothing: 'The group has not changed yet.',
    keyOf: ({ generation, atMs }) => `${generation} ${atMs}`,
    columns: [
      { label: 'generation', cell: ({ generation }) => whole(generation) },
      { label: 'at', cell: ({ atMs }) => timeText(atMs) },
      {
        label: 'pause',
        isNumber: true,
        cell: ({ pauseMs }) => (pauseMs === null ? 'not over yet' : ms(pauseMs)),
      },
      { label: 'members', cell: ({ members }) => members.join(', ') || 'none' },
      { label: 'partitions that moved', cell: movedText },
    ],
  });
}

function deadLetterTable(open: (place: RecordPlace) => void): LiveTable<DeadLetterRow> {
  return liveTable<DeadLetterRow>({
    id: 'kafka-dead-letters',
    title: 'Dead letters',
    explanation:
      'Records that could not be processed are set aside on a topic of their own, with the reason, and the consumer goes on.',
    nothing: 'No record has been set aside.',
    keyOf: ({ number }) => String(number),
    columns: [
      { label: 'reason', cell: ({ reason }) => reason },
      { label: 'detail', cell: ({ detail }) => detail },
      { label: 'where from', cell: (letter) => originCell(letter, open) },
      { label: 'key', cell: ({ key }) => key ?? 'none' },
      { label: 'attempts', isNumber: true, cell: ({ attempts }) => whole(attempts) },
      { label: 'at', isNumber: true, cell: ({ atMs }) => timeText(atMs) },
    ],
  });
}

function originCell(letter: DeadLetterRow, open: (place: RecordPlace) => void) {
  const { topic, partition, offset } = letter;
  return {
    text: `${topic} P${partition}, offset ${whole(offset)}`,
    open: () => open({ topic, partition, offset }),
  };
}
