/** What was counted beside the records themselves, each with what it means. */

import type { KafkaView } from '../../live/frames.ts';
import { whole } from '../../numbers.ts';
import { html } from '../dom.ts';
import { setText } from './in-place.ts';

const COUNTERS: readonly {
  readonly name: keyof KafkaView['counters'];
  readonly label: string;
  readonly meaning: string;
}[] = [
  {
    name: 'duplicatesDropped',
    label: 'Duplicates dropped',
    meaning: 'records that came again and were applied once',
  },
  {
    name: 'reprocessed',
    label: 'Read again',
    meaning: 'records that a new owner read a second time, from the last committed offset on',
  },
  {
    name: 'sendFailures',
    label: 'Failed sends',
    meaning: 'requests that were repeated, because no acknowledgement came',
  },
  {
    name: 'withoutEnvelope',
    label: 'Without an envelope',
    meaning: 'records from other programs, without a sequence number',
  },
  {
    name: 'foreignRecords',
    label: 'Of other runs',
    meaning: 'records with the name of another run, left alone',
  },
  {
    name: 'changelogCuts',
    label: 'Checkpoints',
    meaning: 'times that the state of a partition was made durable in the changelog',
  },
];

export interface CounterList {
  readonly node: HTMLElement;
  show(counters: KafkaView['counters']): void;
}

export function kafkaCounters(): CounterList {
  const values = new Map(
    COUNTERS.map(({ name }) => [name, html('dd', { class: 'counter-value' })]),
  );
  const entries = COUNTERS.map(({ name, label, meaning }) =>
    html(
      'div',
      { class: 'counter' },
      html('dt', {}, label),
      values.get(name) ?? null,
      html('dd', { class: 'counter-meaning' }, meaning),
    ),
  );
  return {
    node: html(
      'section',
      { class: 'card', 'aria-labelledby': 'kafka-counters-title' },
      html('h3', { id: 'kafka-counters-title' }, 'Counted on the way'),
      html('dl', { class: 'counters' }, ...entries),
    ),
    show(counters) {
      for (const [name, value] of values) setText(value, whole(counters[name]));
    },
  };
}
