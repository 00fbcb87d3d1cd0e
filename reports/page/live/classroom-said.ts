/** What is happening and why, in plain sentences: the newest large, some before it small; read out, but not all the time. */
import type { ClassroomView } from '../../live/frames.ts';
import { html } from '../dom.ts';
import { timeText } from '../run-time.ts';
import type { ControlAnswered } from './classroom-desk.ts';
import { setHidden, setText } from './in-place.ts';
import { createKeyedList, type KeyedEntry } from './keyed-list.ts';

type Said = ClassroomView['said'][number];

export interface SaidBox {
  readonly node: HTMLElement;
  show(said: readonly Said[]): void;
  /** The answer to a control: stands until the stream says something newer. */
  answered(answer: ControlAnswered): void;
}

const EARLIER = 4;
/** Between two sentences that are read out. */
const BREATH_MS = 4_000;

export function createSaid(): SaidBox {
  const text = html('p', { class: 'said-text' });
  const why = html('p', { class: 'said-why' });
  const earlier = html('ol', { class: 'said-earlier' });
  const before = html('div', { class: 'said-before' }, html('h4', {}, 'Before that'), earlier);
  const speech = createSpeech();
  let newest = 0;
  let answer: ControlAnswered | undefined;
  const lines = createKeyedList<Said>(earlier, ({ number }) => String(number), createLine);
  const showNewest = (said: ControlAnswered) => {
    setText(text, said.text);
    setText(why, said.why);
    speech.say(`${said.text} ${said.why}`);
  };
  return {
    node: html(
      'section',
      { class: 'card said', 'aria-labelledby': 'classroom-said-title' },
      html('h3', { id: 'classroom-said-title' }, 'What is happening'),
      text,
      why,
      before,
      speech.node,
    ),
    show(said) {
      const [first] = said;
      // Numbers begin anew with a run.
      if (first !== undefined && (first.number !== newest || first.text === answer?.text)) {
        answer = undefined;
      }
      newest = first?.number ?? 0;
      showNewest(answer ?? first ?? NOTHING);
      const rest = said.slice(answer === undefined ? 1 : 0).slice(0, EARLIER);
      setHidden(before, rest.length === 0);
      lines.show(rest);
    },
    answered(given) {
      answer = given;
      showNewest(given);
    },
  };
}

const NOTHING: ControlAnswered = {
  text: 'The run has just begun.',
  why: 'Every control below says here what it does, and why.',
};

function createLine({ atMs, text, why }: Said): KeyedEntry<Said> {
  return {
    node: html(
      'li',
      { title: why },
      html('span', { class: 'mark-time' }, timeText(atMs)),
      html('bdi', { class: 'foreign' }, text),
    ),
    update() {},
  };
}

/** Takes a breath between two sentences; what came meanwhile is only the newest. */
function createSpeech() {
  const node = html('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  let waiting: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest = '';
  const next = () => {
    timer = undefined;
    if (waiting === undefined) return;
    setText(node, waiting);
    waiting = undefined;
    timer = setTimeout(next, BREATH_MS);
  };
  return {
    node,
    say(text: string) {
      if (text === latest) return;
      latest = text;
      waiting = text;
      if (timer === undefined) next();
    },
  };
}
