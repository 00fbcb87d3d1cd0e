/** The consumers of the group, and what can be done to each. */
import type { LiveFrame, MemberRow } from '../../live/frames.ts';
import { foreign, html } from '../dom.ts';
import { count } from '../format.ts';
import { amountForm } from './classroom-amount.ts';
import { type Desk, enable } from './classroom-desk.ts';
import { setAttributes, setText } from './in-place.ts';
import { consumerColour, isHalted, partitionsText, STATES, throttleText } from './kafka-words.ts';
import { createKeyedList } from './keyed-list.ts';

export interface ConsumerList {
  readonly node: HTMLElement;
  show(frame: LiveFrame, isLoad: boolean): void;
}

interface ConsumerLine {
  readonly name: string;
  /** undefined: started, and the group does not know it yet. */
  readonly member: MemberRow | undefined;
  readonly isLoad: boolean;
}

export function createConsumers(desk: Desk): ConsumerList {
  const add = html('button', { type: 'button', class: 'acts' }, 'Add a consumer');
  add.addEventListener('click', () => void desk.act({ action: 'add-consumer' }, add));
  const list = html('ul', { class: 'consumer-list', tabindex: -1 });
  const lines = createKeyedList<ConsumerLine>(
    list,
    ({ name }) => name,
    ({ name }) => createLine(name, desk),
  );
  return {
    node: html(
      'section',
      { class: 'card', 'aria-labelledby': 'classroom-consumers-title' },
      html('h3', { id: 'classroom-consumers-title' }, 'Consumers'),
      list,
      add,
    ),
    show({ kafka, classroom }, isLoad) {
      enable(add, isLoad);
      lines.show(
        (classroom?.consumers ?? []).map((name) => ({
          name,
          member: kafka.members.find((member) => member.name === name),
          isLoad,
        })),
      );
    },
  };
}

function createLine(name: string, desk: Desk) {
  const state = html('span', { class: 'consumer-state' });
  const button = (text: string, run: (pressed: HTMLButtonElement) => void) => {
    const made = html('button', { type: 'button', 'aria-label': `${text} ${name}` }, text);
    made.addEventListener('click', () => run(made));
    return made;
  };
  const kill = button(
    'Kill',
    (pressed) => void desk.act({ action: 'kill-consumer', name }, pressed),
  );
  const remove = button('Remove', (pressed) => {
    void desk.act({ action: 'remove-consumer', name }, pressed);
  });
  const more = moreOf(name, desk);
  const node = html(
    'li',
    { class: 'consumer' },
    html(
      'p',
      { class: 'consumer-name' },
      html('span', { class: `swatch area c-${consumerColour(name)}`, 'aria-hidden': 'true' }),
      foreign(name),
    ),
    state,
    html('div', { class: 'consumer-acts acts' }, kill, remove, more.toggle),
    more.node,
  );
  return {
    node,
    update({ member, isLoad }: ConsumerLine) {
      setText(state, stateText(member));
      const isBad = member !== undefined && isHalted(member.state);
      setAttributes(state, { class: `consumer-state${isBad ? ' bad-text' : ''}` });
      for (const each of [kill, remove, more.toggle]) enable(each, isLoad);
    },
  };
}

function stateText(member: MemberRow | undefined): string {
  if (member === undefined) return 'starts';
  const { state, partitions, appliedPerSecond } = member;
  if (state !== 'consuming') return STATES[state];
  const speed = member.throttlePerSecond === null ? '' : `, ${throttleText(member)}`;
  return `${partitionsText(partitions, 6)}, ${count(appliedPerSecond)}/s${speed}`;
}

/** What is done to a consumer more rarely, folded away. */
function moreOf(name: string, desk: Desk) {
  const id = `more-${name.replaceAll(/[^\w-]/g, '_')}`;
  const slow = amountForm(
    {
      id: `${id}-slow`,
      verb: 'Slow',
      label: `Events a second for ${name}`,
      unit: 'events/s',
      initial: 5,
      least: 1,
      most: 100_000,
    },
    (eventsPerSecond, button) =>
      void desk.act({ action: 'slow-consumer', name, eventsPerSecond }, button),
    desk,
  );
  const full = html(
    'button',
    { type: 'button', 'aria-label': `Full speed for ${name}` },
    'Full speed',
  );
  full.addEventListener('click', () => {
    void desk.act({ action: 'slow-consumer', name, eventsPerSecond: null }, full);
  });
  slow.append(full);
  const stall = amountForm(
    {
      id: `${id}-stall`,
      verb: 'Stall',
      label: `Seconds that ${name} stands still`,
      unit: 's',
      initial: 10,
      least: 1,
      most: 30,
    },
    (seconds, button) =>
      void desk.act({ action: 'stall-consumer', name, forMs: Math.round(seconds * 1000) }, button),
    desk,
  );
  const node = html('div', { class: 'consumer-more acts', id, hidden: true }, slow, stall);
  const toggle = html(
    'button',
    {
      type: 'button',
      'aria-expanded': 'false',
      'aria-controls': id,
      'aria-label': `Slow, stall ${name}`,
    },
    'Slow, stall',
  );
  toggle.addEventListener('click', () => {
    node.hidden = !node.hidden;
    toggle.setAttribute('aria-expanded', String(!node.hidden));
  });
  return { node, toggle };
}
