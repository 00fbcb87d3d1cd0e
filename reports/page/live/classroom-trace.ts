/** The way of one event as a picture: a line of stages, and the stock before and after as bars. */
import type { ClassroomView, EventTrace } from '../../live/frames.ts';
import { html, svg } from '../dom.ts';
import { eventWords, stockBars, type WayStep, waySteps } from './classroom-trace-steps.ts';
import { setHidden, setText } from './in-place.ts';

export interface TraceBox {
  readonly node: HTMLElement;
  show(view: ClassroomView): void;
}

/** Faster than this nobody can follow a single event. */
const FOLLOWED_PER_SECOND = 1;

export function createTrace(): TraceBox {
  const which = html('p', { class: 'quiet' });
  const way = html('ol', { class: 'way' });
  const node = html(
    'section',
    { class: 'card', 'aria-labelledby': 'classroom-trace-title' },
    html('h3', { id: 'classroom-trace-title' }, 'The way of one event'),
    which,
    way,
  );
  let shown: EventTrace | undefined;
  return {
    node,
    show({ traces, isPaused, ratePerSecond }) {
      const isFollowed = isPaused || ratePerSecond <= FOLLOWED_PER_SECOND;
      const newest = isFollowed ? traces[0] : undefined;
      setHidden(way, newest === undefined);
      if (newest === undefined) {
        setText(which, isFollowed ? NOTHING : TOO_FAST);
        return;
      }
      setText(which, `${newest.eventId}: ${eventWords(newest)}`);
      if (isSame(shown, newest)) return;
      shown = newest;
      way.replaceChildren(...waySteps(newest).map((step) => stepNode(step, newest)));
    },
  };
}

const NOTHING = 'The next event is shown on its way through every stage.';
const TOO_FAST = 'Pause, then step: one event is shown on its way through every stage.';

function isSame(one: EventTrace | undefined, other: EventTrace): boolean {
  return (
    one?.eventId === other.eventId &&
    one.placement === other.placement &&
    one.offset === other.offset
  );
}

const STATE_WORDS: Readonly<Record<WayStep['state'], string>> = {
  done: '',
  stopped: 'It stops here.',
  next: '',
  none: 'Not reached.',
};

function stepNode({ stage, state, title, text }: WayStep, trace: EventTrace): HTMLElement {
  return html(
    'li',
    { class: `way-step ${state}` },
    html('span', { class: 'way-title' }, title),
    html('bdi', { class: 'foreign way-text' }, text),
    stage === 'applied' && state === 'done' ? stockNode(trace) : null,
    STATE_WORDS[state] === '' ? null : html('span', { class: 'way-state' }, STATE_WORDS[state]),
  );
}

const BAR_PX = 180;

function stockNode(trace: EventTrace): SVGSVGElement {
  const { before, after } = stockBars(trace);
  const bar = (name: string, share: number, y: number) =>
    svg('rect', { class: name, x: 0, y, width: Math.max(1, share * BAR_PX), height: 7, rx: 2 });
  return svg(
    'svg',
    {
      class: 'stock-bars',
      viewBox: `0 0 ${BAR_PX} 18`,
      width: BAR_PX,
      height: 18,
      'aria-hidden': 'true',
    },
    bar('bar-before', before, 0),
    bar('bar-after', after, 10),
  );
}
