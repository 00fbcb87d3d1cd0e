/** What begins the run anew, or ends it: each is asked about once, in its place, for it cannot be taken back. */
import type { ControlAction } from '../../live/controls.ts';
import type { ClassroomView, LivePhase } from '../../live/frames.ts';
import { html } from '../dom.ts';
import { type Desk, enable } from './classroom-desk.ts';
import { setAttributes, setHidden, setText } from './in-place.ts';

export interface StageBox {
  readonly node: HTMLElement;
  show(view: ClassroomView, phase: LivePhase): void;
}

export function createStage(desk: Desk): StageBox {
  const sequencer = sequencerSwitch(desk);
  const restart = confirmed(desk, {
    text: 'Restart with the same seed',
    question: 'End this run and begin it again?',
    yes: 'Restart',
    action: { action: 'restart' },
  });
  const end = confirmed(desk, {
    text: 'End the run',
    question: 'End the run and write its report?',
    yes: 'End',
    action: { action: 'end' },
  });
  return {
    node: html(
      'section',
      { class: 'card', 'aria-labelledby': 'classroom-stage-title' },
      html('h3', { id: 'classroom-stage-title' }, 'The run'),
      sequencer.node,
      html('div', { class: 'stage-acts acts' }, restart.node, end.node),
    ),
    show({ sequencer: setting }, phase) {
      const isLoad = phase === 'load';
      sequencer.show(setting, isLoad);
      restart.enable(isLoad || phase === 'ended');
      end.enable(isLoad);
    },
  };
}

function sequencerSwitch(desk: Desk) {
  const state = html('span', { class: 'sequencer-state' });
  const button = html('button', { type: 'button', class: 'acts' });
  let isOn = true;
  button.addEventListener('click', () => void desk.act({ action: 'sequencer', on: !isOn }, button));
  return {
    node: html(
      'div',
      { class: 'sequencer' },
      html('p', {}, 'Sequencer: ', state),
      html('p', { class: 'quiet sequencer-why' }, SEQUENCER_WHY),
      button,
    ),
    show(setting: 'on' | 'off', isLoad: boolean) {
      isOn = setting === 'on';
      setText(state, isOn ? 'on' : 'off');
      setAttributes(state, { class: `sequencer-state${isOn ? '' : ' bad-text'}` });
      setText(button, isOn ? 'Switch it off' : 'Switch it on');
      enable(button, isLoad);
    },
  };
}

const SEQUENCER_WHY =
  'It puts the events of a product, which come on several topics, back into their order. A switch begins the run anew.';

interface Confirmed {
  readonly text: string;
  readonly question: string;
  readonly yes: string;
  readonly action: ControlAction;
}

function confirmed(desk: Desk, { text, question, yes, action }: Confirmed) {
  const ask = html('button', { type: 'button' }, text);
  const sure = html('button', { type: 'button', class: 'primary' }, yes);
  const no = html('button', { type: 'button' }, 'No');
  const asked = html(
    'div',
    { class: 'confirm', role: 'group', 'aria-label': question, hidden: true },
    html('p', {}, question),
    sure,
    no,
  );
  const open = (isOpen: boolean) => {
    setHidden(ask, isOpen);
    setHidden(asked, !isOpen);
  };
  ask.addEventListener('click', () => {
    open(true);
    sure.focus();
  });
  const back = () => {
    open(false);
    ask.focus();
  };
  no.addEventListener('click', back);
  asked.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') back();
  });
  sure.addEventListener('click', () => {
    void desk.act(action, sure).then(() => back());
  });
  return {
    node: html('div', { class: 'confirmed' }, ask, asked),
    enable: (isEnabled: boolean) => {
      enable(ask, isEnabled);
      enable(sure, isEnabled);
    },
  };
}
