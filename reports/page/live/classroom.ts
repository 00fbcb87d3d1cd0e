/**
 * The panel of a classroom: what is happening and why, and the controls of the run. Pages that only look have all but the buttons.
 * Where there is no room beside the view it is a drawer at the foot of the window.
 */
import type { LiveFrame, LiveHello } from '../../live/frames.ts';
import { html } from '../dom.ts';
import { createActions } from './classroom-actions.ts';
import { createConsumers } from './classroom-consumers.ts';
import { createDesk } from './classroom-desk.ts';
import { focusOf, keyAction } from './classroom-keys.ts';
import { createLesson } from './classroom-lesson.ts';
import { createPlayback, type Playback } from './classroom-playback.ts';
import { rateShort } from './classroom-rate.ts';
import { createSaid } from './classroom-said.ts';
import { createStage } from './classroom-stage.ts';
import { createWrongStock } from './classroom-stock.ts';
import { createTrace } from './classroom-trace.ts';
import { createTrouble } from './classroom-trouble.ts';
import { setAttributes, setText } from './in-place.ts';
import type { MountedView, ViewContext } from './view.ts';

export function classroomPanel(
  context: ViewContext,
): Pick<MountedView, 'node' | 'hello' | 'frame'> {
  const said = createSaid();
  const desk = createDesk(context, (answer) => said.answered(answer));
  const playback = createPlayback(desk);
  const consumers = createConsumers(desk);
  const trouble = createTrouble(desk);
  const stage = createStage(desk);
  const lesson = createLesson();
  const trace = createTrace();
  const stock = createWrongStock();
  const actions = createActions();
  const state = html('p', { class: 'classroom-state' });
  const body = html(
    'div',
    { class: 'classroom-body', id: 'classroom-body' },
    said.node,
    lesson.node,
    html(
      'section',
      { class: 'card', 'aria-labelledby': 'classroom-rate-title' },
      html('h3', { id: 'classroom-rate-title' }, 'Events'),
      playback.node,
    ),
    trace.node,
    consumers.node,
    trouble.node,
    stage.node,
    stock.node,
    actions.node,
  );
  const drawer = createDrawer(body);
  const node = html(
    'div',
    { class: 'classroom looks' },
    html(
      'div',
      { class: 'classroom-head' },
      html('h2', {}, 'Classroom'),
      state,
      playback.buttons,
      drawer.toggle,
    ),
    body,
  );
  drawer.of(node);
  let frame: LiveFrame | undefined;
  listenToKeys(playback, () => (context.mayAct() ? frame : undefined));
  return {
    node,
    hello({ mayAct }: LiveHello) {
      node.classList.toggle('looks', !mayAct);
    },
    frame(next) {
      frame = next;
      const { classroom, phase } = next;
      if (classroom === null) return;
      const isLoad = phase === 'load';
      const rate = rateShort(classroom.ratePerSecond);
      setText(state, classroom.isPaused ? 'paused' : isLoad ? rate : '');
      playback.show(classroom, isLoad);
      said.show(classroom.said);
      consumers.show(next, isLoad);
      trouble.show(isLoad);
      stage.show(classroom, phase);
      lesson.show(classroom.lesson);
      trace.show(classroom);
      stock.show(classroom);
      actions.show(classroom);
    },
  };
}

function createDrawer(body: HTMLElement) {
  const toggle = html(
    'button',
    {
      type: 'button',
      class: 'classroom-toggle',
      'aria-expanded': 'false',
      'aria-controls': body.id,
    },
    'Open',
  );
  return {
    toggle,
    of(panel: HTMLElement) {
      const open = (isOpen: boolean) => {
        panel.classList.toggle('is-open', isOpen);
        setAttributes(toggle, { 'aria-expanded': String(isOpen) });
        setText(toggle, isOpen ? 'Close' : 'Open');
      };
      toggle.addEventListener('click', () => open(!panel.classList.contains('is-open')));
      panel.addEventListener('keydown', ({ key }) => {
        if (key !== 'Escape' || !panel.classList.contains('is-open')) return;
        open(false);
        toggle.focus();
      });
    },
  };
}

/** @param acting the latest frame, where this page may act */
function listenToKeys(playback: Playback, acting: () => LiveFrame | undefined): void {
  document.addEventListener('keydown', (event) => {
    const classroom = acting()?.classroom ?? null;
    if (classroom === null || event.defaultPrevented) return;
    const { key, altKey, ctrlKey, metaKey, repeat, target } = event;
    const action = keyAction(
      { key, isSpecial: altKey || ctrlKey || metaKey || repeat, focus: focusOf(target) },
      classroom,
    );
    if (action === undefined) return;
    event.preventDefault();
    if (action === 'step') playback.step();
    else playback.togglePause();
  });
}
