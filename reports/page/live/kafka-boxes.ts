/** The boxes of the picture that hold words: producers, consumers, and what is behind them. */

import type { KafkaView, MemberRow, ProducerRow } from '../../live/frames.ts';
import { whole } from '../../numbers.ts';
import { svg } from '../dom.ts';
import { count } from '../format.ts';
import { setAttributes, setText } from './in-place.ts';
import type { Box } from './kafka-flow-layout.ts';
import { consumerColour, isHalted, partitionsText, recordsOf, STATES } from './kafka-words.ts';

export interface WordBox {
  readonly node: SVGGElement;
  show(words: BoxWords): void;
}

export interface BoxWords {
  readonly title: string;
  readonly lines: readonly string[];
  /** Class of its colour; empty for a neutral box. */
  readonly colour: string;
  readonly tone?: 'bad' | 'warn';
}

const LINE_PX = 16;
const PAD_PX = 12;

export function createBox({ x, y, width, height }: Box, lines: number): WordBox {
  const title = svg('text', { class: 'box-title', x: x + PAD_PX, y: y + 18 });
  const texts = Array.from({ length: lines }, (_, at) =>
    svg('text', { class: 'box-line', x: x + PAD_PX, y: y + 18 + (at + 1) * LINE_PX }),
  );
  const node = svg(
    'g',
    { class: 'word-box' },
    svg('rect', {
      class: 'box-ground',
      x: x + 0.5,
      y: y + 0.5,
      width: width - 1,
      height: height - 1,
      rx: 8,
    }),
    svg('rect', { class: 'box-stripe', x: x + 1, y: y + 8, width: 4, height: height - 16, rx: 2 }),
    title,
    ...texts,
  );
  return {
    node,
    show({ title: text, lines: words, colour, tone }) {
      setText(title, text);
      for (const [at, line] of texts.entries()) setText(line, words[at] ?? '');
      setAttributes(node, {
        class: `word-box${colour === '' ? '' : ` coloured ${colour}`}${tone === undefined ? '' : ` ${tone}`}`,
      });
    },
  };
}

export function producerWords({ name, sentPerSecond, inFlight }: ProducerRow): BoxWords {
  const waiting = inFlight === 0 ? 'all acknowledged' : `${whole(inFlight)} in flight`;
  return { title: name, lines: [`${count(sentPerSecond)}/s`, waiting], colour: '' };
}

export function memberWords(member: MemberRow): BoxWords {
  const { name, state, partitions, appliedPerSecond, throttlePerSecond } = member;
  const limit = throttlePerSecond === null ? '' : ` · at most ${count(throttlePerSecond)}`;
  return {
    title: name,
    lines: [
      state === 'consuming' ? partitionsText(partitions, 5) : `${STATES[state]}`,
      `${count(appliedPerSecond)}/s${limit}`,
    ],
    colour: `c-${consumerColour(name)}`,
    ...(isHalted(state) ? { tone: 'bad' as const } : {}),
  };
}

/** In the order of the boxes behind the consumers. @param isSequenced false: events are applied as they arrive */
export function behindWords(kafka: KafkaView, isSequenced: boolean): readonly BoxWords[] {
  const { members, sequencerWaiting, deadLetterCount, topics } = kafka;
  const applied = members.reduce((sum, { appliedPerSecond }) => sum + appliedPerSecond, 0);
  const kept = topics.filter(({ role }) => role === 'changelog').map(recordsOf);
  const changelog = kept.reduce((sum, records) => sum + records, 0);
  return [
    {
      title: 'Sequencer',
      lines: [isSequenced ? `${count(sequencerWaiting)} waiting` : 'switched off'],
      colour: '',
      ...(sequencerWaiting > 0 || !isSequenced ? { tone: 'warn' as const } : {}),
    },
    { title: 'Ledger', lines: [`${count(applied)}/s applied`], colour: '' },
    { title: 'Changelog', lines: [`${count(changelog)} records`], colour: '' },
    {
      title: 'Dead letters',
      lines: [whole(deadLetterCount)],
      colour: '',
      ...(deadLetterCount > 0 ? { tone: 'bad' as const } : {}),
    },
  ];
}
